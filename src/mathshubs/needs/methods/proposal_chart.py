"""A proposal's years as a small drawing: each figure with its interval, and what was expected."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .proposal_words import Asked, pupils, said

WIDTH, HEIGHT = 300, 130
LEFT, RIGHT, TOP, BOTTOM = 40, 16, 10, 24  # margins of the drawing
HALF = 14  # half the length of the line that says what was expected


@dataclass(frozen=True)
class Point:
    """One year: where it stands in the drawing, and what the table beside it says."""

    year: str
    x: float
    y: float
    low: float
    high: float
    expected: float
    value: str
    interval: str
    expected_words: str
    pupils: str  # about so many, where that is an estimate
    like: int

    @property
    def left(self) -> float:
        return self.x - HALF

    @property
    def right(self) -> float:
        return self.x + HALF


@dataclass(frozen=True)
class Drawing:
    points: list[Point]
    ends: list[tuple[float, str]]  # the top and the bottom of the scale: where, and what they say
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = WIDTH - RIGHT


def drawing_of(asked: Asked, figures: Mapping[str, Any]) -> Drawing:
    """Lay out the years of a proposal."""
    years = sorted(figures["years"].items())
    numbers = [each[name] for _, each in years for name in ("low", "high", "expected")]
    least, most = min(numbers), max(numbers)
    span = (most - least) or 1

    def height(number: float) -> float:
        return round(TOP + (most - number) / span * (HEIGHT - TOP - BOTTOM), 1)

    room = (WIDTH - LEFT - RIGHT) / len(years)
    points = [
        Point(
            year, round(LEFT + room * (place + 0.5), 1), height(each["value"]),
            height(each["low"]), height(each["high"]), height(each["expected"]),
            said(asked, each["value"]),
            f"{said(asked, each['low'])} to {said(asked, each['high'])}",
            said(asked, each["expected"]), pupils(each), each["like"],
        )
        for place, (year, each) in enumerate(years)
    ]  # fmt: skip
    ends = [(height(most), said(asked, most)), (height(least), said(asked, least))]
    return Drawing(points, ends)
