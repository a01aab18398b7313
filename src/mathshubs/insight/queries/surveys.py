"""Which schools a survey goes to: of the hub or of all, by phase, district, band, engagement."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import or_

from django.db.models import Q, QuerySet

from mathshubs.hubs.models import Hub
from mathshubs.hubs.queries import schools_of
from mathshubs.schools.bands import BANDS, band_in_words
from mathshubs.schools.models import District, School
from mathshubs.schools.queries import open_schools

from .engagement import places_that_count, years_of


@dataclass(frozen=True)
class Wanted:
    """The filters of a survey. Empty means any. `hub`: where the national team asks one hub's."""

    phases: tuple[str, ...] = ()
    districts: tuple[District, ...] = ()
    bands: tuple[int, ...] = ()  # of pupils eligible for free school meals, as schools.bands has
    hub: Hub | None = None
    not_engaged: bool = False


def not_yet_engaged(schools: QuerySet[School], on: date) -> QuerySet[School]:
    """Return those of the schools that took part neither this academic year nor the last."""
    return schools.exclude(pk__in=places_that_count(years_of(on)).values("school"))


def _in_band(number: int) -> Q:
    """Return the condition that a school is in a band, as `schools.bands.band` decides it."""
    if number == len(BANDS):
        return Q(fsm_percent=None)
    least = Q(fsm_percent__gte=BANDS[number])
    return least & Q(fsm_percent__lt=BANDS[number - 1]) if number else least


def schools_to_ask(hub: Hub | None, wanted: Wanted, on: date) -> QuerySet[School]:
    """Return the open schools that `wanted` describes, of `hub` or of the country, by name."""
    hub = hub or wanted.hub
    schools = open_schools()
    if hub:
        schools = schools.filter(pk__in=schools_of(hub, on).values("pk"))
    if wanted.phases:
        schools = schools.filter(phase__in=wanted.phases)
    if wanted.districts:
        schools = schools.filter(district__in=wanted.districts)
    if wanted.bands:
        schools = schools.filter(reduce(or_, map(_in_band, wanted.bands)))
    if wanted.not_engaged:
        schools = not_yet_engaged(schools, on)
    return schools.order_by("name", "pk")


def in_words(wanted: Wanted) -> str:
    """Return the filters as the survey keeps them: "Primary, in Stafford, not engaged yet"."""
    phases = [School.Phase(phase).label for phase in wanted.phases]
    said = [
        _either(phases),
        f"in {_either(one.name for one in wanted.districts)}" if wanted.districts else "",
        f"free school meals {_either(map(band_in_words, wanted.bands))}" if wanted.bands else "",
        f"of {wanted.hub}" if wanted.hub else "",
        "not engaged yet" if wanted.not_engaged else "",
    ]
    return ", ".join(one for one in said if one) or "All schools"


def _either(names: Iterable[str]) -> str:
    return " or ".join(names)
