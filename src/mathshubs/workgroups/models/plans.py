"""What happens in schools: action plans, visits, open lessons."""

from __future__ import annotations

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q

from mathshubs.schools.models import School

from .group import WorkGroup, Workshop


@pghistory.track(append_only=True)
class ActionPlan(models.Model):
    """What a department sets out to change. It belongs to the school and goes on with it."""

    school = models.ForeignKey(School, models.PROTECT, related_name="action_plans")
    work_group = models.ForeignKey(
        WorkGroup, models.PROTECT, null=True, blank=True, related_name="action_plans",
        help_text="The group in which it was begun.",
    )  # fmt: skip
    title = models.CharField(max_length=150)
    aims = models.TextField(help_text="What will be different for pupils and teachers.")
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    agreed_at = models.DateTimeField("agreed with the head", null=True, blank=True)
    agreed_by = models.CharField("name of the head", max_length=150, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="an_agreed_plan_has_the_heads_name",
                condition=Q(agreed_at=None) | ~Q(agreed_by=""),
            )
        ]

    def __str__(self) -> str:
        return self.title


@pghistory.track(append_only=True)
class PlanStep(models.Model):
    """One step of an action plan."""

    class State(models.TextChoices):
        TO_DO = "TO_DO", "To do"
        UNDER_WAY = "UNDER_WAY", "Under way"
        DONE = "DONE", "Done"
        DROPPED = "DROPPED", "Dropped"

    plan = models.ForeignKey(ActionPlan, models.CASCADE, related_name="steps")
    order = models.PositiveSmallIntegerField(default=0)
    what = models.CharField(max_length=300)
    who = models.CharField(max_length=150)
    by_on = models.DateField("by when")
    shown_by = models.CharField("what will show it", max_length=300)
    state = models.CharField(max_length=9, choices=State.choices, default=State.TO_DO)

    class Meta:
        ordering = ["order", "pk"]


class PlanReview(models.Model):
    """The plan was looked at, at a workshop or in between."""

    plan = models.ForeignKey(ActionPlan, models.CASCADE, related_name="reviews")
    workshop = models.ForeignKey(
        Workshop, models.SET_NULL, null=True, blank=True, related_name="plan_reviews"
    )
    note = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-pk"]


@pghistory.track(append_only=True)
class Visit(models.Model):
    """A leader visits a school that takes part."""

    school = models.ForeignKey(School, models.PROTECT, related_name="visits")
    work_group = models.ForeignKey(WorkGroup, models.PROTECT, related_name="visits")
    leader = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="visits_made")
    on = models.DateField()
    purpose = models.CharField(max_length=300)
    seen = models.TextField("what was seen", blank=True)
    agreed = models.TextField("what was agreed", blank=True)
    head_met = models.BooleanField(null=True, blank=True)
    recorded_at = models.DateTimeField(null=True, blank=True, help_text="Empty while planned.")
    cancelled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-on", "-pk"]
        indexes = [models.Index(fields=["school", "-on"])]


@pghistory.track(append_only=True)
class OpenLesson(models.Model):
    """What an event is about whose heart is a lesson: a showcase, or a lesson study."""

    class Kind(models.TextChoices):
        SHOWCASE = "SHOWCASE", "Showcase lesson"
        STUDY = "STUDY", "Lesson study"

    event = models.OneToOneField(
        WorkGroup, models.CASCADE, primary_key=True, related_name="open_lesson"
    )
    kind = models.CharField(max_length=8, choices=Kind.choices)
    of_group = models.ForeignKey(
        WorkGroup, models.SET_NULL, null=True, blank=True, related_name="open_lessons",
        help_text="The Work Group it belongs to, if it does.",
    )  # fmt: skip
    taught_by = models.CharField(max_length=150, blank=True)
    year_group = models.CharField(max_length=60)
    focus = models.CharField(max_length=300, help_text="What observers look at.")
    discussion = models.TextField("notes of the discussion", blank=True)
    noted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    noted_at = models.DateTimeField(null=True, blank=True)
