"""Which schools a survey may go to: of the hub or of all, by phase, district and engagement."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from mathshubs.hubs.models import Hub
from mathshubs.hubs.queries import schools_of
from mathshubs.schools.models import District, School
from mathshubs.schools.queries import open_schools

from .engagement import places_that_count, years_of


@dataclass(frozen=True)
class Wanted:
    """The filters of a survey. Empty means any. `hub`: where the national team asks one hub's."""

    phases: tuple[str, ...] = ()
    districts: tuple[District, ...] = ()
    hub: Hub | None = None
    not_engaged: bool = False


def not_yet_engaged(schools: QuerySet[School], on: date) -> QuerySet[School]:
    """Return those of the schools that took part neither this academic year nor the last."""
    return schools.exclude(pk__in=places_that_count(years_of(on)).values("school"))


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
    if wanted.not_engaged:
        schools = not_yet_engaged(schools, on)
    return schools.order_by("name", "pk")


def in_words(wanted: Wanted) -> str:
    """Return the filters as the survey keeps them: "Primary, in Stafford, not engaged yet"."""
    phases = [School.Phase(phase).label for phase in wanted.phases]
    said = [
        _either(phases),
        f"in {_either(one.name for one in wanted.districts)}" if wanted.districts else "",
        f"of {wanted.hub}" if wanted.hub else "",
        "not engaged yet" if wanted.not_engaged else "",
    ]
    return ", ".join(one for one in said if one) or "All schools"


def _either(names: Iterable[str]) -> str:
    return " or ".join(names)
