"""Rows go to temporary tables by COPY; indexes stand aside while a first load goes in."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl

AT_A_TIME = 10_000  # rows
TYPES = {"Date": "date", "Int64": "integer", "UInt32": "integer", "Float64": "numeric(4,1)"}


def stage(cursor, table: str, frame: pl.DataFrame, *, types: Mapping[str, str] = TYPES) -> None:
    """Make a temporary table of the frame's columns and rows, gone when the transaction ends."""
    columns = ", ".join(
        f'"{name}" {types.get(str(kind), "text")}' for name, kind in frame.schema.items()
    )
    cursor.execute(f"DROP TABLE IF EXISTS pg_temp.{table}")
    cursor.execute(f"CREATE TEMPORARY TABLE {table} ({columns}) ON COMMIT DROP")
    with cursor.copy(f"COPY {table} FROM STDIN (FORMAT csv, NULL '\\N')") as copy:
        for part in frame.iter_slices(AT_A_TIME):
            rows = io.BytesIO()
            part.write_csv(rows, include_header=False, null_value="\\N")
            copy.write(rows.getvalue())
    cursor.execute(f"ANALYZE {table} ({frame.columns[0]})")  # enough to know how many rows


def work_out(cursor, table: str, query: str) -> None:
    """Make a temporary table of what `query` answers, gone when the transaction ends."""
    cursor.execute(f"DROP TABLE IF EXISTS pg_temp.{table}")
    cursor.execute(f"CREATE TEMPORARY TABLE {table} ON COMMIT DROP AS {query}")


@contextmanager
def without_indexes(cursor, *tables: str, keep_unique: bool = True) -> Iterator[None]:
    """
    Take the indexes and outward foreign keys of empty tables away, and put them back at the end.

    Building an index at once, and checking all keys in one join, is several times faster than
    row by row.
    """
    kinds = ["f"] if keep_unique else ["f", "u", "p"]
    cursor.execute(
        """
        SELECT format('ALTER TABLE %%s DROP CONSTRAINT %%I', conrelid::regclass, conname),
               format('ALTER TABLE %%s ADD CONSTRAINT %%I %%s',
                      conrelid::regclass, conname, pg_get_constraintdef(oid))
        FROM pg_constraint WHERE contype = ANY(%s) AND conrelid = ANY(%s::regclass[])
        UNION ALL
        SELECT format('DROP INDEX %%s', indexrelid::regclass), pg_get_indexdef(indexrelid)
        FROM pg_index WHERE NOT indisunique AND indrelid = ANY(%s::regclass[])
        """,
        [kinds, list(tables), list(tables)],
    )
    both = cursor.fetchall()
    _check_keys_now(cursor)
    for away, _ in both:
        cursor.execute(away)
    yield
    _check_keys_now(cursor)
    cursor.execute("SET LOCAL maintenance_work_mem = '128MB'")
    for _, back in both:
        cursor.execute(back)


def _check_keys_now(cursor) -> None:
    """A table with keys still to be checked at the end cannot be altered."""
    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def count(cursor, sql: str, params: list | None = None) -> int:
    cursor.execute(sql, params or [])
    return cursor.fetchone()[0]
