"""
The SQL of the lines of Today, written once for the life of the process.

Django takes longer to write the statement of all lines than PostgreSQL to answer it. So a line is
written with numbers and days that stand for those of whoever asks, far away from any real one, and
they are put in when it is asked. It is written twice, with other stand-ins: where the two differ in
anything but these, it is kept for the day alone (some lines name the academic year), or, where it
differs still or writing it asks the database, written anew each time.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet

from mathshubs.core.prepared import cursor_that_plans_once
from mathshubs.hubs.models import Hub
from mathshubs.people.models import Person

from .today_lines import Asker, Line, Row, columns_of

Part = tuple[str, Sequence[Any]]
_SETS = ("hubs", "leads", "groups_led", "heads", "leads_maths", "boards")
_SIZES = (0, 1, 2, 4, 8, 16, 32, 64, 128, 256)
_FIRST = (7_000_000_000_000_000, 8_000_000_000_000_000)
_DAYS = (date(9000, 1, 1), date(9003, 5, 19))
_FAR = 8900  # no real year is later


class _AsksWhileWritten(Exception):
    pass


@dataclass(frozen=True)
class Shape:
    """What the SQL depends on of somebody: how many of each, not which."""

    sizes: tuple[int, ...]
    national: bool
    staff: bool
    somebody: bool
    has_number: bool


def shape_of(who: Asker) -> Shape | None:
    """Return None for somebody who is more than anyone is."""
    many = [len(getattr(who, name)) for name in _SETS]
    if max(many) > _SIZES[-1]:
        return None
    person = who.person
    return Shape(
        tuple(next(size for size in _SIZES if size >= each) for each in many),
        who.national,
        who.staff,
        person is not None,
        bool(person and (person.trn or person.trn_absence)),
    )


def rows_of(lines: Sequence[Line], who: Asker) -> list[Row]:
    """Return what waits in all of `lines`, in one statement."""
    shape = shape_of(who)
    values = _values(who, shape) if shape else {}
    parts: list[Part] = []
    for place, line in enumerate(lines):
        kept = _kept(line, place, shape, who.on) if shape else _ANEW
        if kept is _ANEW:
            part = _write(line, place, who)
        else:
            part = kept and (kept[0], [_put_in(each, values, who) for each in kept[1]])
        if part:
            parts.append(part)
    if not parts:
        return []
    united = " UNION ALL ".join(f"({part})" for part, _ in parts)
    sql = f"SELECT * FROM ({united}) AS waits"  # begins as what changes nothing: history asks
    with cursor_that_plans_once() as cursor:
        cursor.execute(sql, [each for _, params in parts for each in params])
        return [Row(*row) for row in cursor.fetchall()]


_ANEW: Any = object()  # stands for a line that cannot be kept
_lines: dict[tuple, Any] = {}


def _kept(line: Line, place: int, shape: Shape, on: date) -> Any:
    """Return the line as it is kept for this shape: SQL and parameters, None, or _ANEW."""
    key = (id(line), place, shape)
    if key not in _lines:
        _lines[key] = _written_twice(line, place, shape, _DAYS)
    if _lines[key] is not _ANEW:
        return _lines[key]
    if (*key, on) not in _lines:
        for old in [each for each in _lines if each[3:] and each[3] != on]:
            _lines.pop(old, None)
        _lines[*key, on] = _written_twice(line, place, shape, (on, on))
    return _lines[*key, on]


def _written_twice(line: Line, place: int, shape: Shape, days: tuple[date, date]) -> Any:
    parts, marked = [], []
    try:
        with connection.execute_wrapper(_refuse):
            for first, day, far in zip(_FIRST, days, _DAYS, strict=True):
                part = _write(line, place, _stand_in(shape, first, day, far))
                parts.append(part and part[0])
                marked.append(part and [_mark(each, first, far) for each in part[1]])
    except (_AsksWhileWritten, OverflowError):
        return _ANEW
    if parts[0] != parts[1] or marked[0] != marked[1]:
        return _ANEW
    return parts[0] and (parts[0], marked[0])


def _refuse(execute: Callable, *args: Any) -> Any:
    raise _AsksWhileWritten


def _write(line: Line, place: int, who: Asker) -> Part | None:
    rows: QuerySet | None = line.waits(who)
    if rows is None:
        return None
    try:
        return columns_of(line, place, rows).query.get_compiler(connection=connection).as_sql()
    except EmptyResultSet:
        return None


def _stand_in(shape: Shape, first: int, day: date, far: date) -> Asker:
    """Return somebody of this shape who is nobody; the moment is `far` away."""
    ids = [
        [first + 1000 * (number + 1) + each for each in range(size)]
        for number, size in enumerate(shape.sizes)
    ]
    person = Person(pk=first, trn="0" * 7 if shape.has_number else None) if shape.somebody else None
    return Asker(
        _noon(far), day, person,
        {pk: Hub(pk=pk) for pk in ids[0]}, frozenset(ids[1]), shape.national,
        *(frozenset(each) for each in ids[2:]), staff=shape.staff,
    )  # fmt: skip


@dataclass(frozen=True)
class _Mark:
    """Where a value of whoever asks goes: a number, or so long after the day or the moment."""

    number: int | None = None
    after_day: timedelta | None = None
    after_moment: timedelta | None = None


def _noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC)


def _mark(param: Any, first: int, far: date) -> Any:
    if isinstance(param, datetime) and param.year > _FAR:
        return _Mark(after_moment=param - _noon(far))
    if isinstance(param, date) and param.year > _FAR:
        return _Mark(after_day=param - far)
    if isinstance(param, int) and param >= _FIRST[0]:
        return _Mark(number=param - first)
    return param


def _values(who: Asker, shape: Shape) -> dict[int, int]:
    """Return the numbers to put in. A set with fewer than its size has its last one again."""
    values = {0: who.person.pk} if who.person else {}
    for number, (name, size) in enumerate(zip(_SETS, shape.sizes, strict=True)):
        has = sorted(getattr(who, name))
        for each in range(size):
            values[1000 * (number + 1) + each] = has[min(each, len(has) - 1)]
    return values


def _put_in(param: Any, values: dict[int, int], who: Asker) -> Any:
    if not isinstance(param, _Mark):
        return param
    if param.number is not None:
        return values[param.number]
    if param.after_day is not None:
        return who.on + param.after_day
    assert param.after_moment is not None
    return who.at + param.after_moment
