"""Totals and rates of a survey: counted by hand, and too few are not shown."""

from __future__ import annotations

import pytest

from mathshubs.hubs.models import Post
from mathshubs.needs.methods.survey import bars, parts, rates
from mathshubs.needs.queries.survey_results import results

from ..builders import SEPTEMBER, a_district, a_hub, a_person, a_post, a_school
from ..people.signing_in import sign_in
from .survey_builders import a_question, an_asked_school, an_open_survey


def test_a_rate_of_fewer_than_five_is_withheld_and_never_the_only_one():
    rows = [("a", True)] * 9 + [("b", False)] * 6 + [("c", True)] * 4

    found = rates(rows, {"a": "A", "b": "B", "c": "C", "d": "D"})

    assert [(one.label, one.withheld) for one in found] == [("A", False), ("B", True), ("C", True)]
    assert (found[0].asked, found[0].answered, found[0].percent) == (9, 9, 100)


def test_all_rates_are_shown_where_none_is_too_few():
    found = rates([("a", True)] * 5 + [("b", False)] * 5, {"a": "A", "b": "B"})
    assert [(one.percent, one.withheld) for one in found] == [(100, False), (0, False)]


def test_a_school_counts_once_for_each_of_its_choices():
    found = bars([("x", "X"), ("y", "Y"), ("z", "Z")], [["x", "y"], ["x", "x"], ["y"], "z"])
    assert [(one.number, one.percent) for one in found] == [(2, 50), (2, 50), (1, 25)]


def test_what_the_total_gives_away_of_few_schools_is_withheld_too():
    rows = [("a", True)] * 9 + [("b", True)] * 6 + [("c", True)] + [("d", True)]

    found = rates(rows, {"a": "A", "b": "B", "c": "C", "d": "D"})  # c and d are two schools

    assert [one.withheld for one in found] == [False, True, True, True]


def test_an_answer_is_broken_down_by_kind_of_school_and_few_are_withheld():
    rows = [("a", "1")] * 6 + [("a", "5")] * 2 + [("b", "5")] * 5 + [("c", "5")] * 4
    found = parts(rows, {"a": "A", "b": "B", "c": "C"}, [("1", "1"), ("5", "5")], scale=True)

    assert [(one.label, one.withheld) for one in found] == [("A", False), ("B", True), ("C", True)]
    assert (found[0].number, found[0].mean) == (8, 2.0)
    assert [(one.number, one.percent) for one in found[0].bars] == [(6, 75), (2, 25)]
    assert (found[1].number, found[1].bars, found[1].mean) == (0, [], None)


@pytest.mark.django_db
def test_totals_rates_words_and_files(client, django_assert_max_num_queries):
    hub = a_hub("Salt Way", slug="salt-way")
    hugo = a_person("Hugo", "Hub")
    a_post(hugo, hub, Post.Kind.HUB_LEAD)
    survey = an_open_survey(hub)
    need = survey.questions.get()
    scale = a_question(survey, "SCALE", "How sure?", options=["Not", "Very"], order=2)
    district = a_district("Stafford")
    for number in range(8):
        answers = {str(scale.pk): "4" if number else "1", str(need.pk): f"=Words {number}"}
        done = {"state": "ANSWERED", "answered_at": SEPTEMBER, "answers": answers, "name": "Ada"}
        an_asked_school(
            survey, a_school(f"School {number}", district=district, fsm_percent=number * 8),
            **(done if number < 6 else {}),
        )  # fmt: skip
    an_asked_school(survey, a_school(), [])

    found = results(survey, words=True)

    assert (found.answered, found.written_to, found.unreached, found.percent) == (6, 8, 1, 75)
    assert [bar.number for bar in found.totals[1].bars] == [1, 0, 0, 5, 0]
    assert found.totals[1].mean == 3.5
    assert found.totals[0].said[0].words == "=Words 0"
    by = dict(found.by)
    assert [(one.label, one.percent) for one in by["District"]] == [("Stafford", 75)]
    assert all(one.withheld for one in by["Pupils eligible for free school meals"])

    client = sign_in(client, hugo)
    with django_assert_max_num_queries(10):
        page = client.get(f"/surveys/{survey.pk}/results/").text
    assert "6 of 8 schools answered: 75%" in page
    assert "=Words 5" in page
    totals = client.get(f"/surveys/{survey.pk}/results/?as=csv").content.decode()
    assert "How sure?,4,5,6,83" in totals
    answers = client.get(f"/surveys/{survey.pk}/asked/?as=csv&show=answered").content.decode()
    assert "'=Words 0" in answers
    assert len(answers.splitlines()) == 7
    with django_assert_max_num_queries(10):
        client.get(f"/surveys/{survey.pk}/asked/?show=answered")


@pytest.mark.django_db
@pytest.mark.parametrize("by", ["phase", "district", "fsm"])
def test_totals_are_broken_down_by_kind_of_school(client, by, django_assert_max_num_queries):
    hub = a_hub("Salt Way", slug="salt-way")
    hugo = a_person("Hugo", "Hub")
    a_post(hugo, hub, Post.Kind.HUB_LEAD)
    survey = an_open_survey(hub)
    scale = a_question(survey, "SCALE", "How sure?", order=2)
    kinds = [
        {"phase": "PRIMARY", "district": a_district("Stafford"), "fsm_percent": 10},
        {"phase": "SECONDARY", "district": a_district("Telford"), "fsm_percent": 50},
    ]
    for number in range(12):
        an_asked_school(
            survey, a_school(f"School {number}", **kinds[number % 2]), state="ANSWERED",
            answered_at=SEPTEMBER, answers={str(scale.pk): "4" if number % 2 else "2"},
        )  # fmt: skip
    client = sign_in(client, hugo)

    with django_assert_max_num_queries(10):
        found = client.get(f"/surveys/{survey.pk}/results/?by={by}")

    parts = found.context["results"].totals[1].parts
    assert sorted((part.number, part.mean) for part in parts) == [(6, 2.0), (6, 4.0)]
    file = client.get(f"/surveys/{survey.pk}/results/?by={by}&as=csv").content.decode()
    assert f"How sure? ({parts[0].label})," in file
