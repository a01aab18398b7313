"""Hubs with their areas and lead schools, and the schools that chose another hub."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date, timedelta
from random import Random

from django.utils.text import slugify

from mathshubs.hubs.models import Hub, HubArea, HubChoice, LeadSchoolTenure
from mathshubs.schools.models import Authority, District, School, SchoolLink

from . import names, places
from .world import HubWorld, SchoolRow, World

START = date(2014, 9, 1)
COLUMNS = (
    "id", "urn", "name", "phase", "kind_group", "high_age", "street", "town", "postcode",
    "easting", "northing", "district__code", "website", "pupils",
)  # fmt: skip
SUMMARIES = [
    "Teachers and schools across {place} working together so that every pupil learns maths well.",
    "A partnership of schools in {place}: we help each other teach maths better.",
    "Schools, trusts and universities in {place} who share what works in maths classrooms.",
    "Free, year-long professional development in maths for every school in {place}.",
    "From nursery to sixth form: maths teachers in {place} learning from each other.",
]


def make_hubs(world: World, areas: list[list[places.District]]) -> None:
    """Make a hub for each area: every district in exactly one hub; lead schools, some replaced."""
    random = world.random("hubs")
    districts = _districts(areas)
    regions = [Counter(each.region for each in area).most_common(1)[0][0] for area in areas]
    telford = next(
        (n for n, area in enumerate(areas) if any(d.code == places.TELFORD for d in area)), None
    )
    schools = _schools_by_district(world)
    for name, area in zip(names.hubs(regions, telford), areas, strict=True):
        slug = slugify(name)
        hub = HubWorld(Hub(name=name, slug=slug), area)
        hub.schools = [school for each in area for school in schools[each.code]]
        hub.hub.summary = random.choice(SUMMARIES).format(place=hub.place)
        hub.hub.email = f"office@{slug}.example"
        hub.hub.phone = f"01632 960{random.randrange(1000):03d}"
        hub.hub.website = f"https://www.{slug}.example"
        world.hubs.append(hub)
    Hub.objects.bulk_create([hub.hub for hub in world.hubs])
    HubArea.objects.bulk_create(
        HubArea(hub=hub.hub, district=districts[each.code], from_on=START)
        for hub in world.hubs
        for each in hub.districts
    )
    LeadSchoolTenure.objects.bulk_create(
        tenure for hub in world.hubs for tenure in _tenures(random, world, hub)
    )
    HubChoice.objects.bulk_create(_choices(random, world))
    world.telford.gone = _closed_last_month(world, world.telford)


def _districts(areas: list[list[places.District]]) -> dict[str, District]:
    """Return every district by code; one without a school in the register is added."""
    authorities = {authority.code: authority for authority in Authority.objects.all()}
    missing = {
        each.authority: Authority(code=each.authority, name=each.authority_name, region=each.region)
        for area in areas
        for each in area
        if each.authority not in authorities
    }
    authorities |= {each.code: each for each in Authority.objects.bulk_create(missing.values())}
    known = set(District.objects.values_list("code", flat=True))
    District.objects.bulk_create(
        District(code=each.code, name=each.name, authority=authorities[each.authority])
        for area in areas
        for each in area
        if each.code not in known
    )
    return {district.code: district for district in District.objects.all()}


def _schools_by_district(world: World) -> dict[str, list[SchoolRow]]:
    """Return the open schools, but for those to which the people of others have yet to go."""
    rows = School.objects.filter(status=School.Status.OPEN, easting__isnull=False).order_by("urn")
    new = SchoolLink.objects.filter(established_on=world.month_began).values("successor")
    found = defaultdict(list)
    for row in rows.exclude(pk__in=new).values_list(*COLUMNS).iterator(5000):
        found[row[11]].append(SchoolRow(*row))
    return found


def _closed_last_month(world: World, hub: HubWorld) -> list[SchoolRow]:
    """Return the two that `register` closed: one became another, one was split."""
    codes = [each.code for each in hub.districts if each.code != places.TELFORD]
    rows = School.objects.filter(
        district__code__in=codes, closed_on=world.month_began - timedelta(days=1)
    )
    return [SchoolRow(*row) for row in rows.order_by("urn").values_list(*COLUMNS)[:2]]


def _tenures(random: Random, world: World, hub: HubWorld) -> list[LeadSchoolTenure]:
    """Return who led the hub when: one hub in six has changed its lead school."""
    large = [school for school in hub.schools if school.phase == School.Phase.SECONDARY]
    large = sorted(large or hub.schools, key=lambda school: (-(school.pupils or 0), school.urn))
    first, second = random.sample(large[:12] if len(large) > 1 else large * 2, 2)
    replaced = random.random() < 0.17
    ended = date(world.today.year - random.randrange(1, 5), 8, 31)
    tenures = [
        LeadSchoolTenure(
            hub=hub.hub, school_id=first.id, from_on=START, to_on=ended if replaced else None
        )
    ]
    if replaced:
        began = ended + timedelta(days=1)
        tenures.append(LeadSchoolTenure(hub=hub.hub, school_id=second.id, from_on=began))
    return tenures


def _choices(random: Random, world: World) -> Iterable[HubChoice]:
    """Return the schools that work with a hub other than that of their area: one in 150."""
    for number, hub in enumerate(world.hubs):
        others = world.hubs[max(number - 1, 0) : number] + world.hubs[number + 1 : number + 2]
        for school in hub.schools if others else []:
            if random.random() < 1 / 150:
                began = date(world.today.year - random.randrange(1, 7), 9, 1)
                other = random.choice(others).hub
                yield HubChoice(school_id=school.id, hub=other, from_on=began)
