"""Finding Work Groups: what was asked for, the groups that answer it, and a line for each."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Any

from django.contrib.postgres.search import SearchQuery, SearchRank, TrigramWordSimilarity
from django.db.models import Case, Expression, F, FloatField, Func, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce, Power, Sqrt

from mathshubs.core.prepared import Prepared
from mathshubs.needs.models import PartnerOffer, Provision, SupportKind
from mathshubs.needs.queries.offers import hub_serves

from ..models import WorkGroup
from .groups import public_work_groups, takes_applications
from .listed import COLUMNS, Listed

SORTS = {"soonest": "Soonest", "nearest": "Nearest", "newest": "Newest", "relevance": "Best match"}
_LIKE_ENOUGH = 0.4  # of a word's three-letter pieces: finds "leadrship", not "membership"


@dataclass(frozen=True)
class Filters:
    """What a list is asked for. Empty means any."""

    words: str = ""
    phases: tuple[str, ...] = ()
    hub: str = ""
    project: str = ""
    near: str = ""
    easting: int = 0
    northing: int = 0
    within_km: int = 40
    mode: str = ""
    from_on: date | None = None
    to_on: date | None = None
    with_places: bool = False
    year: str = ""
    kind: str = ""
    support: str = ""
    theme: str = ""
    district: int = 0
    sort: str = ""
    near_district: str = ""  # the code of the district of a whole postcode: for offers


def found(filters: Filters, today: date, *, like: bool = False) -> QuerySet[WorkGroup]:
    """
    Return the public groups that answer `filters`, in their order.

    Without a year or a first day, those that are over stay out. `like` finds titles that merely
    look like the words, for when the words themselves find nothing.
    """
    groups = public_work_groups()
    if filters.with_places:
        groups = with_places(groups, today)
    if not (filters.year or filters.from_on):
        groups = groups.filter(Q(last_on=None) | Q(last_on__gte=today))
        groups = groups.exclude(state__in=[*WorkGroup.OVER, WorkGroup.State.CANCELLED])
    if filters.year:
        groups = groups.filter(year=filters.year)
    if filters.from_on:
        groups = groups.filter(first_on__gte=filters.from_on)
    if filters.to_on:
        groups = groups.filter(first_on__lte=filters.to_on)
    if filters.phases:
        groups = groups.filter(phases__overlap=list(filters.phases))
    if filters.mode:
        groups = groups.filter(modes__contains=[filters.mode])
    if filters.kind:
        groups = groups.filter(kind=filters.kind)
    if filters.hub:
        groups = groups.filter(hub__slug=filters.hub)
    if filters.project:
        groups = groups.filter(project__code=filters.project)
    if filters.support:
        groups = groups.filter(_of_kind(filters.support))
    if filters.theme:
        groups = groups.filter(_on_theme(filters.theme))
    if filters.district:
        groups = groups.filter(hub_serves(today, pk=filters.district))
    if filters.near:
        distance = distance_from(filters.easting, filters.northing)
        groups = groups.annotate(distance=distance)
        groups = groups.filter(distance__lte=Value(filters.within_km) * 1000)
    if filters.words:
        groups = _with_words(groups, filters.words, like=like)
    order = _ORDERS[filters.sort or "soonest"]
    if order is _ORDERS["soonest"]:  # what can be joined, then what is closed, then what has begun
        begun, joined = When(first_on__lt=today, then=2), When(takes_applications(today), then=0)
        order = [Case(begun, joined, default=1), *order]
    return groups.order_by(*order)


def _of_kind(support: str) -> Q:
    """Return the condition of a kind of support. A Work Group that says none is development."""
    said = Q(support=support)
    if support == SupportKind.DEVELOPMENT:
        said |= Q(support="", kind=WorkGroup.Kind.WORK_GROUP)
    return said


def _on_theme(name: str) -> Q:
    """Return the condition that a group serves a priority of the theme, or an offer with it."""
    answers = Provision.objects.filter(priority__theme__name=name, plan_line__isnull=False)
    offers = PartnerOffer.objects.filter(themes__name=name)
    served = Q(plan_line__in=answers.values("plan_line"))
    return served | Q(partner_offer__in=offers.values("pk"))


# What may be anything; what else filters hold is one of a few, and each has SQL of its own.
_VALUES = {
    "words": str, "hub": str, "project": str, "easting": int, "northing": int, "within_km": int,
    "from_on": date, "to_on": date, "year": str, "theme": str, "district": int,
}  # fmt: skip


class Matches:
    """
    What `found` finds, for a Paginator: counted, and read a page at a time, as lines of a list.

    The SQL is kept for each set of filters that is asked for, whatever their values.
    """

    def __init__(self, filters: Filters, today: date, *, like: bool = False):
        given = {name: value for name in _VALUES if (value := getattr(filters, name))}
        if not filters.near:
            given.pop("within_km", None)
        self.values = list(given.values())
        blank: dict[str, Any] = dict.fromkeys(given, "") | {
            "near": bool(filters.near), "near_district": "",
        }  # fmt: skip
        self.prepared, self.counted = _prepared(
            replace(filters, **blank), tuple(given), today, like
        )

    def count(self) -> int:
        return self.counted.count(*self.values)

    def __getitem__(self, part: slice) -> list[Listed]:
        rows = self.prepared.part(*self.values, start=part.start, stop=part.stop)
        return [Listed(*row) for row in rows]


@lru_cache(maxsize=64)
def _prepared(
    blank: Filters, given: tuple[str, ...], today: date, like: bool
) -> tuple[Prepared, Prepared]:
    """Return how the lines are read and how they are counted."""

    def groups(*values) -> QuerySet[WorkGroup]:
        return found(replace(blank, **dict(zip(given, values, strict=True))), today, like=like)

    columns = [*COLUMNS, "distance"] if blank.near else COLUMNS
    kinds = [_VALUES[name] for name in given]
    return (
        Prepared(lambda *values: groups(*values).values_list(*columns), *kinds),
        Prepared(lambda *values: groups(*values).order_by().values_list("pk"), *kinds),
    )


_ORDERS: dict[str, list[Any]] = {
    "soonest": [F("first_on").asc(nulls_last=True), "pk"],
    "nearest": ["distance", "first_on", "pk"],
    "newest": ["-created_at", "-pk"],
    "relevance": ["-rank", "first_on", "pk"],
}


def _with_words(groups: QuerySet[WorkGroup], words: str, *, like: bool) -> QuerySet[WorkGroup]:
    plain: Any = Func(Value(words), function="plain")  # the stubs know only str
    if like:
        title = Func(F("title"), function="plain")
        groups = groups.annotate(rank=TrigramWordSimilarity(plain, title))
        return groups.filter(rank__gte=_LIKE_ENOUGH)
    query = SearchQuery(plain, config="english", search_type="websearch")
    return groups.annotate(rank=SearchRank(F("search"), query)).filter(search=query)


def with_places(groups: QuerySet[WorkGroup], today: date) -> QuerySet[WorkGroup]:
    """Return the groups in which a place is to be had on `today`: Open or Few places."""
    return groups.filter(takes_applications(today), places__gt=F("places_taken") + F("waiting"))


def distance_from(easting: int, northing: int) -> Expression:
    """Return metres to where a group first meets, nothing when it only meets online."""
    across = Power(F("easting") - Value(float(easting)), Value(2.0), output_field=FloatField())
    up = Power(F("northing") - Value(float(northing)), Value(2.0), output_field=FloatField())
    return Sqrt(across + up)


def elsewhere(work_group: WorkGroup, today: date) -> list[Listed]:
    """Return three groups of the same project with places: nearest, online counted as 40 km."""
    if work_group.project_id is None:
        return []
    if work_group.easting and work_group.northing:
        where = work_group.easting, work_group.northing
        rows = _NEAREST(work_group.project_id, work_group.pk, today, *where)
    else:
        rows = _SOONEST(work_group.project_id, work_group.pk, today)
    return [Listed(*row) for row in rows]


def _others(project: int, pk: int, today: date) -> QuerySet[WorkGroup]:
    return with_places(public_work_groups(), today).filter(project=project).exclude(pk=pk)


_AS_IF_ONLINE_WERE = 40_000.0  # metres away
_NEAREST = Prepared(
    lambda project, pk, today, easting, northing: (
        _others(project, pk, today)
        .annotate(distance=distance_from(easting, northing))
        .order_by(Coalesce("distance", _AS_IF_ONLINE_WERE), "first_on", "pk")
        .values_list(*COLUMNS, "distance")[:3]
    ),
    int, int, date, int, int,
)  # fmt: skip
_SOONEST = Prepared(
    lambda project, pk, today: (
        _others(project, pk, today).order_by("first_on", "pk").values_list(*COLUMNS)[:3]
    ),
    int, int, date,
)  # fmt: skip
