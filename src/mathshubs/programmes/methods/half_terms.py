"""
The six half terms of an academic year, each counted to a last day.

Areas differ by a week or two; figures have to be of one day everywhere, so we count to these.
"""

from __future__ import annotations

from datetime import date, timedelta

from mathshubs.core.years import academic_year_of

# From the year's start: month and day of the last day.
_ENDS = {
    "AUTUMN_1": (10, 31), "AUTUMN_2": (12, 31), "SPRING_1": (2, 20), "SPRING_2": (4, 10),
    "SUMMER_1": (5, 31), "SUMMER_2": (8, 31),
}  # fmt: skip
HALF_TERMS = tuple(_ENDS)
_TO_SEND = timedelta(days=14)  # after the last day, for the return


def ends_on(year: str, half_term: str) -> date:
    """Return the last day of a half term of the academic year `year`."""
    month, day = _ENDS[half_term]
    return date(int(year[:4]) + (month < 9), month, day)


def over_by(year: str, on: date) -> list[str]:
    """Return the half terms of `year` that are over on the day `on`."""
    return [each for each in HALF_TERMS if ends_on(year, each) < on]


def ended_last(on: date) -> tuple[str, str]:
    """Return the academic year and the half term that ended last before the day `on`."""
    year = academic_year_of(on)
    if over := over_by(year, on):
        return year, over[-1]
    return academic_year_of(date(int(year[:4]) - 1, 9, 1)), HALF_TERMS[-1]


def due_on(year: str, half_term: str) -> date:
    """Return the last day on which the return of a half term is in time."""
    return ends_on(year, half_term) + _TO_SEND
