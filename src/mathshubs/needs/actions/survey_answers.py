"""Keep what a school answers, and let what it needs become needs."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils.text import Truncator
from django.utils.timezone import localdate

from mathshubs.programmes.methods.rules import phases_of

from ..models import Need, NeedEvidence, Question, SurveyedNeed, SurveyedSchool
from ..queries.survey import fingerprint
from .needs import raise_need
from .survey import SurveyRefused

State = SurveyedSchool.State


@transaction.atomic
def keep_answers(
    *, row: SurveyedSchool, answers: dict, name: str, role: str, send: bool, at: datetime,
    seen: str = "",
) -> SurveyedSchool:  # fmt: skip
    """
    Keep the school's one answer as typed; sent, it counts, and what it needs becomes needs, once.

    An answer that was sent stays sent when it is changed. `seen`: the fingerprint of the answer
    that these words were written over, where known. Raises SurveyRefused after the last day, and
    when a colleague has kept another answer since.
    """
    found = SurveyedSchool.objects.select_for_update(of=("self",))
    row = found.select_related("survey__hub", "school").get(pk=row.pk)
    survey = row.survey
    if not survey.is_open or survey.close_on is None or survey.close_on < localdate(at):
        raise SurveyRefused("The survey is closed, so nothing more can be answered.")
    if seen and seen != fingerprint(row):
        raise SurveyRefused(
            f"{row.name or 'A colleague'} saved an answer of your school while you wrote. Read it "
            "at the foot of this page. Yours is kept instead when you press the button again."
        )
    row.answers, row.name, row.role = answers, name, role
    if send or row.state == State.ANSWERED:
        row.state, row.answered_at = State.ANSWERED, at
    else:
        row.state = State.STARTED
    row.save()
    if row.state == State.ANSWERED:
        _needs(row, at)
    return row


def _needs(row: SurveyedSchool, at: datetime) -> None:
    """Raise what the school needs, one for each question; words changed go to the same need."""
    known = {link.question_id: link.need for link in _links(row)}
    for question in row.survey.questions.filter(kind=Question.Kind.NEED):
        words = row.answers.get(str(question.pk), "").strip()
        if words and question.pk in known:
            _change(known[question.pk], row, words, at)
        elif words:
            _raise(row, question, words, at)


def _links(row: SurveyedSchool) -> QuerySet[SurveyedNeed]:
    return SurveyedNeed.objects.filter(surveyedschool=row).select_related("need")


def _change(need: Need, row: SurveyedSchool, words: str, at: datetime) -> None:
    if need.what == words:
        return
    if need.state in Need.NEW:
        need.title, need.what = _title(words), words
        need.save(update_fields=["title", "what"])
    elif not NeedEvidence.objects.filter(need=need, words=words).exists():
        # What was decided stands; whoever sees to it reads the new words.
        source = Truncator(f"Changed answer to the survey {row.survey}").chars(150)
        need.evidence.create(words=words, source=source, of_on=localdate(at), at=at)


def _title(words: str) -> str:
    return Truncator(words.splitlines()[0].rstrip(" .")).chars(120)


def _raise(row: SurveyedSchool, question: Question, words: str, at: datetime) -> None:
    school = row.school
    phases = phases_of(school.phase, school.low_age, school.high_age) or ()
    need = raise_need(
        hub=row.survey.hub, title=_title(words), what=words, source=Need.Source.SURVEY, at=at,
        places=[{"school": school}], school=school, phases=sorted(phases),
        raiser_name=row.name, raiser_role=row.role,
        raiser_email=row.answers.get("email") or next(iter(row.emails), ""),
    )  # fmt: skip
    row.needs.add(need, through_defaults={"question": question})
