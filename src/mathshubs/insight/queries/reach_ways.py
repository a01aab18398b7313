"""The ways to a school that does not take part: who or what it has in common with the network."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from math import hypot
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q, Value

from mathshubs.core.dated import holds_on
from mathshubs.hubs.models import Hub, LeaderRecord
from mathshubs.needs.models import Message, Need, PartnerOffer
from mathshubs.schools.models import Employment
from mathshubs.schools.queries import open_schools

from .engagement import places_that_count, years_of

if TYPE_CHECKING:
    from .reach import Reach

WAYS = {  # the warmest first
    "wrote": "They wrote to the hub",
    "moved": "Somebody who took part works there now",
    "partner": "A leader or partner is there",
    "trust": "Its trust takes part",
    "near": "A neighbour takes part",
}
_ORDER = {kind: number for number, kind in enumerate(WAYS)}


@dataclass(frozen=True)
class Way:
    """One way to a school. `who` is a person or their words: for those who run the hub."""

    kind: str
    words: str
    who: str = ""

    @property
    def label(self) -> str:
        return WAYS[self.kind]


Ways = dict[int, list[Way]]
Placed = tuple[int, int, int, str]  # easting, northing, pk, name


def ways_to(rows: Sequence[Reach], hub: Hub, km: int, on: date, *, kind: str = "") -> Ways:
    """Return the ways to each school, the warmest first; of one kind, or all by three queries."""
    found: Ways = defaultdict(list)
    schools = [row.pk for row in rows]
    those: list[tuple[int, Way]] = []
    if kind in ("", "wrote", "partner"):
        those += _wrote(rows, hub)
    if kind in ("", "moved", "partner"):
        those += _people(schools, hub, on)
    if kind in ("", "trust", "near"):
        those += _known(rows, km, on)
    for school, way in those:
        if all((way.kind, way.who) != (other.kind, other.who) for other in found[school]):
            found[school].append(way)
    for ways in found.values():
        ways.sort(key=lambda way: _ORDER[way.kind])
    return found


def _wrote(rows: Sequence[Reach], hub: Hub) -> Iterable[tuple[int, Way]]:
    """Messages and needs that name their school, and offers of a school or its trust, by name."""
    messages = Message.objects.filter(hub=hub, school__isnull=False)
    needs = Need.objects.filter(hub=hub, school__isnull=False, confidential=False)
    offers = PartnerOffer.objects.filter(hub=hub, of__in=["SCHOOL", "TRUST"])
    offers = offers.exclude(state=PartnerOffer.State.DECLINED)
    every = messages.order_by().values_list("school", "at", "subject", Value("a message")).union(
        needs.order_by().values_list("school", "raised_at", "title", Value("a need")),
        offers.order_by().values_list(Value(0), "at", "organisation", Value("an offer")),
        all=True,
    )  # fmt: skip
    by_name: dict[str, list[int]] = defaultdict(list)
    for row in rows:
        by_name[row.name.casefold()].append(row.pk)
        by_name[row.trust_name.casefold()].append(row.pk)
    wanted = {row.pk for row in rows}
    for school, at, words, what in every:
        if what == "an offer":
            for pk in by_name[words.casefold()] if words else ():
                yield pk, Way("partner", f"{words} offered to be a partner")
        elif school in wanted:
            yield school, Way("wrote", f"Sent {what} on {at:%-d %B %Y}", f"“{words}”")


def _people(schools: list[int], hub: Hub, on: date) -> Iterable[tuple[int, Way]]:
    """Whoever works there now and took part from another school, leads work, or is a partner."""
    elsewhere = places_that_count().filter(person=OuterRef("person"))
    elsewhere = elsewhere.exclude(school=OuterRef("school"))
    leads = LeaderRecord.objects.filter(holds_on(on), person=OuterRef("person"))
    offers = PartnerOffer.objects.filter(hub=hub, person=OuterRef("person"))
    offers = offers.exclude(state=PartnerOffer.State.DECLINED)
    there = (
        Employment.objects.on(on)
        .filter(school__in=schools, person__is_active=True)
        .annotate(moved=Exists(elsewhere), leads=Exists(leads), offered=Exists(offers))
        .filter(Q(moved=True) | Q(leads=True) | Q(offered=True))
        .select_related("person")
        .order_by("pk")
    )
    for each in there:
        role = each.get_role_display().lower()
        if each.moved:
            yield (
                each.school_id,
                Way(
                    "moved", f"Took part from another school; now there as {role}", each.person.name
                ),
            )
        if each.leads or each.offered:
            what = "Leads work of the network" if each.leads else "Offered to be a partner"
            yield each.school_id, Way("partner", f"{what}; works there", each.person.name)


def _known(rows: Sequence[Reach], km: int, on: date) -> Iterable[tuple[int, Way]]:
    """Schools that take part this year or last, of the same trust or the nearest within `km`."""
    points = [row.point for row in rows if row.point]
    trusts = {row.trust for row in rows if row.trust}
    near = Q(pk=None)
    if points:
        wide = km * 1000
        eastings, northings = zip(*points, strict=True)
        near = Q(
            easting__range=(min(eastings) - wide, max(eastings) + wide),
            northing__range=(min(northings) - wide, max(northings) + wide),
        )
    took_part = places_that_count(years_of(on)).filter(school=OuterRef("pk"))
    schools = open_schools().filter(Exists(took_part), near | Q(trust__in=trusts))
    engaged = list(
        schools.order_by("name", "pk").values_list("pk", "name", "trust", "easting", "northing")
    )
    of_trust: dict[int, list[tuple[int, str]]] = defaultdict(list)
    for pk, name, trust, _easting, _northing in engaged:
        of_trust[trust].append((pk, name))
    placed: list[Placed] = [
        (easting, northing, pk, name)
        for pk, name, _, easting, northing in engaged
        if easting and northing
    ]
    for row in rows:
        same = [name for pk, name in of_trust[row.trust] if pk != row.pk] if row.trust else []
        if same:
            more = f" and {len(same) - 1} more" if len(same) > 1 else ""
            yield row.pk, Way("trust", f"{row.trust_name}: {same[0]}{more}")
        if row.point and (found := _nearest(row.pk, row.point, placed, km)):
            yield row.pk, Way("near", f"{found[1]}, {found[0]:.1f} km away")


def _nearest(
    pk: int, here: tuple[int, int], placed: list[Placed], km: int
) -> tuple[float, str] | None:
    """Return the nearest of `placed` within `km`, and how many km away: a straight line."""
    wide = km * 1000
    within = (
        (hypot(here[0] - easting, here[1] - northing) / 1000, name)
        for easting, northing, other, name in placed
        if abs(here[0] - easting) <= wide and abs(here[1] - northing) <= wide and other != pk
    )
    found = min(within, default=None)
    return found if found and found[0] <= km else None
