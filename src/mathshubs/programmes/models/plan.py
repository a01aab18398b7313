"""The year plan of a hub: its lines, what the nation asks, targets, returns, versions."""

from __future__ import annotations

import pghistory
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse

from mathshubs.core.phases import Phase, phases_in_words
from mathshubs.hubs.models import Hub

from .project import Project


class Commitment(models.Model):
    """What the national team asks of a hub for a year: so many groups of a national project."""

    hub = models.ForeignKey(Hub, models.CASCADE, related_name="commitments")
    project = models.ForeignKey(Project, models.PROTECT, related_name="commitments")
    groups = models.PositiveSmallIntegerField(default=1)
    schools = models.PositiveSmallIntegerField(default=0, help_text="Schools that take part.")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["hub", "project"], name="a_hub_is_asked_for_a_project_once"
            )
        ]


@pghistory.track(append_only=True)
class Plan(models.Model):
    """What a hub means to do in an academic year."""

    class State(models.TextChoices):
        DRAFT = "DRAFT", "Draft"
        BOARD_REVIEWED = "BOARD_REVIEWED", "Reviewed by the board"
        SUBMITTED = "SUBMITTED", "Submitted"
        RETURNED = "RETURNED", "Returned"
        APPROVED = "APPROVED", "Approved"
        AMENDED = "AMENDED", "Amended"

    hub = models.ForeignKey(Hub, models.PROTECT, related_name="plans")
    year = models.CharField("academic year", max_length=7, help_text="Such as: 2026/27")
    state = models.CharField(max_length=14, choices=State.choices, default=State.DRAFT)
    summary = models.TextField("the year in a few sentences", blank=True)
    budget = models.DecimalField(
        max_digits=10, decimal_places=2, null=True, blank=True, help_text="Pounds."
    )

    CHANGEABLE = (State.DRAFT, State.BOARD_REVIEWED, State.RETURNED, State.AMENDED)

    class Meta:
        ordering = ["-year", "hub__name"]
        constraints = [
            models.UniqueConstraint(fields=["hub", "year"], name="a_hub_has_one_plan_a_year")
        ]

    def __str__(self) -> str:
        return f"{self.hub}: plan for {self.year}"

    def get_absolute_url(self) -> str:
        return reverse("insight:plan", args=[self.pk])

    @property
    def is_changeable(self) -> bool:
        return self.state in self.CHANGEABLE


@pghistory.track(append_only=True)
class PlanLine(models.Model):
    """One thing that the hub means to do. Groups, and answers to priorities, point to it."""

    class Kind(models.TextChoices):
        NATIONAL = "NATIONAL", "National commitment"
        LOCAL = "LOCAL", "Local"

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="lines")
    order = models.PositiveSmallIntegerField(default=0)
    kind = models.CharField(max_length=8, choices=Kind.choices, default=Kind.LOCAL)
    title = models.CharField(max_length=150)
    project = models.ForeignKey(
        Project, models.PROTECT, null=True, blank=True, related_name="plan_lines"
    )
    rationale = models.TextField(blank=True)
    outcomes = models.TextField("intended outcomes", blank=True)
    lead = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="plan_lines"
    )
    phases = ArrayField(models.CharField(max_length=12, choices=Phase.choices), default=list)
    target_schools = models.TextField("which schools", blank=True)
    groups = models.PositiveSmallIntegerField(default=1, help_text="Work Groups planned.")
    schools = models.PositiveSmallIntegerField(default=0, help_text="Schools to take part.")
    cost = models.DecimalField(max_digits=9, decimal_places=2, default=0, help_text="Pounds.")

    class Meta:
        ordering = ["order", "pk"]
        constraints = [
            models.CheckConstraint(name="a_line_costs_nothing_or_more", condition=Q(cost__gte=0)),
            models.CheckConstraint(
                name="a_national_line_has_its_project",
                condition=~Q(kind="NATIONAL") | ~Q(project=None),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def phases_in_words(self) -> str:
        return phases_in_words(self.phases)


class PlanStep(models.Model):
    """A plan went from one state to another, with the words of the board or the national team."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="steps")
    from_state = models.CharField(max_length=14, choices=Plan.State.choices)
    to_state = models.CharField(max_length=14, choices=Plan.State.choices)
    words = models.TextField(blank=True)
    met_on = models.DateField(null=True, blank=True, help_text="The day that the board met.")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="a_review_of_the_board_has_its_words_and_day",
                condition=~Q(to_state="BOARD_REVIEWED") | (Q(met_on__isnull=False) & ~Q(words="")),
            )
        ]


class PlanVersion(models.Model):
    """The plan as it stood at a step: never changed, so that two can be compared."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=14, choices=Plan.State.choices)
    content = models.JSONField(help_text="Summary, budget and lines, as words and numbers.")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "number"], name="a_plan_has_each_version_once")
        ]


class HalfTerm(models.TextChoices):
    AUTUMN_1 = "AUTUMN_1", "Autumn 1"
    AUTUMN_2 = "AUTUMN_2", "Autumn 2"
    SPRING_1 = "SPRING_1", "Spring 1"
    SPRING_2 = "SPRING_2", "Spring 2"
    SUMMER_1 = "SUMMER_1", "Summer 1"
    SUMMER_2 = "SUMMER_2", "Summer 2"


@pghistory.track(append_only=True)
class Target(models.Model):
    """How much of one measure a line means to have reached by the end of each half term."""

    class Measure(models.TextChoices):
        GROUPS = "GROUPS", "Work Groups running"
        SCHOOLS = "SCHOOLS", "Schools that take part"
        PEOPLE = "PEOPLE", "People who hold a place"

    line = models.ForeignKey(PlanLine, models.CASCADE, related_name="targets")
    measure = models.CharField(max_length=7, choices=Measure.choices)
    planned = models.JSONField(
        default=dict, help_text="By half term, counted from the start of the year."
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["line", "measure"], name="a_line_has_one_target_a_measure"
            )
        ]


@pghistory.track(append_only=True)
class HalfTermReturn(models.Model):
    """What a hub tells the national team after a half term: records, and a few words."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="returns")
    half_term = models.CharField(max_length=8, choices=HalfTerm.choices)
    words = models.JSONField(default=dict, help_text="By the line's number; and under 0 for all.")
    figures = models.JSONField(
        default=dict, help_text="The figures as they stood when it was sent. Empty before."
    )
    sent_at = models.DateTimeField(null=True, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["plan", "half_term"], name="one_return_a_half_term")
        ]


class RollOverStep(models.Model):
    """A task of going over to the next year that a person ticked, where no record can tell."""

    hub = models.ForeignKey(
        Hub, models.CASCADE, null=True, blank=True, related_name="roll_over_steps"
    )
    year = models.CharField("the year begun", max_length=7)
    task = models.CharField(max_length=40)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["hub", "year", "task"],
                nulls_distinct=False,
                name="a_task_of_the_roll_over_is_ticked_once",
            )
        ]
