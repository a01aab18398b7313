"""What a hub's Strategic Board reads before each of its three meetings of a year."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, OuterRef, Q, Sum
from django.db.models.functions import JSONObject

from mathshubs.core.years import academic_year_of, next_year
from mathshubs.hubs.models import Advice, Hub
from mathshubs.hubs.queries.board import advice_to
from mathshubs.needs.models import PriorityRound
from mathshubs.needs.queries.rounds import rounds_of
from mathshubs.programmes.methods.half_terms import ends_on
from mathshubs.programmes.models import HalfTerm, HalfTermReturn, Plan
from mathshubs.workgroups.models import WorkGroup

from .roll_over import year_before


def board_year(on: date) -> str:
    """Return the year of the next meeting: after the third of this year it is the first of next."""
    year = academic_year_of(on)
    return year if on <= ends_on(year, "SUMMER_1") else next_year(year)


@dataclass
class Meeting:
    """
    One of the three meetings: when it is, what it is about, and the papers of `about_year`.

    plan : the plan of that year, with the returns that were `sent`; where priorities are agreed,
        the plan of the year that is on.
    """

    subject: str
    half_term: str
    by: date
    about_year: str
    is_next: bool = False
    plan: Plan | None = None
    sent: list[tuple[HalfTerm, date]] = field(default_factory=list)
    rounds: list[PriorityRound] = field(default_factory=list)
    advice: list[Advice] = field(default_factory=list)


@dataclass(frozen=True)
class Papers:
    """The three meetings of `year`, the next one first; how last year's groups ended, as counts."""

    year: str
    meetings: list[Meeting]
    groups: dict[str, int]
    nation: PriorityRound | None  # what the nation chose for the year after


def papers(hub: Hub, year: str, on: date) -> Papers:
    """Return all papers of a year. Four queries."""
    before, after = year_before(year), next_year(year)
    meetings = [
        Meeting(Advice.Subject.REPORTS, "Autumn 1", ends_on(year, "AUTUMN_1"), before),
        Meeting(Advice.Subject.PRIORITIES, "Spring 1", ends_on(year, "SPRING_1"), after),
        Meeting(Advice.Subject.PLAN, "Summer 1", ends_on(year, "SUMMER_1"), after),
    ]
    _, priorities, _ = meetings
    plans = {each.year: each for each in _plans(hub, before, year, after)}
    for meeting, of_year in zip(meetings, (before, year, after), strict=True):
        meeting.plan = plans.get(of_year)
        meeting.sent = _sent(meeting.plan) if meeting.plan else []
    nations = rounds_of(None).filter(state=PriorityRound.State.PUBLISHED)
    rounds = list((rounds_of(hub) | nations).filter(year=after))
    priorities.rounds = [each for each in rounds if each.hub_id]
    said = list(advice_to(hub, "", before, after))
    for meeting in meetings:
        meeting.advice = [
            each
            for each in said
            if (each.subject, each.year) == (meeting.subject, meeting.about_year)
        ]
    meetings.sort(key=lambda meeting: meeting.by < on)  # what is over comes after what is to come
    meetings[0].is_next = board_year(on) == year
    nation = next((each for each in rounds if not each.hub_id), None)
    return Papers(year, meetings, _groups(hub, before, on), nation)


def _sent(plan: Plan) -> list[tuple[HalfTerm, date]]:
    """Return the half terms of which the return was sent, with the day."""
    sent: dict[str, str] = {each["of"]: each["on"] for each in plan.__dict__["sent"]}
    return [(each, date.fromisoformat(sent[each])) for each in HalfTerm if each in sent]


def _plans(hub: Hub, *years: str):
    sent = HalfTermReturn.objects.filter(plan=OuterRef("pk"), sent_at__isnull=False)
    told = sent.order_by().values_list(JSONObject(of="half_term", on="sent_at__date"))
    return Plan.objects.filter(hub=hub, year__in=years).annotate(
        many=Count("lines"), cost=Sum("lines__cost"), sent=ArraySubquery(told)
    )


def _groups(hub: Hub, year: str, on: date) -> dict[str, int]:
    """Count the groups of a year: all, over by their last day, those whose report is written."""
    state = WorkGroup.State
    groups = WorkGroup.objects.filter(hub=hub, year=year).exclude(
        state__in=[state.IDEA, state.DESIGNED, state.CANCELLED]
    )
    return groups.aggregate(
        all=Count("pk"),
        over=Count("pk", filter=Q(state__in=WorkGroup.OVER) | Q(last_on__lt=on)),
        reported=Count("pk", filter=Q(state__in=[state.REPORTED, state.CLOSED])),
    )
