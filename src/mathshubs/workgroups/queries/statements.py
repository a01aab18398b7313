"""What somebody did over the years: the lines of a statement of professional development."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import OuterRef, Prefetch

from mathshubs.people.models import Person

from ..models import Attendance, Place, Statement, Task, TaskAnswer, Workshop
from .attendance import record_of, with_taken
from .progress import number_of


def lines_of(person: Person, at: datetime) -> list[dict]:
    """
    Return what `person` did in each group they were at, the latest year first. Three queries.

    Each line: year, title, kind, hub, school, first_on, last_on, attended, held, hours, handed_in,
    tasks, certificate (its code or "").
    """
    handed_in = TaskAnswer.objects.filter(
        place=OuterRef("pk"), state__in=TaskAnswer.HANDED_IN, task__workshop__cancelled_at=None
    )
    tasks = Task.objects.filter(
        workshop__work_group=OuterRef("work_group"), set_at__isnull=False,
        workshop__cancelled_at=None,
    )  # fmt: skip
    over = with_taken(Workshop.objects.filter(ends_at__lte=at, cancelled_at=None))
    places = (
        Place.objects.filter(person=person.pk, attendances__mark__in=Attendance.ATTENDED)
        .distinct()
        .select_related("work_group__hub", "school", "certificate")
        .prefetch_related("attendances", Prefetch("work_group__workshops", over, to_attr="over"))
        .annotate(
            handed_in=number_of(handed_in, "place"), tasks=number_of(tasks, "workshop__work_group")
        )
        .order_by("-work_group__year", "-work_group__first_on", "pk")
    )
    return [_line(place) for place in places]


def _line(place: Place) -> dict:
    group = place.work_group
    workshops = {each.pk: each for each in group.__dict__["over"]}
    marks = [each for each in place.attendances.all() if each.workshop_id in workshops]
    record = record_of(place, group, marks, list(workshops.values()))
    attended = [workshops[each.workshop_id] for each in marks if each.mark in each.ATTENDED]
    seconds = sum((each.ends_at - each.starts_at).total_seconds() for each in attended)
    return {
        "year": group.year,
        "title": group.title,
        "kind": group.get_kind_display(),
        "hub": str(group.hub),
        "school": place.school.name,
        "first_on": group.first_on.isoformat() if group.first_on else "",
        "last_on": group.last_on.isoformat() if group.last_on else "",
        "attended": record.attended,
        "held": record.expected,
        "hours": round(seconds / 3600, 2),
        "handed_in": place.__dict__["handed_in"],
        "tasks": place.__dict__["tasks"],
        "certificate": place.certificate.code if hasattr(place, "certificate") else "",
    }


@dataclass(frozen=True)
class InAll:
    """The sums of a statement's lines."""

    groups: int
    attended: int
    hours: str
    handed_in: int


def in_all(lines: list[dict]) -> InAll:
    return InAll(
        groups=len(lines),
        attended=sum(line["attended"] for line in lines),
        hours=f"{sum(line['hours'] for line in lines):g}",
        handed_in=sum(line["handed_in"] for line in lines),
    )


def statement_with(code: str) -> Statement | None:
    """Return the statement with this code, typed with or without spaces, hyphens or capitals."""
    tidy = code.upper().replace(" ", "").replace("-", "").replace("\0", "")
    return Statement.objects.filter(code=tidy).select_related("person").first()
