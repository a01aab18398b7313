"""A measure's figures of one school, laid out as a small line chart and as the same table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .models import Group, Mark, Release
from .published.measures import PERCENT, PUPILS, Measure
from .queries_results import Published

WIDTH, HEIGHT = 320, 150  # of the drawing
LEFT, RIGHT, TOP, BOTTOM = 38, 18, 14, 24  # its margins
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
    places: list[tuple[float, str]]  # where each year stands
    steps: list[tuple[float, str]]  # where the lines across stand, and what they say
    lines: list[Line]
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = WIDTH - RIGHT
    floor: int = HEIGHT - BOTTOM

    @property
    def rows(self) -> list[tuple[str, list[tuple[str, Cell]]]]:
        """The table, a year a row, without years of which nothing was said of any group."""
        rows = [
            (year, [(line.label, line.cells[place]) for line in self.lines])
            for place, year in enumerate(self.years)
        ]
        return [row for row in rows if any(cell.text != SILENT for _, cell in row[1])]

    @property
    def is_drawn(self) -> bool:
        """One point alone says nothing that its number does not."""
        return any(sum(cell.y is not None for cell in line.cells) > 1 for line in self.lines)


def chart_of(
    measure: Measure, published: Sequence[Published], years: Sequence[str], *, fewest: int
) -> Chart | None:
    """Lay out what was published of `measure`; None when nothing was."""
    told = {(each.group, each.year): each for each in published if each.measure == measure.code}
    if not told:
        return None
    years = years[years.index(min(year for _, year in told)) :]
    shown = [each for each in told.values() if _is_shown(each, fewest)]
    least, most = _scale(measure, shown)
    across = (WIDTH - LEFT - RIGHT) / max(len(years) - 1, 1)
    places = [(round(LEFT + across * place, 1), year) for place, year in enumerate(years)]

    def height(value: float) -> float:
        part = (value - least) / (most - least)
        return round(HEIGHT - BOTTOM - part * (HEIGHT - TOP - BOTTOM), 1)

    def cell(x: float, each: Published | None) -> Cell:
        if each is None or not _is_shown(each, fewest) or each.value is None:
            return Cell(_words(measure, each, fewest), _more(measure, each), x)
        ends = [None if end is None else height(min(max(end, least), most))
                for end in (each.low, each.high)]  # fmt: skip
        return Cell(
            _words(measure, each, fewest), _more(measure, each), x, height(each.value), *ends
        )

    lines = []
    for group in Group:
        if any(of == group for of, _ in told):
            cells = [cell(x, told.get((group.value, year))) for x, year in places]
            lines.append(Line(group.value, group.label, cells, _runs(cells)))
    steps = [(height(step), _number(measure, step)) for step in (least, (least + most) / 2, most)]
    return Chart(measure, list(years), places, steps, lines)


def _is_shown(each: Published, fewest: int) -> bool:
    return each.value is not None and (each.pupils is None or each.pupils >= fewest)


def _scale(measure: Measure, shown: Sequence[Published]) -> tuple[float, float]:
    """The ends of the scale: 0 to 100 for shares, else whole numbers round what is shown."""
    if measure.unit == PERCENT or not shown:
        return 0, 100
    values = [each.value for each in shown if each.value is not None]
    if measure.unit == PUPILS:
        return 0, max(max(values) * 1.1, 10)
    margin = max((max(values) - min(values)) / 4, 0.5)
    least, most = min(values) - margin, max(values) + margin
    if min(values) >= 0:
        least = max(least, 0)
    return least, most


def _runs(cells: Sequence[Cell]) -> list[str]:
    runs: list[list[str]] = [[]]
    for cell in cells:
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


def _more(measure: Measure, each: Published | None) -> str:
    if each is None or each.value is None:
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
