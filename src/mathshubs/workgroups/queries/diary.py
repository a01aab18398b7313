"""What else somebody has at the time of a group's workshops."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from mathshubs.core.prepared import Prepared
from mathshubs.core.templatetags.mathshubs import session_time
from mathshubs.people.models import Person
from mathshubs.schools.models import School

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


def clashes_of(people: Iterable[Person | None], work_group: WorkGroup) -> dict[int, list[Clash]]:
    """
    Return the clashes of each of several people, by their pk, with their live places elsewhere.

    Each `other` says for which school its place is (`for_school`). Two statements for all.
    """
    wanted = list(for_a_diary(work_group.workshops.filter(cancelled_at=None)))
    known = [person.pk for person in people if person]
    if not (wanted and known):
        return {}
    at_that_time = Q()
    for workshop in wanted:
        at_that_time |= Q(starts_at__lt=workshop.ends_at, ends_at__gt=workshop.starts_at)
    live = Q(work_group__bookings__person__in=known, work_group__bookings__state__in=Place.LIVE)
    others = Workshop.objects.filter(at_that_time, live, cancelled_at=None)
    others = others.exclude(work_group=work_group).annotate(
        for_person=F("work_group__bookings__person"), for_school=F("work_group__bookings__school")
    )
    found: dict[int, list[Clash]] = {}
    for other in for_a_diary(others).order_by("starts_at", "pk"):
        mine = found.setdefault(other.__dict__["for_person"], [])
        mine += clashes([*wanted, other], work_group.pk)
    return found


def in_words(clash: Clash, school: School) -> str:
    """Return the clash as a sentence for the school, which does not learn of other schools."""
    own = clash.other.__dict__.get("for_school") == school.pk
    other = clash.other.work_group.title if own else "something else they have booked"
    return f"{clash.wanted} on {session_time(clash.wanted)} is at the same time as {other}."
