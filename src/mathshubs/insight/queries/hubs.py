"""Hubs as people look for them: which is mine, where it is, what it does."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, JSONObject

from mathshubs.core.prepared import Prepared
from mathshubs.core.years import academic_year_of
from mathshubs.hubs import queries as hubs
from mathshubs.hubs.models import Hub, HubArea, HubShape, LeadSchoolTenure
from mathshubs.needs.queries.offers import with_offers
from mathshubs.schools.models import School
from mathshubs.schools.queries import open_schools
from mathshubs.workgroups.models import Place, WorkGroup, Workshop
from mathshubs.workgroups.queries.groups import public_work_groups
from mathshubs.workgroups.queries.lines import Row, rows
from mathshubs.workgroups.queries.search import Filters, found


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
    """Return the hubs with land in `region` whose name or places have `text`. Five queries."""
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
    wanted = text.casefold().strip()
    rows = [
        HubRow(
            hub,
            sorted(regions[hub.pk] - {""}),
            counts[hub.pk].total(),
            hub.__dict__["open_groups"],
        )
        for hub in Hub.objects.annotate(open_groups=_open_groups(on)).order_by("name")
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
    """Return the hub the school works with, and the hub of its area, in one query."""
    areas = HubArea.objects.on(on).filter(hub=OuterRef("pk"))
    chose = school.hub_choices.on(on).filter(hub=OuterRef("pk"))
    either = Hub.objects.annotate(
        has_district=Exists(areas.filter(district=school.district_id or 0)),
        has_authority=Exists(areas.filter(authority=school.authority_id or 0)),
        chosen=Exists(chose),
    ).filter(Q(has_district=True) | Q(has_authority=True) | Q(chosen=True))
    hubs = [(hub, hub.__dict__) for hub in either]
    near = [hub for hub, of in hubs if of["has_authority"]]
    own = next(iter([hub for hub, of in hubs if of["has_district"]] or near), None)
    return next((hub for hub, of in hubs if of["chosen"]), own), own


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
    """What a hub's page shows, beside what came with the hub of `hub_of_page`."""

    posts: list
    phases: list[tuple[str, int]]
    schools: int
    groups: list[Row]
    workshops: list[Workshop]
    year: str


def hub_of_page(slug: str, on: date) -> Hub | None:
    """
    Return a hub with what its page says of it alone, in one query: its offers, `lead_school`,
    `districts` by name, and how many schools take part, groups run, and groups have places.
    """
    return next(iter(_HUB(slug, on, academic_year_of(on))), None)


def _with_numbers(slug: str, on: date, year: str) -> QuerySet[Hub]:
    here = OuterRef("pk")
    tenures = LeadSchoolTenure.objects.on(on).filter(hub=here)
    held = Place.objects.filter(work_group__hub=here, state=Place.State.HELD)
    groups = public_work_groups().filter(hub=here)
    districts = hubs.districts_of(OuterRef(OuterRef("pk")), on)
    return with_offers(Hub.objects.filter(slug=slug), on).annotate(
        lead_school=Subquery(
            tenures.values(row=JSONObject(urn="school__urn", name="school__name"))[:1]
        ),
        districts=ArraySubquery(districts.values("name")),
        taking_part=_many(
            held.filter(work_group__year=year), "work_group__hub", Count("school", distinct=True)
        ),
        running=_many(groups.filter(year=year), "hub", Count("pk")),
        open_groups=_open_groups(on),
    )


def _open_groups(on: date) -> Coalesce:
    """Return how many groups of a hub have places."""
    having = found(Filters(with_places=True), on)
    return _many(having.filter(hub=OuterRef("pk")), "hub", Count("pk"))


def _many(rows: QuerySet, hub: str, count: Count) -> Coalesce:
    return Coalesce(Subquery(rows.order_by().values(hub).annotate(many=count).values("many")), 0)


_HUB = Prepared(_with_numbers, str, date, str)


def hub_page(hub: Hub, at: datetime, on: date) -> HubPage:
    """Return the rest of a hub's page in four queries."""
    labels = dict(School.Phase.choices)
    own = hubs.schools_of(hub, on) & open_schools()
    counted = own.order_by().values_list("phase").annotate(schools=Count("pk"))
    phases = sorted(((labels[phase], many) for phase, many in counted), key=lambda row: -row[1])
    return HubPage(
        posts=[post for post in hubs.everybody_of(hub, on) if post.public],
        phases=phases,
        schools=sum(many for _, many in phases),
        groups=rows(found(Filters(hub=hub.slug, with_places=True), on)[:6], on),
        workshops=upcoming(public_work_groups().filter(hub=hub), at),
        year=academic_year_of(on),
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
