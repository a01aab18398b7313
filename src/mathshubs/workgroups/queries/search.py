"""Finding Work Groups: what was asked for, the groups that answer it, and a line for each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.contrib.postgres.search import SearchQuery, SearchRank, TrigramWordSimilarity
from django.db.models import Expression, F, FloatField, Func, Q, QuerySet, Value
from django.db.models.functions import Coalesce, Power, Sqrt
from django.urls import reverse

from mathshubs.programmes.models import Phase

from ..models import WorkGroup, Workshop
from .groups import (
    TAKES_APPLICATIONS,
    ShownState,
    public_work_groups,
    state_shown,
    takes_applications,
)

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
    sort: str = ""


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
    if filters.near:
        distance = distance_from(filters.easting, filters.northing)
        groups = groups.annotate(distance=distance)
        groups = groups.filter(distance__lte=filters.within_km * 1000)
    if filters.words:
        groups = _with_words(groups, filters.words, like=like)
    return groups.order_by(*_ORDERS[filters.sort or "soonest"])


_ORDERS = {
    "soonest": [F("first_on").asc(nulls_last=True), "pk"],
    "nearest": ["distance", "first_on", "pk"],
    "newest": ["-created_at", "-pk"],
    "relevance": ["-rank", "first_on", "pk"],
}


def _with_words(groups: QuerySet[WorkGroup], words: str, *, like: bool) -> QuerySet[WorkGroup]:
    plain = Func(Value(words), function="plain")
    if like:
        title = Func(F("title"), function="plain")
        groups = groups.annotate(rank=TrigramWordSimilarity(plain, title))
        return groups.filter(rank__gte=_LIKE_ENOUGH)
    query = SearchQuery(plain, config="english", search_type="websearch")
    return groups.annotate(rank=SearchRank(F("search"), query)).filter(search=query)


def with_places(groups: QuerySet[WorkGroup], today: date) -> QuerySet[WorkGroup]:
    """Return the groups in which a place is to be had on `today`: Open or Few places."""
    return groups.filter(takes_applications(today), places__gt=F("places_taken") + F("waiting"))


def distance_from(easting: int, northing: int, *, unplaced: int | None = None) -> Expression:
    """Return metres to where a group first meets; `unplaced` for one without a place."""
    across = Power(F("easting") - Value(float(easting)), Value(2.0), output_field=FloatField())
    up = Power(F("northing") - Value(float(northing)), Value(2.0), output_field=FloatField())
    metres = Sqrt(across + up)
    return metres if unplaced is None else Coalesce(metres, Value(float(unplaced)))


def elsewhere(work_group: WorkGroup, today: date, most: int = 3) -> list[WorkGroup]:
    """Return groups of the same project with places: nearest first, online counted as 40 km."""
    if work_group.project_id is None:
        return []
    others = with_places(public_work_groups(), today).filter(project=work_group.project_id)
    others = others.exclude(pk=work_group.pk).select_related("hub")
    if work_group.easting and work_group.northing:
        others = others.annotate(
            distance=distance_from(work_group.easting, work_group.northing, unplaced=40_000)
        ).order_by("distance", "first_on", "pk")
    else:
        others = others.order_by("first_on", "pk")
    return list(others[:most])


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a list, in words. The template `workgroups/_row.html` takes it as `row`."""

    href: str
    title: str
    summary: str
    who: str
    when: str
    hub: str
    distance: str
    places: str
    state: ShownState


ROW_FIELDS = (
    "title", "summary", "kind", "state", "phases", "first_on", "last_on", "modes", "town",
    "places", "places_taken", "waiting", "counted", "apply_by", "hub__name",
)  # fmt: skip


def rows(work_groups: QuerySet[WorkGroup] | Iterable[WorkGroup], today: date) -> list[Row]:
    """Return a line for each group. A queryset is asked once, for no more than the lines need."""
    if isinstance(work_groups, QuerySet):
        work_groups = work_groups.select_related("hub").only(*ROW_FIELDS)
    pages = reverse("workgroups:list")
    return [_row(work_group, f"{pages}{work_group.pk}/", today) for work_group in work_groups]


def _row(group: WorkGroup, href: str, today: date) -> Row:
    state = state_shown(group, today)
    distance = getattr(group, "distance", None)
    return Row(
        href=href,
        title=group.title,
        summary=group.summary,
        who=phases_in_words(group.phases),
        when=when_in_words(group, today),
        hub=f"{group.hub.name} Maths Hub",
        distance="" if distance is None else km(distance),
        places=places_in_words(group) if state in TAKES_APPLICATIONS else "",
        state=state,
    )


def phases_in_words(phases: Iterable[str]) -> str:
    """["PRIMARY", "SECONDARY"] gives "Primary and secondary"."""
    labels = [_PHASES[phase] for phase in phases]
    return listed(labels).capitalize()


_PHASES = {phase.value: phase.label.lower() for phase in Phase}


def listed(words: list[str]) -> str:
    """["a", "b", "c"] gives "a, b and c"."""
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def when_in_words(group: WorkGroup, today: date) -> str:
    """Such as: Starts Mon 7 Nov 2022, Telford, then online."""
    if group.first_on is None:
        return "Dates to be agreed"
    day = f"{group.first_on:%a %-d %b %Y}"
    if group.is_event:
        begins = day
    else:
        begins = f"Started {day}" if group.first_on < today else f"Starts {day}"
    return ", ".join(filter(None, [begins, where_in_words(group)]))


def where_in_words(group: WorkGroup) -> str:
    """Such as: Telford, then online. In the order of the workshops."""
    town = group.town or "in person"
    words = {
        Workshop.Mode.IN_PERSON: town,
        Workshop.Mode.ONLINE: "online",
        Workshop.Mode.BLENDED: f"{town} or online",
    }
    return ", then ".join(words[mode] for mode in group.modes)


def places_in_words(group: WorkGroup) -> str:
    """Such as: 6 of 30 places left."""
    noun = "places for schools" if group.counted == WorkGroup.Counted.SCHOOL else "places"
    if group.places_left and group.waiting < group.places_left:
        return f"{group.places_left} of {group.places} {noun} left"
    return f"All {group.places} {noun} taken, {group.waiting} waiting"


def km(metres: float) -> str:
    return f"{round(metres / 1000)} km away" if metres >= 1000 else "Less than 1 km away"
