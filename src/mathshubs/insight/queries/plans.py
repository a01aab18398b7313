"""What became of a year plan: groups, schools and people by half term, from records."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import NamedTuple

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, Q

from mathshubs.core.years import starts_on
from mathshubs.needs.models import Priority, PriorityRound, Provision
from mathshubs.programmes.methods import trajectory
from mathshubs.programmes.methods.half_terms import HALF_TERMS, ends_on
from mathshubs.programmes.models import HalfTerm, Plan, PlanLine, Target
from mathshubs.programmes.queries.plans import lines_of, targets_of
from mathshubs.workgroups.models import Place, WorkGroup

from .recruitment import NOT_TO_BE

Measure = Target.Measure


@dataclass
class Reached:
    """
    What the groups of a line have reached, and what is known to come.

    `actual` is by measure and half term, counted from the start of the year, for each half term
    that has begun; `to_begin` are the groups with a first day by the end of each half term.
    """

    actual: dict[str, dict[str, int]]
    to_begin: dict[str, int]
    most: dict[str, int]


_OF_GROUP = ("pk", "plan_line_id", "first_on", "places", "counted", "most_per_school")
_OF_PLACE = (
    "bookings__school", "bookings__person", "bookings__held_at__date",
    "bookings__withdrawn_at__date", "bookings__state",
)  # fmt: skip


class _Held(NamedTuple):
    """A place of a group of the line that was held from one day on, perhaps until another."""

    line: int
    school: int
    person: int | None
    since: date
    withdrawn: date | None
    state: str

    def holds_on(self, day: date) -> bool:
        if self.since > day:
            return False
        return self.state == Place.State.HELD or bool(self.withdrawn and self.withdrawn > day)


def reached(lines: list[PlanLine], year: str, on: date) -> dict[int, Reached]:
    """
    Return what each line has reached, by its number. One query.

    A group runs from its first workshop; schools and people are those with a place held in the
    groups of the line on the last day of the half term, or today.
    """
    numbers = [line.pk for line in lines]
    rows = list(
        WorkGroup.objects.filter(plan_line__in=numbers)
        .exclude(state__in=NOT_TO_BE)
        .values_list(*_OF_GROUP, *_OF_PLACE)
    )
    groups = list(
        {row[0]: WorkGroup(**dict(zip(_OF_GROUP, row, strict=False))) for row in rows}.values()
    )
    held = [_Held(row[1], *row[len(_OF_GROUP) :]) for row in rows if row[len(_OF_GROUP) + 2]]
    found = {number: Reached({each: {} for each in Measure.values}, {}, {}) for number in numbers}
    of_line = {number: [one for one in groups if one.plan_line_id == number] for number in numbers}
    for number, line in found.items():
        line.most = _most(of_line[number])
    begins = starts_on(year)
    for half_term in HALF_TERMS:
        ends = ends_on(year, half_term)
        counted = _on(min(on, ends), groups, held) if begins <= on else {}
        for number, line in found.items():
            line.to_begin[half_term] = sum(_runs(group, ends) for group in of_line[number])
            if begins <= on:
                for measure in Measure.values:
                    line.actual[measure][half_term] = counted.get(number, {}).get(measure, 0)
        begins = ends + timedelta(days=1)
    return found


def _runs(group: WorkGroup, day: date) -> bool:
    return group.first_on is not None and group.first_on <= day


def _most(groups: list[WorkGroup]) -> dict[str, int]:
    """Return how many schools and people the places of the groups are for."""
    by_school = WorkGroup.Counted.SCHOOL
    return {
        Measure.SCHOOLS.value: sum(group.places for group in groups),
        Measure.PEOPLE.value: sum(
            group.places * (group.most_per_school if group.counted == by_school else 1)
            for group in groups
        ),
    }


def _on(day: date, groups: list[WorkGroup], held: list[_Held]) -> dict[int, dict[str, int]]:
    """Return {line: {measure: how many}} on a day."""
    running: dict[int | None, int] = defaultdict(int)
    schools: dict[int | None, set] = defaultdict(set)
    people: dict[int | None, set] = defaultdict(set)
    for group in groups:
        running[group.plan_line_id] += _runs(group, day)
    for place in held:
        if place.holds_on(day):
            schools[place.line].add(place.school)
            people[place.line].add(place.person or object())
    return {
        line: {
            Measure.GROUPS.value: running[line],
            Measure.SCHOOLS.value: len(schools[line]),
            Measure.PEOPLE.value: len(people[line]),
        }
        for line in {*running, *schools}
        if line is not None
    }


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
    """Return each line with what was planned, is and is to come. Three queries."""
    return progress_with(lines_of(plan), plan, on)


def progress_with(lines: list[PlanLine], plan: Plan, on: date) -> list[LineProgress]:
    """Return the same of some `lines` of the plan."""
    found = reached(lines, plan.year, on)
    serving = priorities_of(lines)
    return [
        LineProgress(line, _courses(line, plan.year, found[line.pk], on), serving[line.pk])
        for line in lines
    ]


def _courses(line: PlanLine, year: str, found: Reached, on: date) -> list[Course]:
    planned = {target.measure: target.planned for target in targets_of(line)}
    whole = {Measure.GROUPS.value: line.groups, Measure.SCHOOLS.value: line.schools}
    return [
        Course(
            measure,
            trajectory.points(
                year,
                planned.get(measure, {}),
                found.actual[measure],
                on,
                known=found.to_begin if measure == Measure.GROUPS else None,
                most=found.most.get(measure),
            ),
            planned.get(measure, {}).get(HalfTerm.SUMMER_2) or whole.get(measure) or None,
        )
        for measure in Measure
    ]


def priorities_of(lines: list[PlanLine]) -> dict[int, list[Priority]]:
    """Return the priorities that each line serves, through the answers given to them."""
    answers = Provision.objects.filter(plan_line__in=[line.pk for line in lines])
    answers = answers.exclude(state=Provision.State.STOPPED)
    found: dict[int | None, dict[int, Priority]] = defaultdict(dict)
    for answer in answers.select_related("priority").order_by("priority", "pk"):
        found[answer.plan_line_id][answer.priority_id] = answer.priority
    return {line.pk: list(found[line.pk].values()) for line in lines}


def serves(priorities: dict[int, list[Priority]]) -> dict[int, str]:
    """Return the same in words, as a version of the plan keeps them: one a line."""
    return {line: "\n".join(each.title for each in some) for line, some in priorities.items()}


def priorities_in(plan: Plan) -> tuple[dict[int, list[Priority]], list[Priority]]:
    """
    Return the priorities that each line of the plan serves, and those that none serves. One query.

    The latter are the chosen ones of the published round of the plan's hub and year.
    """
    answers = Provision.objects.filter(priority=OuterRef("pk"), plan_line__plan=plan)
    answers = answers.exclude(state=Provision.State.STOPPED)
    lines = ArraySubquery(answers.values("plan_line"))
    chosen = Q(
        round__hub=plan.hub_id, round__year=plan.year, state=Priority.State.CHOSEN,
        round__state=PriorityRound.State.PUBLISHED,
    )  # fmt: skip
    served: dict[int, list[Priority]] = defaultdict(list)
    unserved: list[Priority] = []
    concerned = Priority.objects.filter(chosen | Q(Exists(answers)))
    for each in concerned.annotate(lines=lines).order_by("pk"):
        for line in set(each.__dict__["lines"]):
            served[line].append(each)
        if not each.__dict__["lines"]:
            unserved.append(each)
    return served, unserved


def groups_of(line: PlanLine) -> list[WorkGroup]:
    """Return the groups that carry out a line, those that came to nothing too."""
    return list(line.work_groups.order_by("first_on", "title"))
