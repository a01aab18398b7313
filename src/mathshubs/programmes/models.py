"""What the network offers: national projects and local ones."""

from __future__ import annotations

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from mathshubs.core.phases import Phase, phases_in_words
from mathshubs.hubs.models import Hub

__all__ = ["Phase", "Project"]


@pghistory.track(append_only=True)
class Project(models.Model):
    """A design that Work Groups carry out: national (with its code), or one hub's own."""

    code = models.CharField(max_length=9, unique=True, null=True, blank=True)
    hub = models.ForeignKey(
        Hub, models.PROTECT, null=True, blank=True, related_name="projects",
        help_text="The hub whose own project this is. Empty for a national one.",
    )  # fmt: skip
    title = models.CharField(max_length=150)
    year = models.CharField("academic year", max_length=7, help_text="Such as: 2025/26")
    phases = ArrayField(models.CharField(max_length=12, choices=Phase.choices))
    summary = models.CharField(max_length=300)
    eligibility = models.JSONField(
        default=list, blank=True, help_text="Who can take part: rules, each with its values."
    )
    follows = models.OneToOneField(
        "self", models.SET_NULL, null=True, blank=True, related_name="followed_by",
        help_text="The same project in the year before.",
    )  # fmt: skip

    class Meta:
        ordering = ["code", "title"]
        constraints = [
            models.CheckConstraint(
                name="a_national_project_has_a_code_and_a_local_one_has_a_hub",
                condition=Q(code__isnull=False, hub=None) | Q(code=None, hub__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}" if self.code else self.title

    @property
    def phases_in_words(self) -> str:
        return phases_in_words(self.phases)
