"""Lines of Today about who did not come: for the hub, the leader, the head."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from django.db.models import Count, QuerySet

from mathshubs.workgroups.models import Attendance
from mathshubs.workgroups.queries.absences import (
    absences_without_a_head,
    charges_to_raise,
    runs_of_absence,
)

from .today_hub import of_hubs
from .today_lines import BLOCKED, LATER, SOON, Asker, Columns, Line, Waits, if_any

HEADS_SEE = timedelta(days=14)


def _of_each(rows: QuerySet, hub: str) -> QuerySet:
    """Return a row for each hub, or school, with how `many` rows it has."""
    named = rows.model._default_manager.filter(pk__in=rows.order_by().values("pk"))
    return named.order_by().values(hub).annotate(many=Count("pk"))


def _each_hub(waits: Callable[[Asker], QuerySet], hub: str) -> Waits:
    return of_hubs(lambda who: _of_each(waits(who), hub))


def _columns(hub: str) -> Columns:
    return Columns(f"{hub}__slug", f"{hub}__name", number="many", hub=hub)


def _often_away(who: Asker) -> QuerySet:
    """In groups they lead; those of their hubs stand in the line of the hub."""
    led = who.led.exclude(hub__in=list(who.hubs))
    return _of_each(runs_of_absence(led, who.at), "work_group")


def _own_staff(who: Asker) -> QuerySet:
    """Absences of the last fortnight that a head was told of, in the schools of this head."""
    told = Attendance.objects.filter(
        head_told__at__gte=who.at - HEADS_SEE, place__school__in=who.heads
    )
    return _of_each(told, "place__school")


_HUB = "workshop__work_group__hub"
LINES = (
    Line(
        _each_hub(lambda who: absences_without_a_head(who.work_groups, who.on), _HUB),
        columns=_columns(_HUB),
        one="Of an absence no head can be told",
        many="Of {} absences no head can be told",
        why="No address of the head is known. Ring the school for it.",
        action="Find the head",
        page="workgroups:absences",
        beyond="?show=heads",
        note="{number}",
    ),
    Line(
        _each_hub(lambda who: charges_to_raise(who.work_groups), _HUB),
        columns=_columns(_HUB),
        one="Decide on a charge for an absence",
        many="Decide on the charges for {} absences",
        why="Nobody told a week before, and the terms of the group name a charge.",
        action="Decide",
        page="workgroups:absences",
        beyond="?show=charge",
        note="{number}",
        urgency=LATER,
    ),
    Line(
        _each_hub(lambda who: runs_of_absence(who.work_groups, who.at), "work_group__hub"),
        columns=_columns("work_group__hub"),
        one="1 person missed the last two workshops",
        many="{} people missed the last two workshops",
        why="A word now may keep them in the group.",
        action="See who",
        page="workgroups:absences",
        beyond="?show=runs",
        note="{number}",
        urgency=SOON,
    ),
    Line(
        if_any("groups_led")(_often_away),
        columns=Columns("work_group", "work_group__title", number="many"),
        one="1 person missed the last two workshops",
        many="{} people missed the last two workshops",
        why="A word now may keep them in the group.",
        action="See who",
        page="workgroups:attendance",
        note="{number}",
        urgency=SOON,
    ),
    Line(
        if_any("heads")(_own_staff),
        columns=Columns("place__school__urn", "place__school__name", number="many"),
        one="1 absence of your staff in two weeks",
        many="{} absences of your staff in two weeks",
        why="Nobody told of it before the workshop.",
        action="See who",
        page="insight:school_desk",
        note="{number}",
        urgency=BLOCKED,
    ),
)
