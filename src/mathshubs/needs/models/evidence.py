"""What published results seem to say: proposals that a person accepts or dismisses."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from mathshubs.hubs.models import Hub

from .places import AboutAPlace


class ProposalRun(models.Model):
    """One reading of the published results: what was asked, how long it took."""

    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    years = ArrayField(models.CharField(max_length=7), default=list)
    done_at = models.DateTimeField(null=True, blank=True)
    summary = models.JSONField(default=dict, help_text="Counts of places read and proposals made.")
    refusal = models.TextField(blank=True)

    class Meta:
        ordering = ["-at", "-pk"]


class Proposal(AboutAPlace):
    """A place whose results stand out against similar ones, over years: perhaps a need."""

    class Kind(models.TextChoices):
        ATTAINMENT = "ATTAINMENT", "Attainment"
        DISADVANTAGE_GAP = "DISADVANTAGE_GAP", "Gap of disadvantaged pupils"
        SEX_GAP = "SEX_GAP", "Gap between girls and boys"
        POST_16 = "POST_16", "Maths after 16"

    class State(models.TextChoices):
        PROPOSED = "PROPOSED", "To look at"
        ACCEPTED = "ACCEPTED", "Accepted"
        DISMISSED = "DISMISSED", "Dismissed"
        OVERTAKEN = "OVERTAKEN", "Overtaken by later results"

    run = models.ForeignKey(ProposalRun, models.CASCADE, related_name="proposals")
    hub = models.ForeignKey(
        Hub, models.CASCADE, null=True, blank=True, related_name="proposals",
        help_text="Whose area the place is in. Empty: in several, or none.",
    )  # fmt: skip
    kind = models.CharField(max_length=16, choices=Kind.choices)
    measure = models.CharField(max_length=40, help_text="As named by the measures of results.")
    last_year = models.CharField(max_length=7, help_text="The latest year of results it rests on.")
    standing = models.FloatField(
        help_text="How far from similar places, in standard errors. Below 0 is worse."
    )
    figures = models.JSONField(
        default=dict, help_text="By year: value, expected, low, high, pupils, schools like it."
    )
    state = models.CharField(max_length=9, choices=State.choices, default=State.PROPOSED)
    reason = models.TextField(blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField(null=True, blank=True)

    class Meta(AboutAPlace.Meta):
        ordering = ["standing", "pk"]
        constraints = [
            *AboutAPlace.Meta.constraints,
            models.UniqueConstraint(
                fields=["measure", "last_year", "district", "authority", "trust", "school"],
                nulls_distinct=False,
                name="a_place_is_proposed_once_for_a_measure_and_year",
            ),
            models.CheckConstraint(
                name="who_dismisses_a_proposal_says_why",
                condition=~Q(state="DISMISSED") | ~Q(reason=""),
            ),
        ]
        indexes = [models.Index(fields=["hub", "state", "standing"])]
