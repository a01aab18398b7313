"""English postcodes, put in place all at once."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator

from django.db import connection, transaction

from mathshubs.schools import places
from mathshubs.schools.models import Postcode
from mathshubs.schools.register.stage import count, without_indexes

TABLE = Postcode._meta.db_table
LOADED = f"SELECT coalesce(obj_description('{TABLE}'::regclass), '')"
AT_A_TIME = 50_000  # rows
HELD = f"SELECT count(*) FROM {TABLE}"


def load_postcodes(
    letters: Iterable[str] | None = None,
    *,
    progress: Callable[[str, int, int], None] = lambda letter, done, of: None,
) -> int:
    """
    Hold every English postcode, or those of some first letters, and return how many that is.

    In one transaction. When the same edition and letters are there already, nothing is done.
    """
    wanted = sorted(set(letters or places.letters()) & set(places.letters()))
    edition = f"ONS Postcode Directory {places.edition()}, letters {''.join(wanted)}"
    with transaction.atomic(), connection.cursor() as cursor:
        if is_loaded(edition):
            return count(cursor, HELD)
        cursor.execute(f"TRUNCATE {TABLE}")
        with without_indexes(cursor, TABLE, keep_unique=False):
            copying = f"COPY {TABLE} (postcode, easting, northing, district_code) FROM STDIN"
            with cursor.copy(f"{copying} (FORMAT csv, FREEZE)") as copy:
                for done, letter in enumerate(wanted):
                    progress(letter, done, len(wanted))
                    for rows in _rows(letter):
                        copy.write(rows)
            progress("index", len(wanted), len(wanted))
        cursor.execute(f"COMMENT ON TABLE {TABLE} IS '{edition}'")  # goes when the rows go
        cursor.execute(f"ANALYZE {TABLE}")
        return count(cursor, HELD)


def is_loaded(edition: str = "") -> bool:
    """Whether postcodes are there; of this `edition` when one is named."""
    with connection.cursor() as cursor:
        cursor.execute(LOADED)
        said = cursor.fetchone()[0]
    return (said == edition if edition else bool(said)) and Postcode.objects.exists()


def _rows(letter: str) -> Iterator[bytes]:
    import polars as pl

    read = places.read_columns(letter)
    whole = (pl.col("postcode").str.head(4).str.strip_chars_end()) + " "
    whole += pl.col("postcode").str.tail(3)
    for start in range(0, len(read.postcode), AT_A_TIME):
        part = slice(start, start + AT_A_TIME)
        frame = pl.DataFrame(
            {
                "postcode": read.postcode[part],
                "easting": read.easting[part],
                "northing": read.northing[part],
                "district": read.district_code[part],
            },
            strict=False,
        )
        known = pl.col("district").str.starts_with("E") & pl.col("easting").is_not_nan()
        metres = pl.col("easting", "northing").cast(pl.Int32)
        rows = io.BytesIO()
        frame = frame.filter(known).select(whole, metres, "district")
        frame.write_csv(rows, include_header=False)
        yield rows.getvalue()
