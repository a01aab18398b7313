"""What chance alone does: how far it scatters, how sure a share is, which findings stand."""

from __future__ import annotations

from collections.abc import Sequence
from math import erfc, sqrt

import numpy as np

FALSE_DISCOVERIES = 0.05
HALF = 0.454936  # the median of chi-squared with one degree of freedom
SURE = 1.959964  # standard errors of a 95% interval


def spread(squares: np.ndarray, known: np.ndarray) -> float:
    """Return the variance beyond `known` for which half of squares / variance lie below HALF."""
    if not squares.size or np.median(squares / known) <= HALF:
        return 0.0
    low, high = 0.0, float(squares.max()) / HALF
    for _ in range(50):
        middle = (low + high) / 2
        if np.median(squares / (known + middle)) > HALF:
            low = middle
        else:
            high = middle
    return high


def wilson(percent: float, pupils: float) -> tuple[float, float]:
    """Return the 95% interval of a share (Wilson, JASA 22 (1927)), in per cent."""
    share, by = percent / 100, SURE**2 / pupils
    middle = share + by / 2
    half = SURE * sqrt(share * (1 - share) / pupils + by / 4 / pupils)
    return 100 * (middle - half) / (1 + by), 100 * (middle + half) / (1 + by)


def below(z: float) -> float:
    """Return the share of a normal distribution below `z`."""
    return erfc(-z / sqrt(2)) / 2


def most_unlikely(tails: Sequence[float] | np.ndarray, rate: float = FALSE_DISCOVERIES) -> float:
    """Return up to which of these chances a finding stands (Benjamini and Hochberg); 0: none."""
    ordered = np.sort(np.asarray(tails, float))
    stands = ordered <= rate * np.arange(1, len(ordered) + 1) / max(len(ordered), 1)
    return float(ordered[np.flatnonzero(stands)[-1]]) if stands.any() else 0.0
