"""Finding a hub: of a postcode or its first half, of a school by its name or URN."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date

from django.core.exceptions import ValidationError

from mathshubs.core.identifiers import clean_postcode
from mathshubs.hubs import queries as hubs
from mathshubs.hubs.models import Hub
from mathshubs.schools.models import District, Postcode, School
from mathshubs.schools.outcodes import Outcode, outcode
from mathshubs.schools.queries import where_is
from mathshubs.schools.search import search_schools
from mathshubs.workgroups.queries.lines import in_a_row

from .hubs import hub_and_area_hub, where, why_this_hub

LONGEST_SEARCH = 200


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
    if len(schools) == 1 and _is_called(schools[0], text):
        answer = _of_school(schools[0], on)
        answer.text = text
        return answer
    found_hubs = hubs.hubs_of(schools, on)
    return Answer(text, schools=[(school, found_hubs[school.pk]) for school in schools])


def _is_called(school: School, text: str) -> bool:
    """Return whether the register has every word of `text` for the school, none of them guessed."""
    past = school.past_names.values_list("name", flat=True)
    facts = [school.name, school.where, school.postcode, school.urn, school.laestab, *past]
    held = _squeezed(" ".join(facts))
    return all(_squeezed(word) in held for word in text.split())


def _squeezed(text: str) -> str:
    return re.sub(r"\W", "", text.casefold())


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
