"""Whether a hub's Strategic Board is made up as it should be. It warns; it stops nobody."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

# Whom a seat may stand for (`Post.StandsFor`), as far as a rule asks.
LEADERS = {
    "EARLY_YEARS": "early years",
    "PRIMARY": "primary",
    "SECONDARY": "secondary",
    "POST_16": "post-16",
}
FEWEST_LEADERS = 5
MOST_MATHS_EDUCATION = 2


@dataclass(frozen=True)
class Seat:
    """
    One person on the board.

    stands_for : a code of `Post.StandsFor`; empty for who sits there by another post in the hub.
    independent : neither of the lead school nor of its trust.
    """

    name: str
    stands_for: str = ""
    independent: bool = True
    is_chair: bool = False


def is_independent(
    *,
    school: int | None,
    trust: int | None,
    organisation: str,
    lead_school: int | None,
    lead_trust: int | None,
    lead_names: Sequence[str],
) -> bool:
    """
    Return whether somebody comes neither from the lead school nor from its trust.

    school, trust, lead_school, lead_trust : keys in the register; None when there is none.
    organisation : as typed, for who comes from no school.
    lead_names : what the lead school and its trust are called.
    """
    if school is not None:
        same_trust = trust is not None and trust == lead_trust
        return school != lead_school and not same_trust
    return organisation.casefold().strip() not in {name.casefold() for name in lead_names}


def warnings(seats: Sequence[Seat], *, has_lead: bool, has_link: bool) -> list[str]:
    """
    Return a sentence for each rule that the board does not keep; none when all are kept.

    seats : everybody on the board once, who sits there by another post among them.
    has_lead, has_link : whether somebody is Maths Hub Lead, and Senior Leadership Link.
    """
    return [
        *_chair(seats),
        *_independence(seats),
        *_leaders(seats),
        *_organisations(seats),
        *_of_the_hub(has_lead, has_link),
    ]


def _chair(seats: Sequence[Seat]) -> list[str]:
    chair = next((seat for seat in seats if seat.is_chair), None)
    if chair is None:
        return ["The board has no chair."]
    if not chair.independent:
        return [
            f"{chair.name} chairs the board and comes from the lead school or its trust. The chair "
            "should be independent of both."
        ]
    return []


def _independence(seats: Sequence[Seat]) -> list[str]:
    independent = sum(seat.independent for seat in seats)
    if independent * 2 > len(seats):
        return []
    return [
        f"{independent} of {len(seats)} on the board {_is(independent)} independent of the lead "
        "school and its trust. It should be more than half."
    ]


def _leaders(seats: Sequence[Seat]) -> list[str]:
    of_phase = Counter(seat.stands_for for seat in seats if seat.stands_for in LEADERS)
    found = []
    if (many := of_phase.total()) < FEWEST_LEADERS:
        found.append(
            f"{many} {'leads' if many == 1 else 'lead'} a school or college. "
            f"It should be {FEWEST_LEADERS} or more."
        )
    if missing := [words for code, words in LEADERS.items() if not of_phase[code]]:
        found.append(f"No leader stands for {_or(missing)}.")
    return found


def _organisations(seats: Sequence[Seat]) -> list[str]:
    of_group = Counter(seat.stands_for for seat in seats)
    found = []
    if (many := of_group["MATHS_EDUCATION"]) > MOST_MATHS_EDUCATION:
        found.append(
            f"{many} come from maths education organisations. "
            f"It should be {MOST_MATHS_EDUCATION} at most."
        )
    if not of_group["EMPLOYER_OR_HE"]:
        found.append("Nobody stands for employers or higher education.")
    if not of_group["NCETM"]:
        found.append("Nobody is there for the NCETM.")
    return found


def _of_the_hub(has_lead: bool, has_link: bool) -> list[str]:
    posts = {"Maths Hub Lead": has_lead, "Senior Leadership Link": has_link}
    return [
        f"The hub has no {name}, who should sit there." for name, has in posts.items() if not has
    ]


def _is(many: int) -> str:
    return "is" if many == 1 else "are"


def _or(words: Sequence[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} or {words[-1]}"
