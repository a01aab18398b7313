"""
Borders between the areas of a grid, as one graph: neighbours share each border exactly.

The graph is smoothed, cut into arcs where three areas meet, simplified, and joined into rings.
"""

from __future__ import annotations

from collections import defaultdict
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

OUTSIDE = -1

Ring = list[tuple[int, int]]


class Borders:
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
