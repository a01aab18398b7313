"""Search over everything somebody may see, from any page: all but schools in one statement."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from django.contrib.auth.models import AnonymousUser
from django.db.models import (
    Count,
    FloatField,
    IntegerField,
    QuerySet,
    TextField,
    Value,
    Window,
)
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils.http import urlencode

from mathshubs.people.models import Person
from mathshubs.schools.models import School
from mathshubs.schools.search import MOST as MOST_SCHOOLS
from mathshubs.schools.search import label, search_schools

from .searching_parts import PARTS, Part, Seeker

LONGEST = 200  # characters
FEW, MANY = 5, 100  # of each kind on the page of all, and on a page of its own


class Hit(NamedTuple):
    part: int
    target: str
    same: str
    title: str
    note: str
    rank: float
    many: int


@dataclass
class Section:
    """
    What was found of one kind: (title, href, note) of the best.

    `many` says how many there are, `href` where all of them are, `rest` whether that is more.
    """

    heading: str
    many: str
    href: str
    rest: bool
    rows: list[tuple[str, str, str]] = field(default_factory=list)


def tidy(text: str) -> str:
    return re.sub(r"[\x00-\x1f\ud800-\udfff]", " ", text[:LONGEST]).strip()


HEADINGS = {
    "people": ("People", "person", "people"),
    "schools": ("Schools", "school", "schools"),
    "groups": ("Work Groups and events", "group", "groups"),
    "resources": ("Resources", "resource", "resources"),
    "posts": ("Posts in your communities", "post", "posts"),
    "hubs": ("Hubs", "hub", "hubs"),
}
OWN_LISTS = {
    "schools": "schools:search",
    "groups": "workgroups:list",
    "resources": "community:library",
    "hubs": "insight:hubs",
}


def search(text: str, person: Person | AnonymousUser, on: date, *, only: str = "") -> list[Section]:
    """Return a section for each kind that has something, or for the kind of `only` with all."""
    if not text:
        return []
    who, most = Seeker(text, on, person), MANY if only else FEW
    of_kind: dict[str, list[Hit]] = {}
    for hit in _hits(who, most, only):
        of_kind.setdefault(PARTS[hit.part].kind, []).append(hit)
    sections = [_schools(text)] if only in ("", "schools") else []
    for kind, hits in of_kind.items():
        sections.append(_section(kind, hits, text, most))
    order = [heading for heading, *_ in HEADINGS.values()]
    full = [section for section in sections if section.rows]
    return sorted(full, key=lambda section: order.index(section.heading))


def _hits(who: Seeker, most: int, only: str) -> list[Hit]:
    asked = []
    for place, part in enumerate(PARTS):
        rows = part.find(who) if only in ("", part.kind) else None
        if rows is not None:
            asked.append(_columns(part, place, rows, most))
    if not asked:
        return []
    first, *others = asked
    return [Hit(*row) for row in (first.union(*others, all=True) if others else first)]


def _columns(part: Part, place: int, rows: QuerySet, most: int) -> QuerySet:
    columns = {
        "_part": Value(place, IntegerField()),
        "_target": Cast(part.target, TextField()),
        "_same": Cast(part.same, TextField()),
        "_title": Cast(part.title, TextField()),
        "_note": Cast(part.note or Value(""), TextField()),
        "_rank": Cast("rank", FloatField()),
        "_many": Window(Count("*")),
    }
    best_first = rows.annotate(**columns).order_by("-_rank", part.among_equals, "_same")
    return best_first.values_list(*columns)[:most]


def _section(kind: str, hits: list[Hit], text: str, most: int) -> Section:
    """Return what was found of one kind, the own before the public, each thing once."""
    sure = [hit for hit in hits if not PARTS[hit.part].merely_like]
    shown: dict[str, Hit] = {}
    for hit in sure or hits:
        shown.setdefault(hit.same, hit)
    best = sorted(shown.values(), key=lambda hit: (-hit.rank, hit.part))[:most]
    most_of_a_part = max(hit.many for hit in sure or hits)
    many = max(most_of_a_part, len(shown))
    section = _empty(kind, many, text)
    section.rows = [
        (hit.title, reverse(PARTS[hit.part].page, args=[hit.target]), hit.note) for hit in best
    ]
    return section


def _schools(text: str) -> Section:
    schools: list[School] = search_schools(text, limit=MOST_SCHOOLS)
    more = " or more" if len(schools) == MOST_SCHOOLS else ""
    section = _empty("schools", len(schools), text, more)
    section.rows = [
        (
            school.name,
            reverse("insight:school", args=[school.urn]),
            label(school).partition(", ")[2],
        )
        for school in schools[:FEW]
    ]
    return section


def _empty(kind: str, many: int, text: str, more: str = "") -> Section:
    heading, one, several = HEADINGS[kind]
    asked = {"q": text} if kind in OWN_LISTS else {"q": text, "in": kind}
    page = reverse(OWN_LISTS.get(kind, "insight:search"))
    words = f"{many:,}{more} {one if many == 1 else several}"
    return Section(heading, words, f"{page}?{urlencode(asked)}", many > FEW)
