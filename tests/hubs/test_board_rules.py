"""How a Strategic Board should be made up, checked by hand."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mathshubs.hubs.methods.board import Seat, is_independent, warnings
from mathshubs.hubs.models import Post

WHOLE = [
    Seat("Chair", "PRIMARY", is_chair=True),
    Seat("Early years", "EARLY_YEARS"),
    Seat("Secondary", "SECONDARY"),
    Seat("Another secondary", "SECONDARY"),
    Seat("College", "POST_16"),
    Seat("Employer", "EMPLOYER_OR_HE"),
    Seat("NCETM", "NCETM"),
    Seat("Hub lead", independent=False),
    Seat("Link", independent=False),
]


def warned(seats: list[Seat], *, has_lead: bool = True, has_link: bool = True) -> list[str]:
    return warnings(seats, has_lead=has_lead, has_link=has_link)


def without(name: str) -> list[Seat]:
    return [seat for seat in WHOLE if seat.name != name]


def test_a_board_that_keeps_every_rule_has_no_warning():
    assert warned(WHOLE) == []


def test_every_group_that_a_rule_names_can_be_chosen():
    named = {seat.stands_for for seat in WHOLE if seat.stands_for} | {"MATHS_EDUCATION"}
    assert named | {"LEAD_SCHOOL"} == set(Post.StandsFor.values)


def test_a_board_needs_a_chair_who_is_independent():
    nobody = [replace(seat, is_chair=False) for seat in WHOLE]
    own = [replace(WHOLE[0], independent=False), *WHOLE[1:]]

    assert warned(nobody) == ["The board has no chair."]
    assert warned(own) == [
        "Chair chairs the board and comes from the lead school or its trust. The chair should be "
        "independent of both."
    ]


def test_half_is_no_majority():
    half = [*WHOLE, *(Seat("Own", "LEAD_SCHOOL", independent=False) for _ in range(5))]
    more = half[:-1]

    assert warned(half) == [
        "7 of 14 on the board are independent of the lead school and its trust. It should be more "
        "than half."
    ]
    assert warned(more) == []


def test_leaders_are_five_and_stand_for_all_four_phases():
    assert warned(without("Another secondary")) == [
        "4 lead a school or college. It should be 5 or more."
    ]
    assert warned(
        [replace(seat, stands_for="PRIMARY") if seat.name == "College" else seat for seat in WHOLE]
    ) == ["No leader stands for post-16."]
    assert warned(
        [seat for seat in WHOLE if seat.stands_for not in ("EARLY_YEARS", "POST_16")]
    ) == [
        "3 lead a school or college. It should be 5 or more.",
        "No leader stands for early years or post-16.",
    ]


def test_two_from_maths_education_organisations_are_the_most():
    another = Seat("Another", "MATHS_EDUCATION")

    assert warned([*WHOLE, another, another]) == []
    assert warned([*WHOLE, another, another, another]) == [
        "3 come from maths education organisations. It should be 2 at most."
    ]


@pytest.mark.parametrize(
    ("name", "warning"),
    [
        ("Employer", "Nobody stands for employers or higher education."),
        ("NCETM", "Nobody is there for the NCETM."),
    ],
)
def test_employers_and_the_nation_have_a_seat(name, warning):
    assert warned(without(name)) == [warning]


def test_the_hub_lead_and_the_link_to_the_lead_school_sit_there():
    assert warned(WHOLE, has_lead=False, has_link=False) == [
        "The hub has no Maths Hub Lead, who should sit there.",
        "The hub has no Senior Leadership Link, who should sit there.",
    ]


def test_nobody_at_all_breaks_every_rule_that_asks_for_somebody():
    assert len(warned([], has_lead=False, has_link=False)) == 8


@pytest.mark.parametrize(
    ("comes_from", "independent"),
    [
        ({"school": 1, "trust": None}, False),
        ({"school": 2, "trust": 9}, False),
        ({"school": 2, "trust": 8}, True),
        ({"school": 2, "trust": None}, True),
        ({"organisation": "The Wrekin Trust"}, False),
        ({"organisation": " the wrekin trust "}, False),
        ({"organisation": "A university"}, True),
    ],
)
def test_who_comes_from_the_lead_school_or_its_trust_is_not_independent(comes_from, independent):
    lead = {"lead_school": 1, "lead_trust": 9, "lead_names": ["Lead School", "The Wrekin Trust"]}
    whence = {"school": None, "trust": None, "organisation": ""} | comes_from
    assert is_independent(**whence, **lead) is independent


def test_without_trusts_two_schools_are_not_of_one():
    lead = {"lead_school": 1, "lead_trust": None, "lead_names": []}
    assert is_independent(school=2, trust=None, organisation="", **lead)
