"""A school takes part: what it applied for, and what its head agreed to."""

from __future__ import annotations

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q

from mathshubs.schools.models import School

from .group import WorkGroup


@pghistory.track(append_only=True)
class Enrolment(models.Model):
    """One application of a school, for one or more of its people; each has a place (`places`)."""

    work_group = models.ForeignKey(WorkGroup, models.PROTECT, related_name="enrolments")
    school = models.ForeignKey(School, models.PROTECT, related_name="enrolments")
    applied_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    applied_at = models.DateTimeField()
    why = models.TextField("why the school wants to take part", blank=True)
    dates_checked_at = models.DateTimeField(help_text="When they said that all dates suit.")
    names_by = models.DateField(
        null=True, blank=True, help_text="The last day to name those who have no name yet."
    )
    names_asked_at = models.DateTimeField(
        null=True, blank=True, help_text="When they were last reminded of the names."
    )

    class Meta:
        indexes = [models.Index(fields=["school", "work_group"])]


@pghistory.track(append_only=True)
class HeadAgreement(models.Model):
    """
    A head is asked to commit the school to a group, by a letter with a signed link.

    `text` is what the head read, word for word; asking again in other words is a new row. It is
    written, and the letter sent, when a place depends on the answer: until then only who to ask
    is kept.
    """

    class Answer(models.TextChoices):
        AGREED = "AGREED", "Agreed"
        DECLINED = "DECLINED", "Declined"

    work_group = models.ForeignKey(WorkGroup, models.PROTECT, related_name="head_agreements")
    school = models.ForeignKey(School, models.PROTECT, related_name="head_agreements")
    head_name = models.CharField("name of the head", max_length=150)
    sent_to = models.EmailField(
        "address of the head at the school", blank=True, help_text="Empty when agreed on paper."
    )
    text = models.TextField(blank=True)
    version = models.CharField(
        max_length=10, blank=True, help_text="Of the text's fixed part: 2026-11."
    )
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+",
        help_text="Who gave the head's address: they hear the answer.",
    )  # fmt: skip
    asked_at = models.DateTimeField(null=True, blank=True)
    answer_by = models.DateField(
        null=True, blank=True, help_text="Places that wait for the answer are given on after it."
    )
    reminded_at = models.DateTimeField(null=True, blank=True)
    reminders = models.PositiveSmallIntegerField(default=0)
    withdrawn_at = models.DateTimeField(
        null=True, blank=True, help_text="Asked in vain: another address, or nobody applies now."
    )
    answer = models.CharField(max_length=8, choices=Answer.choices, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.CharField("name typed", max_length=150, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+",
        help_text="Who of the hub keeps the answer, when the head gave it on paper.",
    )  # fmt: skip
    reason = models.CharField(
        max_length=300, blank=True, help_text="Why not; or where the agreement on paper is."
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["work_group", "school"],
                condition=Q(withdrawn_at=None),
                name="a_head_is_asked_once_for_a_group",
            ),
            models.CheckConstraint(
                name="whoever_is_asked_has_a_day_to_answer_by",
                condition=Q(asked_at=None, answer_by=None)
                | (Q(asked_at__isnull=False, answer_by__isnull=False) & ~Q(text="")),
            ),
            models.CheckConstraint(
                name="an_answer_has_its_time_and_name",
                condition=Q(answer="", answered_at=None)
                | (~Q(answer="") & Q(answered_at__isnull=False) & ~Q(answered_by="")),
            ),
        ]
        indexes = [
            models.Index(
                fields=["answer_by"], name="heads_to_answer",
                condition=Q(answer="", withdrawn_at=None),
            )
        ]  # fmt: skip
