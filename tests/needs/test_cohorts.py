"""How many pupils a figure is about where that was not published, and what it does to findings."""

from __future__ import annotations

import numpy as np
import pytest

from mathshubs.needs.methods.cohorts import (
    PUBLISHED,
    ROLL,
    YEAR_GROUP,
    Counts,
    estimated,
)
from mathshubs.needs.methods.standing import Counted, Figures, Schools
from mathshubs.needs.methods.standing_out import read

from .standing_worlds import of

NOBODY = Counts(*np.zeros((3, 0), dtype=int))
UNTOLD_YEARS = (2018, 2019)
# Of which years numbers are known: near ones; or old ones, and rolls of then and now.
KNOWN, ROLLS = {YEAR_GROUP: (2016, 2017), ROLL: (2013, 2014)}, (2014, 2018)


def year_groups(schools: int = 4000, seed: int = 1) -> tuple[np.ndarray, np.ndarray]:
    """Year groups of four years, each school's about as large as last year's; and its roll."""
    chance = np.random.default_rng(seed)
    usual = np.exp(chance.normal(3.6, 0.5, schools))
    groups = chance.poisson(usual[:, None], (schools, 4))
    roll = chance.poisson(7 * usual) + chance.integers(0, 30, schools)
    return np.maximum(groups, 1), roll


def counts(numbers: np.ndarray, years: tuple[int, ...]) -> Counts:
    schools = np.arange(len(numbers))
    return Counts(
        np.tile(schools, len(years)), np.repeat(years, len(schools)), numbers.T.reshape(-1)
    )


def guessed(groups: np.ndarray, roll: np.ndarray, years: tuple[int, ...], basis: int):
    """Return estimates for every school in `years`, and how many pupils there truly were."""
    many = len(groups)
    told = estimated(
        np.tile(np.arange(many), len(years)), np.repeat(years, many),
        groups=counts(groups[:, :2], KNOWN[basis]),
        rolls=counts(np.stack([roll, roll], 1), ROLLS) if basis == ROLL else NOBODY,
        ages=dict.fromkeys(range(many), 0), fewest=5,
    )  # fmt: skip
    return told, groups[:, [year - 2016 for year in years]].T.reshape(-1)


@pytest.mark.parametrize("basis", [YEAR_GROUP, ROLL])
def test_one_in_twenty_has_fewer_pupils_than_the_least_that_is_said(basis):
    groups, roll = year_groups()

    told, truly = guessed(groups, roll, UNTOLD_YEARS[:1], basis)

    made = np.isfinite(told.pupils)
    assert made.mean() > 0.9
    assert set(told.basis[made]) == {basis}
    assert np.median(told.pupils[made] / truly[made]) == pytest.approx(1, abs=0.05)
    assert (truly[made] < told.least[made]).mean() == pytest.approx(0.05, abs=0.015)
    assert (told.least[made] <= told.pupils[made]).all()


def test_a_number_that_another_table_has_is_no_estimate():
    groups, _ = year_groups(50)
    of_groups = counts(groups[:, :2], KNOWN[YEAR_GROUP])

    told = estimated(
        np.array([7]), np.array([2017]), groups=of_groups, rolls=NOBODY, ages={}, fewest=5
    )

    assert (told.pupils[0], told.least[0]) == (groups[7, 1], groups[7, 1])
    assert (told.basis[0], told.of_year[0]) == (PUBLISHED, 0)


@pytest.mark.parametrize(
    ("schools", "years_on", "change", "why"),
    [
        (4000, 4, lambda groups: groups, "no year is near"),
        (20, 1, lambda groups: groups, "too few schools tell how far off it may be"),
        (4000, 1, lambda groups: np.where(np.arange(4000)[:, None] == 7, 4, groups), "a handful"),
    ],
)
def test_where_it_is_not_plausible_none_is_made(schools, years_on, change, why):
    groups, _ = year_groups(schools)
    told = estimated(
        np.array([7]), np.array([2017 + years_on]),
        groups=counts(change(groups)[:, :2], KNOWN[YEAR_GROUP]), rolls=NOBODY, ages={}, fewest=5,
    )  # fmt: skip

    assert np.isnan(told.pupils[0]), why


def test_a_roll_that_does_not_go_with_the_year_group_leaves_it_open():
    groups, roll = year_groups()
    roll[7] *= 3

    told = estimated(
        np.array([7, 8]), np.array([2018, 2018]), groups=counts(groups[:, :2], KNOWN[YEAR_GROUP]),
        rolls=counts(roll[:, None], (2017,)), ages=dict.fromkeys(range(4000), 0), fewest=5,
    )  # fmt: skip

    assert np.isfinite(told.pupils).tolist() == [False, True]


def a_world(
    *, low: int, by: float, seed: int, is_share: bool = True
) -> tuple[Figures, Schools, np.ndarray]:
    """Shares or means of two years published without numbers of pupils; these are estimates."""
    chance = np.random.default_rng(1000 + seed)
    groups, roll = year_groups(seed=seed)
    meals, own = chance.uniform(2, 50, len(groups)), chance.normal(0, 4, len(groups))
    own[:low] -= by
    told, truly = guessed(groups, roll, UNTOLD_YEARS, ROLL)
    usual = 85 - 0.5 * meals + own
    expected = np.tile(usual, 2) + chance.normal(0, 2, 2 * len(groups))
    values = 100 * chance.binomial(truly, np.clip(expected, 0, 100) / 100) / truly
    if not is_share:
        values = expected + chance.normal(0, 30, len(truly)) / np.sqrt(truly)
    schools = np.arange(len(groups))
    figures = Figures(
        np.tile(schools, 2), np.repeat(UNTOLD_YEARS, len(schools)), values[:, None],
        np.nan_to_num(told.pupils)[:, None], np.full((len(values), 1), np.nan),
        Counted(
            np.nan_to_num(told.least)[:, None], told.basis, told.of_year, np.tile(schools, 2)
        ),
    )  # fmt: skip
    return figures, Schools(schools, np.zeros(len(schools), int), meals, {}), own


@pytest.mark.parametrize("is_share", [True, False])
@pytest.mark.parametrize(("low", "by"), [(0, 0), (80, 35)])
def test_false_finds_stay_as_rare_as_promised_and_schools_made_low_are_found(low, by, is_share):
    found, wrong, made_low = 0, 0, 0
    for seed in range(6):
        figures, schools, own = a_world(low=low, by=by, seed=seed, is_share=is_share)
        out = [each.place for each in of(read(figures, schools, is_share=is_share)).out]
        found += len(out)
        wrong += sum(own[place] > -4 for place in out)  # not among the lowest sixth
        made_low += sum(place < low for place in out)

    assert wrong <= max(0.05 * found, 1)
    assert made_low >= 0.6 * low * 6


def test_an_estimate_makes_an_interval_wider_and_a_finding_less_sure():
    figures, schools, _ = a_world(low=80, by=35, seed=1)
    sure = Figures(figures.schools, figures.years, figures.values, figures.pupils, figures.errors)

    guessed_ones = {each.place: each for each in of(read(figures, schools, is_share=True)).out}
    known_ones = {each.place: each for each in of(read(sure, schools, is_share=True)).out}

    assert len(guessed_ones) < len(known_ones)
    one = next(iter(guessed_ones))
    wide, narrow = guessed_ones[one].years[0], known_ones[one].years[0]
    assert wide.high - wide.low > narrow.high - narrow.low
    assert (wide.estimated, wide.basis, narrow.estimated) == (1, ROLL, 0)
    assert wide.least < wide.pupils == narrow.pupils
