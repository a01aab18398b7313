"""When schools are open: English school terms as most authorities keep them."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache

from mathshubs.core.school_days import bank_holidays, is_school_day
from mathshubs.core.years import starts_on


def is_term_day(day: date) -> bool:
    """Whether `day` is a school day outside the usual holidays."""
    return is_school_day(day) and day not in _holidays(day.year)


def term_day(day: date, *, last: date | None = None) -> date:
    """Return the first term day on or after `day`, or the last one on or before `last`."""
    while not is_term_day(day):
        day += timedelta(days=1)
    if last and day > last:
        day = last
        while not is_term_day(day):
            day -= timedelta(days=1)
    return day


def first_of(year: str) -> date:
    """Return the first day on which a group of the academic year may meet."""
    return term_day(starts_on(year) + timedelta(days=9))


def last_of(year: str) -> date:
    """Return the last day on which a group of the academic year may meet."""
    return date(starts_on(year).year + 1, 7, 14)


@cache
def _holidays(year: int) -> frozenset[date]:
    """Return the days in `year` on which schools are shut, weekends and bank holidays aside."""
    good_friday = next(day for day in sorted(bank_holidays(year)) if _is_good_friday(day))
    easter_monday = good_friday + timedelta(days=3)
    spring = max(day for day in bank_holidays(year) if day < date(year, 6, 3) and day.month >= 5)
    february = _monday(date(year, 2, 12))
    october = _monday(date(year, 10, 24))
    spans = [
        (date(year, 1, 1), date(year, 1, 4)),
        (february, february + timedelta(days=4)),
        (easter_monday - timedelta(days=7), easter_monday + timedelta(days=4)),
        (_monday(spring - timedelta(days=6)), _monday(spring - timedelta(days=6)) + timedelta(4)),
        (date(year, 7, 22), date(year, 9, 3)),
        (october, october + timedelta(days=4)),
        (date(year, 12, 19), date(year, 12, 31)),
    ]
    return frozenset(
        first + timedelta(days=number)
        for first, last in spans
        for number in range((last - first).days + 1)
    )


def _is_good_friday(day: date) -> bool:
    return (
        day.weekday() == 4
        and day.month in (3, 4)
        and day + timedelta(days=3) in bank_holidays(day.year)
    )


def _monday(day: date) -> date:
    return day + timedelta(days=-day.weekday() % 7)
