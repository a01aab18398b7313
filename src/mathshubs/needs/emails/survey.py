"""Letters of a survey: a school is asked, and reminded. One link a school, whoever answers."""

from __future__ import annotations

from mathshubs.comms.actions import Draft
from mathshubs.core.templatetags.mathshubs import day

from ..models import SurveyedSchool
from ..queries.survey import survey_key
from . import words


def _link(row: SurveyedSchool) -> str:
    return words.address("survey_answer", survey_key(row))


def asked(row: SurveyedSchool, to: str) -> Draft:
    """Ask the school, with its link and the last day."""
    survey = row.survey
    parts = [
        "Hello",
        f"{words.whose(survey.hub)} asks {row.school} some questions about maths: {survey.title}.",
        *([survey.intro] if survey.intro else []),
        f"Please answer by {day(survey.close_on)}. You need no account:\n{_link(row)}",
        "We keep one answer for each school. Anybody there who has this link can begin it, go on "
        "with it or change it, so pass it on to whoever knows best.",
    ]
    return words.letter(
        survey.hub, parts, to=to, kind="survey_asked", about=f"survey_answer:{row.pk}",
        subject=f"{row.school}: {survey.title}",
    )  # fmt: skip


def reminder(row: SurveyedSchool, to: str) -> Draft:
    """Say that the answer has not come, and until when it can."""
    survey = row.survey
    begun = row.state == SurveyedSchool.State.STARTED
    by = f" by {row.name}" if row.name else ""
    parts = [
        "Hello",
        f"We asked {row.school} some questions about maths: {survey.title}. "
        + (f"An answer was begun{by}, and has not been sent." if begun else "No answer has come."),
        f"The last day is {day(survey.close_on)}. You need no account:\n{_link(row)}",
        "We do not ask again when one answer has come.",
    ]
    return words.letter(
        survey.hub, parts, to=to, kind="survey_reminder",
        about=f"survey_answer:{row.pk}:{row.reminders}",
        subject=f"Reminder for {row.school}: {survey.title}",
    )  # fmt: skip
