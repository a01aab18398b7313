"""Reads about school-based tasks: whose they are, who is ready, what waits to be read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.functions import JSONObject
from django.utils.timezone import localdate

from mathshubs.people.models import Person
from mathshubs.schools.models import School

from ..models import Place, Task, TaskAnswer, TaskAnswerFile, TaskFile, WorkGroup, Workshop
from .groups import work_groups_run_by

State = TaskAnswer.State
STILL_OWED = timedelta(weeks=4)  # after its last day
LAST_TASK_DUE = timedelta(weeks=4)  # where no workshop follows


def tasks_run_by(person: Person) -> QuerySet[Task]:
    """Return the tasks of groups they may work on: hub staff and leaders."""
    run = work_groups_run_by(person).order_by()
    return Task.objects.filter(workshop__work_group__in=run).select_related(
        "workshop__work_group__hub"
    )


def tasks_set_for(person: Person) -> QuerySet[Task]:
    """
    Return the tasks that are set in groups in which `person` holds a place, by their last day.

    Each has `my_place`, and `my_state`: None while there is no answer.
    """
    held = Place.objects.filter(person=person.pk, state=Place.State.HELD)
    mine = held.filter(work_group=OuterRef("workshop__work_group")).values("pk")[:1]
    answers = TaskAnswer.objects.filter(task=OuterRef("pk"), place__person=person.pk)
    tasks = Task.objects.filter(
        set_at__isnull=False,
        workshop__cancelled_at=None,
        workshop__work_group__in=held.values("work_group"),
    )
    return tasks.annotate(
        my_place=Subquery(mine), my_state=Subquery(answers.values("state")[:1])
    ).order_by("due_on", "pk")


def tasks_due(person: Person, on: date) -> QuerySet[Task]:
    """
    Return the tasks that are set for `person` and not handed in; late ones for four weeks.

    What was due before they came to the group is not owed.
    """
    came_later = Place.objects.filter(
        person=person.pk, state=Place.State.HELD, work_group=OuterRef("workshop__work_group"),
        held_at__date__gt=OuterRef("due_on"),
    )  # fmt: skip
    tasks = tasks_set_for(person).filter(~Exists(came_later), due_on__gte=on - STILL_OWED)
    return tasks.filter(Q(my_state=None) | Q(my_state=State.STARTED))


def is_past(task: Task, on: date) -> bool:
    """Return whether the task's group is over, and nobody is asked for it any more."""
    group = task.workshop.work_group
    over = group.state in WorkGroup.OVER or (group.last_on is not None and group.last_on < on)
    return over and task.due_on < on - STILL_OWED


def tasks_to_read(work_groups: QuerySet[WorkGroup]) -> QuerySet[Task]:
    """Return the tasks with answers nobody has read, each with how many (`unread`)."""
    waiting = Count("answers", filter=Q(answers__state=State.SUBMITTED))
    tasks = Task.objects.filter(workshop__work_group__in=work_groups.order_by())
    return tasks.annotate(unread=waiting).filter(unread__gt=0).order_by("due_on", "pk")


def with_readiness(tasks: QuerySet[Task]) -> QuerySet[Task]:
    """Tell of each task how many hold a place (`holders`) and how many handed in (`ready`)."""
    handed_in = TaskAnswer.objects.filter(
        task=OuterRef("pk"), state__in=TaskAnswer.HANDED_IN, place__state=Place.State.HELD
    )
    held = Place.objects.filter(work_group=OuterRef("workshop__work_group"), state=Place.State.HELD)
    return tasks.annotate(ready=_number(handed_in, "task"), holders=_number(held, "work_group"))


def _number(rows: QuerySet, by: str) -> Subquery:
    counted = rows.order_by().values(by).annotate(number=Count("pk")).values("number")
    return Subquery(counted)


def due_before_the_next(workshop: Workshop) -> date:
    """Return the day a task after `workshop` is due by default: the day before the next one."""
    others = workshop.work_group.workshops.filter(
        cancelled_at=None, starts_at__gt=workshop.starts_at
    )
    following = others.order_by("starts_at").first()
    if following is None:
        return localdate(workshop.starts_at) + LAST_TASK_DUE
    return localdate(following.starts_at) - timedelta(days=1)


def chain_of(work_group: WorkGroup) -> list[Workshop]:
    """Return the workshops that are held, each with its tasks and their readiness: two queries."""
    tasks = with_readiness(Task.objects.order_by("due_on", "pk"))
    held = work_group.workshops.filter(cancelled_at=None)
    return list(held.prefetch_related(Prefetch("tasks", tasks)))


@dataclass(frozen=True)
class Cell:
    """What one place did with one task: `state` is empty, and `answer` 0, before it began."""

    task: Task
    answer: int = 0
    state: str = ""

    @property
    def label(self) -> str:
        return State(self.state).label if self.state else "Not begun"

    @property
    def tone(self) -> str:
        return "needs" if self.state == State.SUBMITTED else "yes" if self.is_ready else "quiet"

    @property
    def is_ready(self) -> bool:
        return self.state in TaskAnswer.HANDED_IN


@dataclass(frozen=True)
class Readiness:
    """One place with what it did with each task that is set."""

    place: Place
    cells: list[Cell]

    @property
    def handed_in(self) -> int:
        return sum(cell.is_ready for cell in self.cells)


def with_answers(places: QuerySet[Place], tasks: list[Task]) -> QuerySet[Place]:
    """Tell of each place what became of `tasks`: `answered`, read by `cells_of`."""
    answers = TaskAnswer.objects.filter(place=OuterRef("pk"), task__in=tasks)
    row = JSONObject(task="task_id", answer="pk", state="state")
    return places.annotate(answered=ArraySubquery(answers.values_list(row)))


def cells_of(place: Place, tasks: list[Task]) -> list[Cell]:
    """Return what a place of `with_answers` did with each of the tasks."""
    did = {row["task"]: row for row in place.__dict__["answered"] or ()}
    return [
        Cell(task, did[task.pk]["answer"], did[task.pk]["state"]) if task.pk in did else Cell(task)
        for task in tasks
    ]


def readiness_of(work_group: WorkGroup, tasks: list[Task]) -> list[Readiness]:
    """Return a row for everyone who holds a place, by family name, in one query."""
    held = work_group.bookings.filter(state=Place.State.HELD).select_related(
        "person", "school", "enrolment"
    )
    places = held.order_by("person__family_name", "person__given_name", "pk")
    return [Readiness(place, cells_of(place, tasks)) for place in with_answers(places, tasks)]


def answers_read_by(person: Person) -> QuerySet[TaskAnswer]:
    """Return what was handed in to groups they may work on; a draft is its writer's own."""
    run = work_groups_run_by(person).order_by()
    return TaskAnswer.objects.filter(
        place__work_group__in=run, state__in=TaskAnswer.HANDED_IN
    ).select_related("task__workshop__work_group__hub", "place__person", "place__school", "read_by")


def without_content(model: type[TaskFile] | type[TaskAnswerFile]) -> QuerySet:
    return model.objects.defer("content").order_by("pk")


def task_files_seen_by(person: Person) -> QuerySet[TaskFile]:
    """Return files of briefs: for those with a place once it is set, for those who lead."""
    run = work_groups_run_by(person).order_by()
    held = Place.objects.filter(person=person.pk, state=Place.State.HELD)
    of_mine = Q(task__set_at__isnull=False) & Q(
        task__workshop__work_group__in=held.values("work_group")
    )
    return TaskFile.objects.filter(Q(task__workshop__work_group__in=run) | of_mine)


def answer_files_seen_by(person: Person) -> QuerySet[TaskAnswerFile]:
    """Return files that were handed in: one's own, and those of groups they may work on."""
    run = work_groups_run_by(person).order_by()
    theirs = Q(answer__place__work_group__in=run, answer__state__in=TaskAnswer.HANDED_IN)
    return TaskAnswerFile.objects.filter(Q(answer__place__person=person.pk) | theirs)


def tasks_that_count(work_group: WorkGroup) -> QuerySet[Task]:
    """Return the tasks of the group that are set, in the order of its workshops."""
    counted = Task.objects.filter(
        workshop__work_group=work_group, set_at__isnull=False, workshop__cancelled_at=None
    )
    return counted.order_by("workshop__starts_at", "due_on", "pk")


def did_enough(work_group: WorkGroup, handed_in: int, of: int) -> bool:
    """Return whether the rule of the group for tasks is met by `handed_in` of them."""
    return 100 * handed_in >= work_group.tasks_needed * of


def handed_in_by_place(work_group: WorkGroup) -> tuple[dict[int, int], int]:
    """Return how many tasks each place handed in, and how many count. Two queries."""
    tasks = tasks_that_count(work_group).order_by()
    answers = TaskAnswer.objects.filter(task__in=tasks, state__in=TaskAnswer.HANDED_IN)
    rows = answers.order_by().values("place").annotate(number=Count("pk"))
    return {row["place"]: row["number"] for row in rows}, tasks.count()


def tasks_owed_by(school: School, on: date) -> QuerySet[Place]:
    """
    Return the places of the school's people who owe a task now, one row for each task: with
    `task`, `task_title` and `due_on`, by the last day. What was due before they came to the group
    is not owed. One query.
    """
    owed = Task.objects.filter(
        set_at__isnull=False, workshop__cancelled_at=None, due_on__gte=on - STILL_OWED
    )
    places = Place.objects.filter(
        school=school, state=Place.State.HELD, work_group__workshops__tasks__in=owed
    )
    done = TaskAnswer.objects.filter(
        place=OuterRef("pk"), task=OuterRef("task"), state__in=TaskAnswer.HANDED_IN
    )
    places = places.annotate(
        task=F("work_group__workshops__tasks"),
        task_title=F("work_group__workshops__tasks__title"),
        due_on=F("work_group__workshops__tasks__due_on"),
    )
    places = places.filter(~Exists(done)).exclude(held_at__date__gt=F("due_on"))
    places = places.select_related("person", "work_group", "enrolment")
    return places.order_by("due_on", "pk")
