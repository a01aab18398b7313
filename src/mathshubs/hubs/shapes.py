"""
Outlines of hub areas, drawn from points whose hub is known.

The country is a grid. A cell belongs to the hub of most points in it; gaps take the hub of the
nearest cell, and the borders between cells become rings (`borders`).
Loads numpy: for jobs and commands, never for a web process.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .borders import OUTSIDE, Borders, Ring

_SIDES = ((0, 1), (1, 0), (0, -1), (-1, 0))


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
    margin = 16  # more than any gap that is closed reaches
    west = int(eastings.min()) // cell - margin
    south = int(northings.min()) // cell - margin
    column = (eastings // cell - west).astype(np.int64)
    row = (northings // cell - south).astype(np.int64)
    shape = (int(row.max()) + margin + 1, int(column.max()) + margin + 1)
    grid = _with_room(_vote(row * shape[1] + column, hubs, weights, shape))
    land = _without_holes(_closed(grid != OUTSIDE, radius=1))
    if cell <= 1000:  # schools are too far apart to tell moor from sea
        land = _with_moors(land, grid != OUTSIDE)
    grid = _smooth(_nearest(grid, land))
    grid = _without_crumbs(grid, fewest=max(4, 12_000_000 // cell**2))
    borders = Borders(grid, cell, west * cell, south * cell)
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


def _closed(land: NDArray, radius: int, times: int = 1) -> NDArray:
    """Return the land with narrow gaps closed, its coast where it was: `radius` from each side."""
    for _ in range(times):
        land = _grown(land, radius)
    for _ in range(times):
        land = ~_grown(~land, radius)
    return land


def _with_moors(land: NDArray, lived_in: NDArray) -> NDArray:
    """Return the land with wide gaps in its edge filled where few live around: sea has shores."""
    moor = _around(lived_in, 8) < 0.57 * _around(land, 8)
    return _without_holes(land | _closed(land, radius=2, times=6) & moor)


def _around(cells: NDArray, radius: int) -> NDArray:
    """Count the cells in the square around each."""
    steps, cells = range(-radius, radius + 1), cells.astype(np.int16)
    across = np.sum([_shifted(cells, 0, by, 0) for by in steps], axis=0)
    return np.sum([_shifted(across, by, 0, 0) for by in steps], axis=0)


def _near(cells: NDArray, radius: int) -> tuple[slice, slice]:
    """Return the part of the grid that holds the cells and what is around them."""
    rows, columns = (np.unique(each) for each in np.nonzero(cells))
    return (
        slice(max(rows[0] - radius, 0), rows[-1] + radius + 1),
        slice(max(columns[0] - radius, 0), columns[-1] + radius + 1),
    )


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
        most, best = np.zeros(grid.shape), grid.copy()
        for hub in np.unique(grid[land]):
            near = _near(grid == hub, 2)
            here = grid[near] == hub
            around = _around(here, 2) + here * 0.5  # a tie leaves the cell where it is
            best[near][around > most[near]] = hub
            most[near] = np.maximum(around, most[near])
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
