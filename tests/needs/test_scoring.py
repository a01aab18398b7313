"""How candidates compare by their scores, and what other weights would move."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from mathshubs.needs.methods.scoring import HEAVIEST, MOST, moves, points, standings
from mathshubs.needs.models import Criterion

NAMES = Criterion.values
WEIGHTS = st.fixed_dictionaries({name: st.integers(0, HEAVIEST) for name in NAMES})
SCORES = st.dictionaries(st.sampled_from(NAMES), st.integers(0, MOST))
BOARD = st.dictionaries(st.integers(1, 50), SCORES, min_size=1, max_size=8)


def test_points_are_the_weighted_mean_of_the_scores():
    scores = {"REACH": 4, "SEVERITY": 2}

    assert points(scores, {"REACH": 1, "SEVERITY": 1}) == 75
    assert points(scores, {"REACH": 3, "SEVERITY": 1}) == 87.5
    assert points(scores, {"REACH": 0, "SEVERITY": 0}) == 0


def test_what_is_not_scored_counts_as_nothing():
    assert points({"REACH": 4}, {"REACH": 1, "SEVERITY": 1}) == 50


def test_equal_points_share_a_rank_and_the_next_is_after_both():
    found = standings({1: {"REACH": 4}, 2: {"REACH": 4}, 3: {"REACH": 1}}, {"REACH": 1})

    assert [found[number].rank for number in (1, 2, 3)] == [1, 1, 3]


def test_a_candidate_rises_when_what_it_is_strong_in_counts_more():
    scores = {1: {"REACH": 4, "FEASIBILITY": 1}, 2: {"REACH": 1, "FEASIBILITY": 3}}
    before = standings(scores, {"REACH": 1, "FEASIBILITY": 1})
    after = standings(scores, {"REACH": 1, "FEASIBILITY": 4})

    assert moves(before, after) == {1: -1, 2: 1}


@given(SCORES, WEIGHTS)
def test_points_are_from_0_to_100(scores, weights):
    assert 0 <= points(scores, weights) <= 100


@given(SCORES, WEIGHTS, st.sampled_from(NAMES))
def test_a_better_score_never_lowers_the_points(scores, weights, name):
    better = scores | {name: MOST}

    assert points(better, weights) >= points(scores, weights)


@given(BOARD, WEIGHTS, st.integers(1, 4))
def test_only_the_proportion_of_weights_matters(board, weights, times):
    heavier = {name: times * weight for name, weight in weights.items()}

    assert not any(moves(standings(board, weights), standings(board, heavier)).values())


@given(BOARD, WEIGHTS)
def test_somebody_is_first_and_more_points_are_a_higher_rank(board, weights):
    found = list(standings(board, weights).values())

    assert min(one.rank for one in found) == 1
    assert all(
        (one.points > other.points) == (one.rank < other.rank) for one in found for other in found
    )
