"""
How many pupils a figure is about, where it was published without saying so.

Two things can say it: how many the school's year group was in a near year (YEAR_GROUP), or how many
it has on roll in a near year, of which a year group is what it usually is of schools of its ages
(ROLL: the median share, among schools whose year groups were published).

How far off such an estimate may be is not assumed. It is made for those schools as well whose
number was published, as many years away, and compared with it. Of the 200 of these whose estimate
is nearest in size, one in twenty had fewer pupils than `least` says: with so few the figure is
reckoned, so that its interval is wider than with the estimate, and it stands out less easily.

None is made where it would not be plausible: no number nearer than NEAREST years; fewer than ENOUGH
schools to tell how far off it is; both ways at hand, and one more than twice the other; or so few
pupils that the figure would be left out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

NEAREST = 3  # years between the number and the figure, at most
ENOUGH, ALIKE = 30, 200  # schools by which an estimate is judged: at least, and of its size
ONE_IN_TWENTY = 5  # per cent
NOT_BOTH = 2  # times as many: then the school has changed
PUBLISHED, YEAR_GROUP, ROLL = 0, 1, 2


@dataclass(frozen=True)
class Counts:
    """Published numbers of pupils, a row for a school and year; each pair once."""

    schools: np.ndarray
    years: np.ndarray
    pupils: np.ndarray


@dataclass(frozen=True)
class Numbers:
    """A row for each one asked for. `pupils` nan: none is plausible."""

    pupils: np.ndarray
    least: np.ndarray  # how few it may well be
    basis: np.ndarray
    of_year: np.ndarray  # the year that the estimate is from


@dataclass(frozen=True)
class _Way:
    pupils: np.ndarray
    least: np.ndarray
    of_year: np.ndarray


def estimated(
    schools: np.ndarray, years: np.ndarray, *, groups: Counts, rolls: Counts,
    ages: Mapping[int, int], fewest: int,
) -> Numbers:  # fmt: skip
    """
    Return how many pupils the year group of `schools` had in `years`: published, or an estimate.

    groups: year groups; rolls: all pupils; ages: a number for each range of ages that schools have.
    """
    published = _in(groups, schools, years)
    one = _by(schools, years, groups, groups, np.ones(len(schools)), np.ones(len(groups.schools)))
    share = _shares(groups, rolls, ages)
    other = _by(
        schools, years, groups, rolls, _of_each(share, ages, schools),
        _of_each(share, ages, groups.schools),
    )  # fmt: skip
    apart = np.maximum(one.pupils, other.pupils) / np.minimum(one.pupils, other.pupils)
    surer = np.nan_to_num(one.least / one.pupils) >= np.nan_to_num(other.least / other.pupils)
    pupils = np.where(surer, one.pupils, other.pupils)
    least = np.where(surer, one.least, other.least)
    good = np.isnan(published) & (least >= fewest) & ~(apart > NOT_BOTH)
    return Numbers(
        np.where(good, pupils, published), np.where(good, least, published),
        np.where(good, np.where(surer, YEAR_GROUP, ROLL), PUBLISHED),
        np.where(good, np.where(surer, one.of_year, other.of_year), 0),
    )  # fmt: skip


def _shares(groups: Counts, rolls: Counts, ages: Mapping[int, int]) -> dict[int, float]:
    """Return what part of a roll a year group is, of each range of ages of enough schools."""
    roll, _ = _nearest(groups.schools, groups.years, rolls, 0)
    kind = np.array([ages.get(school, -1) for school in groups.schools.tolist()], dtype=int)
    told = (roll > 0) & (kind >= 0)
    part, kind = groups.pupils[told] / roll[told], kind[told]
    return {
        int(each): float(np.median(part[kind == each]))
        for each in np.unique(kind)
        if (kind == each).sum() >= ENOUGH
    }


def _of_each(share: dict[int, float], ages: Mapping[int, int], schools: np.ndarray) -> np.ndarray:
    return np.array([share.get(ages.get(school, -1), np.nan) for school in schools.tolist()])


def _nearest(
    schools: np.ndarray, years: np.ndarray, source: Counts, least_years: int
) -> tuple[np.ndarray, np.ndarray]:
    """Return the number of the nearest year, and which year that is."""
    number, of_year = np.full(len(schools), np.nan), np.zeros(len(schools), dtype=int)
    for away in range(least_years, NEAREST + 1):
        for year in {-away: years - away, away: years + away}.values():
            found = np.where(np.isnan(number), _in(source, schools, year), np.nan)
            here = np.isfinite(found)
            number[here], of_year[here] = found[here], year[here]
    return number, of_year


def _in(source: Counts, schools: np.ndarray, years: np.ndarray) -> np.ndarray:
    keys = source.schools * 10_000 + source.years
    order = np.argsort(keys)
    if not len(order):
        return np.full(len(schools), np.nan)
    asked = schools * 10_000 + years
    at = order[np.minimum(np.searchsorted(keys[order], asked), len(order) - 1)]
    return np.where(keys[at] == asked, source.pupils[at], np.nan)


def _by(
    schools: np.ndarray, years: np.ndarray, groups: Counts, source: Counts, part: np.ndarray,
    part_of_groups: np.ndarray,
) -> _Way:  # fmt: skip
    """Return estimates from the nearest year of `source`, and the least that each may well be."""
    itself = source is groups
    number, of_year = _nearest(schools, years, source, int(itself))
    pupils, least = number * part, np.full(len(schools), np.nan)
    away = np.abs(of_year - years)
    for years_away in range(int(itself), NEAREST + 1):
        asked = np.flatnonzero(np.isfinite(pupils) & (away == years_away))
        tried, truly = _tried(groups, source, part_of_groups, years_away)
        if len(asked) and len(tried):
            least[asked] = pupils[asked] * _low(pupils[asked], tried, truly / tried)
    known = np.isfinite(least)
    return _Way(np.where(known, pupils, np.nan), least, of_year)


def _tried(
    groups: Counts, source: Counts, part: np.ndarray, years_away: int
) -> tuple[np.ndarray, np.ndarray]:
    """Return estimates of published year groups, so many years away or more, and the groups."""
    for away in range(years_away, NEAREST + 1):
        tried, truly = [], []
        for year in {-away: groups.years - away, away: groups.years + away}.values():
            estimate = _in(source, groups.schools, year) * part
            good = estimate > 0
            tried.append(estimate[good])
            truly.append(groups.pupils[good])
        if max(map(len, tried)) >= ENOUGH:
            return np.concatenate(tried), np.concatenate(truly)
    return np.zeros(0), np.zeros(0)


def _low(pupils: np.ndarray, tried: np.ndarray, ratio: np.ndarray) -> np.ndarray:
    """Return below what part of its estimate one in twenty of those of its size was; at most 1."""
    order = np.lexsort((ratio, tried))
    alike = min(ALIKE, len(order))
    start = np.searchsorted(tried[order], pupils) - alike // 2
    start = np.clip(start, 0, len(order) - alike)
    places, place = np.unique(start, return_inverse=True)
    windows = np.lib.stride_tricks.sliding_window_view(ratio[order], alike)[places]
    return np.minimum(np.percentile(windows, ONE_IN_TWENTY, axis=1), 1)[place]
