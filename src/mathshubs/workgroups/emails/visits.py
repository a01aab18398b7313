"""Letters to a school about a visit: it is planned, moved, cancelled; what was agreed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from mathshubs.comms.actions import Draft, post_many
from mathshubs.core.templatetags.mathshubs import day
from mathshubs.people.models import Person

from ..models import Visit
from . import words


def planned(visit: Visit, people: Iterable[Person], *, at: datetime) -> int:
    parts = [
        f"{visit.leader.name} would like to visit {visit.school.name} on {day(visit.on)}, as part "
        f"of {visit.work_group.title}.",
        f"What for: {visit.purpose}",
        f"{visit.leader.name} agrees the time with you. If the day does not suit, write to "
        f"{visit.leader.email} now.",
        _see(visit),
    ]
    return _post(visit, people, "visit_planned", f"A visit on {day(visit.on)}", parts, at=at)


def moved(visit: Visit, people: Iterable[Person], *, was: str, at: datetime) -> int:
    parts = [
        f"The visit to {visit.school.name} in {visit.work_group.title}, planned for {was}, is now "
        f"on {day(visit.on)}. {visit.leader.name} comes.",
        f"What for: {visit.purpose}",
        f"If the day does not suit, write to {visit.leader.email}.",
        _see(visit),
    ]
    subject = f"Changed: the visit is on {day(visit.on)}"
    return _post(visit, people, "visit_moved", subject, parts, at=at)


def cancelled(visit: Visit, people: Iterable[Person], *, at: datetime) -> int:
    parts = [
        f"The visit to {visit.school.name} on {day(visit.on)}, part of {visit.work_group.title}, "
        "is cancelled. You need do nothing.",
    ]
    subject = f"Cancelled: the visit on {day(visit.on)}"
    return _post(visit, people, "visit_cancelled", subject, parts, at=at)


def agreed(visit: Visit, people: Iterable[Person], *, at: datetime) -> int:
    parts = [
        f"Thank you for having {visit.leader.name} at {visit.school.name} on {day(visit.on)}. This "
        "is what you agreed:",
        visit.agreed.strip(),
        _see(visit),
    ]
    return _post(visit, people, "visit_agreed", f"What we agreed on {day(visit.on)}", parts, at=at)


def _see(visit: Visit) -> str:
    return f"See it here:\n{words.address('visit', visit.pk)}"


def _post(
    visit: Visit, people: Iterable[Person], kind: str, subject: str, parts: list[str], *,
    at: datetime,
) -> int:  # fmt: skip
    group = visit.work_group
    drafts = [
        Draft(
            to=person,
            kind=f"{words.ROOM}.{kind}",
            about=f"visit:{visit.pk}:{at:%Y%m%d%H%M%S}",
            topic=words.topic(group),
            subject=f"{subject}: {visit.school.name}",
            text=words.text([words.hello(person), *parts, words.signed(group)]),
            from_name=str(group.hub),
            reply_to=visit.leader.email,
        )
        for person in people
    ]
    return len(post_many(drafts, at=at))
