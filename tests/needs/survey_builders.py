"""Surveys of schools, the least that is valid."""

from __future__ import annotations

from datetime import timedelta

from mathshubs.hubs.models import Hub
from mathshubs.needs.models import Question, Survey, SurveyedSchool
from mathshubs.needs.queries.survey import survey_key
from mathshubs.schools.models import School

from ..builders import SEPTEMBER, a_person

TWO_WEEKS = (SEPTEMBER + timedelta(days=14)).date()


def a_survey(hub: Hub | None, **fields) -> Survey:
    """A draft with one question, which becomes a need."""
    fields = {"title": "What you need", "close_on": TWO_WEEKS, "at": SEPTEMBER} | fields
    fields.setdefault("by", a_person())
    survey = Survey.objects.create(hub=hub, **fields)
    a_question(survey, "NEED", "What do you need?", order=1)
    return survey


def a_question(survey: Survey, kind: str = "WORDS", words: str = "Why?", **fields) -> Question:
    return Question.objects.create(survey=survey, kind=kind, words=words, **fields)


def an_open_survey(hub: Hub | None, **fields) -> Survey:
    return a_survey(hub, state="OPEN", opened_at=SEPTEMBER, **fields)


def an_asked_school(
    survey: Survey, school: School, emails=("head@example.org",), **fields
) -> SurveyedSchool:
    return SurveyedSchool.objects.create(
        survey=survey, school=school, emails=list(emails), asked_at=SEPTEMBER, **fields
    )


def survey_in_the_world(hub: Hub, school: School) -> dict[str, object]:
    survey = an_open_survey(hub, close_on="2099-12-31")
    row = an_asked_school(survey, school)
    return {
        "survey_id": survey.pk,
        "survey_question_id": survey.questions.get().pk,
        "surveyed_school_id": row.pk,
        "survey_key": survey_key(row),
    }
