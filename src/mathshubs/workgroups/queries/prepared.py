"""
Queries whose SQL is written once for the life of the process.

Writing the SQL of a wide model takes Django longer than PostgreSQL takes to answer, on every
request. For the pages everybody opens it is kept. The rows are always asked for anew.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import Model, QuerySet
from django.db.models.query import get_related_populators
from django.db.models.sql.compiler import SQLCompiler

NUMBER = 9_007_199_254_740_993  # stands in the queryset where the number goes


class Prepared:
    """
    A queryset to be asked again and again, with NUMBER in it replaced by another number.

    It gives the queryset's objects (or tuples, of `values_list`) with what `select_related`
    joins. It prefetches nothing.
    """

    def __init__(self, make: Callable[[], QuerySet]):
        self.make = make

    def __call__(self, number: int | None = None) -> list[Any]:
        compiler, sql, params = self._written
        params = [number if param == NUMBER else param for param in params]
        with connection.cursor() as cursor:
            cursor.execute(sql, params)
            rows = compiler.results_iter([cursor.fetchall()])
        return [self._object(row) for row in rows] if self._reading else list(rows)

    @cached_property
    def _written(self) -> tuple[SQLCompiler, str, tuple]:
        compiler = self.make().query.get_compiler(connection=connection)
        sql, params = compiler.as_sql()
        return compiler, sql, params

    @cached_property
    def _reading(self) -> tuple | None:
        """Return how a row becomes an object: its model, its fields, where they stand, the rest."""
        compiler = self._written[0]
        if compiler.query.values_select:
            return None
        stands = compiler.klass_info["select_fields"]
        names = [compiler.select[at][0].target.attname for at in stands]
        populators = get_related_populators(compiler.klass_info, compiler.select, DEFAULT_DB_ALIAS)
        return compiler.klass_info["model"], names, slice(stands[0], stands[-1] + 1), populators

    def _object(self, row) -> Model:
        model, names, own, populators = self._reading
        found = model.from_db(DEFAULT_DB_ALIAS, names, row[own])
        for populator in populators:
            populator.populate(row, found)
        return found
