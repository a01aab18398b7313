"""Made-up schools of which it is known how they differ, and what was read of them."""

from __future__ import annotations

import numpy as np

from mathshubs.needs.methods.standing import Family, Figures, Reading, Schools

YEARS = (2016, 2017, 2018)


def a_world(
    *, schools: int = 4000, low: int = 0, by: float = 20, seed: int = 1, places: int = 200,
    lasting: float = 4, moving: float = 2, years=YEARS,
    own: np.ndarray | None = None,
) -> tuple[Figures, Schools]:  # fmt: skip
    """Schools whose shares differ lastingly and from year to year; the first `low` lie lower."""
    chance = np.random.default_rng(seed)
    ids = np.arange(1, schools + 1)
    meals = chance.uniform(2, 50, schools)
    if own is None:
        own = chance.normal(0, lasting, schools)
        own[:low] -= by
    pupils = chance.integers(15, 90, schools)
    values = []
    for _ in years:
        usual = 85 - 0.5 * meals + own + chance.normal(0, moving, schools)
        values.append(100 * chance.binomial(pupils, np.clip(usual, 0, 100) / 100) / pupils)
    many = len(years)
    figures = Figures(
        np.tile(ids, many), np.repeat(years, schools), np.concatenate(values)[:, None],
        np.tile(pupils, many)[:, None], np.full((schools * many, 1), np.nan),
    )  # fmt: skip
    place = {"district": chance.integers(1, places + 1, schools)}
    return figures, Schools(ids, np.zeros(schools, int), meals, place)


def of(reading: Reading, kind: str = "school") -> Family:
    return next(family for family in reading.families if family.kind == kind)
