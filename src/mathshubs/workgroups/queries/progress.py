"""How far people and schools are over a chain of workshops and tasks."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, JSONObject

from ..models import (
    ActionPlan,
    Attendance,
    Place,
    PlanStep,
    Task,
    TaskAnswer,
    Visit,
    WorkGroup,
    Workshop,
)
from .attendance import Record, record_of, with_taken
from .tasks import Cell, cells_of, did_enough, tasks_that_count, with_answers


@dataclass(frozen=True)
class Progress:
    """How far one place is: the register, the tasks, the visits and the plan of its school."""

    record: Record
    cells: list[Cell]
    visits: int
    plan: dict | None  # pk, title, agreed, done, planned
    is_over: bool
    did_enough: bool

    @property
    def place(self) -> Place:
        return self.record.place

    @property
    def handed_in(self) -> int:
        return sum(cell.is_ready for cell in self.cells)

    @property
    def state(self) -> str:
        """Such as: Complete. By the rule of the group, so far."""
        if not self.record.expected and not self.cells:
            return "Not begun"
        lacks = []
        if not self.record.earned and self.record.expected:
            lacks.append("attendance")
        if not self.did_enough:
            lacks.append("tasks")
        if lacks:
            return f"Needs {' and '.join(lacks)}"
        return "Complete" if self.is_over else "On course"

    @property
    def tone(self) -> str:
        return {"Complete": "yes", "On course": "yes", "Not begun": "quiet"}.get(
            self.state, "needs"
        )


@dataclass(frozen=True)
class Link:
    """One link of the chain: a workshop or a task, and how many of those expected did it."""

    title: str
    is_task: bool
    when: datetime | None
    task: Task | None
    did: int
    of: int

    @property
    def percent(self) -> int:
        return round(100 * self.did / self.of) if self.of else 0


@dataclass(frozen=True)
class Chain:
    """All that the page of progress shows of a group."""

    rows: list[Progress]
    links: list[Link]
    workshops: list[Workshop]
    tasks: list[Task]


def progress_of(work_group: WorkGroup, at: datetime) -> Chain:
    """Return how far everyone with a place is at `at`, by family name. Three queries."""
    held = list(with_taken(work_group.workshops.filter(cancelled_at=None)))
    over = [workshop for workshop in held if workshop.ends_at <= at]
    tasks = list(tasks_that_count(work_group).select_related("workshop"))
    is_over = bool(held) and len(over) == len(held)
    rows = [
        _progress(place, work_group, over, tasks, is_over)
        for place in _places(work_group, over, tasks)
    ]
    return Chain(rows, _links(rows, over, tasks), over, tasks)


def _places(work_group: WorkGroup, over: list[Workshop], tasks: list[Task]) -> QuerySet[Place]:
    marks = Attendance.objects.filter(place=OuterRef("pk"), workshop__in=over)
    mark = JSONObject(workshop="workshop_id", mark="mark", substitute="substitute_name")
    visits = Visit.objects.filter(
        school=OuterRef("school"), work_group=work_group, recorded_at__isnull=False
    )
    number = visits.order_by().values("school").annotate(number=Count("pk")).values("number")
    kept, done = ~Q(steps__state=PlanStep.State.DROPPED), Q(steps__state=PlanStep.State.DONE)
    plans = ActionPlan.objects.filter(school=OuterRef("school"), closed_at=None).annotate(
        planned=Count("steps", filter=kept), done=Count("steps", filter=done)
    )
    plan = JSONObject(pk="pk", title="title", agreed="agreed_at", done="done", planned="planned")
    places = work_group.bookings.filter(state=Place.State.HELD).select_related(
        "person", "school", "enrolment", "certificate"
    )
    return (
        with_answers(places, tasks)
        .annotate(
            marked=ArraySubquery(marks.values_list(mark)),
            visited=Coalesce(Subquery(number), 0),
            plan=Subquery(plans.order_by("-written_at").values_list(plan)[:1]),
        )
        .order_by("person__family_name", "person__given_name", "pk")
    )


def _progress(
    place: Place, work_group: WorkGroup, over: list[Workshop], tasks: list[Task], is_over: bool
) -> Progress:
    marks = [
        Attendance(workshop_id=row["workshop"], mark=row["mark"], substitute_name=row["substitute"])
        for row in place.__dict__["marked"] or ()  # nothing, where no workshop is over
    ]
    cells = cells_of(place, tasks)
    ready = sum(cell.is_ready for cell in cells)
    return Progress(
        record=record_of(place, work_group, marks, over),
        cells=cells,
        visits=place.__dict__["visited"],
        plan=place.__dict__["plan"],
        is_over=is_over,
        did_enough=did_enough(work_group, ready, len(tasks)),
    )


def _links(rows: list[Progress], over: list[Workshop], tasks: list[Task]) -> list[Link]:
    """Return the chain in its order: each workshop that is over, then the tasks after it."""
    links = []
    for number, workshop in enumerate(over):
        marks = [row.record.rows[number].mark for row in rows]
        here = sum(mark in Attendance.ATTENDED for mark in marks)
        expected = sum(mark != Attendance.Mark.NOT_EXPECTED for mark in marks)
        of = expected if workshop.taken else 0
        links.append(Link(str(workshop), False, workshop.starts_at, None, here, of))
        for place, task in enumerate(tasks):
            if task.workshop_id == workshop.pk:
                ready = sum(row.cells[place].is_ready for row in rows)
                links.append(Link(task.title, True, None, task, ready, len(rows)))
    return links


@dataclass(frozen=True)
class Bar:
    """One bar of the picture of a chain, in its units."""

    link: Link
    label: str
    x: int
    y: int
    height: int


BAR, STEP, TALL = 40, 64, 120


def bars_of(links: Iterable[Link]) -> list[Bar]:
    """Return the bars of a chain, W1, T1, W2 ..., for the picture beside the table."""
    bars: list[Bar] = []
    numbers = {True: 0, False: 0}
    for place, link in enumerate(links):
        numbers[link.is_task] += 1
        label = f"{'T' if link.is_task else 'W'}{numbers[link.is_task]}"
        height = round(TALL * link.percent / 100)
        bars.append(Bar(link, label, 12 + place * STEP, 24 + TALL - height, height))
    return bars


def groups_with_progress(work_groups: QuerySet[WorkGroup]) -> QuerySet[WorkGroup]:
    """
    Tell of each group what is done of what could be: `came` of `expected` marks, `ready` of
    `wanted` answers, `visited` schools, `planned` plans, and the last day of a task. One query.
    """
    group = OuterRef("pk")
    marks = Attendance.objects.filter(workshop__work_group=group, workshop__cancelled_at=None)
    marks = marks.exclude(mark=Attendance.Mark.NOT_EXPECTED)
    came = marks.filter(mark__in=Attendance.ATTENDED)
    tasks = Task.objects.filter(
        workshop__work_group=group, set_at__isnull=False, workshop__cancelled_at=None
    )
    held = Place.objects.filter(work_group=group, state=Place.State.HELD)
    answers = TaskAnswer.objects.filter(
        task__workshop__work_group=group, state__in=TaskAnswer.HANDED_IN,
        place__state=Place.State.HELD,
    )  # fmt: skip
    visits = Visit.objects.filter(work_group=group, recorded_at__isnull=False)
    plans = ActionPlan.objects.filter(work_group=group)
    return work_groups.annotate(
        came=number_of(came, "workshop__work_group"),
        expected=number_of(marks, "workshop__work_group"),
        ready=number_of(answers, "task__workshop__work_group"),
        holders=number_of(held, "work_group"),
        schools=number_of(held, "work_group", of="school"),
        tasks_set=number_of(tasks, "workshop__work_group"),
        visited=number_of(visits, "work_group", of="school"),
        planned=number_of(plans, "work_group", of="school"),
    ).annotate(wanted=F("holders") * F("tasks_set"))


def number_of(rows: QuerySet, by: str, of: str = "pk") -> Coalesce:
    """Return how many rows there are of what the outer query is about; 0 for none."""
    counted = rows.order_by().values(by).annotate(number=Count(of, distinct=of != "pk"))
    return Coalesce(Subquery(counted.values("number")), 0)
