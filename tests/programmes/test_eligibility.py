"""Each rule of who can take part, without a database: what it says, refuses and will not read."""

from __future__ import annotations

import json

import pytest

from mathshubs.programmes.methods.eligibility import (
    KINDS,
    Applicant,
    RuleProblem,
    phases_of,
    read,
    refusals,
)

OAK = Applicant(school="Oak", urn="100001", kind_group="Academies", phase="Primary")


def one(kind: str, **values):
    return read([{"rule": kind, **values}])[0]


EXAMPLES = {
    "STATE_FUNDED": {},
    "PHASE": {"phases": ["PRIMARY", "SECONDARY"]},
    "AREA": {"of": "DISTRICTS", "places": [["E06000020", "Telford and Wrekin"]]},
    "ONCE": {"who": "SCHOOL"},
    "EARLIER_STAGE": {"codes": ["NCP24-11"]},
    "NOT_BEFORE": {"codes": ["NCP21-03", "NCP21-04"]},
    "ROLE": {"roles": ["MATHS_LEAD"]},
    "CAREER_YEARS": {"first": 2, "last": 3},
    "PEOPLE": {"fewest": 1, "most": 2},
    "TRIAL": {"name": "Fractions", "schools": ["100001"], "waiting": ["100002"]},
}


@pytest.mark.parametrize("kind", KINDS)
def test_each_rule_is_kept_and_read_again_and_says_a_sentence(kind):
    rule = one(kind, **EXAMPLES[kind])

    assert read(json.loads(json.dumps([rule.kept()]))) == [rule]
    assert rule.words("Salt Way Maths Hub").endswith(".")


@pytest.mark.parametrize(
    "kept",
    [
        {"rule": "NO_SUCH"},
        {},
        {"rule": "STATE_FUNDED", "more": 1},
        {"rule": "PHASE", "phases": []},
        {"rule": "PHASE", "phases": ["NIGHT"]},
        {"rule": "AREA", "of": "MOON"},
        {"rule": "AREA", "of": "DISTRICTS", "places": []},
        {"rule": "AREA", "of": "HUB", "places": [["1", "There"]]},
        {"rule": "ONCE", "who": "DOG"},
        {"rule": "EARLIER_STAGE", "codes": ["11"]},
        {"rule": "NOT_BEFORE", "codes": []},
        {"rule": "ROLE", "roles": ["KING"]},
        {"rule": "CAREER_YEARS", "first": 3, "last": 2},
        {"rule": "PEOPLE", "fewest": 0, "most": 2},
        {"rule": "TRIAL", "name": "", "schools": ["100001"]},
        {"rule": "TRIAL", "name": "Fractions", "schools": []},
        {"rule": "TRIAL", "name": "Fractions", "schools": ["12"]},
        {"rule": "TRIAL", "name": "Fractions", "schools": ["100001"], "waiting": ["100001"]},
    ],
)
def test_a_rule_that_makes_no_sense_is_not_read(kept):
    with pytest.raises(RuleProblem):
        read([kept])


@pytest.mark.parametrize(
    ("group", "kind", "state_funded"),
    [
        ("Academies", "Academy converter", True),
        ("Colleges", "Further education", True),
        ("Special schools", "Community special school", True),
        ("Special schools", "Non-maintained special school", False),
        ("Independent schools", "Other independent school", False),
        ("", "", True),
    ],
)
def test_state_funded_follows_the_type_in_the_register(group, kind, state_funded):
    asks = Applicant(school="Oak", kind_group=group, kind=kind)

    assert (one("STATE_FUNDED").refusal(asks) == "") is state_funded


@pytest.mark.parametrize(
    ("phase", "ages", "phases"),
    [
        ("PRIMARY", (4, 11), {"EARLY_YEARS", "PRIMARY"}),
        ("PRIMARY", (7, 11), {"PRIMARY"}),
        ("SECONDARY", (11, 16), {"SECONDARY"}),
        ("SECONDARY", (11, 18), {"SECONDARY", "POST_16"}),
        ("ALL_THROUGH", (5, 18), {"PRIMARY", "SECONDARY", "POST_16"}),
        ("NOT_APPLICABLE", (5, 16), {"PRIMARY", "SECONDARY"}),
        ("NOT_APPLICABLE", (2, 19), {"EARLY_YEARS", "PRIMARY", "SECONDARY", "POST_16"}),
    ],
)
def test_phases_follow_from_the_registers_phase_and_ages(phase, ages, phases):
    assert phases_of(phase, *ages) == phases


def test_a_school_whose_phase_nobody_knows_is_not_refused_for_it():
    assert phases_of("NOT_APPLICABLE", None, None) is None
    assert one("PHASE", phases=["POST_16"]).refusal(OAK) == ""


def test_the_refusal_says_what_is_asked_for_and_what_is_known():
    primary = Applicant(school="Oak", phase="Primary", phases=frozenset({"PRIMARY"}))

    assert one("PHASE", phases=["SECONDARY", "POST_16"]).refusal(primary) == (
        "It is for secondary or post-16 schools, and Oak is listed as “Primary”."
    )


@pytest.mark.parametrize(
    ("year", "can"), [(1, False), (2, True), (3, True), (4, False), (None, True)]
)
def test_years_of_a_career_are_those_from_the_first_to_the_last(year, can):
    asks = Applicant(school="Oak", career_year=year)

    assert (one("CAREER_YEARS", first=2, last=3).refusal(asks) == "") is can


def test_a_school_whose_turn_in_a_trial_comes_later_is_thanked_for_waiting():
    trial = one("TRIAL", **EXAMPLES["TRIAL"])

    assert trial.refusal(OAK) == ""
    assert "Thank you for waiting" in trial.refusal(Applicant(school="Elm", urn="100002"))
    assert "is not one" in trial.refusal(Applicant(school="Ash", urn="100003"))


def test_a_stage_that_only_comes_first_refuses_nobody():
    rule = one("EARLIER_STAGE", codes=["NCP24-11"], only=False)

    assert rule.refusal(OAK) == ""
    assert "come first" in rule.words()


def test_every_rule_that_fails_has_its_sentence():
    rules = read([{"rule": "ROLE", "roles": ["HEAD"]}, {"rule": "ONCE", "who": "SCHOOL"}])
    asks = Applicant(school="Oak", role="TEACHER", school_took_part=True)

    assert [each.split(",")[0] for each in refusals(rules, asks)] == [
        "It is for headteachers or principals",
        "A school takes part once",
    ]
