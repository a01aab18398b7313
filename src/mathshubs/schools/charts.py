"""A measure's figures of one school, laid out as a small line chart and as the same table."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import ceil, floor

from mathshubs.core.years import next_year

from .models import Group, Mark, Release
from .published.measures import PERCENT, PUPILS, Measure
from .queries_results import Published

WIDTH, HEIGHT = 320, 150  # of the drawing
LEFT, RIGHT, TOP, BOTTOM = 38, 18, 14, 24  # its margins
ROOM = 34  # that a year takes
STEPS = [size * 10**power for power in range(-2, 6) for size in (1, 2, 5)]
SILENT = "Nothing published"


@dataclass(frozen=True)
class Cell:
    """One year of one group: what the table says, and where the chart has its point."""

    text: str
    more: str = ""  # how many pupils, the interval, the release
    x: float = 0
    y: float | None = None
    low: float | None = None  # where the interval ends, in the drawing
    high: float | None = None


@dataclass(frozen=True)
class Line:
    group: str
    label: str
    cells: list[Cell]
    runs: list[str]  # the points of each unbroken stretch of years, as SVG wants them


@dataclass(frozen=True)
class Chart:
    measure: Measure
    years: list[str]
    named: list[tuple[float, str]]  # the years that are written under the drawing, and where
    steps: list[tuple[float, str]]  # where the lines across stand, and what they say
    lines: list[Line]  # of groups with a number in some year
    unsaid: list[tuple[str, str]]  # the other groups, and what stands in place of their numbers
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = WIDTH - RIGHT

    @property
    def rows(self) -> list[tuple[str, list[tuple[str, Cell]]]]:
        """The table, a year a row."""
        return [
            (year, [(line.label, line.cells[place]) for line in self.lines])
            for place, year in enumerate(self.years)
        ]

    @property
    def is_drawn(self) -> bool:
        """One point alone says nothing that its number does not."""
        return any(sum(cell.y is not None for cell in line.cells) > 1 for line in self.lines)


def chart_of(measure: Measure, published: Sequence[Published], *, fewest: int) -> Chart | None:
    """Lay out what was published of `measure`; None when nothing was."""
    told = {(each.group, each.year): each for each in published if each.measure == measure.code}
    if not told:
        return None
    years = sorted({year for _, year in told})
    shown = [each for each in told.values() if _is_shown(each, fewest)]
    ends = [end for each in shown for end in (each.value, *_interval(each)) if end is not None]
    steps = _steps(measure, ends)
    least, most = steps[0], steps[-1]
    first, span = int(years[0][:4]), max(int(years[-1][:4]) - int(years[0][:4]), 1)

    def across(year: str) -> float:
        part = (int(year[:4]) - first) / span
        return round(LEFT + part * (WIDTH - LEFT - RIGHT), 1)

    def height(value: float) -> float:
        part = (min(max(value, least), most) - least) / (most - least)
        return round(HEIGHT - BOTTOM - part * (HEIGHT - TOP - BOTTOM), 1)

    def cell(year: str, each: Published | None) -> Cell:
        said = _words(measure, each, fewest), _more(measure, each, fewest), across(year)
        if each is None or not _is_shown(each, fewest) or each.value is None:
            return Cell(*said)
        ends = [None if end is None else height(end) for end in _interval(each)]
        return Cell(*said, height(each.value), *ends)

    lines, unsaid = [], []
    for group in Group:
        if any(of == group for of, _ in told):
            cells = [cell(year, told.get((group.value, year))) for year in years]
            if any(each.y is not None for each in cells):
                lines.append(Line(group.value, group.label, cells, _runs(cells, years)))
            else:
                unsaid.append((group.label, _in_place(cells)))
    marks = [(height(step), _number(measure, step)) for step in steps]
    return Chart(measure, years, _named(years, across), marks, lines, unsaid)


def _interval(each: Published) -> tuple[float | None, float | None]:
    """The interval that is drawn: that of all pupils, as those of groups would cover it."""
    return (each.low, each.high) if each.group == Group.ALL else (None, None)


def _in_place(cells: Sequence[Cell]) -> str:
    """What stands in place of every number: "withheld, too few pupils; not published"."""
    return "; ".join(dict.fromkeys(cell.text.lower() for cell in cells if cell.text != SILENT))


def _named(years: Sequence[str], across: Callable[[str], float]) -> list[tuple[float, str]]:
    """The last year and as many before it as there is room to write."""
    named: list[tuple[float, str]] = []
    for year in reversed(years):
        if not named or named[-1][0] - across(year) >= ROOM:
            named.append((across(year), year[2:]))
    return named


def _steps(measure: Measure, values: Sequence[float]) -> list[float]:
    """Round numbers, four to six of them, from below the least value to above the most."""
    if measure.unit == PERCENT or not values:
        return [0, 25, 50, 75, 100]
    least, most = min(values), max(values)
    if measure.unit == PUPILS:
        least = 0
    step = next(each for each in STEPS if most - least <= 4 * each)
    first, last = floor(least / step), max(ceil(most / step), floor(least / step) + 1)
    return [round(place * step, 4) for place in range(first, last + 1)]


def _is_shown(each: Published, fewest: int) -> bool:
    return each.value is not None and (each.pupils is None or each.pupils >= fewest)


def _runs(cells: Sequence[Cell], years: Sequence[str]) -> list[str]:
    """The points of each stretch of years that follow one another, as SVG wants them."""
    runs: list[list[str]] = [[]]
    for place, cell in enumerate(cells):
        if place and years[place] != next_year(years[place - 1]):
            runs.append([])
        if cell.y is None:
            runs.append([])
        else:
            runs[-1].append(f"{cell.x},{cell.y}")
    return [" ".join(run) for run in runs if len(run) > 1]


def _words(measure: Measure, each: Published | None, fewest: int) -> str:
    if each is None:
        return SILENT
    if each.mark:
        return Mark(each.mark).label
    if not _is_shown(each, fewest) or each.value is None:
        return f"Fewer than {fewest} pupils"
    return _number(measure, each.value)


def _more(measure: Measure, each: Published | None, fewest: int) -> str:
    if each is None or not _is_shown(each, fewest):
        return ""
    said = []
    if each.low is not None and each.high is not None:
        said.append(f"{_number(measure, each.low)} to {_number(measure, each.high)}")
    if each.pupils is not None and measure.unit != PUPILS:
        said.append(f"{each.pupils:,} pupil{'' if each.pupils == 1 else 's'}")
    if each.release != Release.FINAL:
        said.append(Release(each.release).label.lower())
    return ", ".join(said)


def _number(measure: Measure, value: float) -> str:
    text = f"{value:,.2f}".rstrip("0").rstrip(".").replace("-", "−")
    if measure.unit == PERCENT:
        return f"{text}%"
    return f"{value:,.0f}" if measure.unit == PUPILS else text
