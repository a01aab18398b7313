"""Hubs as people look for them: which is mine, where it is, what it does."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, QuerySet

from mathshubs.core.years import academic_year_of
from mathshubs.hubs import queries as hubs
from mathshubs.hubs.models import Hub, HubArea, HubShape, LeadSchoolTenure
from mathshubs.schools.models import School
from mathshubs.schools.queries import open_schools
from mathshubs.workgroups.models import Place, WorkGroup, Workshop
from mathshubs.workgroups.queries.groups import public_work_groups
from mathshubs.workgroups.queries.lines import Row, rows
from mathshubs.workgroups.queries.search import Filters, found

from .network import open_groups_by_hub


@dataclass
class HubRow:
    """A line of the list of hubs."""

    hub: Hub
    regions: list[str]
    schools: int
    open_groups: int


@dataclass
class HubList:
    rows: list[HubRow]
    regions: list[str]


def hub_list(on: date, region: str = "", text: str = "") -> HubList:
    """Return the hubs with land in `region` whose name or places have `text`. Six queries."""
    places = HubArea.objects.on(on).values_list(
        "hub", "district__name", "district__authority__name", "district__authority__region",
        "authority__name", "authority__region",
    )  # fmt: skip
    regions: dict[int, set[str]] = defaultdict(set)
    names: dict[int, set[str]] = defaultdict(set)
    for hub, district, county, its_region, authority, authority_region in places:
        regions[hub].add(its_region or authority_region or "")
        names[hub] |= {district or "", county or "", authority or ""}
    counts = hubs.school_counts(on, open_schools())
    groups = open_groups_by_hub(on)
    wanted = text.casefold().strip()
    rows = [
        HubRow(
            hub,
            sorted(regions[hub.pk] - {""}),
            counts[hub.pk].total(),
            groups.get(hub.pk, 0),
        )
        for hub in Hub.objects.order_by("name")
        if not region or region in regions[hub.pk]
        if wanted in hub.name.casefold() or any(wanted in name.casefold() for name in names[hub.pk])
    ]
    return HubList(rows, sorted(set().union(*regions.values()) - {""}) if regions else [])


def where(school: School) -> tuple[int, int, str] | None:
    """Return the school's point on a map, if the register has one."""
    if school.easting and school.northing:
        return school.easting, school.northing, school.name
    return None


def hub_and_area_hub(school: School, on: date) -> tuple[Hub | None, Hub | None]:
    """Return the hub the school works with, and the hub of its area."""
    own = hubs.hub_of_area(school.district_id, school.authority_id, on)
    choice = school.hub_choices.on(on).select_related("hub").first()
    return (choice.hub if choice else own), own


def why_this_hub(school: School, hub: Hub | None, own: Hub | None) -> str:
    if hub is None:
        return ""
    if hub != own:
        area = f" Its area's hub is {own}." if own else ""
        return f"The school chose to work with this hub.{area}"
    where = school.district or school.authority
    is_in = "was" if school.status == School.Status.CLOSED else "is"
    return f"The school {is_in} in {where}, which is part of its area."


@dataclass
class HubPage:
    """What a hub's page shows."""

    lead_school: School | None
    posts: list
    districts: list
    phases: list[tuple[str, int]]
    schools: int
    taking_part: int
    running: int
    open_groups: int
    groups: list[Row]
    workshops: list[Workshop]
    year: str


def hub_page(hub: Hub, at: datetime, on: date) -> HubPage:
    """Return all of a hub's page in ten queries."""
    year = academic_year_of(on)
    tenure = LeadSchoolTenure.objects.on(on).filter(hub=hub).select_related("school").first()
    labels = dict(School.Phase.choices)
    own = hubs.schools_of(hub, on) & open_schools()
    counted = own.order_by().values_list("phase").annotate(schools=Count("pk"))
    phases = sorted(((labels[phase], many) for phase, many in counted), key=lambda row: -row[1])
    groups = public_work_groups().filter(hub=hub)
    open_now = found(Filters(hub=hub.slug, with_places=True), on)
    held = Place.objects.filter(work_group__hub=hub, work_group__year=year, state=Place.State.HELD)
    return HubPage(
        lead_school=tenure.school if tenure else None,
        posts=[post for post in hubs.everybody_of(hub, on) if post.public],
        districts=list(hubs.districts_of(hub, on)),
        phases=phases,
        schools=sum(many for _, many in phases),
        taking_part=held.aggregate(schools=Count("school", distinct=True))["schools"],
        running=groups.filter(year=year).count(),
        open_groups=open_now.count(),
        groups=rows(open_now[:6], on),
        workshops=upcoming(groups, at),
        year=year,
    )


def upcoming(groups: QuerySet[WorkGroup], at: datetime, most: int = 6) -> list[Workshop]:
    """Return the next workshops of `groups`, soonest first."""
    running = groups.exclude(state__in=[WorkGroup.State.CANCELLED, WorkGroup.State.POSTPONED])
    coming = Workshop.objects.filter(
        starts_at__gte=at, work_group__in=running.order_by(), cancelled_at=None
    )
    only = ("number", "title", "starts_at", "ends_at", "mode", "town", "work_group__title")
    return list(coming.select_related("work_group").only(*only).order_by("starts_at", "pk")[:most])


def area_map(here: Hub | None = None, point: tuple[int, int, str] | None = None) -> dict:
    """
    Return what `components/map.html` takes, in one query.

    Every hub's area with its node; of `here` only it and what lies around. `point` (easting,
    northing, name) is marked.
    """
    shapes = list(
        HubShape.objects.select_related("hub").defer("sketch", "districts").order_by("hub__name")
    )
    own = next((shape for shape in shapes if here and shape.hub_id == here.pk), None)
    if own:
        near = _wider(_box(own.rings))
        shapes = [shape for shape in shapes if _overlap(_box(shape.rings), near)]
    named = [{"name": str(shape.hub), "href": shape.hub.get_absolute_url()} for shape in shapes]
    areas = [name | {"rings": shape.rings} for name, shape in zip(named, shapes, strict=True)]
    nodes = [
        name | {"e": shape.easting, "n": shape.northing}
        for name, shape in zip(named, shapes, strict=True)
    ]
    points = []
    if point:
        points = [{"e": point[0], "n": point[1], "name": point[2], "kind": "school"}]
    return {
        "areas": areas,
        "here": shapes.index(own) if own else None,
        "nodes": [] if own else nodes,
        "points": points,
    }


def _box(rings: list) -> tuple[int, int, int, int]:
    eastings = [point[0] for ring in rings for point in ring]
    northings = [point[1] for ring in rings for point in ring]
    return min(eastings), min(northings), max(eastings), max(northings)


def _wider(box: tuple[int, int, int, int]) -> tuple[int, int, int, int]:
    margin = max(box[2] - box[0], box[3] - box[1]) // 2
    return box[0] - margin, box[1] - margin, box[2] + margin, box[3] + margin


def _overlap(one: tuple, other: tuple) -> bool:
    return one[0] <= other[2] and other[0] <= one[2] and one[1] <= other[3] and other[1] <= one[3]
