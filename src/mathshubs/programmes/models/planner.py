"""A question put to the planner of groups, and what it answered. An edit asks anew."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse

from mathshubs.hubs.models import Hub


class PlannerRun(models.Model):
    """
    Which groups a hub could run in the terms of a year, worked out by a job.

    Of the nation: all hubs at once. Each hub's own answer is a run of its own, part of that one.
    """

    class State(models.TextChoices):
        WAITING = "WAITING", "Waiting for its turn"
        WORKING = "WORKING", "Being worked out"
        DONE = "DONE", "Worked out"
        REFUSED = "REFUSED", "Could not be worked out"

    hub = models.ForeignKey(
        Hub, models.CASCADE, null=True, blank=True, related_name="planner_runs",
        help_text="Empty: all hubs at once, asked by the national team.",
    )  # fmt: skip
    part_of = models.ForeignKey(
        "self", models.CASCADE, null=True, blank=True, related_name="parts",
        help_text="The run of the nation whose answer for this hub it is.",
    )  # fmt: skip
    year = models.CharField("academic year", max_length=7)
    terms = ArrayField(models.CharField(max_length=10), default=list)
    follows = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="followed_by",
        help_text="The run that this one edits: the search begins from its answer.",
    )  # fmt: skip
    change = models.CharField("what was changed", max_length=300, blank=True)
    asked = models.JSONField(help_text="The numbers as they were typed, to change them again.")
    question = models.JSONField(help_text="As `methods.planning.written` writes it.")
    answer = models.JSONField(default=dict, help_text="So too; empty until it is worked out.")
    seconds = models.PositiveSmallIntegerField(default=60, help_text="The search ends after these.")
    state = models.CharField(max_length=7, choices=State.choices, default=State.WAITING)
    step = models.CharField(max_length=80, blank=True)
    refusal = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    began_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    lines_at = models.DateTimeField(
        null=True, blank=True, help_text="When lines of the year plan were made of it."
    )

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="a_refused_run_of_the_planner_says_why",
                condition=~Q(state="REFUSED") | ~Q(refusal=""),
            ),
            models.CheckConstraint(
                name="a_part_of_a_national_run_is_a_hub_s",
                condition=Q(part_of=None) | ~Q(hub=None),
            ),
        ]
        indexes = [models.Index(fields=["hub", "-at"])]

    def __str__(self) -> str:
        return f"{self.hub or 'All hubs'}: groups for {self.year}"

    def get_absolute_url(self) -> str:
        name = "planner_run" if self.hub_id else "nation_run"
        return reverse(f"insight:{name}", args=[self.pk])

    @property
    def is_working(self) -> bool:
        return self.state in (self.State.WAITING, self.State.WORKING)

    def has_stopped(self, at: datetime) -> bool:
        """Return whether it should have ended long ago, so that nobody waits for it."""
        least = timedelta(seconds=3 * self.seconds + 300)
        return self.is_working and at - (self.began_at or self.at) > least
