"""Reads about surveys: whose, what they ask, whom they go to, whose answer a link is for."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from django.contrib.auth.models import AnonymousUser
from django.core.signing import BadSignature, Signer
from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from mathshubs.comms.models import Letter
from mathshubs.core.years import academic_year_of, starts_on
from mathshubs.hubs.queries import hubs_run_by
from mathshubs.people.models import Person
from mathshubs.people.rules import is_national_staff
from mathshubs.schools.models import ContactsConfirmation, Employment, School

from ..methods.survey import SCALE
from ..models import Question, Survey, SurveyedSchool

_SIGNER = Signer(salt="needs.survey")
State = SurveyedSchool.State

SHOWN = {
    "all": ("All", Q()),
    "answered": ("Answered", Q(state=State.ANSWERED)),
    "started": ("Started", Q(state=State.STARTED)),
    "silent": ("Not answered yet", ~Q(state=State.ANSWERED) & ~Q(emails=[])),
    "unreached": ("Without an address", Q(emails=[])),
}


def surveys_seen_by(person: Person | AnonymousUser, on: date) -> QuerySet[Survey]:
    """Return the surveys of hubs they run; national staff: theirs, and what hubs have sent."""
    seen = Q(hub__in=hubs_run_by(person, on))
    if is_national_staff(person):
        seen |= Q(hub=None) | ~Q(state=Survey.State.DRAFT)
    return Survey.objects.filter(seen).select_related("hub")


def listed(surveys: QuerySet[Survey]) -> QuerySet[Survey]:
    """Return `surveys` the latest first, with how many schools were written to and answered."""
    written_to = Count("schools", filter=~Q(schools__emails=[]))
    answered = Count("schools", filter=Q(schools__state=State.ANSWERED))
    surveys = surveys.annotate(written_to=written_to, answered=answered)
    return surveys.defer("to_ask").order_by("-at", "-pk")


def questions_of(survey: Survey) -> list[Question]:
    return list(survey.questions.order_by("order", "pk"))


def choices_of(question: Question) -> list[tuple[str, str]]:
    """Return what can be chosen, (value, label); none where it is answered in words."""
    if question.kind != Question.Kind.SCALE:
        return [(option, option) for option in question.options]
    low, high = question.options or ("", "")
    means = {"1": low, "5": high}
    return [(step, f"{step}: {means[step]}" if means.get(step) else step) for step in SCALE]


def in_words(answer: object) -> str:
    """Return an answer as a cell has it; several choices one after another."""
    return "; ".join(answer) if isinstance(answer, list) else str(answer)


def said(row: SurveyedSchool, questions: list[Question]) -> list[tuple[str, str]]:
    """Return each question the school answered, with its answer."""
    answers = [(one.words, row.answers.get(str(one.pk))) for one in questions]
    return [(words, in_words(answer)) for words, answer in answers if answer]


def fingerprint(row: SurveyedSchool) -> str:
    """Return what stands for the school's answer as it is: another answer has another."""
    kept = json.dumps([row.answers, row.name, row.role], sort_keys=True)
    return sha256(kept.encode()).hexdigest()[:16]


def survey_key(row: SurveyedSchool) -> str:
    """Return the key of the page on which a school answers: the same for everybody there."""
    return _SIGNER.sign(str(row.pk))


def of_survey_key(key: str) -> SurveyedSchool | None:
    """Return whose answer a key is for; None when we did not make it."""
    try:
        pk = int(_SIGNER.unsign(key))
    except (BadSignature, ValueError):
        return None
    found = SurveyedSchool.objects.select_related("survey__hub", "school")
    return found.filter(pk=pk).first()


def addresses(survey: Survey, schools: QuerySet[School], on: date) -> dict[int, list[str]]:
    """
    Return the addresses the survey goes to, by the school's pk; a school without is left out.

    What a school confirmed in this academic year or the last one comes first; for a post it said
    nothing of, those who are known to hold it. Two queries.
    """
    wanted = {
        Employment.Role.HEAD: survey.to_heads,
        Employment.Role.MATHS_LEAD: survey.to_leads,
    }
    found: dict[int, list[str]] = defaultdict(list)
    said: set[tuple[int, str]] = set()
    year = starts_on(academic_year_of(on))
    years = [academic_year_of(year), academic_year_of(year.replace(year=year.year - 1))]
    confirmed = ContactsConfirmation.objects.filter(school__in=schools, year__in=years)
    for school, head, lead in confirmed.order_by("-year").values_list(
        "school", "head_email", "lead_email"
    ):
        for role, email in ((Employment.Role.HEAD, head), (Employment.Role.MATHS_LEAD, lead)):
            if wanted[role] and email and (school, role) not in said:
                said.add((school, role))
                found[school].append(email.lower())
    held = Employment.objects.on(on).filter(
        school__in=schools, confirmed=True, person__is_active=True,
        role__in=[role for role, ask in wanted.items() if ask],
    )  # fmt: skip
    for school, post, email in held.order_by("pk").values_list("school", "role", "person__email"):
        if email and (school, post) not in said:
            found[school].append(email.lower())
    return {school: list(dict.fromkeys(emails)) for school, emails in found.items()}


def rows_of(survey: Survey, show: str = "all") -> QuerySet[SurveyedSchool]:
    """Return the schools that are asked, by name, each with the needs that came of its answer."""
    return (
        survey.schools.filter(SHOWN[show][1])
        .select_related("school__district")
        .prefetch_related("needs")
        .order_by("school__name", "pk")
    )


@dataclass(frozen=True)
class Sending:
    """How far the job is that asks the schools of a survey."""

    asked: int
    still: int

    @property
    def all(self) -> int:
        return self.asked + self.still

    @property
    def percent(self) -> int:
        return 100 * self.asked // max(self.all, 1)


def sending(survey: Survey) -> Sending | None:
    """Return how many schools are asked and are still to be; None when nobody is."""
    if not survey.is_open or not survey.to_ask:
        return None
    return Sending(survey.schools.count(), len(survey.to_ask))


def open_surveys_of(schools: QuerySet[School], on: date) -> QuerySet[SurveyedSchool]:
    """Return what these schools are asked and have not answered, while they still can."""
    waiting = SurveyedSchool.objects.filter(
        school__in=schools, survey__state=Survey.State.OPEN, survey__close_on__gte=on
    )
    return waiting.exclude(state=State.ANSWERED).select_related("survey__hub", "school")


def came_back(rows: Iterable[SurveyedSchool]) -> set[int]:
    """Return the pks of those none of whose letters arrived: all came back, or failed."""
    abouts = {f"survey_answer:{row.pk}": row for row in rows}
    letters = Letter.objects.filter(kind="needs.survey_asked", about__in=list(abouts))
    lost: dict[int, list[bool]] = defaultdict(list)
    for about, state in letters.values_list("about", "state"):
        lost[abouts[about].pk].append(state in (Letter.State.BOUNCED, Letter.State.FAILED))
    return {pk for pk, each in lost.items() if all(each)}


def to_remind(on: date) -> QuerySet[SurveyedSchool]:
    """Return those that have an address and have not answered a survey open on `on`."""
    waiting = SurveyedSchool.objects.exclude(state=State.ANSWERED).exclude(emails=[])
    still_open = Survey.objects.filter(
        pk=OuterRef("survey"), state=Survey.State.OPEN, close_on__gte=on, remind_after_days__gt=0
    )
    return waiting.filter(Exists(still_open)).select_related("survey__hub", "school")
