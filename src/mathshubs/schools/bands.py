"""Bands of disadvantage: schools by the share of pupils eligible for free school meals."""

from __future__ import annotations

# Lower ends of the bands, per cent of pupils; the first band is the most disadvantaged.
BANDS = (45, 30, 15, 0)


def band(fsm: float | None) -> int:
    """Return the band, 0 for the most disadvantaged; unknown comes last."""
    if fsm is None:
        return len(BANDS)
    return next(number for number, least in enumerate(BANDS) if fsm >= least)


def band_in_words(number: int) -> str:
    """Return what the band holds: "30% to 45%"."""
    if number == len(BANDS):
        return "not in the register"
    if number == len(BANDS) - 1:
        return f"below {BANDS[number - 1]}%"
    return f"{BANDS[number]}% to {BANDS[number - 1]}%" if number else f"{BANDS[0]}% and more"
