"""Planned, actual and forecast by half term, and where they stand in a line chart."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from .half_terms import HALF_TERMS, over_by

RULE = (
    "The forecast of Work Groups counts those that have a first day. That of schools and people "
    "goes on at the mean pace of the half terms that are over, up to the places of these groups."
)
WIDTH, HEIGHT, LEFT, TOP, BOTTOM = 320, 180, 32, 12, 24


@dataclass(frozen=True)
class Point:
    """One half term. `so_far`: it still runs, so what is actual may grow."""

    half_term: str
    planned: int | None
    actual: int | None
    forecast: int | None
    so_far: bool


def points(
    year: str,
    planned: dict[str, int],
    actual: dict[str, int],
    on: date,
    *,
    known: dict[str, int] | None = None,
    most: int | None = None,
) -> list[Point]:
    """
    Return the six half terms of `year` as they are known on the day `on`.

    `actual` has numbers counted from the start of the year for each half term that has begun. The
    forecast is what is `known` to come; else it goes on at the mean pace so far, up to `most`.
    """
    over = over_by(year, on)
    begun = [each for each in HALF_TERMS if each in actual]
    today = actual[begun[-1]] if begun else 0
    pace = actual.get(over[-1], 0) / len(over) if over else None

    def forecast(number: int, half_term: str) -> int | None:
        if half_term in over:
            return None
        if known is not None:
            return known.get(half_term)
        if pace is None:
            return None
        paced = round(pace * number)
        return max(today, paced if most is None else min(paced, most))

    return [
        Point(
            half_term,
            planned.get(half_term),
            actual.get(half_term),
            forecast(number, half_term),
            half_term in actual and half_term not in over,
        )
        for number, half_term in enumerate(HALF_TERMS, start=1)
    ]


@dataclass(frozen=True)
class Chart:
    """Where the lines go in a drawing of WIDTH by HEIGHT, as an SVG wants it."""

    planned: str
    actual: str
    forecast: str
    dots: list[tuple[float, float]]
    ticks: list[tuple[int, float]]
    labels: list[tuple[str, float]]
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    base: int = HEIGHT - BOTTOM


def chart(rows: list[Point], labels: dict[str, str]) -> Chart:
    """Return the drawing of `rows`; `labels` names the half terms under the line."""
    numbers = [n for row in rows for n in (row.planned, row.actual, row.forecast) if n is not None]
    most = _round_up(max(numbers, default=1))
    step = (WIDTH - LEFT - 12) / len(rows)
    base = HEIGHT - BOTTOM

    def place(index: int, number: float) -> tuple[float, float]:
        y = base - (base - TOP) * number / most
        return round(LEFT + step * (index + 0.5), 1), round(y, 1)

    def line(values: list[tuple[int, int | None]]) -> str:
        spots = (place(index, number) for index, number in values if number is not None)
        return " ".join(f"{x},{y}" for x, y in spots)

    actual = [(index, row.actual) for index, row in enumerate(rows) if row.actual is not None]
    over = [(index, number) for index, number in actual if not rows[index].so_far]
    ahead = [(index, row.forecast) for index, row in enumerate(rows) if row.forecast is not None]
    return Chart(
        planned=line([(index, row.planned) for index, row in enumerate(rows)]),
        actual=line(list(actual)),
        forecast=line([*over[-1:], *ahead]) if ahead else "",
        dots=[place(index, number) for index, number in actual],
        ticks=[(n, place(0, n)[1]) for n in sorted({0, most // 2, most})],
        labels=[(labels[row.half_term], place(index, 0)[0]) for index, row in enumerate(rows)],
    )


def _round_up(number: int) -> int:
    """Return a round number that is no less, and even, so that its half is a number too."""
    size = 1
    while number > 10 * size:
        size *= 10
    return max(2, -(-number // (2 * size)) * 2 * size)
