"""Pathways of several stages, and the stage that each school has reached."""

from __future__ import annotations

import pghistory
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models

from mathshubs.core.phases import Phase, phases_in_words
from mathshubs.schools.models import School

from .project import Project


@pghistory.track(append_only=True)
class Pathway(models.Model):
    """A way through several projects, a stage each, such as Teaching for Mastery."""

    name = models.CharField(max_length=100)
    about = models.CharField(max_length=300, blank=True)
    phases = ArrayField(models.CharField(max_length=12, choices=Phase.choices), default=list)
    from_year = models.CharField("first academic year", max_length=7)
    to_year = models.CharField("last academic year", max_length=7, blank=True)

    class Meta:
        ordering = ["name", "from_year"]
        constraints = [
            models.UniqueConstraint(
                fields=["name", "from_year"], name="a_pathway_begins_once_a_year"
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def phases_in_words(self) -> str:
        return phases_in_words(self.phases)

    def holds_in(self, year: str) -> bool:
        return self.from_year <= year and (not self.to_year or year <= self.to_year)

    @property
    def years_in_words(self) -> str:
        if self.to_year == self.from_year:
            return self.from_year
        return f"{self.from_year} to {self.to_year}" if self.to_year else f"from {self.from_year}"


class Stage(models.Model):
    """A stage of a pathway, and the projects whose groups are evidence of it."""

    pathway = models.ForeignKey(Pathway, models.CASCADE, related_name="stages")
    order = models.PositiveSmallIntegerField(default=0)
    name = models.CharField(max_length=80, help_text="Such as: Embedding")
    years = models.PositiveSmallIntegerField(default=1, help_text="How many it usually takes.")
    projects = models.ManyToManyField(Project, related_name="stages", blank=True)

    class Meta:
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["pathway", "name"], name="a_pathway_names_a_stage_once")
        ]

    def __str__(self) -> str:
        return self.name


@pghistory.track(append_only=True)
class SchoolStage(models.Model):
    """A school at a stage in a year, where a person says more than the records do."""

    class State(models.TextChoices):
        WORKING = "WORKING", "Working at it"
        COMPLETED = "COMPLETED", "Completed"
        LEFT = "LEFT", "Left the pathway"

    school = models.ForeignKey(School, models.PROTECT, related_name="stages")
    stage = models.ForeignKey(Stage, models.PROTECT, related_name="schools")
    year = models.CharField("academic year", max_length=7)
    state = models.CharField(max_length=9, choices=State.choices)
    evidence = models.TextField("how we know")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["school", "stage", "year"], name="a_school_is_at_a_stage_once_a_year"
            )
        ]
