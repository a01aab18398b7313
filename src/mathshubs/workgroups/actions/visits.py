"""Visits to schools: planned, moved, recorded, cancelled. The school is told."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.timezone import localdate

from mathshubs.core.templatetags.mathshubs import day

from ..emails import visits as emails
from ..models import Visit
from ..queries.visits import people_to_tell


class VisitRefused(Exception):
    """The change cannot be made. `str(refusal)` is a sentence for whoever asked."""


@transaction.atomic
def keep_visit(*, visit: Visit, at: datetime) -> int:
    """
    Keep a visit as it now is. A day ahead, new or moved, is told to the school: returns to how
    many. One whose day is over is kept to be recorded, and told to nobody.

    Raises VisitRefused when it was cancelled or recorded, and for another school: the first would
    wait for nobody.
    """
    before = _locked(visit) if visit.pk else None
    if before:
        _must_be_open(before)
        if before.school_id != visit.school_id:
            raise VisitRefused("A visit stays at its school. Cancel it, and plan another.")
    visit.save()
    today = localdate(at)
    if visit.on < today or (before and before.on == visit.on and before.leader == visit.leader):
        return 0
    people = people_to_tell(visit, today)
    if before:
        return emails.moved(visit, people, was=day(before.on), at=at)
    return emails.planned(visit, people, at=at)


@transaction.atomic
def record(*, visit: Visit, seen: str, agreed: str, head_met: bool | None, at: datetime) -> Visit:
    """
    Keep what was seen and agreed, and whether the head was met; what was agreed is sent to the
    school. It can be corrected: other words are sent again.

    Raises VisitRefused before its day, and when it was cancelled.
    """
    visit = _locked(visit)
    if visit.cancelled_at:
        raise VisitRefused("This visit was cancelled.")
    if visit.on > localdate(at):
        raise VisitRefused(f"The visit is on {day(visit.on)}. Record it then.")
    news = agreed.strip() and agreed.strip() != visit.agreed
    visit.seen, visit.agreed, visit.head_met = seen.strip(), agreed.strip(), head_met
    visit.recorded_at = visit.recorded_at or at
    visit.save(update_fields=["seen", "agreed", "head_met", "recorded_at"])
    if news:
        emails.agreed(visit, people_to_tell(visit, localdate(at)), at=at)
    return visit


@transaction.atomic
def cancel(*, visit: Visit, at: datetime) -> int:
    """
    Cancel a visit that has not been; the school is told. Returns to how many. Twice is harmless.

    Raises VisitRefused when it was recorded.
    """
    visit = _locked(visit)
    if visit.recorded_at:
        raise VisitRefused("This visit is recorded, so it stays.")
    if visit.cancelled_at:
        return 0
    visit.cancelled_at = at
    visit.save(update_fields=["cancelled_at"])
    today = localdate(at)
    return emails.cancelled(visit, people_to_tell(visit, today), at=at) if visit.on >= today else 0


def _locked(visit: Visit) -> Visit:
    whole = Visit.objects.select_related("school", "work_group__hub", "leader")
    return whole.select_for_update(of=("self",)).get(pk=visit.pk)


def _must_be_open(visit: Visit) -> None:
    if visit.cancelled_at:
        raise VisitRefused("This visit was cancelled. Plan another.")
    if visit.recorded_at:
        raise VisitRefused("This visit is recorded, so its day stays.")
