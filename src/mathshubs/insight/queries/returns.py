"""The half-termly returns of a plan, and of every hub."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from mathshubs.hubs.models import Hub
from mathshubs.programmes.methods.half_terms import HALF_TERMS, ends_on
from mathshubs.programmes.models import HalfTerm, HalfTermReturn, Plan
from mathshubs.programmes.queries.plans import without_return

from .plans import LineProgress


@dataclass(frozen=True)
class ReturnRow:
    """A half term of a plan: its return, if there is one, and whether it is due."""

    half_term: HalfTerm
    ends: date
    sent: HalfTermReturn | None
    begun: HalfTermReturn | None
    is_over: bool


def returns_of(plan: Plan, on: date) -> list[ReturnRow]:
    kept = {each.half_term: each for each in plan.returns.select_related("by")}
    rows = []
    for half_term in HalfTerm:
        found, ends = kept.get(half_term), ends_on(plan.year, half_term)
        sent = found if found and found.sent_at else None
        rows.append(ReturnRow(half_term, ends, sent, None if sent else found, ends <= on))
    return rows


def figures_of(progress: list[LineProgress], half_term: str) -> dict:
    """Return the figures of a half term as a return keeps them: lines in their order."""
    place = HALF_TERMS.index(half_term)
    return {
        "lines": [
            {
                "line": row.line.pk,
                "title": row.line.title,
                "serves": [each.title for each in row.priorities],
                "measures": [
                    {
                        "measure": course.measure.label,
                        "planned": course.points[place].planned,
                        "actual": course.points[place].actual or 0,
                    }
                    for course in row.courses
                ],
            }
            for row in progress
        ]
    }


@dataclass(frozen=True)
class NationalRow:
    """A hub in the list of returns: its plan and what it sent for the half term."""

    hub: Hub
    plan: Plan | None
    sent: HalfTermReturn | None
    owed: bool

    @property
    def words(self) -> str:
        return self.sent.words.get("0", "") if self.sent else ""


def national_returns(year: str, half_term: str) -> list[NationalRow]:
    """Return every hub with its return, those that are missing first. Four queries."""
    owing = set(without_return(year, half_term).values_list("hub", flat=True))
    plans = {plan.hub_id: plan for plan in Plan.objects.filter(year=year)}
    sent = HalfTermReturn.objects.filter(
        plan__year=year, half_term=half_term, sent_at__isnull=False
    )
    kept = {each.plan_id: each for each in sent.select_related("by")}
    rows = []
    for hub in Hub.objects.order_by("name"):
        plan = plans.get(hub.pk)
        sent_by = kept.get(plan.pk) if plan else None
        rows.append(NationalRow(hub, plan, sent_by, hub.pk in owing))
    return sorted(rows, key=lambda row: (not row.owed, row.sent is None))
