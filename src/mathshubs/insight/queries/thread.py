"""The thread: from a need forward to the schools it reached, and from a group back to its needs."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.contrib.postgres.expressions import ArraySubquery
from django.db import connection
from django.db.models import OuterRef, Q
from django.db.models.functions import JSONObject
from django.utils.dateparse import parse_datetime

from mathshubs.hubs.models import Hub
from mathshubs.needs.methods.answers import OPEN
from mathshubs.needs.models import Need, Priority, Provision
from mathshubs.needs.queries.needs import needs_seen_by
from mathshubs.people.models import Person
from mathshubs.workgroups.models import Attendance, TaskAnswer, WorkGroup

CAME = (*Attendance.ATTENDED, Attendance.Mark.SUBSTITUTE)


@dataclass
class Group:
    """A group that carries out a line: who holds a place, and what is recorded of them since."""

    pk: int
    title: str
    state: str
    year: str
    schools: int
    people: int
    came: int
    handed_in: int
    certificates: int
    visited: int


@dataclass
class Line:
    """A line of a year plan; or a partner's offer, whose `pk` is below 0."""

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

    @property
    def evidence(self) -> list[tuple[str, int]]:
        """What is recorded today of those who hold a place, in words."""
        return [
            (words, many)
            for words, name in (
                ("came", "came"), ("handed in a task", "handed_in"),
                ("certificates", "certificates"), ("schools visited", "visited"),
            )
            if (many := sum(getattr(group, name) for group in self.groups))
        ]  # fmt: skip


# In SQL: a row for each priority, answer, line and group of the chain, and what is counted of it.
_FORWARD = """WITH chain AS (
    SELECT priority.id AS priority, priority.title AS priority_title, priority.state,
        round.year, of_round.name AS whose,
        answer.id AS answer, answer.title AS answer_title, answer.mode,
        answer.state AS answer_state, answer.review,
        line.id AS line, line.title AS line_title, plan.year AS line_year,
        of_plan.name AS line_hub, offer.id AS offer, offer.title AS offer_title,
        of_offer.name AS offer_hub,
        work_group.id AS work_group, work_group.title AS group_title,
        work_group.state AS group_state, work_group.year AS group_year
    FROM needs_priority AS priority
    JOIN needs_priorityround AS round ON round.id = priority.round_id
    LEFT JOIN hubs_hub AS of_round ON of_round.id = round.hub_id
    LEFT JOIN needs_provision AS answer ON answer.priority_id = priority.id
    -- A hub's answer has its line; a national one reaches every hub's lines for its project.
    LEFT JOIN programmes_planline AS line
        ON round.hub_id IS NOT NULL AND line.id = answer.plan_line_id
        OR round.hub_id IS NULL AND line.project_id = answer.project_id
    LEFT JOIN programmes_plan AS plan ON plan.id = line.plan_id
    LEFT JOIN hubs_hub AS of_plan ON of_plan.id = plan.hub_id
    LEFT JOIN needs_partneroffer AS offer ON offer.id = answer.partner_offer_id
    LEFT JOIN hubs_hub AS of_offer ON of_offer.id = offer.hub_id
    -- Events of a partner's offer carry out the answer that points to it.
    LEFT JOIN workgroups_workgroup AS work_group
        ON work_group.plan_line_id = line.id OR work_group.partner_offer_id = offer.id
    WHERE priority.id IN ({priorities})
), held AS (
    SELECT place.work_group_id AS work_group, place.school_id AS school, person_id AS person,
        EXISTS (SELECT FROM workgroups_attendance AS mark
            WHERE mark.place_id = place.id AND mark.mark = ANY(%(came)s)) AS came,
        EXISTS (SELECT FROM workgroups_taskanswer AS task
            WHERE task.place_id = place.id AND task.state = ANY(%(handed_in)s)) AS handed_in,
        EXISTS (SELECT FROM workgroups_certificate AS certificate
            WHERE certificate.place_id = place.id) AS certificate
    FROM workgroups_place AS place
    WHERE place.state = 'HELD' AND place.work_group_id IN (SELECT work_group FROM chain)
), counted AS (
    SELECT work_group, count(DISTINCT school) AS schools, count(*) AS people,
        count(*) FILTER (WHERE came) AS came, count(*) FILTER (WHERE handed_in) AS handed_in,
        count(*) FILTER (WHERE certificate) AS certificates
    FROM held GROUP BY work_group
), visited AS (
    SELECT work_group_id AS work_group, count(DISTINCT school_id) AS visited
    FROM workgroups_visit
    WHERE recorded_at IS NOT NULL AND work_group_id IN (SELECT work_group FROM chain)
    GROUP BY work_group_id
)
SELECT chain.*, schools, people, came, handed_in, certificates, visited,
    (SELECT count(DISTINCT school) FROM held) AS all_schools,
    (SELECT count(DISTINCT person) FROM held) AS all_people
FROM chain LEFT JOIN counted USING (work_group) LEFT JOIN visited USING (work_group)
ORDER BY year DESC, priority, answer, line, work_group
"""


def _thread(priorities: str, pk: int) -> Thread:
    """Follow the chain forward, from the `priorities` that a statement finds with `pk`."""
    told: dict[str, Any] = {"pk": pk, "came": list(CAME), "handed_in": list(TaskAnswer.HANDED_IN)}
    with connection.cursor() as cursor:
        cursor.execute(_FORWARD.format(priorities=priorities), told)
        names = [column.name for column in cursor.description]
        rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    thread = Thread(_tree(rows))
    if rows:
        thread.schools, thread.people = rows[0]["all_schools"], rows[0]["all_people"]
    return thread


def thread_of_need(need: Need) -> Thread:
    """Return what follows from a need: one statement."""
    behind = "SELECT priority_id FROM needs_priority_needs WHERE need_id = %(pk)s"
    return _thread(behind, need.pk)


def thread_of_priority(priority: Priority) -> Thread:
    """Return what follows from a priority: one statement."""
    return _thread("%(pk)s", priority.pk)


def _hub(name: str | None) -> str:
    return str(Hub(name=name)) if name else ""


def _line(row: dict) -> Line | None:
    """Return the line of the plan by which an answer goes on, or the offer it points to."""
    if row["line"] is not None:
        return Line(row["line"], row["line_title"], row["line_year"], _hub(row["line_hub"]))
    if row["offer"] is not None:
        return Line(-row["offer"], row["offer_title"], "", _hub(row["offer_hub"]))
    return None


def _tree(rows: list[dict]) -> list[PriorityPart]:
    parts: dict[int, PriorityPart] = {}
    for row in rows:
        part = parts.setdefault(row["priority"], PriorityPart(
            row["priority"], row["priority_title"], row["year"],
            Priority.State(row["state"]).label, _hub(row["whose"]) or "the national team",
        ))  # fmt: skip
        if row["answer"] is None:
            continue
        answer = part.answers.setdefault(row["answer"], AnswerPart(
            row["answer"], row["answer_title"], Provision.Mode(row["mode"]).label,
            Provision.State(row["answer_state"]).label, row["review"],
            row["mode"] != Provision.Mode.SIGNPOST and row["answer_state"] in OPEN,
        ))  # fmt: skip
        line = _line(row)
        if line is None:
            continue
        line = answer.lines.setdefault(line.pk, line)
        if row["work_group"] is not None:
            counts = ("schools", "people", "came", "handed_in", "certificates", "visited")
            line.groups.append(Group(
                row["work_group"], row["group_title"], WorkGroup.State(row["group_state"]).label,
                row["group_year"], *(row[name] or 0 for name in counts),
            ))  # fmt: skip
    return list(parts.values())


@dataclass(frozen=True)
class NeedBehind:
    """A need behind a priority that the reader may see."""

    pk: int
    title: str
    raised_at: object
    school: str


def why(group: WorkGroup, person: Person | AnonymousUser, on: date) -> list[Provision]:
    """
    Follow the chain back: the answers that a group gives, each with its priority and needs.

    One statement. `shown` are the needs behind its priority that `person` may see.
    """
    line = group.plan_line
    if line is None and group.partner_offer_id is None:
        return []
    served = Q(plan_line=line) if line else Q()
    if group.partner_offer_id:
        served |= Q(partner_offer=group.partner_offer_id)
    if line and line.project_id:
        served |= Q(priority__round__hub=None, project=line.project_id)
    seen = needs_seen_by(person, on).filter(priorities=OuterRef("priority"))
    told = seen.order_by("raised_at", "pk").values(
        one=JSONObject(pk="pk", title="title", raised_at="raised_at", school="school__name")
    )
    found = Provision.objects.filter(served).select_related("priority__round__hub")
    answers: list[Provision] = list(found.annotate(told=ArraySubquery(told)).order_by("pk"))
    for answer in answers:
        answer.__dict__["shown"] = [
            NeedBehind(one["pk"], one["title"], parse_datetime(one["raised_at"]), one["school"])
            for one in answer.__dict__.pop("told")
        ]
    return answers
