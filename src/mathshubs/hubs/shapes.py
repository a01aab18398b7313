"""
Outlines of hub areas, drawn from points whose hub is known.

The country is a grid. A cell belongs to the hub of most points in it; gaps take the hub of the
nearest cell. Borders between cells become one graph, so that neighbours share each border exactly;
the graph is smoothed, cut into arcs where three areas meet, simplified, and joined into rings.
Loads numpy: for jobs and commands, never for a web process.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

OUTSIDE = -1
_SIDES = ((0, 1), (1, 0), (0, -1), (-1, 0))

Ring = list[tuple[int, int]]


@dataclass(frozen=True)
class Shape:
    """`rings` around the area, fine and coarse, holes among them (even-odd), and a point inside."""

    rings: list[Ring]
    sketch: list[Ring]
    inside: tuple[int, int]


def draw(
    eastings: NDArray, northings: NDArray, hubs: NDArray, weights: NDArray, *, cell: int
) -> dict[int, Shape]:
    """
    Return the shape of each hub that has a point.

    eastings, northings : shape (points,), metres, British National Grid
    hubs : shape (points,), integers from 0
    weights : shape (points,), how many points are there
    cell : metres along a cell's side. 1000 suits postcodes, 3000 the register of schools.
    Coordinates of the answer are metres, rounded to 100. A hub whose every cell was lost to its
    neighbours has no shape.
    """
    if not len(hubs):
        return {}
    margin = 8
    west = int(eastings.min()) // cell - margin
    south = int(northings.min()) // cell - margin
    column = (eastings // cell - west).astype(np.int64)
    row = (northings // cell - south).astype(np.int64)
    shape = (int(row.max()) + margin + 1, int(column.max()) + margin + 1)
    grid = _with_room(_vote(row * shape[1] + column, hubs, weights, shape))
    land = _without_holes(_closed(grid != OUTSIDE, radius=1))
    grid = _smooth(_nearest(grid, land))
    grid = _without_crumbs(grid, fewest=max(4, 12_000_000 // cell**2))
    borders = _Borders(grid, cell, west * cell, south * cell)
    fine = borders.rings(tolerance=0.12 * cell)
    coarse = borders.rings(tolerance=1.2 * cell)
    return {
        hub: Shape(fine[hub], coarse.get(hub) or fine[hub], _inside(grid == hub, cell, west, south))
        for hub in fine
        if fine[hub]
    }


def _vote(cells: NDArray, hubs: NDArray, weights: NDArray, shape: tuple[int, int]) -> NDArray:
    pairs, where = np.unique(np.stack([cells, hubs]), axis=1, return_inverse=True)
    votes = np.bincount(where.ravel(), weights)
    order = np.lexsort((votes, pairs[0]))
    grid = np.full(shape[0] * shape[1], OUTSIDE)
    grid[pairs[0][order]] = pairs[1][order]  # the strongest of a cell comes last, and stays
    return grid.reshape(shape)


def _with_room(grid: NDArray) -> NDArray:
    """Return the grid with hubs of a cell or two grown into the empty cells around them."""
    hubs, cells = np.unique(grid, return_counts=True)
    for hub in hubs[(cells < 9) & (hubs != OUTSIDE)]:
        grid = np.where((grid == OUTSIDE) & _grown(grid == hub, 1), hub, grid)
    return grid


def _shifted(grid: NDArray, down: int, across: int, empty) -> NDArray:
    """Return the grid moved by whole cells, `empty` moving in."""
    moved = np.full_like(grid, empty)
    height, width = grid.shape
    moved[max(down, 0) : height + min(down, 0), max(across, 0) : width + min(across, 0)] = grid[
        max(-down, 0) : height - max(down, 0), max(-across, 0) : width - max(across, 0)
    ]
    return moved


def _grown(land: NDArray, radius: int) -> NDArray:
    grown = land.copy()
    for down in range(-radius, radius + 1):
        for across in range(-radius, radius + 1):
            if down**2 + across**2 <= radius**2 + 1:
                grown |= _shifted(land, down, across, False)
    return grown


def _closed(land: NDArray, radius: int) -> NDArray:
    """Return the land with gaps narrower than twice `radius` closed, its coast where it was."""
    return ~_grown(~_grown(land, radius), radius)


def _without_holes(land: NDArray) -> NDArray:
    sea = np.zeros_like(land)
    sea[0, :] = sea[-1, :] = sea[:, 0] = sea[:, -1] = True
    while True:
        wider = sea.copy()
        for down, across in _SIDES:
            wider |= _shifted(sea, down, across, False) & ~land
        if (wider == sea).all():
            return ~sea
        sea = wider


def _nearest(grid: NDArray, land: NDArray) -> NDArray:
    """Return the grid with each cell of `land` given the hub of the nearest cell that has one."""
    step = 0
    while ((grid == OUTSIDE) & land).any():
        before, step = grid, step + 1
        sides = _SIDES if step % 2 else (*_SIDES, (1, 1), (1, -1), (-1, 1), (-1, -1))
        for down, across in sides:
            grid = np.where(grid == OUTSIDE, _shifted(before, down, across, OUTSIDE), grid)
    return np.where(land, grid, OUTSIDE)


def _smooth(grid: NDArray, times: int = 2) -> NDArray:
    """Return the grid with each cell given to the hub of most of the cells around it."""
    land = grid != OUTSIDE
    for _ in range(times):
        most, best = np.zeros(grid.shape), grid
        for hub in np.unique(grid[land]):
            here = (grid == hub).astype(np.int16)
            across = np.sum([_shifted(here, 0, by, 0) for by in range(-2, 3)], axis=0)
            around = np.sum([_shifted(across, by, 0, 0) for by in range(-2, 3)], axis=0)
            around = around + here * 0.5  # a tie leaves the cell where it is
            best, most = np.where(around > most, hub, best), np.maximum(around, most)
        grid = np.where(land, best, OUTSIDE)
    return grid


def _pieces(grid: NDArray) -> NDArray:
    """Number the connected pieces of equal cells, each piece by its lowest cell."""
    piece = np.arange(grid.size).reshape(grid.shape)
    while True:
        lower = piece
        for down, across in _SIDES:
            same = _shifted(grid, down, across, OUTSIDE - 1) == grid
            lower = np.where(
                same, np.minimum(lower, _shifted(lower, down, across, grid.size)), lower
            )
        lower = lower.ravel()[lower.ravel()].reshape(grid.shape)
        if (lower == piece).all():
            return piece
        piece = lower


def _without_crumbs(grid: NDArray, fewest: int) -> NDArray:
    """Return the grid without pieces of fewer than `fewest` cells, but for a hub's largest."""
    piece = _pieces(grid)
    first, size = np.unique(piece, return_counts=True)
    hub = grid.ravel()[first]
    largest = {h: first[hub == h][size[hub == h].argmax()] for h in np.unique(hub)}
    crumbs = first[(size < fewest) & ~np.isin(first, list(largest.values())) & (hub != OUTSIDE)]
    crumb = np.isin(piece, crumbs)
    beside_land = crumb & _grown((grid != OUTSIDE) & ~crumb, 1)
    kept = np.isin(piece, np.unique(piece[beside_land]))
    without = np.where(crumb, OUTSIDE, grid)
    return _nearest(without, (grid != OUTSIDE) & ~(crumb & ~kept))


def _inside(area: NDArray, cell: int, west: int, south: int) -> tuple[int, int]:
    """Return a point deep inside the area and near its middle."""
    rows, columns = np.nonzero(area)
    middle = rows.mean(), columns.mean()
    core = area
    for _ in range(4):
        smaller = ~_grown(~core, 1)
        if not smaller.any():
            break
        core = smaller
    rows, columns = np.nonzero(core)
    nearest = ((rows - middle[0]) ** 2 + (columns - middle[1]) ** 2).argmin()
    easting = (west + columns[nearest]) * cell + cell // 2
    northing = (south + rows[nearest]) * cell + cell // 2
    return int(easting), int(northing)


class _Borders:
    """The borders of a grid as one graph of points, each edge with the hubs on its two sides."""

    def __init__(self, grid: NDArray, cell: int, west: int, south: int):
        wide = grid.shape[1] + 1
        rows, columns = np.nonzero(grid[:, :-1] != grid[:, 1:])  # upright: the left hub is west
        upright = (rows * wide + columns + 1, (rows + 1) * wide + columns + 1)
        left, right = grid[rows, columns], grid[rows, columns + 1]
        rows, columns = np.nonzero(grid[:-1] != grid[1:])  # level: the left hub is north
        level = ((rows + 1) * wide + columns, (rows + 1) * wide + columns + 1)
        ends = np.concatenate([np.stack(upright, 1), np.stack(level, 1)])
        corners, edges = np.unique(ends, return_inverse=True)
        self.edges = edges.reshape(-1, 2)
        self.left = np.concatenate([left, grid[rows + 1, columns]]).tolist()
        self.right = np.concatenate([right, grid[rows, columns]]).tolist()
        at = np.stack([corners % wide * cell + west, corners // wide * cell + south], 1)
        self.points = self._relaxed(at.astype(float))

    def _relaxed(self, points: NDArray) -> NDArray:
        """Return the points drawn towards their neighbours, and out again so that none shrinks."""
        ends = np.concatenate([self.edges, self.edges[:, ::-1]])
        degree = np.bincount(ends[:, 0])[:, None]
        for pull in [0.5, -0.52] * 8 + [0.4]:
            total = np.stack(
                [np.bincount(ends[:, 0], points[ends[:, 1], axis]) for axis in (0, 1)], 1
            )
            points = points + pull * (total / degree - points)
        return points

    def rings(self, tolerance: float) -> dict[int, list[Ring]]:
        """Return the rings of each hub, its area to the left of each."""
        open_ends: dict[int, dict[int, list]] = defaultdict(lambda: defaultdict(list))
        for path, left, right in self._arcs():
            line = path[_kept(self.points[path], tolerance)].tolist()
            for hub, directed in ((left, line), (right, line[::-1])):
                if hub != OUTSIDE:
                    open_ends[hub][directed[0]].append(directed)
        return {hub: self._joined(starts) for hub, starts in sorted(open_ends.items())}

    def _arcs(self):
        """Yield each run of edges between two points where three borders meet, or once round."""
        at: dict[int, list[int]] = defaultdict(list)
        for number, (one, other) in enumerate(self.edges.tolist()):
            at[one].append(number)
            at[other].append(number)
        junctions = [point for point, meeting in at.items() if len(meeting) != 2]
        ends, used = self.edges.tolist(), set()
        for start in [*junctions, *at]:
            for first in at[start]:
                if first in used:
                    continue
                path, edge, point = [start], first, start
                while True:
                    used.add(edge)
                    one, other = ends[edge]
                    point = other if point == one else one
                    path.append(point)
                    onward = [each for each in at[point] if each not in used]
                    if len(at[point]) != 2 or not onward:
                        break
                    edge = onward[0]
                along = ends[first][0] == start
                left, right = self.left[first], self.right[first]
                yield np.array(path), *((left, right) if along else (right, left))

    def _joined(self, starts: dict[int, list]) -> list[Ring]:
        rings = []
        for start in list(starts):
            while starts[start]:
                ring = starts[start].pop()
                while ring[-1] != ring[0] and starts[ring[-1]]:
                    ring = ring[:-1] + starts[ring[-1]].pop()
                at = (np.round(self.points[ring] / 100) * 100).astype(int).tolist()
                line = [tuple(point) for point in at]
                line = [p for p, q in zip(line, [None, *line], strict=False) if p != q]
                if len(line) > 3:
                    rings.append(line)
        return sorted(rings, key=_area, reverse=True)


def _area(ring: Ring) -> float:
    """Return the area inside, negative for a hole."""
    return sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairwise(ring)) / 2


def _kept(line: NDArray, tolerance: float) -> NDArray:
    """Return which points of `line` tell it to within `tolerance` (Douglas and Peucker)."""
    keep = np.zeros(len(line), bool)
    keep[[0, -1]] = True
    spans = [(0, len(line) - 1)]
    if (line[0] == line[-1]).all():  # once round: begin at the point furthest from the first
        far = int(((line - line[0]) ** 2).sum(1).argmax())
        keep[far] = True
        spans = [(0, far), (far, len(line) - 1)]
    while spans:
        first, last = spans.pop()
        if last - first < 2:
            continue
        along, between = line[last] - line[first], line[first + 1 : last] - line[first]
        long = np.hypot(*along) or 1.0
        off = np.abs(along[0] * between[:, 1] - along[1] * between[:, 0]) / long
        furthest = int(off.argmax())
        if off[furthest] > tolerance:
            middle = first + 1 + furthest
            keep[middle] = True
            spans += [(first, middle), (middle, last)]
    if (line[0] == line[-1]).all() and keep.sum() < 4:  # too small to be told by fewer points
        keep[:] = True
    return keep
