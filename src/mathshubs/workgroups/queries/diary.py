"""What else somebody has at the time of a group's workshops."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet

from mathshubs.core.prepared import Prepared
from mathshubs.people.models import Person

from ..models import Place, WorkGroup, Workshop

LINE = (
    "number", "title", "starts_at", "ends_at", "mode", "venue", "address", "town", "postcode",
    "join_link", "uid", "sequence", "cancelled_at", "work_group__title", "work_group__kind",
    "work_group__state", "host_school__name", "host_school__town", "host_school__postcode",
)  # fmt: skip


def for_a_diary(workshops: QuerySet[Workshop]) -> QuerySet[Workshop]:
    """Return the workshops with all that a line about one needs, in one statement."""
    return workshops.select_related("work_group", "host_school").only(*LINE)


def _diary(group: int, person: int) -> QuerySet[Workshop]:
    held = Workshop.objects.filter(cancelled_at=None)
    at_that_time = held.filter(
        work_group=group, starts_at__lt=OuterRef("ends_at"), ends_at__gt=OuterRef("starts_at")
    )
    # Put together by UNION, the groups come first and lead to their workshops by an index.
    booked = Place.objects.filter(person=person, state__in=Place.LIVE).values("work_group")
    groups = WorkGroup.objects.filter(pk=group).values("pk").union(booked, all=True)
    workshops = held.filter(Q(work_group=group) | Exists(at_that_time), work_group__in=groups)
    return for_a_diary(workshops).order_by("starts_at", "number")


_DIARY = Prepared(_diary, int, int)


def diary(person: Person | None, work_group: WorkGroup) -> list[Workshop]:
    """
    Return the group's workshops, and those at the same time in which `person` has a live place.
    Of somebody not named yet: the group's.

    Earliest first, without the cancelled ones, each with its group and host school: one statement.
    """
    return _DIARY(work_group.pk, person.pk if person else 0)


@dataclass(frozen=True)
class Clash:
    """Two workshops of different groups at the same time."""

    wanted: Workshop
    other: Workshop


def clashes(workshops: Iterable[Workshop], work_group_id: int) -> list[Clash]:
    """Return each workshop of the group that is at the same time as one of another group."""
    workshops = list(workshops)
    wanted = [workshop for workshop in workshops if workshop.work_group_id == work_group_id]
    others = [workshop for workshop in workshops if workshop.work_group_id != work_group_id]
    return [
        Clash(workshop, other)
        for workshop in wanted
        for other in others
        if workshop.starts_at < other.ends_at and other.starts_at < workshop.ends_at
    ]
