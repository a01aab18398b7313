"""Academic years: 1 September to 31 August, written "2025/26"."""

from __future__ import annotations

import re
from datetime import date

_YEAR = re.compile(r"^(20\d{2})/(\d{2})$")


def academic_year_of(day: date) -> str:
    """Return the academic year that `day` lies in: 2025-09-01 gives "2025/26"."""
    return _written(day.year if day.month >= 9 else day.year - 1)


def is_academic_year(text: str) -> bool:
    """Return whether `text` is a year as we write it, the second part following the first."""
    found = _YEAR.match(text)
    return found is not None and _written(int(found[1])) == text


def starts_on(year: str) -> date:
    return date(int(year[:4]), 9, 1)


def ends_on(year: str) -> date:
    return date(int(year[:4]) + 1, 8, 31)


def next_year(year: str) -> str:
    return _written(int(year[:4]) + 1)


def year_before(year: str) -> str:
    return _written(int(year[:4]) - 1)


def _written(first: int) -> str:
    return f"{first}/{(first + 1) % 100:02d}"
