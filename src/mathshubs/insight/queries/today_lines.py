"""
A line of Today: what waits for somebody, why now, and where it is dealt with.

Every line names the rows that wait, as a queryset that is never asked by itself: all lines of a
page are asked in one statement. A line is there while it has rows, and goes with the last of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any, NamedTuple

from django.db.models import DateField, F, IntegerField, Q, QuerySet, TextField, Value
from django.db.models.functions import Cast
from django.urls import reverse

from mathshubs.core.templatetags.mathshubs import day
from mathshubs.hubs.models import Hub, Post
from mathshubs.hubs.queries import RUNS_A_HUB, posts_of
from mathshubs.needs.methods.survey import left_in_words
from mathshubs.people.models import Person
from mathshubs.people.rules import is_national_staff
from mathshubs.people.staff import is_staff
from mathshubs.schools.models import Employment, School
from mathshubs.schools.queries import LEADS_A_SCHOOL
from mathshubs.workgroups.models import WorkGroup
from mathshubs.workgroups.queries.groups import groups_led_by

MOST = 100  # rows of one line
NOW, BLOCKED, SOON, LATER = range(4)  # today; others wait for it; this fortnight; one day


@dataclass(frozen=True)
class Asker:
    """Whose day it is. With no person: what waits in `hubs`, whoever deals with it."""

    at: datetime
    on: date
    person: Person | None = None
    hubs: dict[int, Hub] = field(default_factory=dict)
    leads: frozenset[int] = frozenset()  # of these hubs they are the Maths Hub Lead
    national: bool = False
    groups_led: frozenset[int] = frozenset()
    heads: frozenset[int] = frozenset()  # schools, confirmed
    leads_maths: frozenset[int] = frozenset()  # schools they lead without being the head
    boards: frozenset[int] = frozenset()  # hubs on whose Strategic Board they sit
    staff: bool = field(default=False, kw_only=True)

    @property
    def somebody(self) -> Person:
        assert self.person, "A line of a person's own is not asked of a hub."
        return self.person

    @property
    def work_groups(self) -> QuerySet[WorkGroup]:
        """The groups of their hubs."""
        return WorkGroup.objects.filter(hub__in=list(self.hubs)).order_by()

    @property
    def led(self) -> QuerySet[WorkGroup]:
        return WorkGroup.objects.filter(pk__in=self.groups_led).order_by()

    @property
    def leads_schools(self) -> bool:
        return bool(self.heads or self.leads_maths)

    @property
    def schools_led(self) -> QuerySet[School]:
        return School.objects.filter(pk__in=self.heads | self.leads_maths).order_by()


def asker(person: Person, at: datetime, on: date, works_at: Iterable[Employment]) -> Asker:
    """Return who asks, with all they are, so that only lines that may be theirs are asked."""
    posts, staff = posts_of(person, on), is_staff(person)
    confirmed = [work for work in works_at if work.confirmed and work.role in LEADS_A_SCHOOL]
    heads = {work.school_id for work in confirmed if work.role == Employment.Role.HEAD}
    return Asker(
        at,
        on,
        person,
        {post.hub_id: post.hub for post in posts if post.kind in RUNS_A_HUB},
        frozenset(post.hub_id for post in posts if post.kind == Post.Kind.HUB_LEAD),
        is_national_staff(person),
        frozenset(groups_led_by(person) if staff else ()),
        frozenset(heads),
        frozenset({work.school_id for work in confirmed} - heads),
        frozenset(post.hub_id for post in posts if post.kind in Post.ON_THE_BOARD),
        staff=staff,
    )


Waits = Callable[[Asker], QuerySet | None]
AFTERWARDS = timedelta(days=28)


def going_on(on: date, group: str = "") -> Q:
    """Return the condition of groups that still run, or ended in the last four weeks."""
    last = f"{group}last_on"
    return Q(**{last: None}) | Q(**{f"{last}__gte": on - AFTERWARDS})


def if_any(name: str) -> Callable[[Waits], Waits]:
    """Ask a line only of those who have something in this field of Asker."""
    return lambda waits: lambda who: waits(who) if getattr(who, name) else None


class Row(NamedTuple):
    """One row that waits. `number` of things, in the group `work_group` of `hub`."""

    line: int
    target: str
    title: str
    day: date | None
    number: int
    work_group: int | None
    hub: int | None


@dataclass(frozen=True)
class Columns:
    """What of a row that waits is read: names of fields, or expressions. No number is one."""

    target: Any = "pk"
    title: Any = "title"
    day: Any = None
    number: Any = None
    work_group: Any = None
    hub: Any = None


OF_A_GROUP = Columns(
    "work_group", "work_group__title", "work_group__first_on", "many", "work_group",
    "work_group__hub",
)  # fmt: skip
WORKSHOP = Columns(
    title="work_group__title", day="starts_at__date", work_group="work_group",
    hub="work_group__hub",
)  # fmt: skip
A_GROUP = Columns(day="first_on", work_group="pk", hub="hub")
ONE_FOR_ALL = Columns(Value(""), Value(""))  # a single place deals with all of them


@dataclass(frozen=True)
class Line:
    """
    One kind of thing that waits.

    `one` is said of a single thing, `many` of "{}" of them. `why`, `note` (beside a row of many)
    and `short` (in a table of groups) may name {day} and {number}; the first two also how many days
    are {left}. `page` is the name of an address
    with the row's target in it ("slug/7" of two parts), or alone; `beyond` goes after it. Where
    `counted` is false a line has as many things as rows. A `quiet` line is no need: it only says
    how many there are, under the name in `short`.
    """

    waits: Waits
    one: str
    many: str
    why: str
    action: str
    page: str
    urgency: int = SOON
    columns: Columns = A_GROUP
    counted: bool = True
    note: str = ""
    alone: bool = False
    beyond: str = ""
    short: str = ""
    quiet: bool = False

    def href(self, row: Row) -> str:
        page = _address(self.page, "" if self.alone else row.target)
        return page + self.beyond.format(work_group=row.work_group)

    def total(self, rows: Sequence[Row]) -> int:
        return sum(row.number for row in rows) if self.counted else len(rows)

    def said_of(self, text: str, rows: Sequence[Row], on: date | None = None) -> str:
        if "{" not in text:
            return text
        soonest = min((row.day for row in rows if row.day), default=None)
        left = left_in_words(soonest, on) if soonest and on else ""
        return text.format(day=day(soonest), number=self.total(rows), left=left)


@lru_cache(maxsize=10_000)  # a page of a hub has hundreds, the same ones each time
def _address(page: str, target: str) -> str:
    return reverse(page, args=target.split("/") if target else [])


def behind_a_door(waits: Waits, name: str, number: Any = None) -> Line:
    """Return a quiet line of one row: it only tells a door that there is something behind it."""
    columns = replace(ONE_FOR_ALL, number=number)
    return Line(waits, "", "", "", "", "", columns=columns, short=name, quiet=True)


@dataclass(frozen=True)
class Need:
    """What waits for them: what, why now, and one button, or a link for each of `each`."""

    what: str
    why: str
    action: str
    href: str
    each: list[tuple[str, str, str]] = field(default_factory=list)
    urgency: int = SOON
    day: date | None = None


def columns_of(line: Line, place: int, rows: QuerySet) -> QuerySet:
    """Return the fields of `Row` of what waits, the most urgent first."""
    of = line.columns
    columns = {
        "_line": Value(place, IntegerField()),
        "_target": Cast(of.target, TextField()),
        "_title": Cast(of.title, TextField()),
        "_day": Cast(of.day or Value(None), DateField()),
        "_number": Cast(of.number or Value(1), IntegerField()),
        "_group": Cast(of.work_group or Value(None), IntegerField()),
        "_hub": Cast(of.hub or Value(None), IntegerField()),
    }
    in_order = rows.annotate(**columns).order_by(F("_day").asc(nulls_last=True), "_title")
    return in_order.values_list(*columns)[:MOST]


def needs(lines: Sequence[Line], rows: Iterable[Row], who: Asker) -> list[Need]:
    """Return what waits, from the rows of `rows_of`: what cannot wait first."""
    found: dict[int, list[Row]] = {}
    for row in rows:
        found.setdefault(row.line, []).append(row)
    told = [
        _need(lines[place], of_line, who)
        for place, of_line in found.items()
        if not lines[place].quiet
    ]
    return sorted(told, key=lambda need: (need.urgency, need.day or date.max))


def quietly(lines: Sequence[Line], rows: Iterable[Row]) -> dict[str, int]:
    """Return how many the quiet lines have, by their `short` names: no more than what there is."""
    found = [(lines[row.line], row) for row in rows]
    return {line.short: row.number for line, row in found if line.quiet}


def _need(line: Line, rows: Sequence[Row], who: Asker) -> Need:
    total = line.total(rows)
    what = line.one if total == 1 else line.many.format(f"{total:,}")
    single = len(rows) == 1
    if single and rows[0].title:
        what = f"{what}: {rows[0].title}"
    return Need(
        what,
        line.said_of(line.why, rows, who.on),
        line.action,
        line.href(rows[0]) if single else "",
        [] if single else [_entry(line, row, who) for row in rows],
        line.urgency,
        min((row.day for row in rows if row.day), default=None),
    )


def _entry(line: Line, row: Row, who: Asker) -> tuple[str, str, str]:
    """Return a line of many: its title, where it is dealt with, and what is said beside it."""
    hub = who.hubs.get(row.hub or 0)
    parts = [line.said_of(line.note, [row], who.on), str(hub) if hub and len(who.hubs) > 1 else ""]
    return row.title, line.href(row), ", ".join(part for part in parts if part)
