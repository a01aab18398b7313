"""The thread: from a need forward to the schools it reached, and from a group back to its needs."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, F, Prefetch, Q, QuerySet

from mathshubs.hubs.models import Hub
from mathshubs.needs.methods.answers import OPEN
from mathshubs.needs.models import Need, Priority, Provision
from mathshubs.needs.queries.needs import needs_seen_by
from mathshubs.people.models import Person
from mathshubs.workgroups.models import Attendance, Place, WorkGroup

CAME = (*Attendance.ATTENDED, Attendance.Mark.SUBSTITUTE)


@dataclass
class Group:
    """A group that carries out a line: schools with a place, people, and those of them who came."""

    pk: int
    title: str
    state: str
    year: str
    schools: int
    people: int
    came: int


@dataclass
class Line:
    pk: int
    title: str
    year: str
    hub: str
    groups: list[Group] = field(default_factory=list)


@dataclass
class AnswerPart:
    pk: int
    title: str
    mode: str
    state: str
    review: str
    may_follow: bool  # a line of the plan, and groups: not of what only points, or has ended
    lines: dict[int, Line] = field(default_factory=dict)


@dataclass
class PriorityPart:
    pk: int
    title: str
    year: str
    state: str
    whose: str
    answers: dict[int, AnswerPart] = field(default_factory=dict)


@dataclass
class Thread:
    """What follows from a need or a priority, and how many schools and people it reached."""

    priorities: list[PriorityPart]
    schools: int = 0
    people: int = 0

    @property
    def answers(self) -> list[AnswerPart]:
        return [answer for part in self.priorities for answer in part.answers.values()]

    @property
    def lines(self) -> list[Line]:
        return [line for answer in self.answers for line in answer.lines.values()]

    @property
    def groups(self) -> list[Group]:
        """The groups, each once: a group of two answers is still one group."""
        return list({group.pk: group for line in self.lines for group in line.groups}.values())


# A hub's answer has its line; a national answer reaches the lines of every hub for its project.
_LOCAL, _NATIONAL = "provisions__plan_line", "provisions__project__plan_lines"


def _rows(priorities: Q, line: str, only: Q) -> QuerySet:
    """Return every priority, answer, line and group of the chain, a row each, in one query."""
    groups = f"{line}__work_groups"
    held = Q(**{f"{groups}__bookings__state": Place.State.HELD})
    came = held & Q(**{f"{groups}__bookings__attendances__mark__in": CAME})
    found = Priority.objects.filter(priorities & only)
    return found.order_by("-round__year", "pk", "provisions", line, groups).values(
        "pk", "title", "state", year=F("round__year"), whose=F("round__hub__name"),
        answer=F("provisions"), answer_title=F("provisions__title"),
        mode=F("provisions__mode"), answer_state=F("provisions__state"),
        review=F("provisions__review"), line=F(line), line_title=F(f"{line}__title"),
        line_year=F(f"{line}__plan__year"), line_hub=F(f"{line}__plan__hub__name"),
        group=F(groups), group_title=F(f"{groups}__title"), group_state=F(f"{groups}__state"),
        group_year=F(f"{groups}__year"),
        schools=Count(f"{groups}__bookings__school", filter=held, distinct=True),
        people=Count(f"{groups}__bookings", filter=held, distinct=True),
        came=Count(f"{groups}__bookings", filter=came, distinct=True),
    )  # fmt: skip


def _hub(name: str | None) -> str:
    return str(Hub(name=name)) if name else ""


def _tree(rows) -> list[PriorityPart]:
    parts: dict[int, PriorityPart] = {}
    for row in rows:
        state = Priority.State(row["state"]).label
        whose = _hub(row["whose"]) or "the national team"
        part = parts.setdefault(
            row["pk"], PriorityPart(row["pk"], row["title"], row["year"], state, whose)
        )
        if row["answer"] is None:
            continue
        answer = part.answers.setdefault(row["answer"], AnswerPart(
            row["answer"], row["answer_title"], Provision.Mode(row["mode"]).label,
            Provision.State(row["answer_state"]).label, row["review"],
            row["mode"] != Provision.Mode.SIGNPOST and row["answer_state"] in OPEN,
        ))  # fmt: skip
        if row["line"] is None:
            continue
        line = answer.lines.setdefault(
            row["line"],
            Line(row["line"], row["line_title"], row["line_year"], _hub(row["line_hub"])),
        )
        if row["group"] is not None:
            line.groups.append(Group(
                row["group"], row["group_title"], WorkGroup.State(row["group_state"]).label,
                row["group_year"], row["schools"], row["people"], row["came"],
            ))  # fmt: skip
    return list(parts.values())


def _thread(priorities: Q) -> Thread:
    """Follow the chain forward: a query for what hubs decided, one for the nation, one to count."""
    national = Q(round__hub=None)
    rows = [*_rows(priorities, _LOCAL, ~national), *_rows(priorities, _NATIONAL, national)]
    thread = Thread(_tree(rows))
    held = Place.objects.filter(
        work_group__in=[group.pk for group in thread.groups], state=Place.State.HELD
    )
    if thread.groups:
        reached = held.aggregate(
            schools=Count("school", distinct=True), people=Count("person", distinct=True)
        )
        thread.schools, thread.people = reached["schools"], reached["people"]
    return thread


def thread_of_need(need: Need) -> Thread:
    return _thread(Q(pk__in=need.priorities.values("pk")))


def thread_of_priority(priority: Priority) -> Thread:
    return _thread(Q(pk=priority.pk))


def why(group: WorkGroup, person: Person | AnonymousUser, on: date) -> list[Provision]:
    """
    Follow the chain back: the answers that a group gives, each with its priority and needs.

    Two queries. `priority.shown` are the needs that `person` may see.
    """
    line = group.plan_line
    if line is None:
        return []
    served = Q(plan_line=line)
    if line.project_id:
        served |= Q(priority__round__hub=None, project=line.project_id)
    seen = needs_seen_by(person, on).select_related("school", "hub").order_by("raised_at", "pk")
    shown = Prefetch("priority__needs", queryset=seen, to_attr="shown")
    found = Provision.objects.filter(served).select_related("priority__round__hub")
    return list(found.prefetch_related(shown).order_by("pk"))
