"""Places: who asked, who holds one, who waits."""

from __future__ import annotations

import secrets

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from mathshubs.people.models import Person
from mathshubs.schools.models import Employment, School

from .group import WorkGroup


@pghistory.track(exclude=["access_needs", "diet_needs"], append_only=True)
class Place(models.Model):
    """
    One person's claim on a place in a group, for the school they come from.

    A school may ask for somebody it names later: `person` is empty until then.
    """

    class State(models.TextChoices):
        APPLIED = "APPLIED", "Applied"
        WAITING = "WAITING", "On the waiting list"
        OFFERED = "OFFERED", "Place offered"
        AGREEMENT = "AGREEMENT", "Kept until the head agrees"
        HELD = "HELD", "Place held"
        DECLINED = "DECLINED", "Declined by the hub"
        LAPSED = "LAPSED", "Offer not taken up"
        WITHDRAWN = "WITHDRAWN", "Withdrawn"
        CANCELLED = "CANCELLED", "The group was cancelled"

    class Withdrawal(models.TextChoices):
        STAFF_LEFT = "STAFF_LEFT", "I am leaving the school"
        CAPACITY = "CAPACITY", "I cannot be released"
        UNSUITABLE = "UNSUITABLE", "The group does not suit what we need"
        ILLNESS = "ILLNESS", "Illness"
        MOVED_SCHOOL = "MOVED_SCHOOL", "I moved to another school"
        INSPECTION = "INSPECTION", "Inspection"
        OTHER = "OTHER", "Another reason"
        HEAD_DECLINED = "HEAD_DECLINED", "The head did not agree"
        BETTER_CHOICE = "BETTER_CHOICE", "A group they preferred had a place"
        MOVED = "MOVED", "Moved to another group"
        REPLACED = "REPLACED", "A colleague takes over"

    # The reasons a person gives; the others follow from something else that happened.
    REASONS_TO_GIVE = (
        Withdrawal.STAFF_LEFT,
        Withdrawal.CAPACITY,
        Withdrawal.UNSUITABLE,
        Withdrawal.ILLNESS,
        Withdrawal.MOVED_SCHOOL,
        Withdrawal.INSPECTION,
        Withdrawal.OTHER,
    )
    LIVE = (State.APPLIED, State.WAITING, State.OFFERED, State.AGREEMENT, State.HELD)
    TAKES_A_PLACE = (State.OFFERED, State.AGREEMENT, State.HELD)

    work_group = models.ForeignKey(WorkGroup, models.PROTECT, related_name="bookings")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="places",
        help_text="Empty until the school names somebody.",
    )  # fmt: skip
    enrolment = models.ForeignKey(
        "workgroups.Enrolment", models.PROTECT, null=True, blank=True, related_name="places",
        help_text="The school's application. Empty when the person asked alone.",
    )  # fmt: skip
    instead_of = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="next_choices",
        help_text="The choice they preferred to this: when that is held, this is given back.",
    )  # fmt: skip
    came_from = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="went_to",
        help_text="The place this one carries on: after a move, a merger, a colleague's leaving.",
    )  # fmt: skip
    school = models.ForeignKey(School, models.PROTECT, related_name="places")
    role = models.CharField(max_length=20, choices=Employment.Role.choices)
    state = models.CharField(max_length=10, choices=State.choices)
    arrival = models.PositiveIntegerField(
        help_text="1 for the first to ask in this group, then 2, ..."
    )
    why = models.TextField(blank=True)
    career_year = models.PositiveSmallIntegerField(
        "year of their career", null=True, blank=True,
        help_text="1 in the first. Asked only where it decides who can take part.",
    )  # fmt: skip
    access_needs = models.TextField(blank=True, help_text="Gone after the last workshop.")
    diet_needs = models.TextField(blank=True, help_text="Gone after the last workshop.")
    agreed_at = models.DateTimeField(help_text="When they agreed to the conditions of taking part.")
    applied_at = models.DateTimeField()
    applied_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    offered_at = models.DateTimeField(null=True, blank=True)
    offer_ends_on = models.DateField(null=True, blank=True, help_text="The last day to accept.")
    held_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawal = models.CharField(max_length=15, choices=Withdrawal.choices, blank=True)
    withdrawal_note = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["work_group", "person"],
                condition=Q(state__in=["APPLIED", "WAITING", "OFFERED", "AGREEMENT", "HELD"]),
                name="one_live_place_per_person_per_group",
            ),
            models.UniqueConstraint(
                fields=["work_group", "arrival"], name="everyone_arrives_in_turn"
            ),
            models.CheckConstraint(
                name="an_offer_has_a_last_day",
                condition=~Q(state="OFFERED") | Q(offer_ends_on__isnull=False),
            ),
            models.CheckConstraint(
                name="a_withdrawal_has_its_time_and_reason",
                condition=~Q(state="WITHDRAWN")
                | (Q(withdrawn_at__isnull=False) & ~Q(withdrawal="")),
            ),
            models.CheckConstraint(
                name="whoever_has_no_name_yet_comes_with_their_school",
                condition=Q(person__isnull=False) | Q(enrolment__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["person", "state"]),
            models.Index(fields=["school", "state"]),
            models.Index(
                fields=["offer_ends_on"], name="offers_open", condition=Q(state="OFFERED")
            ),
        ]

    @property
    def who(self) -> str:
        """Whose place it is, in words. Select person; where it is nobody, school and enrolment."""
        if self.person is not None:
            return self.person.name
        by = self.enrolment.names_by if self.enrolment else None
        named = f", to be named by {by.day} {by:%B %Y}" if by else ", to be named"
        return f"Somebody from {self.school.name}{named}"

    @property
    def reader(self) -> Person:
        """Who reads the letters about it: its person, or until they are named who applied."""
        if self.person is not None:
            return self.person
        return self.enrolment.applied_by if self.enrolment else self.applied_by


class PlaceDecision(models.Model):
    """Somebody, or the waiting list itself, moved a place from one state to another."""

    place = models.ForeignKey(Place, models.CASCADE, related_name="decisions")
    from_state = models.CharField(max_length=10, choices=Place.State.choices, blank=True)
    to_state = models.CharField(max_length=10, choices=Place.State.choices)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+",
        help_text="Empty when the rule decided.",
    )  # fmt: skip
    reason = models.CharField(max_length=300, blank=True)
    overrides = models.BooleanField(default=False, help_text="Against a rule, with a reason.")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="an_override_has_a_reason", condition=Q(overrides=False) | ~Q(reason="")
            )
        ]


class RunAgainRequest(models.Model):
    """Somebody asked to be told when a group like this one runs again."""

    work_group = models.ForeignKey(WorkGroup, models.CASCADE, related_name="run_again_requests")
    email = models.EmailField()
    asked_at = models.DateTimeField()
    told_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["work_group", "email"], name="asked_once_per_group")
        ]


def _new_token() -> str:
    return secrets.token_urlsafe(24)


class CalendarFeed(models.Model):
    """A private address that a calendar reads somebody's workshops from. Deleted to revoke it."""

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="calendar_feed"
    )
    token = models.CharField(max_length=40, unique=True, default=_new_token)
    created_at = models.DateTimeField()

    def get_absolute_url(self) -> str:
        return reverse("workgroups:feed", args=[self.token])
