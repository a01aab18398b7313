"""Who could lead a group, who was asked to, the days it took, and groups that are for leaders."""

from __future__ import annotations

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q

from mathshubs.hubs.models import Accreditation, Hub

from .group import Leader, WorkGroup


@pghistory.track(append_only=True)
class DaysUsed(models.Model):
    """A line of the ledger: what a leader spent days on for a hub."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="days_used")
    hub = models.ForeignKey(Hub, models.PROTECT, related_name="days_used")
    work_group = models.ForeignKey(
        WorkGroup, models.SET_NULL, null=True, blank=True, related_name="days_used"
    )
    on = models.DateField("day")
    days = models.DecimalField(max_digits=4, decimal_places=2, help_text="Such as: 0.5")
    what = models.CharField(max_length=200)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    written_at = models.DateTimeField()

    class Meta:
        ordering = ["-on", "-pk"]
        constraints = [
            models.CheckConstraint(name="days_used_are_more_than_none", condition=Q(days__gt=0))
        ]
        indexes = [models.Index(fields=["person", "on"])]


@pghistory.track(append_only=True)
class LeadFeedback(models.Model):
    """What somebody said of how a group was led. The hub writes it; the leader reads it."""

    class Source(models.TextChoices):
        VISIT = "VISIT", "A visit"
        PARTICIPANTS = "PARTICIPANTS", "Those who took part"
        HEAD = "HEAD", "A headteacher"

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="feedback_on_leading"
    )
    work_group = models.ForeignKey(WorkGroup, models.PROTECT, related_name="feedback_on_leading")
    source = models.CharField("who says it", max_length=12, choices=Source.choices)
    on = models.DateField("day")
    words = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    written_at = models.DateTimeField()

    class Meta:
        ordering = ["-on", "-pk"]
        indexes = [models.Index(fields=["person", "work_group"])]


class LeadersWanted(models.Model):
    """A group asks for somebody to lead it. Leaders of every hub are shown it until it has them."""

    work_group = models.OneToOneField(
        WorkGroup, models.CASCADE, primary_key=True, related_name="leaders_wanted"
    )
    number = models.PositiveSmallIntegerField(help_text="One lead or two.")
    answer_by = models.DateField(help_text="The last day to say that you would like to.")
    what = models.CharField(max_length=300, blank=True, help_text="What you look for.")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="one_leader_or_two_are_wanted", condition=Q(number__in=[1, 2])
            )
        ]


class LeadInterest(models.Model):
    """Somebody would like to lead a group, and what came of it."""

    class State(models.TextChoices):
        WAITING = "WAITING", "Waits for the hub"
        CHOSEN = "CHOSEN", "Chosen"
        DECLINED = "DECLINED", "Not this time"
        WITHDRAWN = "WITHDRAWN", "Taken back"

    work_group = models.ForeignKey(WorkGroup, models.CASCADE, related_name="lead_interests")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="lead_interests"
    )
    kind = models.CharField(max_length=7, choices=Leader.Kind.choices)
    why = models.TextField()
    state = models.CharField(max_length=9, choices=State.choices, default=State.WAITING)
    said_at = models.DateTimeField()
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    answer = models.CharField(max_length=300, blank=True, help_text="The sentence they were sent.")

    class Meta:
        ordering = ["said_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["work_group", "person"],
                condition=Q(state="WAITING"),
                name="somebody_offers_to_lead_a_group_once_at_a_time",
            ),
            models.CheckConstraint(
                name="a_declined_offer_to_lead_has_its_sentence",
                condition=~Q(state="DECLINED") | ~Q(answer=""),
            ),
        ]


class LeadInvitation(models.Model):
    """A hub invites somebody a step further: from taking part to co-leading, then to leading."""

    class State(models.TextChoices):
        SENT = "SENT", "No answer yet"
        YES = "YES", "Said yes"
        NO = "NO", "Said no"

    hub = models.ForeignKey(Hub, models.PROTECT, related_name="lead_invitations")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="lead_invitations"
    )
    kind = models.CharField(max_length=7, choices=Leader.Kind.choices)
    because = models.CharField(max_length=200, help_text="What the record says they did.")
    words = models.TextField(blank=True, help_text="What the hub added.")
    state = models.CharField(max_length=4, choices=State.choices, default=State.SENT)
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    sent_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    answer = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-sent_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["hub", "person"],
                condition=Q(state="SENT"),
                name="one_open_invitation_to_lead_per_hub_and_person",
            ),
            models.CheckConstraint(
                name="an_answered_invitation_has_its_time",
                condition=Q(state="SENT", answered_at=None)
                | Q(state__in=["YES", "NO"], answered_at__isnull=False),
            ),
        ]


class ForLeaders(models.Model):
    """
    The group is for those who lead: a numbered cohort that trains them, or an event of theirs.

    A cohort awards an accreditation to those who complete it.
    """

    work_group = models.OneToOneField(
        WorkGroup, models.CASCADE, primary_key=True, related_name="for_leaders"
    )
    awards = models.CharField(
        max_length=25, choices=Accreditation.Kind.choices, blank=True,
        help_text="Empty for an event of the leaders' community.",
    )  # fmt: skip
    cohort = models.PositiveSmallIntegerField(null=True, blank=True)
    lasts_years = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="Years until the accreditation expires. Empty: it stays."
    )
    heads_support = models.TextField(
        "what the head supports", blank=True, help_text="Such as: release for fifteen days."
    )
    information = models.URLField(max_length=300, blank=True, help_text="The information document.")
    awarded_at = models.DateTimeField(null=True, blank=True, help_text="When it was last awarded.")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="a_cohort_of_leaders_has_its_number_and_what_it_awards",
                condition=Q(awards="", cohort=None, lasts_years=None)
                | ~Q(awards="") & Q(cohort__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        if not self.awards:
            return "For leaders"
        return f"{self.get_awards_display()}, cohort {self.cohort}"
