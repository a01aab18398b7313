"""The places that a need, or what was seen in published results, is about."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from mathshubs.schools.models import Authority, District, School, Trust

PLACES = ("district", "authority", "trust", "school")


def _only(place: str) -> Q:
    return Q(**{f"{one}__isnull": one != place for one in PLACES})


class AboutAPlace(models.Model):
    """A row about one district, authority, trust or school."""

    district = models.ForeignKey(District, models.PROTECT, null=True, blank=True, related_name="+")
    authority = models.ForeignKey(
        Authority, models.PROTECT, null=True, blank=True, related_name="+"
    )
    trust = models.ForeignKey(Trust, models.PROTECT, null=True, blank=True, related_name="+")
    school = models.ForeignKey(School, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_is_about_one_place",
                condition=_only("district") | _only("authority") | _only("trust")
                | _only("school"),
            )
        ]  # fmt: skip

    @property
    def place(self) -> District | Authority | Trust | School:
        """Return the one place. Ask with `select_related(*PLACES)` for many rows."""
        found = self.district or self.authority or self.trust or self.school
        assert found, "the database holds one"
        return found
