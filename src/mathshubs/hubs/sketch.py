"""The country as a drawing: SVG units are km east and south of one corner."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import accumulate, pairwise

WEST, NORTH = 80_000, 660_000


def svg_point(easting: int, northing: int) -> tuple[float, float]:
    """Return where a point of the British National Grid (metres) is in the drawing."""
    return round((easting - WEST) / 1000, 1), round((NORTH - northing) / 1000, 1)


def svg_path(ring: list[tuple[int, int]]) -> str:
    """Write a closed ring as SVG path data, each step relative to the one before: it is shorter."""
    points = [svg_point(easting, northing) for easting, northing in ring]
    steps = [
        f"{to_x - x:.1f} {to_y - y:.1f}".replace(".0", "")
        for (x, y), (to_x, to_y) in pairwise(points[:-1])
    ]
    return f"M{points[0][0]:g} {points[0][1]:g}l{' '.join(steps)}z"


@lru_cache(maxsize=256)  # the same few areas on every page
def svg_box(path: str) -> tuple[float, float, float, float]:
    """Return west, north, east and south of a path that `svg_path` wrote, or several in a row."""
    xs: list[float] = []
    ys: list[float] = []
    for ring in path.split("z")[:-1]:
        numbers = [float(number) for number in re.findall(r"-?[0-9.]+", ring)]
        xs += accumulate(numbers[::2])
        ys += accumulate(numbers[1::2])
    return min(xs), min(ys), max(xs), max(ys)
