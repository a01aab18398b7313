"""
Which schools, and which places of several, stand out in published results against similar ones.

What is expected. Schools alike are those of one sort (`Schools.sort`: phase and kind) with results
of one year. Within them the figure of each group of pupils is fitted by least squares, weighted by
pupils, to a parabola in the share of pupils eligible for free school meals. For a gap the fit of
the second group is taken from that of the first. The residual is r = figure - expected.

How sure one year's figure is, v:
  a share p of n pupils          p (1 - p) / n, with the expected p (binomial)
  with a published 95% interval  ((high - low) / (2 * 1.96))^2
  any other mean                 s^2 / n; s^2 is what schools' figures move by from year to year:
                                 half of all (r1 - r2)^2 / (1/n1 + 1/n2) lie below s^2 * 0.455
Of a gap it is the sum over both groups. Where n was not published and is an estimate (`cohorts`),
n here is as few as it may well be.

How much ordinary schools differ. Beyond chance, figures move from year to year by a variance w^2,
and similar schools differ lastingly by t^2. Each is the value for which half of the squares lie
below 0.455 of what is then expected (the median of chi-squared with one degree of freedom), so that
a few that stand out cannot hide themselves. Over years, with a = 1 / (v + w^2):
  d = sum(a r) / sum(a)          its variance is s^2 = 1 / sum(a), by chance
  z = (d + t) / s                the standing: standard errors below -t, where the lowest sixth of
                                 similar schools begins
  d t^2 / (t^2 + s^2)            the difference shrunk towards similar schools: small cohorts more
The lasting differences are the additive random effect of Spiegelhalter, "Handling over-dispersion
of performance indicators", Quality and Safety in Health Care 14 (2005); the shrunk one is the
empirical Bayes mean of Morris, "Parametric empirical Bayes inference", JASA 78 (1983). A place must
also lie low in two years at least: in each, all of its 95% interval below what is expected.

A district, authority or trust has the mean residual of its schools, weighted by pupils (for a gap
by 1 / (1/n1 + 1/n2)). What its schools differ by lastingly is averaged with them; what such places
differ by besides is found as t^2 is.

How many stand out. Many are looked at, so some look bad by chance. Within one measure and one kind
of place the false discovery rate is held at 5% (Benjamini and Hochberg, JRSS B 57 (1995)).
"""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

import numpy as np

from .chance import HALF, SURE, below, most_unlikely, spread, wilson
from .standing import Counted, Family, Figures, Reading, Schools, Standing, Year

FEWEST_PUPILS = 5  # a figure about fewer is left out
FEWEST_LIKE = 30  # schools alike in a year, below which nothing is expected of them
FEWEST_SCHOOLS = 3  # of a district, authority or trust
FEWEST_YEARS, MOST_YEARS, OLDEST = 2, 3, 5  # years read; none lies more than OLDEST before the last
SCHOOL = "school"


@dataclass(frozen=True)
class _Rows:
    """One row for a school and year (or place and year): what was seen, and how sure it is."""

    of: np.ndarray
    year: np.ndarray
    value: np.ndarray
    expected: np.ndarray
    noise: np.ndarray  # v
    moves: np.ndarray  # w^2 as it counts in the row
    weight: np.ndarray
    pupils: np.ndarray
    like: np.ndarray
    least: np.ndarray  # pupils, where their number is an estimate: as few as they may well be
    estimated: np.ndarray  # schools of which that is so
    basis: np.ndarray
    of_year: np.ndarray
    under: np.ndarray  # 0: its own


def read(figures: Figures, schools: Schools, *, is_share: bool, both_ways: bool = False) -> Reading:
    """
    Return the places whose figures lie below what is expected, further than chance explains.

    figures: of one group of pupils, or of two, whose gap is the first less the second. is_share:
    they are per cent of pupils. both_ways: above counts as well, and then z says how far, below 0.
    """
    whole = np.isfinite(figures.values).all(1) & (figures.pupils >= FEWEST_PUPILS).all(1)
    at = np.searchsorted(schools.ids, figures.schools)
    at = np.minimum(at, max(len(schools.ids) - 1, 0))
    known = whole & (schools.ids[at] == figures.schools) if len(schools.ids) else whole & False
    years = _years(figures.years[known])
    if len(years) < FEWEST_YEARS:
        return Reading(years, [], 0)
    last = np.unique(figures.schools[known & (figures.years == years[-1])])
    rows = np.flatnonzero(known & np.isin(figures.years, years))
    rows = rows[np.lexsort((figures.years[rows], figures.schools[rows]))]
    kept, sorts, seen = _against_alike(figures, schools, rows, at, is_share)
    one_share = is_share and figures.values.shape[1] == 1
    ids, of = np.unique(seen.of, return_inverse=True)
    sort = np.full(len(ids), -1)
    sort[of] = sorts
    chosen = _with_years(of, seen.year, len(ids), years[-1])
    difference, chance = _over_years(seen, of, len(ids))
    ordinary = np.zeros(len(ids))
    for each in np.unique(sort):
        same = (sort == each) & chosen
        ordinary[sort == each] = spread(difference[same] ** 2, chance[same])
    found = [
        _family(SCHOOL, ids, seen, of, chosen, difference, chance, ordinary, both_ways, one_share)
    ]
    for kind, place in schools.places.items():
        found.append(_places(kind, place[at[kept]], seen, ordinary[of], both_ways, one_share))
    return Reading(years, found, int(len(last) - np.isin(last, ids[chosen]).sum()))


def _years(years: np.ndarray) -> list[int]:
    """Return which are read. The last is not one of which only some authorities have results."""
    held, schools = np.unique(years, return_counts=True)
    if held.size:
        held = held[: np.flatnonzero(schools * 2 >= schools.max())[-1] + 1]
    recent = held[held >= held[-1] - OLDEST] if held.size else held
    return [int(year) for year in recent[-MOST_YEARS:]]


def _against_alike(
    figures: Figures, schools: Schools, rows: np.ndarray, at: np.ndarray, is_share: bool
) -> tuple[np.ndarray, np.ndarray, _Rows]:
    """Return which rows have similar schools, of which sort they are, and what is seen in each."""
    values, pupils = figures.values[rows], figures.pupils[rows].astype(float)
    sort, meals, year = schools.sort[at[rows]], schools.meals[at[rows]], figures.years[rows]
    fitted, like = np.full(values.shape, np.nan), np.zeros(len(rows), int)
    usable = (sort >= 0) & np.isfinite(meals)
    for each, when in sorted({(int(s), int(y)) for s, y in zip(sort, year, strict=True)}):
        cell = np.flatnonzero(usable & (sort == each) & (year == when))
        if len(cell) < FEWEST_LIKE:
            continue
        like[cell] = len(cell)
        share = meals[cell] / 100
        terms = np.stack([np.ones(len(cell)), share, share**2], 1)
        for group in range(values.shape[1]):
            root = np.sqrt(pupils[cell, group])
            fit = np.linalg.lstsq(terms * root[:, None], values[cell, group] * root, rcond=None)[0]
            fitted[cell, group] = terms @ fit
    kept = like > 0
    rows, values, pupils, fitted = rows[kept], values[kept], pupils[kept], fitted[kept]
    sign = np.array([1, -1])[: values.shape[1]]
    weight, own = 1 / (1 / pupils).sum(1), figures.schools[rows]
    counted = figures.counted or _as_published(figures)
    least, under = counted.least[rows].astype(float), counted.under[rows]
    basis, of_year = counted.basis[rows], counted.of_year[rows]
    seen = _Rows(
        own, year[kept], values @ sign, fitted @ sign, np.zeros(len(rows)), np.zeros(len(rows)),
        weight, pupils.sum(1), like[kept], least.sum(1), (basis > 0).astype(int), basis, of_year,
        np.where(under == own, 0, under),
    )  # fmt: skip
    sort = sort[kept]
    noise, moves = _noise(seen, fitted, least, figures.errors[rows], sort, is_share)
    sure = noise > 0  # not where nothing is known of it
    seen = _Rows(**{**seen.__dict__, "noise": noise, "moves": moves})
    return rows[sure], sort[sure], _taken(seen, sure)


def _as_published(figures: Figures) -> Counted:
    none = np.zeros(len(figures.schools), dtype=int)
    return Counted(figures.pupils, none, none, figures.schools)


def _noise(seen: _Rows, fitted, least, errors, sort, is_share: bool):
    """Return v and w^2 of each row, as the head of this module has them."""
    residual = seen.value - seen.expected
    first = np.flatnonzero(seen.of[1:] == seen.of[:-1])
    moved, moves = (residual[first + 1] - residual[first]) ** 2, np.zeros(len(residual))
    noise = (errors**2).sum(1)
    if is_share:
        share = np.clip(fitted, 1, 99)
        noise = (share * (100 - share) / least).sum(1)
    elif not np.isfinite(noise).all():
        unpublished = ~np.isfinite(noise)
        for each in np.unique(sort):
            both = (sort[first] == each) & unpublished[first] & unpublished[first + 1]
            chance = 1 / seen.weight[first][both] + 1 / seen.weight[first + 1][both]
            ratio = np.median(moved[both] / chance) if both.any() else np.nan
            own = unpublished & (sort == each)
            noise[own] = ratio / HALF * (1 / least[own]).sum(1)
    for each in np.unique(sort):
        both = sort[first] == each
        chance = noise[first][both] + noise[first + 1][both]
        sure = chance > 0
        moves[sort == each] = spread(moved[both][sure], chance[sure]) / 2
    return noise, moves


def _with_years(of: np.ndarray, year: np.ndarray, number: int, last: int) -> np.ndarray:
    """Return which have the last year and enough of them."""
    return (np.bincount(of, minlength=number) >= FEWEST_YEARS) & (
        np.bincount(of, year == last, minlength=number) > 0
    )


def _over_years(seen: _Rows, of: np.ndarray, number: int) -> tuple[np.ndarray, np.ndarray]:
    """Return d and s^2 of each."""
    sure = 1 / (seen.noise + seen.moves)
    total = np.maximum(np.bincount(of, sure, minlength=number), 1e-12)
    residual = seen.value - seen.expected
    return np.bincount(of, sure * residual, minlength=number) / total, 1 / total


def _places(
    kind: str,
    place: np.ndarray,
    seen: _Rows,
    ordinary: np.ndarray,
    both_ways: bool,
    one_share: bool,
) -> Family:
    """Pool the schools of each place by pupils, and return the places that stand out."""
    inside = place > 0
    place, own, ordinary = place[inside], _taken(seen, inside), ordinary[inside]
    if not len(place):
        return Family(kind, 0, 0.0, [])
    pairs, cell = np.unique(np.stack([place, own.year], 1), axis=0, return_inverse=True)
    cell = cell.reshape(-1)
    weight = own.weight / np.bincount(cell, own.weight)[cell]

    def summed(values: np.ndarray) -> np.ndarray:
        return np.bincount(cell, values)

    ids, of = np.unique(pairs[:, 0], return_inverse=True)
    pooled = _Rows(
        pairs[:, 0], pairs[:, 1], summed(weight * own.value), summed(weight * own.expected),
        summed(weight**2 * own.noise), summed(weight**2 * own.moves),
        summed(own.weight), summed(own.pupils), summed(np.ones(len(cell))).astype(int),
        summed(own.least), summed(own.estimated).astype(int), *np.zeros((3, len(pairs)), int),
    )  # fmt: skip
    chosen = _with_years(of, pooled.year, len(ids), int(pooled.year.max()))
    chosen &= np.bincount(of, pooled.like < FEWEST_SCHOOLS, minlength=len(ids)) == 0
    difference, chance = _over_years(pooled, of, len(ids))
    its_schools = _of_its_schools(place, own, ordinary, ids)
    beyond = spread(difference[chosen] ** 2, (chance + its_schools)[chosen])
    return _family(
        kind,
        ids,
        pooled,
        of,
        chosen,
        difference,
        chance,
        its_schools + beyond,
        both_ways,
        one_share,
    )


def _taken(seen: _Rows, rows: np.ndarray) -> _Rows:
    return _Rows(**{name: column[rows] for name, column in seen.__dict__.items()})


def _of_its_schools(place, own: _Rows, ordinary: np.ndarray, ids: np.ndarray) -> np.ndarray:
    """Return what the mean of each place's schools differs by because its schools do."""
    pairs, pair = np.unique(np.stack([place, own.of], 1), axis=0, return_inverse=True)
    pair = pair.reshape(-1)
    pupils, lasting = np.bincount(pair, own.weight), np.zeros(len(pairs))
    lasting[pair] = ordinary
    at = np.searchsorted(ids, pairs[:, 0])
    return np.bincount(at, pupils**2 * lasting) / np.bincount(at, pupils) ** 2


def _family(
    kind, ids, seen: _Rows, of, chosen, difference, chance, ordinary, both_ways, one_share
) -> Family:
    away = -np.abs(difference) if both_ways else difference
    z = (away + np.sqrt(ordinary)) / np.sqrt(chance)
    tested = np.flatnonzero(chosen)
    tails = np.minimum([below(one) * (2 if both_ways else 1) for one in z[tested]], 1)
    tails[~_in_two_years(seen, of, difference, both_ways)[tested]] = 1
    most = most_unlikely(tails)
    out = tested[tails <= most] if most else tested[:0]
    starts = np.searchsorted(of, np.arange(len(ids) + 1))  # rows are in the order of `of`
    shrunk = difference * ordinary / (ordinary + chance)
    standings = [
        Standing(
            kind, int(ids[one]), float(z[one]), float(difference[one]), float(sqrt(chance[one])),
            float(shrunk[one]),
            [_year(seen, row, one_share) for row in range(starts[one], starts[one + 1])],
        )
        for one in sorted(out, key=lambda one: (z[one], ids[one]))
    ]  # fmt: skip
    return Family(kind, len(tested), float(most * len(tested)), standings)


def _in_two_years(seen: _Rows, of: np.ndarray, difference: np.ndarray, both_ways: bool):
    """Return which lie on their side, interval and all, in enough years."""
    residual, side = seen.value - seen.expected, np.full(len(difference), -1.0)
    if both_ways:
        side = np.sign(difference)
    clear = residual * side[of] > SURE * np.sqrt(seen.noise)
    return np.bincount(of, clear, minlength=len(difference)) >= FEWEST_YEARS


def _year(seen: _Rows, row: int, one_share: bool) -> Year:
    value, half = float(seen.value[row]), SURE * sqrt(seen.noise[row])
    low, high = value - half, value + half
    if one_share:
        low, high = wilson(value, float(seen.least[row]))
    return Year(
        int(seen.year[row]), value, float(seen.expected[row]), low, high,
        round(seen.pupils[row]), int(seen.like[row]), int(seen.least[row]),
        int(seen.estimated[row]), int(seen.basis[row]), int(seen.of_year[row]),
        int(seen.under[row]),
    )  # fmt: skip
