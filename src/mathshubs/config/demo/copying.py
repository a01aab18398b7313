"""Many rows at once: COPY, with the triggers of history asleep where a table is large."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from django.db import connection, models


def copy(model: type[models.Model], columns: str, rows: Iterable[tuple]) -> int:
    """COPY the rows into the model's table and return how many. `columns`: names, by spaces."""
    fields = ", ".join(f'"{model._meta.get_field(name).column}"' for name in columns.split())
    many = 0
    with (
        connection.cursor() as cursor,
        cursor.copy(f'COPY "{model._meta.db_table}" ({fields}) FROM STDIN') as copying,
    ):
        for row in rows:
            copying.write_row(row)
            many += 1
    return many


def run(sql: str, **values) -> int:
    """Run one statement and return how many rows it wrote."""
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.rowcount


def after_ids(*tables: type[models.Model]) -> None:
    """Let the next row of each table take the id after the highest there is."""
    with connection.cursor() as cursor:
        for model in tables:
            table = model._meta.db_table
            cursor.execute(
                f"SELECT setval(pg_get_serial_sequence(%s, 'id'), max(id)) FROM \"{table}\" "
                "HAVING max(id) IS NOT NULL",
                [table],
            )


@contextmanager
def triggers_asleep() -> Iterator[None]:
    """
    Write without triggers: no history row and no foreign-key check for each row written.

    Needs a superuser of PostgreSQL; for any other user the triggers stay awake, and it is slower.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('is_superuser') = 'on'")
        asleep = cursor.fetchone()[0]
        if asleep:
            cursor.execute("SET LOCAL session_replication_role = replica")
        yield
        if asleep:
            cursor.execute("SET LOCAL session_replication_role = DEFAULT")
