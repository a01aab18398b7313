"""
Queries whose SQL is written once for the life of the process.

Writing the SQL of a wide model takes Django longer than PostgreSQL takes to answer, on every
request, and PostgreSQL takes longer to plan it than to answer. For the pages everybody opens the
SQL is kept, and PostgreSQL is told to keep its plan. The rows are always asked for anew.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection
from django.db.backends.postgresql.base import ServerBindingCursor
from django.db.models import Model, QuerySet
from django.db.models.query import get_related_populators
from django.db.models.sql.compiler import SQLCompiler

# What no row holds stands in the queryset where a value goes. A float holds these numbers too.
_STAND_INS: dict[type, Callable[[int], Any]] = {
    int: lambda at: 9_007_199_254_740_000 + at,
    str: lambda at: f"what stands in for value {at}",
    date: lambda at: date.max - timedelta(days=at),
    datetime: lambda at: datetime.max.replace(tzinfo=UTC) - timedelta(days=at),
}


class Prepared:
    """
    A queryset to be asked again and again, each time with other values.

    `make` takes as many values as there are `kinds` of them (int, str, date or datetime) and
    returns the queryset. Calling gives its objects, annotated and with what `select_related` joins,
    or rows, of `values_list`. It prefetches nothing. `part` gives some of them, `count` the number.
    """

    def __init__(self, make: Callable[..., QuerySet], *kinds: type):
        self.make, self.kinds = make, kinds

    def __call__(self, *values: int | str | date) -> list[Any]:
        return self._read("{}", values)

    def part(self, *values: int | str | date, start: int, stop: int) -> list[Any]:
        return self._read(f"{{}} LIMIT {stop - start:d} OFFSET {start:d}", values)

    def count(self, *values: int | str | date) -> int:
        return self._ask("SELECT count(*) FROM ({}) AS counted", values)[0][0]

    def _read(self, frame: str, values: tuple) -> list[Any]:
        answer = self._ask(frame, values)
        rows = list(self._written[0].apply_converters(answer, self._converters))
        return [self._object(row) for row in rows] if self._reading else rows

    def _ask(self, frame: str, values: tuple) -> list[tuple]:
        _, sql, params = self._written
        placed = [param if at is None else values[at] for at, param in params]
        with cursor_that_plans_once() as cursor:
            cursor.execute(frame.format(sql), placed)
            return cursor.fetchall()

    @cached_property
    def _written(self) -> tuple[SQLCompiler, str, list[tuple[int | None, Any]]]:
        """Return the SQL and its parameters: which value goes there, or None and what stays."""
        stand_ins = [_STAND_INS[kind](at) for at, kind in enumerate(self.kinds)]
        compiler = self.make(*stand_ins).query.get_compiler(connection=connection)
        sql, params = compiler.as_sql()
        if compiler.query.combinator:  # what does not begin with SELECT is taken for a change
            sql = f"SELECT * FROM ({sql}) AS combined"
        placed = [(stand_ins.index(each) if each in stand_ins else None, each) for each in params]
        assert {at for at, _ in placed} >= set(range(len(stand_ins))), "A value is used nowhere."
        return compiler, sql, placed

    @cached_property
    def _converters(self) -> dict:
        compiler = self._written[0]
        return compiler.get_converters([expression for expression, *_ in compiler.select])

    @cached_property
    def _reading(self) -> tuple[type[Model], list[str], slice, list[Any], dict[str, int]] | None:
        """Return model, names and place of its fields, joins, and place of each annotation."""
        compiler = self._written[0]
        if compiler.query.values_select or compiler.query.combinator:
            return None
        info = compiler.klass_info
        assert info
        stands = info["select_fields"]
        names = [compiler.select[at][0].target.attname for at in stands]
        # The stubs are those of Django 6.
        populators = get_related_populators(info, compiler.select, DEFAULT_DB_ALIAS)  # type: ignore[call-arg]
        own = slice(stands[0], stands[-1] + 1)
        return info["model"], names, own, populators, compiler.annotation_col_map

    def _object(self, row) -> Model:
        assert self._reading
        model, names, own, populators, annotations = self._reading
        found = model.from_db(DEFAULT_DB_ALIAS, names, row[own])
        for populator in populators:
            populator.populate(row, found)
        for name, at in annotations.items():
            setattr(found, name, row[at])
        return found


def cursor_that_plans_once():
    """Open a cursor that sends values beside the SQL: Django's own writes them into it."""
    connection.ensure_connection()
    own: Any = connection  # the stubs do not know all of it
    return own._prepare_cursor(ServerBindingCursor(own.connection))  # type: ignore[call-arg]
