"""Under which earlier numbers a school's results stand."""

from __future__ import annotations

import pytest

from mathshubs.needs.methods.predecessors import carried_on

OAK, OLD_OAK, OLDEST_OAK, ELM, ASH = 1, 2, 3, 4, 5


@pytest.mark.parametrize(
    ("links", "still_open", "found"),
    [
        ([(OLD_OAK, OAK, True)], {OAK}, {OLD_OAK: (OAK, 1)}),
        ([(OLD_OAK, OAK, True), (OLDEST_OAK, OLD_OAK, True)], {OAK},
         {OLD_OAK: (OAK, 1), OLDEST_OAK: (OAK, 2)}),
        ([(ELM, OAK, True), (ASH, OAK, True)], {OAK}, {}),
        ([(OLD_OAK, OAK, True), (OLD_OAK, ELM, True)], {OAK, ELM}, {}),
        ([(OLD_OAK, OAK, False)], {OAK}, {}),
        ([(OLD_OAK, OAK, True), (ELM, OAK, False)], {OAK}, {}),
        ([(OLD_OAK, OAK, True)], {OAK, OLD_OAK}, {}),
        ([(OLD_OAK, OAK, True)], set(), {}),
        ([(OLD_OAK, OAK, True), (OAK, OLD_OAK, True)], {OAK}, {OLD_OAK: (OAK, 1)}),
        ([(OLD_OAK, OAK, True), (OLDEST_OAK, OLD_OAK, True), (OLD_OAK, OLDEST_OAK, True)], {OAK},
         {}),
    ],
    ids=[
        "an academy was a school before", "that happened again", "two became one",
        "one became two", "it went into another", "another went into it", "both are open",
        "none is open", "they run in a circle", "a circle behind leaves open which it was",
    ],
)  # fmt: skip
def test_whose_earlier_results_are(links, still_open, found):
    assert carried_on(links, still_open) == found
    assert carried_on(reversed(links), still_open) == found
