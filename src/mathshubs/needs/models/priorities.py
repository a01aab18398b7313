"""A round a year: consult, score, compare, decide in a meeting, publish."""

from __future__ import annotations

import pghistory
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from mathshubs.core.phases import Phase, phases_in_words
from mathshubs.hubs.models import Hub
from mathshubs.schools.models import District

from .need import Need, Theme


class Criterion(models.TextChoices):
    """What a candidate is scored on, from 0 (not at all) to 4 (very much)."""

    REACH = "REACH", "Reach: how many schools and pupils"
    SEVERITY = "SEVERITY", "Severity: how far behind, how wide the gap"
    NATIONAL_GOALS = "NATIONAL_GOALS", "Fit with national goals"
    DISADVANTAGE = "DISADVANTAGE", "Disadvantage and priority areas"
    FEASIBILITY = "FEASIBILITY", "Feasibility: people, time, money"
    NOT_YET_MET = "NOT_YET_MET", "Not yet met: how little exists already"


def equal_weights() -> dict[str, int]:
    return dict.fromkeys(Criterion.values, 1)


@pghistory.track(append_only=True)
class PriorityRound(models.Model):
    """How a hub, a district's partners or the nation agree the priorities of an academic year."""

    class State(models.TextChoices):
        CONSULTING = "CONSULTING", "Open for consultation"
        SCORING = "SCORING", "Scoring"
        DECIDED = "DECIDED", "Decided"
        PUBLISHED = "PUBLISHED", "Published"

    hub = models.ForeignKey(
        Hub, models.PROTECT, null=True, blank=True, related_name="priority_rounds",
        help_text="Empty: the national round.",
    )  # fmt: skip
    district = models.ForeignKey(
        District, models.PROTECT, null=True, blank=True, related_name="priority_rounds",
        help_text="Only for a round of one district's partners.",
    )  # fmt: skip
    year = models.CharField("academic year", max_length=7, help_text="The year it plans for.")
    state = models.CharField(max_length=10, choices=State.choices, default=State.CONSULTING)
    about = models.TextField("what the consultation asks", blank=True)
    consult_until = models.DateField("open for comments until")
    weights = models.JSONField(default=equal_weights, help_text="Of each criterion: 0 to 5.")
    met_on = models.DateField("day of the meeting", null=True, blank=True)
    present = models.TextField("who was there", blank=True)
    decision = models.TextField("what was decided, and why", blank=True)
    dissent = models.TextField("who disagreed, and why", blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    published_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-year", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["hub", "district", "year"],
                nulls_distinct=False,
                name="one_round_of_priorities_a_year",
            ),
            models.CheckConstraint(
                name="a_district_round_is_a_hub_s", condition=Q(district=None) | ~Q(hub=None)
            ),
            models.CheckConstraint(
                name="a_decision_says_when_who_and_what",
                condition=~Q(state__in=["DECIDED", "PUBLISHED"])
                | Q(met_on__isnull=False) & ~Q(present="") & ~Q(decision=""),
            ),
        ]

    def __str__(self) -> str:
        whose = self.district or self.hub or "National"
        return f"{whose}: priorities of {self.year}"


@pghistory.track(append_only=True)
class Priority(models.Model):
    """A candidate of a round, made of the needs behind it; chosen, or not and why."""

    class State(models.TextChoices):
        CANDIDATE = "CANDIDATE", "Candidate"
        CHOSEN = "CHOSEN", "Chosen"
        NOT_CHOSEN = "NOT_CHOSEN", "Not chosen this year"

    round = models.ForeignKey(PriorityRound, models.CASCADE, related_name="priorities")
    title = models.CharField(max_length=150)
    why = models.TextField()
    theme = models.ForeignKey(Theme, models.SET_NULL, null=True, blank=True, related_name="+")
    phases = ArrayField(models.CharField(max_length=12, choices=Phase.choices), default=list)
    state = models.CharField(max_length=10, choices=State.choices, default=State.CANDIDATE)
    reason = models.TextField("why it was chosen, or not", blank=True)
    needs = models.ManyToManyField(Need, related_name="priorities", blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="what_was_not_chosen_says_why",
                condition=~Q(state="NOT_CHOSEN") | ~Q(reason=""),
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def phases_in_words(self) -> str:
        return phases_in_words(self.phases)


@pghistory.track(append_only=True)
class Score(models.Model):
    """How a candidate fares on one criterion, with the reason."""

    priority = models.ForeignKey(Priority, models.CASCADE, related_name="scores")
    criterion = models.CharField(max_length=14, choices=Criterion.choices)
    value = models.PositiveSmallIntegerField(help_text="0 (not at all) to 4 (very much).")
    reason = models.CharField(max_length=300)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["priority", "criterion"], name="a_candidate_has_one_score_a_criterion"
            ),
            models.CheckConstraint(name="a_score_is_0_to_4", condition=Q(value__lte=4)),
        ]


class Comment(models.Model):
    """What somebody says while a round is open for consultation."""

    round = models.ForeignKey(PriorityRound, models.CASCADE, related_name="comments")
    priority = models.ForeignKey(
        Priority, models.CASCADE, null=True, blank=True, related_name="comments"
    )
    name = models.CharField(max_length=150)
    organisation = models.CharField(max_length=150, blank=True)
    words = models.TextField()
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]
