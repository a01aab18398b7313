from __future__ import annotations

from datetime import date

import pytest

from mathshubs.core.school_days import add_school_days, bank_holidays, is_school_day


@pytest.mark.parametrize(
    ("start", "days", "end"),
    [
        (date(2025, 9, 8), 5, date(2025, 9, 15)),  # Monday to Monday
        (date(2025, 9, 12), 1, date(2025, 9, 15)),  # over a weekend
        (date(2025, 9, 13), 1, date(2025, 9, 15)),  # from a Saturday
        (date(2026, 4, 2), 1, date(2026, 4, 7)),  # over Easter
        (date(2025, 12, 23), 5, date(2026, 1, 8)),  # over Christmas and New Year
        (date(2025, 9, 8), 0, date(2025, 9, 8)),
    ],
)
def test_school_days_skip_weekends_and_bank_holidays(start, days, end):
    assert add_school_days(start, days) == end


def test_bank_holidays_are_those_the_government_publishes():
    assert sorted(bank_holidays(2022)) == [
        date(2022, 1, 3), date(2022, 4, 15), date(2022, 4, 18), date(2022, 5, 2),
        date(2022, 6, 2), date(2022, 6, 3), date(2022, 8, 29), date(2022, 9, 19),
        date(2022, 12, 26), date(2022, 12, 27),
    ]  # fmt: skip
    assert sorted(bank_holidays(2026)) == [
        date(2026, 1, 1), date(2026, 4, 3), date(2026, 4, 6), date(2026, 5, 4),
        date(2026, 5, 25), date(2026, 8, 31), date(2026, 12, 25), date(2026, 12, 28),
    ]  # fmt: skip


def test_a_saturday_and_a_bank_holiday_are_no_school_days():
    assert not is_school_day(date(2025, 9, 13))
    assert not is_school_day(date(2025, 12, 25))
    assert is_school_day(date(2025, 9, 12))
