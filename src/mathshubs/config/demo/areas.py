"""Districts shared out to hubs: areas in one piece, with about as many schools each."""

from __future__ import annotations

from collections import defaultdict

import numpy as np
import polars as pl

from .places import TELFORD, District

CELL = 2000  # metres
TOGETHER = (TELFORD, "E06000051")  # Telford and Wrekin stays with Shropshire around it

Middles = dict[str, tuple[float, float]]


def share_out(districts: tuple[District, ...], postcodes: pl.DataFrame, hubs: int) -> list:
    """Return a list of districts for each hub, every district in exactly one."""
    middles, beside = centres(postcodes), neighbours(postcodes)
    halves = _halve(districts, middles, hubs)
    hub_of = {each.code: number for number, area in enumerate(halves) for each in area}
    _Evener(districts, middles, beside, hub_of).even_out()
    areas: list[list[District]] = [[] for _ in range(hubs)]
    for each in districts:
        areas[hub_of[each.code]].append(each)
    return areas


def centres(postcodes: pl.DataFrame) -> Middles:
    """Return the middle of each district: the mean of its postcodes, in metres."""
    middle = postcodes.group_by("district").agg(pl.mean("easting"), pl.mean("northing"))
    return {code: (east, north) for code, east, north in middle.rows()}


def neighbours(postcodes: pl.DataFrame) -> dict[str, set[str]]:
    """Return which districts lie beside which: they have postcodes within a few kilometres."""
    cells = postcodes.select(
        "district", x=pl.col("easting") // CELL, y=pl.col("northing") // CELL
    ).unique()
    beside: dict[str, set[str]] = defaultdict(set)
    for right, up in ((0, 0), (1, 0), (0, 1), (1, 1), (1, -1)):
        moved = cells.with_columns(pl.col("x") + right, pl.col("y") + up)
        pairs = cells.join(moved, on=["x", "y"]).filter(pl.col("district") != "district_right")
        counts = pairs.group_by("district", "district_right").len().filter(pl.col("len") > 1)
        for one, other, _ in counts.rows():
            if one != other:
                beside[one].add(other)
                beside[other].add(one)
    return beside


def _halve(districts: tuple[District, ...], middles: Middles, hubs: int) -> list[list[District]]:
    """Cut the country in two across its longer side, each part in two again, and so on."""
    if hubs == 1:
        return [list(districts)]
    points = np.array([middles[each.code] for each in districts])
    weights = np.array([max(each.schools, 1) for each in districts], dtype=float)
    mean = np.average(points, axis=0, weights=weights)
    spread = np.cov((points - mean).T, aweights=weights)
    longest = np.linalg.eigh(spread)[1][:, -1]
    longest = longest if longest[np.argmax(np.abs(longest))] > 0 else -longest
    order = np.argsort((points - mean) @ longest, kind="stable")
    first_hubs = hubs // 2
    running = np.cumsum(weights[order]) / weights.sum()
    cut = int(np.argmin(np.abs(running - first_hubs / hubs))) + 1
    cut = min(max(cut, first_hubs), len(districts) - (hubs - first_hubs))
    first = tuple(districts[place] for place in order[:cut])
    rest = tuple(districts[place] for place in order[cut:])
    return _halve(first, middles, first_hubs) + _halve(rest, middles, hubs - first_hubs)


class _Evener:
    """Moves districts between areas that touch, until none is in pieces and all are alike."""

    def __init__(
        self, districts: tuple[District, ...], middles: Middles, beside: dict[str, set[str]],
        hub_of: dict[str, int],
    ):  # fmt: skip
        self.beside, self.hub_of = beside, hub_of
        self.at = {code: complex(*middle) for code, middle in middles.items()}
        self.schools = {each.code: each.schools for each in districts}
        self.codes = [each.code for each in districts]
        self.wanted = sum(self.schools.values()) / len(set(hub_of.values()))
        for code in self.codes:  # an island lies beside what is nearest
            if not beside[code]:
                others = (other for other in self.codes if other != code)
                nearest = min(others, key=lambda other: abs(self.at[other] - self.at[code]))
                beside[code].add(nearest)
                beside[nearest].add(code)

    def even_out(self) -> None:
        for code in TOGETHER:
            if code in self.hub_of:
                self.hub_of[code] = self.hub_of[TOGETHER[1]]
        for _ in range(12):
            self._join_pieces()
            if not self._trade():
                break
        self._join_pieces()

    def _members(self, hub: int) -> list[str]:
        return [code for code in self.codes if self.hub_of[code] == hub]

    def _load(self, hub: int) -> int:
        return sum(self.schools[code] for code in self._members(hub))

    def _pieces(self, members: list[str]) -> list[list[str]]:
        left, pieces = dict.fromkeys(members), []
        while left:
            piece = [left.popitem()[0]]
            for code in piece:
                found = sorted(other for other in self.beside[code] if other in left)
                piece += found
                for other in found:
                    del left[other]
            pieces.append(piece)
        return sorted(pieces, key=lambda piece: (-sum(map(self.schools.get, piece)), piece))

    def _join_pieces(self) -> None:
        """Give every piece that lies apart from its area to the smallest area it touches."""
        for hub in sorted(set(self.hub_of.values())):
            for piece in self._pieces(self._members(hub))[1:]:
                if set(piece) & set(TOGETHER):
                    continue
                around = {self.hub_of[other] for code in piece for other in self.beside[code]}
                around.discard(hub)
                if around:
                    smallest = min(sorted(around), key=self._load)
                    self.hub_of.update(dict.fromkeys(piece, smallest))

    def _trade(self) -> bool:
        """Let each district change to a neighbouring area where that makes things better."""
        moved = False
        for code in self.codes:
            hub = self.hub_of[code]
            around = {self.hub_of[other] for other in self.beside[code]} - {hub}
            rest = [other for other in self._members(hub) if other != code]
            if code in TOGETHER or not around or not rest or len(self._pieces(rest)) > 1:
                continue
            best = min(sorted(around), key=lambda other: self._change(code, hub, other))
            if self._change(code, hub, best) < 0:
                self.hub_of[code] = best
                moved = True
        return moved

    def _change(self, code: str, hub: int, other: int) -> float:
        """Return how much worse (more than 0) it is if the district moves to the other area."""
        size, here, there = self.schools[code], self._load(hub), self._load(other)
        before = (here - self.wanted) ** 2 + (there - self.wanted) ** 2
        after = (here - size - self.wanted) ** 2 + (there + size - self.wanted) ** 2
        farther = abs(self.at[code] - self._middle(other)) - abs(self.at[code] - self._middle(hub))
        ties = self._ties(code, hub) - self._ties(code, other)
        return (after - before) / self.wanted**2 + farther / 150_000 + 0.02 * ties

    def _ties(self, code: str, hub: int) -> int:
        return sum(self.hub_of[other] == hub for other in self.beside[code])

    def _middle(self, hub: int) -> complex:
        members = self._members(hub)
        weight = sum(max(self.schools[code], 1) for code in members)
        return sum(self.at[code] * max(self.schools[code], 1) for code in members) / weight
