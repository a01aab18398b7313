"""Where schools take part and where they do not: district by phase, as a table and a map."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from itertools import combinations
from math import hypot

from django.db.models import Exists, OuterRef

from mathshubs.core.phases import Phase
from mathshubs.hubs.models import Hub, HubShape
from mathshubs.hubs.sketch import svg_box, svg_point

from .engagement import could_take_part_with, phases_taught, places_that_count

FEWEST = 5  # schools; of fewer, one more or less would change a share too much to mean anything
COLD, COOL = 15, 40  # per cent that take part, below which a cell is called so
_BANDS = {"none": "Nobody", "cold": "Cold", "cool": "Some", "warm": "Many", "few": "Few schools"}


@dataclass
class Cell:
    """Schools of one district and phase, and those of them that take part."""

    schools: int = 0
    taking_part: int = 0

    def add(self, *, takes_part: bool) -> None:
        self.schools += 1
        self.taking_part += takes_part

    @property
    def percent(self) -> int | None:
        """The share that takes part; None where there are too few schools to say."""
        if self.schools < FEWEST:
            return None
        return round(100 * self.taking_part / self.schools)

    @property
    def band(self) -> str:
        if not self.schools:
            return ""
        if self.percent is None:
            return "few"
        if not self.taking_part:
            return "none"
        return "cold" if self.percent < COLD else "cool" if self.percent < COOL else "warm"

    @property
    def word(self) -> str:
        return _BANDS.get(self.band, "")


@dataclass
class OfDistrict:
    """A district: all its schools, and those of each phase."""

    pk: int
    name: str
    all: Cell = field(default_factory=Cell)
    phases: dict[str, Cell] = field(default_factory=lambda: defaultdict(Cell))
    points: list[tuple[int, int]] = field(default_factory=list)

    @property
    def cells(self) -> list[tuple[str, str, Cell]]:
        return [(phase.value, phase.label, self.phases[phase]) for phase in Phase]

    def cell(self, phase: str) -> Cell:
        return self.phases[phase] if phase else self.all


@dataclass(frozen=True)
class ColdSpots:
    districts: list[OfDistrict]
    all: OfDistrict
    drawing: dict | None


def cold_spots(hub: Hub, year: str, phase: str, on: date) -> ColdSpots:
    """
    Return how many schools take part in `year`, the coldest districts first. Two queries.

    phase : what the drawing, and the order, are about; empty is all. A school of two phases counts
        in both, and once in all.
    """
    takes_part = Exists(places_that_count([year]).filter(school=OuterRef("pk")))
    schools = could_take_part_with(hub, on).annotate(takes_part=takes_part).order_by("pk")
    found: dict[int, OfDistrict] = {}
    whole = OfDistrict(0, "All districts")
    for pk, name, kind, low, high, easting, northing, part in schools.values_list(
        "district", "district__name", "phase", "low_age", "high_age", "easting", "northing",
        "takes_part",
    ):  # fmt: skip
        district = found.setdefault(pk or 0, OfDistrict(pk or 0, name or "No district"))
        for each in (district, whole):
            each.all.add(takes_part=part)
            for taught in phases_taught(kind, low, high):
                each.phases[taught].add(takes_part=part)
        if easting and northing:
            district.points.append((easting, northing))

    def coldness(each: OfDistrict) -> tuple:
        cell = each.cell(phase)
        share = cell.taking_part / cell.schools if cell.schools else 1
        return (not cell.schools, cell.percent is None, share, -cell.schools, each.name)

    districts = sorted(found.values(), key=coldness)
    return ColdSpots(districts, whole, _drawing(hub, districts, phase))


def _drawing(hub: Hub, districts: list[OfDistrict], phase: str) -> dict | None:
    """
    Return each district's outline with its share written on it, or a disc in the middle of its
    schools where the district is too small to be drawn.
    """
    shape = HubShape.objects.filter(hub=hub).defer("rings").first()
    if shape is None or not shape.sketch:
        return None
    discs = [_disc(each, phase) for each in districts if each.points and each.cell(phase).schools]
    for disc in discs:
        disc["path"] = shape.districts.get(str(disc["district"].pk), "")
    boxes = [svg_box(path) for path in (shape.sketch, *shape.districts.values())]
    xs = [x for west, _, east, _ in boxes for x in (west, east)]
    ys = [y for _, north, _, south in boxes for y in (north, south)]
    size = max(max(xs) - min(xs), max(ys) - min(ys), 1)
    radius, margin = size / 22, size / 60
    _apart(discs, 2.1 * radius)
    for disc in discs:
        xs += [disc["x"] - radius, disc["x"] + radius]
        ys += [disc["y"] - radius, disc["y"] + radius]
        disc["r"] = round(radius, 2)
        disc["text_y"] = round(disc["y"] + radius * 0.3, 2)
    west, north = min(xs) - margin, min(ys) - margin
    box = [west, north, max(xs) + margin - west, max(ys) + margin - north]
    return {
        "path": shape.sketch,
        "box": " ".join(f"{number:.1f}" for number in box),
        "discs": discs,
        "others": [path for pk, path in shape.districts.items()
                   if pk not in {str(disc["district"].pk) for disc in discs}],
        "text": round(radius * 0.8, 2),
        "drawn": bool(shape.districts),
    }  # fmt: skip


def _apart(discs: list[dict], least: float) -> None:
    """Move discs apart that would lie on each other, a little each time."""
    for _ in range(20):
        for one, other in combinations(discs, 2):
            east, south = other["x"] - one["x"], other["y"] - one["y"]
            far = hypot(east, south)
            if far >= least:
                continue
            across, down = (east / far, south / far) if far else (1.0, 0.0)
            step = (least - far) / 2
            for disc, sign in ((one, -1), (other, 1)):
                disc["x"] = round(disc["x"] + sign * step * across, 2)
                disc["y"] = round(disc["y"] + sign * step * down, 2)


def _disc(each: OfDistrict, phase: str) -> dict:
    eastings, northings = zip(*each.points, strict=True)
    x, y = svg_point(sum(eastings) // len(eastings), sum(northings) // len(northings))
    cell = each.cell(phase)
    return {"x": x, "y": y, "district": each, "cell": cell}
