"""Send a survey to schools, remind those that have not answered, close it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils.timezone import localdate

from mathshubs.comms.actions import post_many
from mathshubs.comms.queue import defer
from mathshubs.schools.models import School

from ..emails import survey as emails
from ..models import Survey, SurveyedSchool
from ..queries import survey as queries
from .survey import SurveyRefused, locked

ASK_SCHOOLS = "needs.ask_schools"
_AT_ONCE = 500  # schools a transaction


@transaction.atomic
def open_survey(
    *, survey: Survey, schools: Iterable[int], expected: int, filters: dict[str, str], at: datetime
) -> Survey:
    """
    Open a survey for the schools (their pks); a job asks them, however many there are.

    Pressed twice is opened once. Raises SurveyRefused when nobody is asked, not as many as were
    `expected` when they were shown, nothing is asked, or the last day is over.
    """
    survey, pks, on = locked(survey), list(schools), localdate(at)
    if survey.is_open:
        return survey
    if not survey.is_draft:
        raise SurveyRefused("It is closed. Make a new survey instead.")
    if not survey.questions.exists():
        raise SurveyRefused("Add a question first.")
    if survey.close_on is None or survey.close_on <= on:
        raise SurveyRefused("Give it a last day that is still to come.")
    if not pks:
        raise SurveyRefused("No school answers the filters. Change them, then try again.")
    if len(pks) != expected:
        raise SurveyRefused(
            f"It would now go to {len(pks):,} schools instead of {expected:,}. Look again, then "
            "send it."
        )
    if not any(queries.addresses(survey, _schools(some), on) for some in _batches(pks)):
        raise SurveyRefused("None of these schools has an address. Choose other schools.")
    survey.state, survey.opened_at, survey.filters = Survey.State.OPEN, at, filters
    survey.to_ask = pks
    survey.save()
    defer(ASK_SCHOOLS, survey_id=survey.pk)
    return survey


def _schools(pks: list[int]) -> QuerySet[School]:
    return School.objects.filter(pk__in=pks)


def ask_schools(*, survey_id: int, at: datetime) -> int:
    """
    Ask each school that is still to be asked, some hundred at a time. Returns how many were.

    What is asked is kept as it goes on, so a job that was killed begins again where it stopped.
    """
    asked = 0
    while some := _ask_some(survey_id, at):
        asked += some
    return asked


@transaction.atomic
def _ask_some(survey_id: int, at: datetime) -> int:
    """Make the rows of the next schools, with the letters to the addresses known of them."""
    survey = locked(Survey(pk=survey_id))
    pks, survey.to_ask = survey.to_ask[:_AT_ONCE], survey.to_ask[_AT_ONCE:]
    if not pks or not survey.is_open:
        return 0
    survey.save(update_fields=["to_ask"])
    schools = {one.pk: one for one in _schools(pks)}
    known = queries.addresses(survey, _schools(pks), localdate(at))
    rows = SurveyedSchool.objects.bulk_create(
        SurveyedSchool(survey=survey, school=schools[pk], emails=known.get(pk, []), asked_at=at)
        for pk in pks if pk in schools
    )  # fmt: skip
    post_many([emails.asked(row, email) for row in rows for email in row.emails], at=at)
    return len(pks)


def _batches(pks: list[int]) -> list[list[int]]:
    return [pks[start : start + _AT_ONCE] for start in range(0, len(pks), _AT_ONCE)]


@transaction.atomic
def add_address(*, row: SurveyedSchool, email: str, at: datetime) -> SurveyedSchool:
    """Write to one more address of a school that is asked."""
    row = SurveyedSchool.objects.select_for_update(of=("self",)).select_related(
        "survey__hub", "school"
    ).get(pk=row.pk)  # fmt: skip
    if not row.survey.is_open:
        raise SurveyRefused("The survey is closed, so nobody is written to.")
    email = email.strip().lower()
    if email not in row.emails:
        row.emails = [*row.emails, email]
        row.save(update_fields=["emails"])
        post_many([emails.asked(row, email)], at=at)
    return row


def _due(row: SurveyedSchool, on: date) -> bool:
    last = localdate(row.reminded_at or row.asked_at)
    return on >= last + timedelta(days=row.survey.remind_after_days)


def remind(*, at: datetime) -> int:
    """
    Remind each school that has not answered, so many days after we wrote last. Returns how many.

    Twice is harmless: a school that was just reminded is not due.
    """
    on = localdate(at)
    due = [row.pk for row in queries.to_remind(on).order_by("pk").iterator() if _due(row, on)]
    for some in _batches(due):
        _remind(some, at)
    return len(due)


@transaction.atomic
def _remind(pks: list[int], at: datetime) -> None:
    waiting = queries.to_remind(localdate(at)).filter(pk__in=pks).order_by("pk")
    rows = [
        row for row in waiting.select_for_update(of=("self",)) if _due(row, localdate(at))
    ]  # fmt: skip
    for row in rows:
        row.reminders, row.reminded_at = row.reminders + 1, at
    SurveyedSchool.objects.bulk_update(rows, ["reminders", "reminded_at"])
    post_many([emails.reminder(row, email) for row in rows for email in row.emails], at=at)


@transaction.atomic
def close_survey(*, survey: Survey, at: datetime) -> Survey:
    """Take no more answers. Twice is once."""
    survey = locked(survey)
    if survey.is_draft:
        raise SurveyRefused("It was not sent yet.")
    if survey.is_open:
        survey.state, survey.closed_at, survey.to_ask = Survey.State.CLOSED, at, []
        survey.save()
    return survey


def close_what_is_over(*, at: datetime) -> int:
    """Close each survey whose last day is over. Returns how many."""
    over = Survey.objects.filter(state=Survey.State.OPEN, close_on__lt=localdate(at))
    return len([close_survey(survey=survey, at=at) for survey in over])
