"""How candidates compare: scores, weights, and what another choice of weights would move."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

MOST = 4  # of a score
HEAVIEST = 5  # of a weight


@dataclass(frozen=True)
class Standing:
    """Where a candidate stands: points of 100, its rank from 1, how many criteria are scored."""

    points: float
    rank: int
    scored: int


def points(scores: Mapping[str, int], weights: Mapping[str, int]) -> float:
    """
    Return points from 0 to 100: the weighted mean of the scores, of their most.

    A criterion without a score counts as 0, so an unfinished candidate never leads by what was
    left out. All weights 0: 0.
    """
    whole = sum(weights.values()) * MOST
    return 100 * sum(weights.get(name, 0) * value for name, value in scores.items()) / (whole or 1)


def standings(
    scores: Mapping[int, Mapping[str, int]], weights: Mapping[str, int]
) -> dict[int, Standing]:
    """Return the standing of each candidate, by its number; equal points share a rank."""
    found = {number: round(points(each, weights), 1) for number, each in scores.items()}
    return {
        number: Standing(
            points=mine,
            rank=1 + sum(other > mine for other in found.values()),
            scored=len(scores[number]),
        )
        for number, mine in found.items()
    }


def moves(before: Mapping[int, Standing], after: Mapping[int, Standing]) -> dict[int, int]:
    """Return by how many ranks each candidate would rise (above 0) or fall (below 0)."""
    return {number: before[number].rank - after[number].rank for number in after}
