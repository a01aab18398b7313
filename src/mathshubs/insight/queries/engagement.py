"""
Which schools take part, and which could.

A school *takes part* in a year when somebody from it holds a place in a group of that year, of its
own hub or any other. Groups that were cancelled, postponed or merged do not count. The schools that
could are open and state-funded.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from django.db.models import CharField, OuterRef, Q, QuerySet, Subquery

from mathshubs.core.phases import Phase
from mathshubs.core.years import academic_year_of
from mathshubs.hubs.models import Hub
from mathshubs.hubs.queries import schools_of
from mathshubs.programmes.methods.rules import phases_of
from mathshubs.programmes.methods.rules_schools import NOT_STATE_FUNDED, STATE_FUNDED
from mathshubs.schools.models import School
from mathshubs.schools.queries import open_schools
from mathshubs.workgroups.models import Place

from .network import year_before
from .recruitment import NOT_TO_BE


class Years(NamedTuple):
    """An academic year and the one before."""

    this: str
    last: str


def years_of(on: date) -> Years:
    this = academic_year_of(on)
    return Years(this, year_before(this))


def years_to_look_at(on: date, many: int = 4) -> list[str]:
    """Return this academic year and those before it."""
    years = [academic_year_of(on)]
    while len(years) < many:
        years.append(year_before(years[-1]))
    return years


def could_take_part() -> QuerySet[School]:
    """Return the open state-funded schools; one of which the register says nothing counts."""
    funded = Q(kind_group__in=[*STATE_FUNDED, ""]) & ~Q(kind__in=NOT_STATE_FUNDED)
    return open_schools().filter(funded)


def could_take_part_with(hub: Hub, on: date) -> QuerySet[School]:
    """Return the open state-funded schools that work with `hub`."""
    return schools_of(hub, on) & could_take_part()


def places_that_count(years: Iterable[str] | None = None) -> QuerySet[Place]:
    """Return the places by which a school takes part, of some years or of all."""
    held = Place.objects.filter(state=Place.State.HELD).exclude(work_group__state__in=NOT_TO_BE)
    return held if years is None else held.filter(work_group__year__in=list(years))


def last_took_part() -> Subquery:
    """Return the latest year in which a school took part, for `annotate`; None for never."""
    places = places_that_count().filter(school=OuterRef("pk")).order_by("-work_group__year")
    return Subquery(places.values("work_group__year")[:1], output_field=CharField())


def phases_taught(phase: str, low_age: int | None, high_age: int | None) -> list[str]:
    """Return the phases a school counts in, in their order; none where the register is silent."""
    taught = phases_of(phase, low_age, high_age) or frozenset()
    return [each for each in Phase.values if each in taught]
