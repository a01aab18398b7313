"""Facts that hold from one day to another."""

from __future__ import annotations

from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q


class DatedQuerySet(models.QuerySet):
    def on(self, day: date) -> Self:
        """Return what holds on `day`."""
        return self.filter(holds_on(day))


def holds_on(day: date, prefix: str = "") -> Q:
    """Return the condition that a dated fact, reached through `prefix`, holds on `day`."""
    begun = Q(**{f"{prefix}from_on__lte": day})
    lasts = Q(**{f"{prefix}to_on": None}) | Q(**{f"{prefix}to_on__gte": day})
    return begun & lasts


class Dated(models.Model):
    """A fact with its first and its last day."""

    from_on = models.DateField("from")
    to_on = models.DateField(
        "to", null=True, blank=True, help_text="The last day. Empty while it lasts."
    )

    objects = DatedQuerySet.as_manager()

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_ends_on_or_after_it_begins",
                condition=Q(to_on=None) | Q(to_on__gte=F("from_on")),
            )
        ]
