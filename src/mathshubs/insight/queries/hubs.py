"""Hubs as people look for them: which is mine, where it is, what it does."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db.models import Count, QuerySet

from mathshubs.core.identifiers import clean_postcode
from mathshubs.core.years import academic_year_of
from mathshubs.hubs import queries as hubs
from mathshubs.hubs.models import Hub, HubArea, HubShape, LeadSchoolTenure
from mathshubs.schools.models import District, Postcode, School
from mathshubs.schools.outcodes import Outcode, outcode
from mathshubs.schools.queries import open_schools, where_is
from mathshubs.schools.search import search_schools
from mathshubs.workgroups.models import Place, WorkGroup, Workshop
from mathshubs.workgroups.queries.groups import public_work_groups
from mathshubs.workgroups.queries.lines import Row, in_a_row, rows
from mathshubs.workgroups.queries.search import Filters, found

from .network import open_groups_by_hub

LONGEST_SEARCH = 200


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


@dataclass
class Answer:
    """What was found for what somebody typed: a hub with the reason, schools to choose from."""

    text: str = ""
    problem: str = ""
    place: str = ""
    postcode: str = ""
    point: tuple[int, int, str] | None = None
    hub: Hub | None = None
    why: str = ""
    school: School | None = None
    schools: list[tuple[School, Hub | None]] = field(default_factory=list)


def find_hub(text: str, urn: str, on: date) -> Answer:
    """Answer a postcode or its first half, a URN or a school's name with its hub."""
    text = text.strip()[:LONGEST_SEARCH]
    if urn:
        school = School.objects.filter(urn=urn).select_related("authority", "district").first()
        return _of_school(school, on) if school else Answer(text, _no_match(urn))
    if not text:
        return Answer()
    if postcode := _as_postcode(text):
        point = where_is(postcode)
        if point:
            return _of_postcode(point, on)
        near = search_schools(postcode)
        if not near:
            return Answer(
                text, f"We do not know the postcode {postcode}. Check it, or type a school's name."
            )
    if half := outcode(text):
        return _of_outcode(half, on)
    schools = search_schools(text)
    if not schools:
        return Answer(text, _no_match(text))
    if len(schools) == 1:
        answer = _of_school(schools[0], on)
        answer.text = text
        return answer
    found_hubs = hubs.hubs_of(schools, on)
    return Answer(text, schools=[(school, found_hubs[school.pk]) for school in schools])


def _no_match(text: str) -> str:
    return (
        f"Nothing matches “{text}”. Check the spelling, or type a postcode, "
        "such as TF3 4JG, or a school's URN."
    )


def _as_postcode(text: str) -> str:
    try:
        return clean_postcode(text)
    except ValidationError:
        return ""


def _of_postcode(point: Postcode, on: date) -> Answer:
    district = District.objects.filter(code=point.district_code).first()
    name = district.name if district else "its district"
    hub = hubs.hub_of_area(district.pk, district.authority_id, on) if district else None
    why = f"{point.postcode} is in {name}, which is part of its area." if hub else ""
    marked = (point.easting, point.northing, point.postcode)
    return Answer(
        point.postcode,
        place=point.postcode,
        postcode=point.postcode,
        point=marked,
        hub=hub,
        why=why,
    )


def _of_outcode(half: Outcode, on: date) -> Answer:
    """Answer with the hub at the middle of its postcodes, and say which other hubs it reaches."""
    middle = half.middle
    by_district, by_authority = hubs.hub_of_each_place(on)
    districts = {
        district.code: district for district in District.objects.filter(code__in=half.districts)
    }
    serving = {
        code: by_district.get(district.pk) or by_authority.get(district.authority_id)
        for code, district in districts.items()
    }
    found_hubs = Hub.objects.in_bulk({hub for hub in serving.values() if hub})
    hub = found_hubs.pop(serving.get(middle.district_code) or 0, None)
    why = ""
    if hub:
        where = districts[middle.district_code].name
        why = f"The middle of {half.code} is in {where}, which is part of its area."
    if others := in_a_row(sorted(str(other) for other in found_hubs.values())):
        why += f" Other parts of {half.code} belong to {others}: type a full postcode to be sure."
    return Answer(
        half.code, place=half.code, postcode=middle.postcode, hub=hub, why=why.strip(),
        point=(middle.easting, middle.northing, f"The middle of {half.code}"),
    )  # fmt: skip


def _of_school(school: School, on: date) -> Answer:
    hub, own = hub_and_area_hub(school, on)
    why = why_this_hub(school, hub, own)
    return Answer(
        school.name, place=school.name, postcode=school.postcode, point=where(school), hub=hub,
        why=why, school=school,
    )  # fmt: skip


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
        posts=[post for post in hubs.current_posts(hub, on) if post.public],
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
    shapes = list(HubShape.objects.select_related("hub").defer("sketch").order_by("hub__name"))
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
