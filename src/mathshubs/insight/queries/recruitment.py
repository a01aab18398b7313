"""Recruitment of a hub in a year: places by phase, and schools by district."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, QuerySet, Sum

from mathshubs.core.years import academic_year_of
from mathshubs.hubs.models import Hub
from mathshubs.hubs.queries import schools_of
from mathshubs.programmes.models import Phase
from mathshubs.schools.queries import open_schools
from mathshubs.workgroups.models import Place, WorkGroup

from .today_lines import Asker, behind_a_door

NOT_TO_BE = (
    *WorkGroup.DRAFT,
    WorkGroup.State.CANCELLED,
    WorkGroup.State.POSTPONED,
    WorkGroup.State.MERGED,
)


@dataclass
class OfPhase:
    """Groups for one phase: the target is the places they offer, the least what they need."""

    phase: str
    groups: int = 0
    places: int = 0
    taken: int = 0
    waiting: int = 0
    too_few: int = 0

    def add(self, group: WorkGroup) -> None:
        self.groups += 1
        self.places += group.places
        self.taken += group.places_taken
        self.waiting += group.waiting
        self.too_few += group.places_taken < group.fewest

    @property
    def percent(self) -> int:
        return round(100 * self.taken / self.places) if self.places else 0


@dataclass(frozen=True)
class OfDistrict:
    """Open schools of a district of the hub, and those of them with somebody in a group."""

    district: str
    schools: int
    taking_part: int

    @property
    def percent(self) -> int:
        return round(100 * self.taking_part / self.schools) if self.schools else 0


@dataclass(frozen=True)
class Recruitment:
    year: str
    all: OfPhase
    phases: list[OfPhase]
    districts: list[OfDistrict]


def groups_to_fill(hubs: list[int], year: str) -> QuerySet[WorkGroup]:
    """Return the groups of a year that count towards recruitment: published, and still to be."""
    return WorkGroup.objects.filter(hub__in=hubs, year=year).exclude(state__in=NOT_TO_BE)


def recruitment(hub: Hub, year: str, on: date) -> Recruitment:
    """
    Return how full the hub's groups of the year are, and how far they reach. Three queries.

    A group for two phases counts in both, and once in all.
    """
    whole = OfPhase("All")
    phases = {phase.value: OfPhase(phase.label) for phase in Phase}
    counted = ("phases", "places", "places_taken", "waiting", "fewest")
    for group in groups_to_fill([hub.pk], year).only(*counted):
        for part in (whole, *(phases[phase] for phase in group.phases if phase in phases)):
            part.add(group)
    return Recruitment(
        year,
        whole,
        [part for part in phases.values() if part.groups],
        _districts(hub, year, on),
    )


def _districts(hub: Hub, year: str, on: date) -> list[OfDistrict]:
    own = schools_of(hub, on) & open_schools()
    rows = own.order_by().values_list("district__name").annotate(schools=Count("pk"))
    held = Place.objects.filter(
        work_group__in=groups_to_fill([hub.pk], year), state=Place.State.HELD
    )
    reached = dict(
        own.filter(pk__in=held.values("school"))
        .order_by()
        .values_list("district__name")
        .annotate(schools=Count("pk"))
    )
    found = [OfDistrict(name or "No district", n, reached.get(name, 0)) for name, n in rows]
    return sorted(found, key=lambda each: (each.percent, each.district))


def _sum(of: str):
    def waits(who: Asker) -> QuerySet | None:
        if not who.hubs:
            return None
        groups = groups_to_fill(list(who.hubs), academic_year_of(who.on))
        return groups.order_by().values("year").annotate(many=Sum(of))

    return waits


DOOR = (
    behind_a_door(_sum("places"), "places", "many"),
    behind_a_door(_sum("places_taken"), "taken", "many"),
)
