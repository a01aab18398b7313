"""What somebody asks a list of Work Groups for, read from its address."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date

from django.core.exceptions import ValidationError
from django.http import QueryDict

from mathshubs.core.forms import DateField
from mathshubs.core.identifiers import clean_postcode
from mathshubs.core.years import academic_year_of, is_academic_year
from mathshubs.needs.models import SupportKind
from mathshubs.programmes.models import Phase
from mathshubs.schools.outcodes import outcode
from mathshubs.schools.queries import where_is

from ..models import Workshop
from ..queries.lines import in_a_row
from ..queries.search import SORTS, Filters

LONGEST_SEARCH = 200
FARTHEST_KM = 700  # Land's End to Berwick
DISTANCES = ("10", "20", "40", "80")
MODES = {Workshop.Mode.IN_PERSON: "in person", Workshop.Mode.ONLINE: "online",
         Workshop.Mode.BLENDED: "in person and online at once"}  # fmt: skip
KINDS = {"WORK_GROUP": "Work Groups", "EVENT": "events"}
_PHASES = {phase.value: phase.label.lower() for phase in Phase}


@dataclass
class Asked:
    """The filters that could be read; a (sentence, id of its field) for each that could not."""

    filters: Filters
    problems: list[tuple[str, str]]
    typed: dict[str, str]


class _Refused(Exception):
    pass


@dataclass(frozen=True)
class Known:
    """What a list may be asked for: hubs and projects by slug and code, districts by number."""

    hubs: dict[str, str]
    projects: dict[str, str]
    districts: dict[int, str]
    themes: tuple[str, ...] = ()


def read(query: QueryDict, known: Known) -> Asked:
    """
    Read the address of a list.

    What cannot be read is left out of the filters and becomes a sentence.
    """
    typed = {name: query.get(name, "").strip() for name in _READERS}
    values: dict = {}
    problems = []
    for name, reader in _READERS.items():
        if not typed[name] and name != "phase":
            continue
        try:
            values |= reader(query.getlist(name) if name == "phase" else typed[name])
        except _Refused as refusal:
            problems.append((str(refusal), name))
    of_each = {
        "hub": known.hubs,
        "project": known.projects,
        "district": known.districts,
        "theme": known.themes,
    }
    for name, all_of_them in of_each.items():
        if values.get(name) and values[name] not in all_of_them:
            problems.append((f"We do not know that {name}. Choose one from the list.", name))
            del values[name]
    filters = Filters(**values)
    if filters.from_on and filters.to_on and filters.to_on < filters.from_on:
        problems.append(("The last day is before the first. Change one of them.", "to"))
        filters = replace(filters, to_on=None)
    return Asked(_sorted(filters), problems, typed)


def _sorted(filters: Filters) -> Filters:
    """An order that needs what was not given falls back; words are best first unless asked."""
    lacks = {"nearest": not filters.near, "relevance": not filters.words}
    if lacks.get(filters.sort):
        return replace(filters, sort="soonest")
    if not filters.sort:
        return replace(filters, sort="relevance" if filters.words else "soonest")
    return filters


def _words(text: str) -> dict:
    if len(text) > LONGEST_SEARCH:
        raise _Refused("Search for fewer words: no more than 200 characters.")
    return {"words": text}


def _phases(values: list[str]) -> dict:
    if set(values) - set(_PHASES):
        raise _Refused("We do not know that phase. Tick one or more from the list.")
    return {"phases": tuple(phase for phase in _PHASES if phase in values)}


def _near(text: str) -> dict:
    if half := outcode(text):
        middle = half.middle
        return {"near": half.code, "easting": middle.easting, "northing": middle.northing}
    try:
        postcode = clean_postcode(text)
    except ValidationError as error:
        raise _Refused(error.messages[0]) from None
    found = where_is(postcode)
    if found is None:
        raise _Refused(f"{postcode} is not an English postcode we know. Check it, or try another.")
    where = {"easting": found.easting, "northing": found.northing}
    return {"near": postcode, "near_district": found.district_code, **where}


def _within(text: str) -> dict:
    if not (text.isascii() and text.isdigit() and len(text) <= 3 and int(text) <= FARTHEST_KM):
        raise _Refused(f"Give the distance in whole kilometres, up to {FARTHEST_KM}.")
    return {"within_km": int(text)}


def _one_of(name: str, choices, sentence: str):
    def reader(text: str) -> dict:
        if text not in choices:
            raise _Refused(sentence)
        return {name: text}

    return reader


def _day(name: str):
    def reader(text: str) -> dict:
        try:
            return {name: date.fromisoformat(text)}
        except ValueError:
            pass
        try:
            day, month, year = re.split(r"[\s/.-]+", text)
            return {name: DateField().clean([day, month, year])}
        except (ValueError, ValidationError):
            raise _Refused("Give a real date as day, month and year, such as 7 11 2026.") from None

    return reader


def _district(text: str) -> dict:
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise _Refused("We do not know that district. Choose one from the list.")
    return {"district": int(text)}


def _year(text: str) -> dict:
    if not is_academic_year(text):
        raise _Refused("Give an academic year such as 2026/27.")
    return {"year": text}


_READERS = {
    "q": _words,
    "phase": _phases,
    "hub": lambda text: {"hub": text},
    "project": lambda text: {"project": text},
    "near": _near,
    "within": _within,
    "mode": _one_of("mode", MODES, "Choose in person, online, or both at once."),
    "from": _day("from_on"),
    "to": _day("to_on"),
    "places": lambda text: {"with_places": True},
    "year": _year,
    "kind": _one_of("kind", KINDS, "Choose Work Groups or events."),
    "support": _one_of("support", SupportKind.values, "Choose a kind of support from the list."),
    "theme": lambda text: {"theme": text},
    "district": _district,
    "sort": _one_of("sort", SORTS, "Choose an order from the list."),
}


def sentence(count: int, filters: Filters, known: Known) -> str:
    """Such as: 38 Work Groups for secondary schools within 40 km of TF3 4JG with places."""
    kinds = {"WORK_GROUP": ("Work Group", "Work Groups"), "EVENT": ("event", "events")}
    one, many = kinds.get(filters.kind, ("Work Group or event", "Work Groups and events"))
    parts = [f"{count:,} {one if count == 1 else many}" if count else f"No {many}"]
    parts += [words for words, _ in in_force(filters, known)]
    if not (filters.year or filters.from_on or filters.with_places):
        parts.append("still to come or running")
    return " ".join(parts)


def in_force(filters: Filters, known: Known) -> list[tuple[str, tuple[str, ...]]]:
    """Return each filter in words, with the names it has in the address."""
    held = []
    if filters.words:
        held.append((f"about “{filters.words}”", ("q",)))
    if filters.phases:
        phases = in_a_row([_PHASES[phase] for phase in filters.phases])
        held.append((f"for {phases} schools", ("phase",)))
    if filters.project:
        held.append((f"in project {filters.project}", ("project",)))
    if filters.hub:
        held.append((f"of {known.hubs[filters.hub]} Maths Hub", ("hub",)))
    if filters.support:
        held.append((f"of the kind “{SupportKind(filters.support).label}”", ("support",)))
    if filters.theme:
        held.append((f"on the theme “{filters.theme}”", ("theme",)))
    if filters.district:
        held.append((f"for schools in {known.districts[filters.district]}", ("district",)))
    if filters.near:
        far = f"within {filters.within_km} km of" if filters.within_km else "for schools at"
        held.append((f"{far} {filters.near}", ("near", "within")))
    if filters.mode:
        held.append((f"meeting {MODES[Workshop.Mode(filters.mode)]}", ("mode",)))
    if filters.with_places:
        held.append(("with places", ("places",)))
    if filters.year:
        held.append((f"in {filters.year}", ("year",)))
    if filters.from_on:
        held.append((f"starting from {filters.from_on:%-d %b %Y}", ("from",)))
    if filters.to_on:
        held.append((f"starting by {filters.to_on:%-d %b %Y}", ("to",)))
    return held


def years_offered(today: date) -> list[str]:
    """Return the academic years to choose from: next year's, this one's, three before."""
    first = int(academic_year_of(today)[:4])
    return [academic_year_of(date(year, 9, 1)) for year in range(first + 1, first - 4, -1)]
