"""Short surveys of schools: who is asked, what they answer."""

from __future__ import annotations

import pghistory
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse

from mathshubs.hubs.models import Hub
from mathshubs.schools.models import School

from .need import Need


@pghistory.track(exclude=["to_ask"], append_only=True)
class Survey(models.Model):
    """A short questionnaire that a hub, or the national team, sends to schools."""

    class State(models.TextChoices):
        DRAFT = "DRAFT", "Draft"
        OPEN = "OPEN", "Open"
        CLOSED = "CLOSED", "Closed"

    hub = models.ForeignKey(
        Hub, models.PROTECT, null=True, blank=True, related_name="surveys",
        help_text="Who asks. Empty: the national team.",
    )  # fmt: skip
    title = models.CharField(max_length=150)
    intro = models.TextField("what schools read first", blank=True)
    state = models.CharField(max_length=6, choices=State.choices, default=State.DRAFT)
    to_heads = models.BooleanField("ask headteachers", default=True)
    to_leads = models.BooleanField("ask who leads maths", default=True)
    filters = models.JSONField(default=dict, help_text="Which schools, as the filter's address.")
    close_on = models.DateField("last day to answer", null=True, blank=True)
    remind_after_days = models.PositiveSmallIntegerField(
        default=7, help_text="Days between reminders to schools that have not answered. 0: none."
    )
    to_ask = ArrayField(
        models.IntegerField(), default=list, blank=True,
        help_text="Of an open survey: the schools that a job has still to write to.",
    )  # fmt: skip
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="a_survey_that_was_opened_has_a_last_day",
                condition=Q(state="DRAFT") | Q(close_on__isnull=False, opened_at__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("needs:survey", args=[self.pk])

    @property
    def is_draft(self) -> bool:
        return self.state == self.State.DRAFT

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN

    @property
    def whose(self) -> str:
        return str(self.hub) if self.hub else "The national team"


class Question(models.Model):
    """One question of a survey."""

    class Kind(models.TextChoices):
        ONE = "ONE", "Choose one"
        SEVERAL = "SEVERAL", "Choose any"
        SCALE = "SCALE", "A scale from 1 to 5"
        WORDS = "WORDS", "In their own words"
        NEED = "NEED", "A need, in their own words: the answer becomes a need"

    survey = models.ForeignKey(Survey, models.CASCADE, related_name="questions")
    order = models.PositiveSmallIntegerField(default=0)
    kind = models.CharField(max_length=7, choices=Kind.choices)
    words = models.CharField("question", max_length=300)
    hint = models.CharField(max_length=300, blank=True)
    options = models.JSONField(default=list, blank=True, help_text="What can be chosen, in order.")
    required = models.BooleanField("must be answered", default=False)

    class Meta:
        ordering = ["order", "pk"]


class SurveyedSchool(models.Model):
    """A school that is asked: whom we wrote to, and its one answer."""

    class State(models.TextChoices):
        ASKED = "ASKED", "Asked"
        STARTED = "STARTED", "Started"
        ANSWERED = "ANSWERED", "Answered"

    survey = models.ForeignKey(Survey, models.CASCADE, related_name="schools")
    school = models.ForeignKey(School, models.PROTECT, related_name="surveys")
    state = models.CharField(max_length=8, choices=State.choices, default=State.ASKED)
    emails = models.JSONField(default=list, help_text="The addresses we wrote to.")
    asked_at = models.DateTimeField()
    reminded_at = models.DateTimeField(null=True, blank=True)
    reminders = models.PositiveSmallIntegerField(default=0)
    answers = models.JSONField(default=dict, help_text="By the question's number; kept as typed.")
    name = models.CharField("who answered", max_length=150, blank=True)
    role = models.CharField(max_length=100, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    needs = models.ManyToManyField(
        Need, through="SurveyedNeed", related_name="survey_answers", blank=True
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["survey", "school"], name="a_school_answers_a_survey_once"
            ),
            models.CheckConstraint(
                name="an_answer_says_when",
                condition=Q(state="ANSWERED", answered_at__isnull=False)
                | ~Q(state="ANSWERED") & Q(answered_at=None),
            ),
        ]
        indexes = [models.Index(fields=["survey", "state"])]


class SurveyedNeed(models.Model):
    """What a school answered to one question became this need."""

    surveyedschool = models.ForeignKey(SurveyedSchool, models.CASCADE, related_name="+")
    need = models.ForeignKey(Need, models.CASCADE, related_name="+")
    question = models.ForeignKey(Question, models.CASCADE, null=True, related_name="+")

    class Meta:
        db_table = "needs_surveyedschool_needs"
        constraints = [
            models.UniqueConstraint(
                fields=["surveyedschool", "need"], name="a_need_is_of_an_answer_once"
            ),
            models.UniqueConstraint(
                fields=["surveyedschool", "question"], name="a_question_becomes_a_need_once"
            ),
        ]
