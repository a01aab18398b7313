"""Totals and rates of a survey: counted by hand, and too few are not shown."""

from __future__ import annotations

import pytest

from mathshubs.hubs.models import Post
from mathshubs.needs.methods.survey import bars, rates
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
