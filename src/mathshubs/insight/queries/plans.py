"""What became of a year plan: groups, schools and people by half term, from records."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import Q

from mathshubs.hubs.models import Hub
from mathshubs.needs.models import Priority
from mathshubs.programmes.methods import trajectory
from mathshubs.programmes.methods.half_terms import HALF_TERMS, ends_on
from mathshubs.programmes.models import HalfTerm, HalfTermReturn, Plan, PlanLine, Target
from mathshubs.programmes.queries.plans import lines_of
from mathshubs.workgroups.models import Place, WorkGroup

from .recruitment import NOT_TO_BE

Measure = Target.Measure
# line: measure: half term: how many, counted from the start of the year
Actuals = dict[int, dict[str, dict[str, int]]]


def actuals(lines: list[PlanLine], year: str, on: date) -> Actuals:
    """
    Return what the groups of the lines have reached in each half term that has begun.

    A group runs from its first workshop; schools and people are those with a place held in the
    groups of the line on the last day of the half term, or today. Two queries.
    """
    numbers = [line.pk for line in lines]
    groups = list(
        WorkGroup.objects.filter(plan_line__in=numbers)
        .exclude(state__in=NOT_TO_BE)
        .values_list("plan_line", "first_on")
    )
    held = list(
        Place.objects.filter(work_group__plan_line__in=numbers, held_at__isnull=False)
        .filter(Q(state=Place.State.HELD) | Q(withdrawn_at__isnull=False))
        .exclude(work_group__state__in=NOT_TO_BE)
        .values_list(
            "work_group__plan_line", "school", "person", "held_at__date", "withdrawn_at__date",
            "state",
        )
    )  # fmt: skip
    found: Actuals = {number: {measure: {} for measure in Measure.values} for number in numbers}
    begins = date(int(year[:4]), 9, 1)
    for half_term in HALF_TERMS:
        if begins > on:
            break
        last = min(on, ends_on(year, half_term))
        for line, numbers_of in _on(last, groups, held).items():
            for measure, number in numbers_of.items():
                found[line][measure][half_term] = number
        for number in numbers:
            for measure in Measure.values:
                found[number][measure].setdefault(half_term, 0)
        begins = ends_on(year, half_term) + timedelta(days=1)
    return found


def _on(day: date, groups: list, held: list) -> dict[int, dict[str, int]]:
    """Return {line: {measure: how many}} on a day."""
    counted: dict[int, dict[str, int]] = defaultdict(dict)
    running: dict[int, int] = defaultdict(int)
    schools: dict[int, set] = defaultdict(set)
    people: dict[int, set] = defaultdict(set)
    for line, first_on in groups:
        running[line] += bool(first_on and first_on <= day)
    for line, school, person, since, until, state in held:
        gone = state != Place.State.HELD and until is not None and until <= day
        if since <= day and not gone:
            schools[line].add(school)
            people[line].add(person or object())
    for line in {*running, *schools}:
        counted[line] = {
            Measure.GROUPS.value: running[line],
            Measure.SCHOOLS.value: len(schools[line]),
            Measure.PEOPLE.value: len(people[line]),
        }
    return counted


@dataclass(frozen=True)
class Course:
    """One measure of a line over the year: its points and their drawing."""

    measure: Measure
    points: list[trajectory.Point]
    year_target: int | None

    @property
    def has_target(self) -> bool:
        return any(point.planned is not None for point in self.points)

    @property
    def now(self) -> trajectory.Point | None:
        """The last half term that has begun."""
        return next((each for each in reversed(self.points) if each.actual is not None), None)

    @property
    def due(self) -> int | None:
        """What was planned by the last half term that is over."""
        over = [each for each in self.points if each.actual is not None and not each.so_far]
        return next((each.planned for each in reversed(over) if each.planned is not None), None)

    @property
    def is_behind(self) -> bool:
        return self.due is not None and self.now is not None and (self.now.actual or 0) < self.due

    @property
    def forecast(self) -> int | None:
        return self.points[-1].forecast

    def rows(self) -> list[tuple[str, trajectory.Point]]:
        return [(HalfTerm(each.half_term).label, each) for each in self.points]

    def chart(self) -> trajectory.Chart:
        short = {each.value: each.label.replace("Autumn ", "Aut").replace("Spring ", "Spr")
                 .replace("Summer ", "Sum") for each in HalfTerm}  # fmt: skip
        return trajectory.chart(self.points, short)


@dataclass(frozen=True)
class LineProgress:
    line: PlanLine
    courses: list[Course]
    priorities: list[Priority] = field(default_factory=list)

    @property
    def is_behind(self) -> bool:
        return any(course.is_behind for course in self.courses)


def progress_of(plan: Plan, on: date) -> list[LineProgress]:
    """Return each line with what was planned, is and is to come. Five queries."""
    lines = lines_of(plan)
    reached = actuals(lines, plan.year, on)
    serving = priorities_of(lines)
    return [
        LineProgress(line, _courses(line, plan.year, reached[line.pk], on), serving[line.pk])
        for line in lines
    ]


def _courses(
    line: PlanLine, year: str, reached: dict[str, dict[str, int]], on: date
) -> list[Course]:
    planned = {target.measure: target.planned for target in line.targets.all()}
    whole = {Measure.GROUPS.value: line.groups, Measure.SCHOOLS.value: line.schools}
    return [
        Course(
            measure,
            trajectory.points(year, planned.get(measure, {}), reached[measure], on),
            planned.get(measure, {}).get(HalfTerm.SUMMER_2) or whole.get(measure) or None,
        )
        for measure in Measure
    ]


def priorities_of(lines: list[PlanLine]) -> dict[int, list[Priority]]:
    """Return the priorities that each line serves, through the answers given to them."""
    found: dict[int, list[Priority]] = defaultdict(list)
    numbers = [line.pk for line in lines]
    rows = Priority.objects.filter(provisions__plan_line__in=numbers).values_list(
        "provisions__plan_line", "pk"
    )
    pairs = sorted(set(rows))
    known = Priority.objects.in_bulk([pk for _, pk in pairs])
    for line, pk in pairs:
        found[line].append(known[pk])
    return found


def groups_of(line: PlanLine) -> list[WorkGroup]:
    """Return the groups that carry out a line, those that came to nothing too."""
    return list(line.work_groups.order_by("first_on", "title"))


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

    @property
    def words(self) -> str:
        return self.sent.words.get("0", "") if self.sent else ""


def national_returns(year: str, half_term: str) -> list[NationalRow]:
    """Return every hub with its return, those that are missing first. Three queries."""
    plans = {plan.hub_id: plan for plan in Plan.objects.filter(year=year)}
    sent = HalfTermReturn.objects.filter(
        plan__year=year, half_term=half_term, sent_at__isnull=False
    )
    kept = {each.plan_id: each for each in sent.select_related("by")}
    rows = []
    for hub in Hub.objects.order_by("name"):
        plan = plans.get(hub.pk)
        rows.append(NationalRow(hub, plan, kept.get(plan.pk) if plan else None))
    return sorted(rows, key=lambda row: row.sent is not None)
