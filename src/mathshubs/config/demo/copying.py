"""Many rows at once: COPY, with the triggers of history asleep where a table is large."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from django.db import connection, models


def copy(model: type[models.Model], columns: str, rows: Iterable[tuple]) -> int:
    """
    COPY the rows into the model's table and return how many. `columns`: names, by spaces.

    A column that is not named gets the model's default.
    """
    named = columns.split()
    fields = [model._meta.get_field(name) for name in named]
    others = [field for field in model._meta.concrete_fields if _has_default(field, named)]
    defaults = tuple(field.get_db_prep_save(field.get_default(), connection) for field in others)
    into = ", ".join(f'"{field.column}"' for field in fields + others)
    many = 0
    with (
        connection.cursor() as cursor,
        cursor.copy(f'COPY "{model._meta.db_table}" ({into}) FROM STDIN') as copying,
    ):
        for row in rows:
            copying.write_row(row + defaults)
            many += 1
    if many > 1000:
        # A foreign key to a table that still passes for empty would read all of it for each row.
        run(f'ANALYZE "{model._meta.db_table}"')
    return many


def _has_default(field: models.Field, named: list[str]) -> bool:
    return not (field.name in named or field.primary_key or field.null or field.generated)


def run(sql: str, *values: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


def after_ids(*tables: type[models.Model]) -> None:
    """Let the next row of each table take the id after the highest there is."""
    for model in tables:
        table = model._meta.db_table
        run(
            f"SELECT setval(pg_get_serial_sequence(%s, 'id'), max(id)) FROM \"{table}\" "
            "HAVING max(id) IS NOT NULL",
            table,
        )


@contextmanager
def triggers_asleep(*written: type[models.Model]) -> Iterator[None]:
    """Write to these tables without a history row for each row. Foreign keys are checked."""
    tables = [model._meta.db_table for model in written]
    connection.check_constraints()  # a table whose checks wait for the commit cannot be altered
    for table in tables:
        run(f'ALTER TABLE "{table}" DISABLE TRIGGER USER')
    yield
    connection.check_constraints()
    for table in tables:
        run(f'ALTER TABLE "{table}" ENABLE TRIGGER USER')
