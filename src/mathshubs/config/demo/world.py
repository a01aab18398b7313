"""What every step of the build knows: the seed, the day, and what was made so far."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time
from functools import cached_property
from random import Random
from typing import NamedTuple
from zoneinfo import ZoneInfo

from mathshubs.core.years import academic_year_of, next_year, starts_on
from mathshubs.hubs.models import Hub

from .places import TELFORD, District

LONDON = ZoneInfo("Europe/London")


class SchoolRow(NamedTuple):
    """What the network needs of a school in the register."""

    id: int
    urn: str
    name: str
    phase: str
    kind_group: str
    high_age: int
    street: str
    town: str
    postcode: str
    easting: int
    northing: int
    district: str
    website: str
    pupils: int


class Somebody(NamedTuple):
    """Somebody who may take part: whom, from which school, in which role and phases."""

    id: int
    school: SchoolRow
    role: str
    phases: tuple[str, ...]
    name: str
    email: str


@dataclass
class HubWorld:
    """One hub, its districts, schools and people."""

    hub: Hub
    districts: list[District]
    schools: list[SchoolRow] = field(default_factory=list)
    people: list[Somebody] = field(default_factory=list)
    leaders: list[Somebody] = field(default_factory=list)
    gone: list[SchoolRow] = field(default_factory=list)  # that closed last month
    moving: list[Somebody] = field(default_factory=list)  # who worked there
    twice: list[Somebody] = field(default_factory=list)  # second records of people it has
    administrator: Somebody | None = None
    lead: Somebody | None = None

    @property
    def place(self) -> str:
        """Name the area by its two largest districts."""
        largest = sorted(self.districts, key=lambda each: -each.schools)[:2]
        return " and ".join(each.name.split(",")[0] for each in largest)

    @property
    def middle(self) -> complex:
        """Return the mean of where its schools are, in metres."""
        sites = [complex(school.easting, school.northing) for school in self.schools]
        return sum(sites) / max(len(sites), 1)


@dataclass
class World:
    """Everything made from one seed, seen on one day."""

    seed: int
    today: date
    size: float  # 1.0 for the whole network of 24,000 schools
    hubs: list[HubWorld] = field(default_factory=list)
    cast: dict[str, Somebody] = field(default_factory=dict)

    @cached_property
    def telford(self) -> HubWorld:
        """Return the hub whose area has Telford: the one the demo shows most of."""
        return next(hub for hub in self.hubs if any(d.code == TELFORD for d in hub.districts))

    @cached_property
    def neighbour(self) -> HubWorld:
        return next(hub for hub in self.hubs if hub is not self.telford)

    @cached_property
    def beside(self) -> dict[int, list[HubWorld]]:
        """Return the three hubs nearest to each, by its pk."""
        middles = {hub.hub.pk: hub.middle for hub in self.hubs}
        return {
            pk: sorted(
                (hub for hub in self.hubs if hub.hub.pk != pk),
                key=lambda hub: abs(middles[hub.hub.pk] - middle),
            )[:3]
            for pk, middle in middles.items()
        }

    def random(self, subject: str) -> Random:
        """Return dice of their own for `subject`, so that one step does not move another's."""
        return Random(f"{self.seed} {subject}")

    @cached_property
    def now(self) -> datetime:
        """Eight in the morning of the day: what the network was when work began."""
        return moment(self.today, 8)

    @cached_property
    def month_began(self) -> date:
        """When schools last became others: on the first of the month."""
        return self.today.replace(day=1)

    @cached_property
    def years(self) -> tuple[str, str, str]:
        """Return the academic years before, of and after the day."""
        this = academic_year_of(self.today)
        before = academic_year_of(starts_on(this).replace(month=8))
        return before, this, next_year(this)


def moment(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute), LONDON)
