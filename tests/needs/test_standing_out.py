"""Which places stand out: known worlds, examples worked by hand, the same in any order."""

from __future__ import annotations

from dataclasses import replace
from math import sqrt

import numpy as np
import pytest

from mathshubs.needs.methods.chance import HALF, below, most_unlikely, spread, wilson
from mathshubs.needs.methods.standing import Figures, Schools
from mathshubs.needs.methods.standing_out import read

from .standing_worlds import YEARS, a_world, of


def test_where_only_chance_parts_schools_hardly_any_stands_out():
    worlds = [a_world(seed=seed, lasting=0, moving=0) for seed in range(10)]
    out = [of(read(*world, is_share=True)).out for world in worlds]

    assert sum(len(found) > 0 for found in out) <= 2  # at 5%, half a world of ten is expected
    assert sum(map(len, out)) <= 3


@pytest.mark.parametrize(("low", "least"), [(0, 30), (80, 300)])
def test_at_most_one_in_twenty_of_those_that_stand_out_is_not_so_low(low, least):
    found, wrong = [], 0
    for seed in range(5):
        own = np.random.default_rng(100 + seed).normal(0, 8, 4000)
        own[:low] -= 30
        out = of(read(*a_world(seed=seed, own=own), is_share=True)).out
        found += [each.place for each in out]
        wrong += sum(own[each.place - 1] > -8 for each in out)  # not among the lowest sixth

    assert sum(place <= low or not low for place in found) >= least
    assert wrong <= 0.05 * len(found)


def test_what_chance_alone_would_show_is_said():
    family = of(read(*a_world(low=80, by=25), is_share=True))

    assert family.read == 4000
    assert 0 < family.by_chance <= 0.05 * len(family.out) + 1e-9


def test_a_district_is_found_by_all_its_pupils_together():
    figures, schools = a_world(lasting=3)
    low = schools.places["district"] == 7
    figures.values[np.tile(low, 3)] -= 10

    reading = read(figures, schools, is_share=True)

    assert [each.place for each in of(reading, "district").out] == [7]
    (found,) = of(reading, "district").out
    year = found.years[-1]
    assert (year.pupils, year.like) == (
        int(figures.pupils[: len(low), 0][low].sum()), low.sum(),
    )  # fmt: skip


def test_one_low_year_is_not_enough():
    figures, schools = a_world(lasting=3)
    figures.values[(figures.schools == 9) & (figures.years == 2017)] = 0

    assert 9 not in {each.place for each in of(read(figures, schools, is_share=True)).out}


def test_small_cohorts_are_shrunk_more():
    figures, schools = a_world(low=2, by=45)
    figures.pupils[np.isin(figures.schools, [1])] = 12
    figures.pupils[np.isin(figures.schools, [2])] = 120

    out = {each.place: each for each in of(read(figures, schools, is_share=True)).out}

    small, large = out[1], out[2]
    assert small.error > large.error
    assert small.shrunk / small.difference < large.shrunk / large.difference < 1


def test_the_order_of_figures_changes_no_digit():
    figures, schools = a_world(low=40, by=25)
    order = np.random.default_rng(5).permutation(len(figures.schools))
    mixed = Figures(
        **{name: column[order] for name, column in figures.__dict__.items() if name != "counted"}
    )

    assert read(mixed, schools, is_share=True) == read(figures, schools, is_share=True)


def a_hand_made_world() -> tuple[Figures, Schools]:
    """
    Forty schools of one kind, 100 pupils each, intervals published: the error of each is 1.

    Half lie at 10.5 and half at 9.5 in both years, so 10 is expected; two change places, so that
    one school lies 5 lower and one 5 higher than the others and the fit stays where it is.
    """
    schools = Schools(np.arange(40), np.zeros(40, int), np.full(40, 20.0), {})
    year = np.where(np.arange(40) % 2, 10.5, 9.5)
    year[0], year[1] = 4.5, 15.5
    return Figures(
        np.tile(np.arange(40), 2), np.repeat([2017, 2018], 40), np.tile(year, 2)[:, None],
        np.full((80, 1), 100), np.ones((80, 1)),
    ), schools  # fmt: skip


def test_an_example_worked_by_hand():
    (found,) = of(read(*a_hand_made_world(), is_share=False)).out

    # No school moves, so w^2 = 0. Two years of variance 1 make s^2 = 1/2. The median of d^2 is
    # 1/4, and 1/4 / (1/2) = 0.5 > 0.455, so t^2 = 1/4 / 0.454936 - 1/2 = 0.04953.
    lasting = 0.25 / HALF - 0.5
    assert found.place == 0
    assert found.difference == pytest.approx(-5.5)
    assert found.error == pytest.approx(sqrt(0.5))
    assert found.z == pytest.approx((-5.5 + sqrt(lasting)) / sqrt(0.5), rel=1e-6)
    assert found.z == pytest.approx(-7.463, abs=0.001)
    assert found.shrunk == pytest.approx(-5.5 * lasting / (lasting + 0.5), rel=1e-6)
    year = found.years[0]
    assert (year.value, year.expected) == (pytest.approx(4.5), pytest.approx(10))
    assert (year.low, year.high) == (pytest.approx(2.54, abs=0.001), pytest.approx(6.46, abs=0.001))
    assert (year.pupils, year.like) == (100, 40)


def test_a_gap_counts_on_either_side_where_that_is_asked():
    figures, schools = a_hand_made_world()
    two = Figures(
        figures.schools, figures.years, np.hstack([figures.values, np.full((80, 1), 10.0)]),
        np.full((80, 2), 100), np.ones((80, 2)),
    )  # fmt: skip

    one_way = of(read(two, schools, is_share=False)).out
    both = of(read(two, schools, is_share=False, both_ways=True)).out

    assert [each.place for each in one_way] == [0]
    assert [(each.place, round(each.difference, 2)) for each in both] == [(0, -5.5), (1, 5.5)]
    assert both[1].z < 0


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (lambda f, s: (replace(f, pupils=np.where(f.schools[:, None] == 0, 4, f.pupils)), s),
         "fewer than five pupils"),
        (lambda f, s: (replace(f, values=np.where(f.schools[:, None] == 0, np.nan, f.values)), s),
         "withheld"),
        (lambda f, s: (replace(f, errors=np.full((80, 1), np.nan), years=f.years), replace(
            s, meals=np.where(s.ids == 0, np.nan, s.meals))), "free school meals unknown"),
        (lambda f, s: (f, replace(s, sort=np.where(s.ids == 0, 1, s.sort))), "like no others"),
        (lambda f, s: (replace(f, years=np.where((f.schools == 0) & (f.years == 2018), 2016,
                                                 f.years)), s), "no figure of the last year"),
    ],
)  # fmt: skip
def test_of_some_schools_nothing_is_said(change, why):
    reading = read(*change(*a_hand_made_world()), is_share=False)

    assert 0 not in {each.place for each in of(reading).out}, why


def test_one_year_alone_says_nothing():
    reading = read(*a_world(schools=50, years=(2018,)), is_share=True)

    assert (reading.years, reading.families) == ([2018], [])


def test_three_years_are_read_and_none_older_than_five_years():
    def years(*held: int) -> list[int]:
        return read(*a_world(schools=40, years=held), is_share=True).years

    assert years(2015, 2016, 2017, 2018) == [2016, 2017, 2018]
    assert years(2018, 2021, 2022) == [2018, 2021, 2022]
    assert years(2015, 2016, 2021, 2022) == [2021, 2022]


def test_where_no_spread_of_pupils_is_published_it_comes_from_how_schools_move():
    chance = np.random.default_rng(3)
    pupils = chance.integers(10, 100, 3000)
    own = chance.normal(0, 1, 3000)
    values = [104 + own + chance.normal(0, 7 / np.sqrt(pupils)) for _ in YEARS]
    own[:30] -= 6
    values = [each - 6 * (np.arange(3000) < 30) for each in values]
    figures = Figures(
        np.tile(np.arange(3000), 3), np.repeat(YEARS, 3000), np.concatenate(values)[:, None],
        np.tile(pupils, 3)[:, None], np.full((9000, 1), np.nan),
    )  # fmt: skip
    schools = Schools(np.arange(3000), np.zeros(3000, int), np.full(3000, 20.0), {})

    out = of(read(figures, schools, is_share=False)).out

    assert len({each.place for each in out} & set(range(30))) >= 20
    one = out[0].years[0]
    assert (one.high - one.low) / 2 / 1.96 * sqrt(one.pupils) == pytest.approx(7, rel=0.06)


def test_the_false_discovery_rate_of_an_example_worked_by_hand():
    # Of five, the limits are .01 .02 .03 .04 .05: .039 stands by .04 though .031 does not by .03.
    assert most_unlikely([0.2, 0.001, 0.039, 0.019, 0.031]) == 0.039
    assert most_unlikely([0.02, 0.2, 0.9]) == 0
    assert most_unlikely([]) == 0


def test_the_interval_of_a_share_is_wilson_s():
    low, high = wilson(50, 10)

    assert (low, high) == (pytest.approx(23.66, abs=0.01), pytest.approx(76.34, abs=0.01))
    assert wilson(0, 20)[0] == pytest.approx(0, abs=1e-9)
    assert wilson(100, 20)[1] == pytest.approx(100)


def test_the_spread_beyond_what_is_known_is_found_though_some_lie_far_out():
    chance = np.random.default_rng(4)
    squares = chance.normal(0, 3, 20_000) ** 2
    squares[:500] = 10_000

    assert spread(squares, np.full(20_000, 4.0)) == pytest.approx(5, rel=0.1)
    assert spread(np.full(9, 0.1), np.ones(9)) == 0
    assert spread(np.array([]), np.array([])) == 0


def test_the_normal_distribution_is_the_one_of_the_tables():
    assert below(-1.959964) == pytest.approx(0.025, abs=1e-7)
    assert below(0) == 0.5
