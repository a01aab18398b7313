"""What a page shows of the planner's answer: names in place of keys."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from mathshubs.needs.models import Priority
from mathshubs.programmes.methods.planning import Lock, Question, Status
from mathshubs.programmes.methods.planning.written import read_groups, read_question
from mathshubs.programmes.models import PlannerRun

WORDS = {
    "BUDGET": "Budget",
    "LEADER": "A leader's days",
    "VENUE": "A place to meet",
    "COMMITMENT": "Asked by the nation",
    "KEPT": "Kept",
    "BARRED": "Barred",
}


@dataclass(frozen=True)
class GroupRow:
    """A group of the plan. `number` is what a page sends to keep or bar it."""

    number: int
    project: str
    phase: str
    venue: str
    term: str
    leader: str
    schools: int
    need: float
    cost: Decimal
    days: float
    reaches: list[str]
    kept: bool


@dataclass(frozen=True)
class UseRow:
    kind: str
    name: str
    used: float
    limit: float
    binds: bool
    least: bool


@dataclass
class DistrictRow:
    """Schools in groups and schools left out, of one district; a school counts for each need."""

    name: str
    reached: int = 0
    unmet: int = 0
    weight: float = 0.0


@dataclass(frozen=True)
class Shown:
    """An answer as its page shows it."""

    status: str
    groups: list[GroupRow]
    need: float
    bound: float | None  # None: the time was over before anything was proven
    gap: float
    seconds: float
    cost: Decimal
    schools: int
    days: float
    by_hand: dict[str, Any]
    districts: list[DistrictRow]
    uses: list[UseRow]
    conflict: str
    conflicting: list[str]
    minimal: bool
    kept: list[str]
    barred: list[str]
    asked: dict[str, Any]

    @property
    def binding(self) -> list[UseRow]:
        return [use for use in self.uses if use.binds]

    @property
    def slack(self) -> list[UseRow]:
        return [use for use in self.uses if not use.binds]

    @property
    def better(self) -> float:
        """How much more need it reaches than the plan by hand, in per cent."""
        by_hand = self.by_hand.get("need") or 0
        return 100 * (self.need - by_hand) / by_hand if by_hand else 0.0

    @property
    def is_impossible(self) -> bool:
        return self.status == Status.INFEASIBLE

    @property
    def has_plan(self) -> bool:
        return self.status in (Status.OPTIMAL, Status.TIME, Status.UNPROVEN)

    @property
    def is_of_all_hubs(self) -> bool:
        """Whether it is a part of a plan of all hubs, which alone is proven."""
        return self.status == Status.UNPROVEN

    @property
    def is_proven(self) -> bool:
        return self.status == Status.OPTIMAL


def shown(run: PlannerRun) -> Shown:
    """Return what the run's page shows. One query, for the names of its priorities."""
    question, answer = read_question(run.question), run.answer
    names = _names(question)
    groups = read_groups(answer).groups
    objective, bound = answer.get("objective") or 0.0, answer.get("bound")
    rows = [
        GroupRow(
            number=number, project=names[each.project], phase=each.phase, venue=names[each.venue],
            term=each.term, leader=names[each.leader], schools=each.schools, need=each.need,
            cost=each.cost, days=each.days, kept=each.lock in question.kept,
            reaches=[
                f"{many} of {names[place]} for {names[priority]}"
                for (priority, place), many in sorted(each.reaches.items())
            ],
        )
        for number, each in enumerate(groups)
    ]  # fmt: skip
    return Shown(
        status=answer.get("status", ""),
        groups=rows,
        need=objective,
        bound=bound,
        gap=100 * (bound - objective) / bound if bound else 0.0,
        seconds=answer.get("seconds") or 0.0,
        cost=sum((row.cost for row in rows), Decimal(0)),
        schools=sum(row.schools for row in rows),
        days=sum(row.days for row in rows),
        by_hand=answer.get("by_hand", {}),
        districts=_districts(question, answer),
        uses=[_use(each) for each in answer.get("uses", []) if each["limit"] or each["binds"]],
        conflict=answer.get("conflict", ""),
        conflicting=answer.get("conflicting", []),
        minimal=answer.get("minimal", True),
        kept=[_said(each, names) for each in question.kept],
        barred=[_said(each, names) for each in question.barred],
        asked={
            "schools": sum(need.schools for need in question.needs),
            "projects": len(question.projects),
            "leaders": len(question.leaders),
            "venues": len(question.venues),
            "travel": question.travel,
        },
    )


def _names(question: Question) -> dict[str, str]:
    """Return what each key is called; districts stand as themselves, not as their middles."""
    names = {
        each.key: each.name
        for those in (question.venues, question.projects, question.leaders)
        for each in those
    }
    names |= {place.key: place.name for place in question.places}
    numbers = {int(need.priority[1:]) for need in question.needs}
    titles = Priority.objects.filter(pk__in=numbers).values_list("pk", "title")
    found = dict(titles)
    return names | {f"n{pk}": found.get(pk, "a priority that is gone") for pk in numbers}


def _said(lock: Lock, names: Mapping[str, str]) -> str:
    parts = [names.get(lock.project or "", ""), lock.phase, lock.term]
    parts += [names.get(lock.venue or "", ""), names.get(lock.leader or "", "")]
    return ", ".join(part for part in parts if part)


def _districts(question: Question, answer: Mapping[str, Any]) -> list[DistrictRow]:
    rows = {place.key: DistrictRow(place.name) for place in question.places}
    for place, many in (answer.get("reached") or {}).items():
        rows[place].reached = many
    for each in answer.get("unmet", []):
        row = rows[each["need"]["place"]]
        row.unmet += each["schools"]
        row.weight += each["weight"]
    return sorted(rows.values(), key=lambda row: (-row.weight, row.name))


def _use(each: Mapping[str, Any]) -> UseRow:
    name = each["name"][:1].upper() + each["name"][1:]
    least = each["kind"] in ("COMMITMENT", "KEPT")
    return UseRow(WORDS[each["kind"]], name, each["used"], each["limit"], each["binds"], least)


def by_project(run: PlannerRun) -> dict[int, tuple[int, int, Decimal, set[str]]]:
    """Return for each project of the answer: groups, schools, pounds, and the terms."""
    found: dict[int, tuple[int, int, Decimal, set[str]]] = defaultdict(
        lambda: (0, 0, Decimal(0), set())
    )
    for each in read_groups(run.answer).groups:
        groups, schools, cost, terms = found[int(each.project[1:])]
        found[int(each.project[1:])] = (
            groups + 1, schools + each.schools, cost + each.cost, terms | {each.term}
        )  # fmt: skip
    return dict(found)
