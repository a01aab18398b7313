"""Who to reach: schools that do not take part yet, by need, with the warmest way to each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from mathshubs.core.phases import phases_in_words
from mathshubs.hubs.models import Hub, HubChoice
from mathshubs.hubs.queries import hub_of_each_place
from mathshubs.needs.models import Need, Proposal
from mathshubs.schools.models import School

from .engagement import (
    Years,
    could_take_part,
    could_take_part_with,
    last_took_part,
    phases_taught,
    years_of,
)
from .reach_ways import WAYS, Way, ways_to

SHOWN = {
    "year": "Not this year",
    "lately": "Neither this year nor last year",
    "never": "Never",
}
DISTANCES = (2, 5, 10, 20)  # km
_VALUES = (
    "pk", "urn", "name", "town", "district", "district__name", "trust", "trust__name", "phase",
    "low_age", "high_age", "pupils", "fsm_percent", "easting", "northing", "last_year", "proposals",
)  # fmt: skip


@dataclass(frozen=True)
class Filters:
    """What of the list is asked for; empty asks for all."""

    show: str = "lately"
    district: int = 0
    phase: str = ""
    way: str = ""
    km: int = 5


@dataclass
class Reach:
    """A school that could take part: what speaks for it, and the ways to it, the warmest first."""

    pk: int
    urn: str
    name: str
    town: str
    district: int | None
    district_name: str
    trust: int | None
    trust_name: str
    phases: list[str]
    pupils: int | None
    fsm: Decimal | None
    point: tuple[int, int] | None
    last_year: str | None
    proposals: int
    needs: int = 0
    ways: list[Way] = field(default_factory=list)

    @property
    def phases_in_words(self) -> str:
        return phases_in_words(self.phases)

    @property
    def need(self) -> tuple:
        """Return what the list is sorted by: see `reach`."""
        share = -1 if self.fsm is None else self.fsm
        return (-self.needs, -self.proposals, -share, self.name, self.urn)


@dataclass(frozen=True)
class Found:
    """The schools asked for, the districts to choose from, and how many there are in all."""

    rows: list[Reach]
    districts: list[tuple[int, str]]
    schools: int
    counts: dict[str, int]
    years: Years


def reach(hub: Hub, filters: Filters, on: date, *, confidential: bool) -> Found:
    """
    Return the schools of `hub` that do not take part, those in most need first. Five queries.

    First by open needs that name the school, then by what its published results suggest, then by
    the share of its pupils that are eligible for free school meals. `confidential`: whether needs
    told in confidence count.
    """
    years = years_of(on)
    every = _every(hub, on)
    counts = {show: sum(_shown(each, show, years) for each in every) for show in SHOWN}
    rows = [each for each in every if _wanted(each, filters, years)]
    needs = _needs(hub, confidential=confidential)
    ways = ways_to(rows, hub, filters.km, on)
    for each in rows:
        each.needs, each.ways = len(needs[each.pk]), ways[each.pk]
    rows = [each for each in rows if _by_way(each, filters)]
    named = {each.district: each.district_name for each in every if each.district}
    return Found(
        rows=sorted(rows, key=lambda each: each.need),
        districts=sorted(named.items(), key=lambda pair: pair[1]),
        schools=len(every),
        counts=counts,
        years=years,
    )


def asked_for(hub: Hub, filters: Filters, on: date) -> list[Reach]:
    """Return the schools of the same list by name, without what speaks for them: 1 to 3 queries."""
    years = years_of(on)
    rows = [each for each in _every(hub, on) if _wanted(each, filters, years)]
    if filters.way in WAYS:
        ways = ways_to(rows, hub, filters.km, on, kind=filters.way)
        for each in rows:
            each.ways = ways[each.pk]
    return sorted(
        (each for each in rows if _by_way(each, filters)), key=lambda each: (each.name, each.urn)
    )


def _every(hub: Hub, on: date) -> list[Reach]:
    return [_reach(row) for row in _asked_for(could_take_part_with(hub, on))]


def _wanted(each: Reach, filters: Filters, years: Years) -> bool:
    return (
        _shown(each, filters.show, years)
        and filters.district in (0, each.district)
        and (not filters.phase or filters.phase in each.phases)
    )


def _by_way(each: Reach, filters: Filters) -> bool:
    return filters.way not in WAYS or any(way.kind == filters.way for way in each.ways)


def _asked_for(schools: QuerySet[School]) -> Iterable[tuple]:
    proposals = (
        Proposal.objects.filter(school=OuterRef("pk"), state=Proposal.State.PROPOSED)
        .order_by()
        .values("school")
        .annotate(many=Count("pk"))
        .values("many")
    )
    return (
        schools.annotate(last_year=last_took_part(), proposals=Coalesce(Subquery(proposals), 0))
        .order_by("pk")
        .values_list(*_VALUES)
    )


def _reach(row: tuple) -> Reach:
    of = dict(zip(_VALUES, row, strict=True))
    point = (of["easting"], of["northing"]) if of["easting"] and of["northing"] else None
    return Reach(
        pk=of["pk"], urn=of["urn"], name=of["name"], town=of["town"], district=of["district"],
        district_name=of["district__name"] or "No district", trust=of["trust"],
        trust_name=of["trust__name"] or "",
        phases=phases_taught(of["phase"], of["low_age"], of["high_age"]), pupils=of["pupils"],
        fsm=of["fsm_percent"], point=point, last_year=of["last_year"], proposals=of["proposals"],
    )  # fmt: skip


def _shown(each: Reach, show: str, years: Years) -> bool:
    if show == "never":
        return each.last_year is None
    since = years.this if show == "year" else years.last
    return each.last_year is None or each.last_year < since


def _needs(hub: Hub, *, confidential: bool) -> dict[int, set[int]]:
    """Return the open needs told to the hub that name a school, or that it raised, by school."""
    found: dict[int, set[int]] = defaultdict(set)
    needs = Need.objects.filter(hub=hub).exclude(state__in=Need.ENDED)
    if not confidential:
        needs = needs.filter(confidential=False)
    about = needs.filter(Q(school__isnull=False) | Q(places__school__isnull=False)).order_by()
    for need, asked, named in about.values_list("pk", "school", "places__school"):
        for school in {asked, named} - {None}:
            found[school].add(need)
    return found


@dataclass
class HubCounts:
    """The open state-funded schools of a hub, and how many of them take part."""

    hub: Hub
    schools: int = 0
    this_year: int = 0
    last_year: int = 0
    never: int = 0

    @property
    def not_lately(self) -> int:
        return self.schools - self.last_year

    @property
    def percent(self) -> int:
        return round(100 * self.this_year / self.schools) if self.schools else 0


def by_hub(on: date) -> list[HubCounts]:
    """
    Return what each hub has still to reach, the hub that reaches least first. Three queries.

    `last_year` counts schools that took part this year or last year.
    """
    years = years_of(on)
    counts = {hub.pk: HubCounts(hub) for hub in Hub.objects.order_by("name")}
    by_district, by_authority = hub_of_each_place(on)
    chosen = HubChoice.objects.on(on).filter(school=OuterRef("pk")).values("hub")[:1]
    schools = could_take_part().annotate(last_year=last_took_part(), chosen=Subquery(chosen))
    grouped = schools.order_by().values_list("district", "authority", "chosen", "last_year")
    for district, authority, own, last, many in grouped.annotate(many=Count("pk")):
        hub = own or by_district.get(district) or by_authority.get(authority)
        if hub not in counts:
            continue
        row = counts[hub]
        row.schools += many
        row.this_year += many if last and last >= years.this else 0
        row.last_year += many if last and last >= years.last else 0
        row.never += 0 if last else many
    return sorted(
        (row for row in counts.values() if row.schools),
        key=lambda row: (row.this_year / row.schools, row.hub.name),
    )
