"""Real places: districts, authorities, towns and postcodes."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import polars as pl

from mathshubs.schools import places as postcodes

HERE = Path(__file__).parent
TELFORD = "E06000020"


@dataclass(frozen=True)
class District:
    """A district as it is today. `schools`: how many the real register lists there."""

    code: str
    name: str
    authority: str
    authority_name: str
    region: str
    schools: int


@cache
def districts() -> tuple[District, ...]:
    with (HERE / "places.csv").open(encoding="utf-8") as file:
        rows = csv.reader(file)
        next(rows)
        return tuple(District(*row[:5], int(row[5])) for row in rows)


@cache
def towns() -> dict[str, str]:
    """Return the post town of each outward code that has one: "TF3" gives "Telford"."""
    with (HERE / "towns.csv").open(encoding="utf-8") as file:
        rows = csv.reader(file)
        next(rows)
        return {outward: town for town, codes in rows for outward in codes.split()}


def read_postcodes(letters: Iterable[str] = "") -> pl.DataFrame:
    """Return English postcodes, of some first letters or all: postcode, district, and metres."""
    frames = []
    for letter in letters or postcodes.letters():
        read = postcodes.read_columns(letter)
        columns = {
            "postcode": read.postcode,
            "district": read.district_code,
            "easting": read.easting,
            "northing": read.northing,
        }
        frames.append(pl.DataFrame(columns, strict=False))
    padded = pl.col("postcode")
    return (
        pl.concat(frames, how="vertical_relaxed")
        .filter(pl.col("district").str.starts_with("E"))
        .with_columns(
            padded.str.head(4).str.strip_chars_end() + " " + padded.str.tail(3),
            pl.col("easting", "northing").cast(pl.Int32),
        )
    )


def centres(frame: pl.DataFrame) -> dict[str, tuple[float, float]]:
    """Return the middle of each district: the mean of its postcodes, in metres."""
    middle = frame.group_by("district").agg(pl.mean("easting"), pl.mean("northing"))
    return {code: (east, north) for code, east, north in middle.rows()}
