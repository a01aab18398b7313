"""
School days: Monday to Friday, without England's bank holidays and the days between Christmas and
the New Year. The other holidays differ by area.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache

# Days the calendar cannot tell: moved, or given once.
_GIVEN_ONCE = {
    date(2020, 5, 8), date(2022, 6, 2), date(2022, 6, 3), date(2022, 9, 19), date(2023, 5, 8),
}  # fmt: skip
_MOVED = {date(2020, 5, 4), date(2022, 5, 30)}


def is_school_day(day: date) -> bool:
    closed = _christmas(day) or day in bank_holidays(day.year)
    return day.weekday() < 5 and not closed


def add_school_days(day: date, days: int) -> date:
    """Return the day that is `days` school days after `day`, which itself does not count."""
    while days > 0:
        day += timedelta(days=1)
        days -= is_school_day(day)
    return day


def _christmas(day: date) -> bool:
    """No school in England is open from Christmas Eve to New Year's Day."""
    return (day.month, day.day) >= (12, 24) or (day.month, day.day) == (1, 1)


@cache
def bank_holidays(year: int) -> frozenset[date]:
    """Return the bank holidays of England in `year`."""
    easter = _easter(year)
    days = {
        _on_a_weekday(date(year, 1, 1)),
        easter - timedelta(days=2),
        easter + timedelta(days=1),
        _monday_from(date(year, 5, 1)),
        _monday_from(date(year, 5, 25)),
        _monday_from(date(year, 8, 25)),
    }
    for day in (date(year, 12, 25), date(year, 12, 26)):
        while day.weekday() >= 5 or day in days:
            day += timedelta(days=1)
        days.add(day)
    given = {day for day in _GIVEN_ONCE if day.year == year}
    return frozenset((days - _MOVED) | given)


def _on_a_weekday(day: date) -> date:
    return day + timedelta(days={5: 2, 6: 1}.get(day.weekday(), 0))


def _monday_from(day: date) -> date:
    return day + timedelta(days=-day.weekday() % 7)


def _easter(year: int) -> date:
    """Return Easter Sunday. Source: the anonymous Gregorian computus (Meeus, Jones, Butcher)."""
    golden, century = year % 19, year // 100
    rest = year % 100
    moon = (
        19 * golden + century - century // 4 - (century - (century + 8) // 25 + 1) // 3 + 15
    ) % 30
    week = (32 + 2 * (century % 4) + 2 * (rest // 4) - moon - rest % 4) % 7
    late = (golden + 11 * moon + 22 * week) // 451
    month, day = divmod(moon + week - 7 * late + 114, 31)
    return date(year, month, day + 1)
