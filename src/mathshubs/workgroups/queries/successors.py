"""Reads about places whose school closed, became another, or went into one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from mathshubs.schools.models import School, SchoolLink

from ..models import Place, SchoolChange, WorkGroup


def open_places(on: date) -> QuerySet[Place]:
    """Return the places in groups that are not over: asked for, offered or held."""
    over = [*WorkGroup.OVER, WorkGroup.State.CANCELLED]
    coming = Q(work_group__last_on=None) | Q(work_group__last_on__gte=on)
    return Place.objects.filter(coming, state__in=Place.LIVE).exclude(work_group__state__in=over)


def places_to_decide(work_groups: QuerySet[WorkGroup], on: date) -> QuerySet[Place]:
    """
    Return the open places in these groups whose school has closed.

    Where one school plainly carries on, the nightly job moves them; the others wait for a person.
    """
    places = open_places(on).filter(work_group__in=work_groups.order_by())
    return places.filter(school__status=School.Status.CLOSED).order_by("school__name", "pk")


def now_at(schools: Iterable[int], ends: Collection[int]) -> dict[int, int]:
    """
    Return for each school the one of `ends` that it became, as far as it became one of them.

    One query for each step of the register.
    """
    found: dict[int, int] = {}
    edge = {school: {school} for school in schools}  # where we are: who got here
    seen = set(edge)
    while edge:
        links = SchoolLink.objects.filter(predecessor__in=edge).order_by("successor__name", "pk")
        onward: dict[int, set[int]] = defaultdict(set)
        for before, after in links.values_list("predecessor", "successor"):
            onward[after] |= edge[before]
        for end in onward.keys() & ends:
            for school in onward[end]:
                found.setdefault(school, end)
        edge = {here: came for here, came in onward.items() if here not in seen}
        seen |= edge.keys()
    return found


def as_it_is(schools: Iterable[School]) -> Q:
    """Return the condition for what a school takes part in, with the `schools` it carries on."""
    return Q(school__in=[school.pk for school in schools])


def as_it_was(school: School) -> Q:
    """Return the condition for what was begun under this very school, wherever it went since."""
    changes = SchoolChange.objects.filter(place=OuterRef("pk"))
    came = Exists(changes.filter(to_school=school))
    return Q(school=school) & ~came | Q(Exists(changes.filter(from_school=school)))
