"""Draft a survey: what it says, and its questions."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction

from mathshubs.hubs.models import Hub
from mathshubs.people.models import Person

from ..models import Question, Survey

Kind = Question.Kind
MOST_QUESTIONS = 20

FIVE_QUESTIONS: tuple[dict[str, Any], ...] = (
    {
        "kind": Kind.SCALE, "words": "How confident is your school in its teaching of maths?",
        "options": ["Not at all", "Very"], "required": True,
    },
    {
        "kind": Kind.SEVERAL, "words": "Where would support help you most?",
        "hint": "Choose any that apply.", "required": True,
        "options": [
            "Teachers’ knowledge of maths", "Curriculum and planning", "Number facts and fluency",
            "Reasoning and problem solving", "Pupils who fall behind",
            "Moving from one phase to the next", "Maths after 16",
            "Finding and keeping teachers of maths",
        ],
    },
    {
        "kind": Kind.ONE, "words": "What makes working with other schools hardest for you?",
        "options": [
            "Releasing teachers", "The cost of cover", "Distance", "Days and times",
            "We do not know what there is", "Nothing: we work with others already",
        ],
    },
    {
        "kind": Kind.NEED, "words": "What does your school need most for maths next year?",
        "hint": "Somebody reads it, and you are told what becomes of it.",
    },
    {"kind": Kind.WORDS, "words": "Is there anything else we should know?"},
)  # fmt: skip


class SurveyRefused(Exception):
    """The survey stays as it is. `str(refusal)` is a sentence for whoever asked."""


@transaction.atomic
def new_survey(
    *, hub: Hub | None, by: Person, at: datetime, five_questions: bool = False, **facts
) -> Survey:
    """Keep a draft, with the five questions that suit most surveys where asked for."""
    survey = Survey.objects.create(hub=hub, by=by, at=at, **facts)
    if five_questions:
        Question.objects.bulk_create(
            Question(survey=survey, order=number, **question)
            for number, question in enumerate(FIVE_QUESTIONS, start=1)
        )
    return survey


def locked(survey: Survey) -> Survey:
    return Survey.objects.select_for_update(of=("self",)).select_related("hub").get(pk=survey.pk)


def _draft(survey: Survey) -> Survey:
    survey = locked(survey)
    if not survey.is_draft:
        raise SurveyRefused(
            "It was sent to schools, so its questions stay as they are. Make a new survey instead."
        )
    return survey


@transaction.atomic
def change_survey(*, survey: Survey, close_on: date, remind_after_days: int, **facts) -> Survey:
    """Keep other words and days for a survey; once it is open, only the days."""
    survey = locked(survey)
    if survey.state == Survey.State.CLOSED:
        raise SurveyRefused("It is closed. Make a new survey instead.")
    survey.close_on, survey.remind_after_days = close_on, remind_after_days
    for name in ("title", "intro", "to_heads", "to_leads") if survey.is_draft else ():
        setattr(survey, name, facts[name])
    survey.save()
    return survey


@transaction.atomic
def keep_question(*, survey: Survey, question: Question | None = None, **facts) -> Question:
    """
    Add a question at the end of a draft, or keep other words for one.

    Raises SurveyRefused once the survey was sent, or when it would be too long.
    """
    survey = _draft(survey)
    if question is None:
        if survey.questions.count() >= MOST_QUESTIONS:
            raise SurveyRefused(f"A short survey has {MOST_QUESTIONS} questions at most.")
        last = survey.questions.order_by("-order").first()
        question = Question(survey=survey, order=last.order + 1 if last else 1)
    for name, value in facts.items():
        setattr(question, name, value)
    question.save()
    return question


@transaction.atomic
def move_question(*, survey: Survey, question: Question, up: bool) -> None:
    """Let a question change places with the one before it, or after it."""
    survey = _draft(survey)
    order = list(survey.questions.order_by("order", "pk"))
    here = order.index(question)
    there = here - 1 if up else here + 1
    if 0 <= there < len(order):
        order[here], order[there] = order[there], order[here]
    for number, one in enumerate(order, start=1):
        one.order = number
    Question.objects.bulk_update(order, ["order"])


@transaction.atomic
def remove_question(*, survey: Survey, question: Question) -> None:
    _draft(survey).questions.filter(pk=question.pk).delete()
