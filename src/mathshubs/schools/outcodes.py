"""The first half of a postcode, such as TF3: where its middle is, and what it spans."""

from __future__ import annotations

import re
from dataclasses import dataclass

from .models import Postcode

_OUTCODE = re.compile(r"[A-Z]{1,2}[0-9][A-Z0-9]?")


@dataclass(frozen=True)
class Outcode:
    """`middle` is the postcode nearest to the mean of all; `districts` are their ONS codes."""

    code: str
    middle: Postcode
    districts: list[str]


def outcode(text: str) -> Outcode | None:
    """Return the outcode somebody typed, in one query; None when there is no English one."""
    code = text.strip().upper()
    if not _OUTCODE.fullmatch(code):
        return None
    postcodes = list(Postcode.objects.filter(pk__startswith=f"{code} "))
    if not postcodes:
        return None
    east = sum(each.easting for each in postcodes) / len(postcodes)
    north = sum(each.northing for each in postcodes) / len(postcodes)
    middle = min(
        postcodes, key=lambda each: (each.easting - east) ** 2 + (each.northing - north) ** 2
    )
    return Outcode(code, middle, sorted({each.district_code for each in postcodes}))
