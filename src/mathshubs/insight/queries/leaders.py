"""Whether a hub has the leaders its groups need: days, gaps, who is free, who may leave."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import groupby

from django.db.models import Count, QuerySet

from mathshubs.core.phases import Phase
from mathshubs.hubs.models import Hub
from mathshubs.hubs.queries import districts_of, leaders_of, schools_of
from mathshubs.programmes.methods.rules import phases_of
from mathshubs.schools.models import District, School
from mathshubs.workgroups.models import WorkGroup
from mathshubs.workgroups.queries.leading_forecast import (
    Forecast,
    Planned,
    forecasts,
    planned_groups,
)

NONE = Decimal(0)


@dataclass(frozen=True)
class ByPhase:
    """Days needed and days to be had in one phase. Who works in two phases counts in both."""

    phase: str
    needed: Decimal
    available: Decimal
    leaders: int

    @property
    def label(self) -> str:
        return Phase(self.phase).label

    @property
    def short(self) -> Decimal:
        return max(self.needed - self.available, NONE)


@dataclass(frozen=True)
class Gap:
    """A district and a phase: leaders who travel there, and the open schools there."""

    phase: str
    leaders: int
    schools: int

    @property
    def label(self) -> str:
        return Phase(self.phase).label

    @property
    def dots(self) -> list[int]:
        """Return where the dots of the drawing stand, one for each leader, at most ten."""
        return [6 + 13 * number for number in range(min(self.leaders, 10))]

    @property
    def width(self) -> int:
        return 13 * len(self.dots)


@dataclass(frozen=True)
class Capacity:
    """What a hub needs of its leaders in one academic year, and what it has."""

    year: str
    planned: list[Planned]
    leaders: list[Forecast]
    districts: list[tuple[District, list[Gap]]]

    @property
    def needed(self) -> Decimal:
        return sum((each.days for each in self.planned), NONE)

    @property
    def available(self) -> Decimal:
        return sum((each.available for each in self.leaders if each.available), NONE)

    @property
    def not_said(self) -> int:
        return sum(each.available is None for each in self.leaders)

    @property
    def free(self) -> list[Forecast]:
        return [each for each in self.leaders if not each.leads]

    @property
    def leaving(self) -> list[Forecast]:
        return [each for each in self.leaders if each.ends]

    @property
    def ready(self) -> list[Forecast]:
        return [each for each in self.leaders if each.ready]

    @property
    def without_leader(self) -> list[Planned]:
        return [each for each in self.planned if each.named < each.leaders]

    @property
    def by_phase(self) -> list[ByPhase]:
        return [_by_phase(phase, self.planned, self.leaders) for phase in Phase.values]

    @property
    def empty(self) -> list[tuple[District, Gap]]:
        """Return where there are schools and nobody travels, most schools first."""
        gaps = [
            (district, gap)
            for district, row in self.districts
            for gap in row
            if gap.schools and not gap.leaders
        ]
        return sorted(gaps, key=lambda pair: -pair[1].schools)


def _by_phase(phase: str, planned: Iterable[Planned], leaders: Iterable[Forecast]) -> ByPhase:
    of = [each for each in leaders if phase in each.record.phases]
    # A group for two phases needs its days once: half in each.
    needed = [each.days / len(each.group.phases) for each in planned if phase in each.group.phases]
    available = [each.available for each in of if each.available]
    return ByPhase(phase, sum(needed, NONE), sum(available, NONE), len(of))


def capacity(hub: Hub, year: str, on: date) -> Capacity:
    """Return what `hub` needs and has in `year`. Four queries."""
    leaders = forecasts(leaders_of([hub], on), year, on)
    schools = _schools_by_place(schools_of(hub, on))
    districts = [
        (
            district,
            [
                Gap(
                    phase,
                    sum(
                        district.pk in each.districts and phase in each.record.phases
                        for each in leaders
                    ),
                    schools[district.pk][phase],
                )
                for phase in Phase.values
            ],
        )
        for district in districts_of(hub, on)
    ]
    planned = planned_groups(WorkGroup.objects.filter(hub=hub), year)
    return Capacity(year, planned, leaders, districts)


def _schools_by_place(schools: QuerySet[School]) -> dict[int | None, Counter[str]]:
    """Count open schools by district and by each phase they teach. One query."""
    found: dict[int | None, Counter[str]] = defaultdict(Counter)
    alike = schools.exclude(status=School.Status.CLOSED).order_by()
    grouped = alike.values_list("district", "phase", "low_age", "high_age")
    for district, phase, low, high, number in grouped.annotate(number=Count("pk")):
        for taught in phases_of(phase, low, high) or ():
            found[district][taught] += number
    return found


def capacities(hubs: Iterable[Hub], year: str, on: date) -> list[tuple[Hub, Capacity]]:
    """Return the same for each hub, without its districts: two queries for all of them."""
    hubs = list(hubs)

    def by_hub(rows: Iterable, of) -> dict[int, list]:
        ordered = sorted(rows, key=of)
        return {pk: list(mine) for pk, mine in groupby(ordered, key=of)}

    leaders = by_hub(forecasts(leaders_of(hubs, on), year, on), lambda each: each.record.hub_id)
    groups = planned_groups(WorkGroup.objects.filter(hub__in=hubs), year)
    planned = by_hub(groups, lambda each: each.group.hub_id)
    return [
        (hub, Capacity(year, planned.get(hub.pk, []), leaders.get(hub.pk, []), [])) for hub in hubs
    ]
