"""What a proposal says: one sentence, the years, the caution."""

from __future__ import annotations

import pytest

from mathshubs.needs.methods.proposal_chart import HEIGHT, WIDTH, drawing_of
from mathshubs.needs.methods.proposal_words import (
    ASKED,
    headline,
    how_counted,
    in_words,
    said,
    size,
    withdrawn,
)
from mathshubs.needs.models import Proposal

from .proposal_builders import FIGURES


@pytest.mark.parametrize(
    ("code", "difference", "sentence"),
    [
        ("KS2_EXPECTED", -12.4, "About 12 percentage points below what similar schools reach, "),
        ("KS4_P8_MATHS", -0.456, "About 0.46 points below what similar schools reach, "),
        ("KS4_ATT8_MATHS.DISADVANTAGE", -1.04,
         "Disadvantaged pupils are about 1.0 point further behind the others than in similar "),
        ("KS2_SCORE.SEX", -2, "Girls do less well beside boys than in similar schools, by about "),
        ("A_LEVEL_MATHS.SEX", 9, "Boys do less well beside girls than in similar schools, by "),
    ],
)  # fmt: skip
def test_one_sentence_says_it(code, difference, sentence):
    figures = FIGURES | {"difference": difference}

    assert headline(ASKED[code], figures).startswith(sentence)
    assert headline(ASKED[code], figures).endswith("over 3 years.")


def test_numbers_are_written_in_the_unit_of_the_measure():
    assert said(ASKED["KS2_EXPECTED"], 61.6) == "62%"
    assert said(ASKED["KS2_EXPECTED.DISADVANTAGE"], -12.2) == "−12"
    assert said(ASKED["KS2_PROGRESS"], -0.04) == "0.0"
    assert said(ASKED["KS4_P8_MATHS"], -0.456) == "−0.46"
    assert size(ASKED["KS2_EXPECTED"], -1.2) == "1 percentage point"


def test_the_words_hold_every_year_what_chance_would_do_and_the_caution():
    lines = in_words(ASKED["KS2_EXPECTED"], FIGURES).splitlines()

    assert lines[1] == ("2016/17: 50% (40% to 60%; 90 pupils). Expected from similar schools: 75%.")
    assert "by chance alone at most 1 would" in lines[-2]
    assert lines[-1].startswith("A question, not a verdict")


def test_what_is_asked_has_a_kind_a_phase_and_a_code_that_fits():
    assert {asked.kind for asked in ASKED.values()} == set(Proposal.Kind.values)
    assert {asked.phase for asked in ASKED.values()} == {"PRIMARY", "SECONDARY", "POST_16"}
    assert all(len(code) <= 40 for code in ASKED)
    assert ASKED["KS2_SCORE.SEX"].name == "Average scaled score in maths: girls beside boys"


def test_the_drawing_stays_within_its_frame_and_higher_is_higher():
    drawing = drawing_of(ASKED["KS2_EXPECTED"], FIGURES)

    for point in drawing.points:
        assert 0 <= point.expected < point.high < point.y < point.low <= HEIGHT
        assert 0 < point.left < point.right < WIDTH
    assert [text for _, text in drawing.ends] == ["75%", "40%"]


def test_why_something_is_no_longer_suggested_is_said():
    assert withdrawn("2022/23", ["2023/24"], closed=True) == "The school has closed."
    assert "Results of 2023/24 were read" in withdrawn("2022/23", ["2023/24"], closed=False)
    assert "no longer show it" in withdrawn("2022/23", ["2022/23"], closed=False)
    assert "no longer show it" in withdrawn("2022/23", [], closed=False)


def test_estimates_of_pupils_are_told_once_for_years_told_alike():
    a_year = FIGURES["years"]["2016/17"]
    of_a_school = {"pupils": 131, "estimated": 1, "basis": 2, "of_year": "2022/23"}
    of_a_trust = {"pupils": 522, "like": 17, "estimated": 17, "least": 364}
    some = of_a_trust | {"estimated": 3}

    def told(**years: dict) -> list[str]:
        named = {f"20{name[1:]}": a_year | each for name, each in years.items()}
        return how_counted(FIGURES | {"years": named})

    assert told(y22={}) == []
    assert told(y23=of_a_school | {"least": 90}, y24=of_a_school | {"least": 91}) == [
        "2023 and 2024: the number of pupils was not published. About 131 is an estimate, from its "
        "roll in the census of 2022/23, of which a year group is a usual part in schools of its "
        "ages. To be safe, intervals are as wide as with 90 and 91 pupils, as few as there may "
        "well have been."
    ]
    (all_of_them, three) = told(y23=of_a_trust, y24=some)
    assert "of all its 17 schools was not published. Of all together about 522 is" in all_of_them
    assert "of 3 of its 17 schools" in three
