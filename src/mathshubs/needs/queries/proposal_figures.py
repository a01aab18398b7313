"""Published figures as columns: of each school under whatever number, with how many pupils."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from django.db.models import Max

from mathshubs.schools.models import Group, Result, School, SchoolLink, Stage
from mathshubs.schools.queries import results

from ..methods.chance import SURE
from ..methods.cohorts import Counts, Numbers, estimated
from ..methods.predecessors import carried_on
from ..methods.proposal_words import ALL, Asked
from ..methods.standing import Counted, Figures
from ..methods.standing_out import FEWEST_PUPILS

OPEN = (School.Status.OPEN, School.Status.CLOSING)
ROLL = "CENSUS_PUPILS"


@dataclass(frozen=True)
class Known:
    """Of schools: which earlier ones they carry on, and a number for each range of ages."""

    earlier: dict[int, tuple[int, int]]
    ages: dict[int, int]


def known_of_schools() -> Known:
    links = SchoolLink.objects.exclude(kind=SchoolLink.Kind.OTHER)
    became = SchoolLink.Kind.CONVERSION
    told = [
        (earlier, later, kind == became)
        for earlier, later, kind in links.values_list("predecessor", "successor", "kind")
    ]
    still_open = set(School.objects.filter(status__in=OPEN).values_list("pk", flat=True))
    aged = School.objects.filter(status__in=OPEN, low_age__isnull=False, high_age__isnull=False)
    ranges: dict[tuple, int] = {}
    ages = {
        school: ranges.setdefault((phase, low, high), len(ranges))
        for school, phase, low, high in aged.order_by("pk").values_list(
            "pk", "phase", "low_age", "high_age"
        )
    }
    return Known(carried_on(told, still_open), ages)


def figures_of(asked: Asked, years: list[str], known: Known | None = None) -> Figures:
    """
    Return what was published, in every year or in `years`, with how many pupils it is about.

    Where that is not published, of all pupils, it is an estimate if there is a plausible one.
    """
    known = known or known_of_schools()
    groups = {str(group): number for number, group in enumerate(asked.groups)}
    found = results(
        [asked.measure.code], groups=asked.groups, years=years or None, fewest=FEWEST_PUPILS
    )
    under = np.array(found.school_ids, dtype=np.int64)
    year = _first_years(found.years)
    school, kept = _of_the_nearest(under, year, known)
    under, year, school = under[kept], year[kept], school[kept]
    group = np.array([groups[each] for each in found.groups], dtype=np.int64)[kept]
    keys, first, row = np.unique(school * 10_000 + year, return_index=True, return_inverse=True)

    def laid_out(column) -> np.ndarray:
        table = np.full((len(keys), len(groups)), np.nan)
        table[row, group] = np.array(column, dtype=float)[kept]
        return table

    low, high = np.array(found.lows, dtype=float), np.array(found.highs, dtype=float)
    schools, years_of = keys // 10_000, keys % 10_000
    pupils, least = laid_out(found.pupils), laid_out(found.pupils)
    basis, of_year = np.zeros((2, len(keys)), dtype=int)
    untold = np.isnan(pupils[:, 0]) if asked.groups == ALL else np.zeros(len(keys), dtype=bool)
    if untold.any():
        told = _numbers(asked.measure.stage, schools[untold], years_of[untold], known)
        pupils[untold, 0], least[untold, 0] = told.pupils, told.least
        basis[untold], of_year[untold] = told.basis, told.of_year
    return Figures(
        schools, years_of, laid_out(found.values), np.nan_to_num(pupils),
        laid_out((high - low) / 2 / SURE),
        Counted(np.nan_to_num(least), basis, of_year, under[first]),
    )  # fmt: skip


def _first_years(years) -> np.ndarray:
    first = {year: int(year[:4]) for year in set(years)}
    return np.fromiter((first[each] for each in years), np.int64, len(years))


def _of_the_nearest(
    under: np.ndarray, year: np.ndarray, known: Known
) -> tuple[np.ndarray, np.ndarray]:
    """Return whose each row is, and which to keep: of a year those of the fewest steps away."""
    now = [known.earlier.get(each, (each, 0)) for each in under.tolist()]
    school, steps = np.array(now, dtype=np.int64).reshape(-1, 2).T
    keys, row = np.unique(school * 10_000 + year, return_inverse=True)
    fewest = np.full(len(keys), np.iinfo(np.int64).max)
    np.minimum.at(fewest, row, steps)
    return school, np.flatnonzero(steps == fewest[row])


def _numbers(stage: Stage, schools: np.ndarray, years: np.ndarray, known: Known) -> Numbers:
    in_force = Result.objects.filter(group=Group.ALL, replaced_by=None)
    of_stage = in_force.filter(publication__stage=stage, pupils__gt=0)
    on_roll = in_force.filter(publication__stage=Stage.CENSUS, measure=ROLL, value__gt=0)
    by_year = ("school", "publication__year")
    return estimated(
        schools, years,
        groups=_counts(of_stage.values_list(*by_year).annotate(Max("pupils")).order_by(), known),
        rolls=_counts(on_roll.values_list(*by_year).annotate(Max("value")).order_by(), known),
        ages=known.ages, fewest=FEWEST_PUPILS,
    )  # fmt: skip


def _counts(rows, known: Known) -> Counts:
    under, years, pupils = zip(*rows, strict=True) if rows else ((), (), ())
    number = np.array(pupils, dtype=float)
    school, kept = _of_the_nearest(np.array(under, dtype=np.int64), _first_years(years), known)
    return Counts(school[kept], _first_years(years)[kept], number[kept])
