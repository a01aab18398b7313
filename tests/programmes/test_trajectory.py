"""Half terms, the forecast by its rule, and a drawing that stays inside its frame."""

from __future__ import annotations

from datetime import date

from mathshubs.programmes.methods.half_terms import ends_on, over_by
from mathshubs.programmes.methods.trajectory import HEIGHT, WIDTH, chart, points

YEAR = "2025/26"


def test_half_terms_follow_each_other_through_the_year():
    assert over_by(YEAR, date(2025, 10, 31)) == []
    assert over_by(YEAR, date(2026, 1, 5)) == ["AUTUMN_1", "AUTUMN_2"]
    assert ends_on(YEAR, "SUMMER_2") == date(2026, 8, 31)


def test_the_forecast_carries_on_at_the_mean_pace_and_never_takes_back():
    actual = {"AUTUMN_1": 2, "AUTUMN_2": 6, "SPRING_1": 11}

    found = points(YEAR, {"SUMMER_2": 20}, actual, date(2026, 1, 20))

    assert [each.actual for each in found] == [2, 6, 11, None, None, None]
    assert [each.forecast for each in found] == [None, None, 11, 12, 15, 18]
    assert [each.so_far for each in found] == [False, False, True, False, False, False]


def test_what_is_known_to_come_is_the_forecast_and_places_are_the_most():
    known = points(YEAR, {}, {"AUTUMN_1": 1}, date(2025, 11, 20), known={"SUMMER_2": 3})
    full = points(YEAR, {}, {"AUTUMN_1": 20}, date(2025, 11, 20), most=30)

    assert known[-1].forecast == 3
    assert [each.forecast for each in full] == [None, 30, 30, 30, 30, 30]


def test_nothing_is_forecast_before_a_half_term_is_over_or_after_the_last():
    early = points(YEAR, {}, {"AUTUMN_1": 2}, date(2025, 9, 20))
    late = points(YEAR, {}, dict.fromkeys(["AUTUMN_1", "SUMMER_2"], 4), date(2026, 10, 1))

    assert {each.forecast for each in early + late} == {None}


def test_the_lines_stay_inside_the_drawing():
    found = points(YEAR, {"AUTUMN_1": 3, "SUMMER_2": 37}, {"AUTUMN_1": 4}, date(2025, 11, 20))
    drawn = chart(found, {each.half_term: each.half_term for each in found})

    spots = [spot.split(",") for line in (drawn.planned, drawn.actual, drawn.forecast)
             for spot in line.split()]  # fmt: skip
    assert len(spots) == 2 + 1 + 6
    assert all(0 <= float(x) <= WIDTH and 0 <= float(y) <= HEIGHT for x, y in spots)
    assert [number for number, _ in drawn.ticks] == [0, 20, 40]
