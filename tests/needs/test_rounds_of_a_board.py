"""What somebody on a hub's board reads of its priorities: no school, nothing told in confidence."""

from __future__ import annotations

import re
from html import unescape

import pytest

from mathshubs.insight.queries.board import papers
from mathshubs.needs.methods.unnamed import without_names
from mathshubs.needs.models import Need
from tests.builders import SEPTEMBER, a_district, a_hub, a_person, a_school, a_seat
from tests.people.signing_in import sign_in

from .builders import a_need, a_priority, a_round, an_answer

pytestmark = pytest.mark.django_db


@pytest.fixture
def hub():
    return a_hub("Salt Way", slug="salt-way")


@pytest.fixture
def bola(hub):
    bola = a_person("Bola", "Board")
    a_seat(bola, hub)
    return bola


@pytest.mark.parametrize(
    ("text", "names", "said"),
    [
        ("Oak Academy asks for help", ["Oak Academy"], "A school asks for help"),
        ("Help the oak academy with ratio", ["Oak Academy"], "Help a school with ratio"),
        (
            "Ratio at Oak and at Oak Street",
            ["Oak", "Oak Street"],
            "Ratio at a school and at a school",
        ),
        ("Oaks grow", ["Oak"], "Oaks grow"),
        ("Ratio", ["", " "], "Ratio"),
    ],
)
def test_a_need_is_told_without_its_school(text, names, said):
    assert without_names(text, names) == said


def test_needs_behind_a_priority_have_no_school_and_no_link_for_the_board(client, hub, bola):
    oak, elm = a_school("Oak Academy"), a_school("Elm School")
    named = a_need(hub, title="Oak Academy and Elm School lack maths teachers", school=oak)
    named.places.create(school=elm)
    secret = a_need(hub, title="The head of Elm is leaving", confidential=True)
    round_ = a_round(hub, bola)
    priority = a_priority(round_, needs=[named, secret], state="CHOSEN")
    answer = an_answer(priority, bola)
    sign_in(client, bola)

    its_page = f"/priorities/{priority.pk}/"
    for at in (its_page, f"{its_page}thread/", f"/priorities/answers/{answer.pk}/"):
        text = client.get(at).text
        assert "A school and a school lack maths teachers" in text, at
        assert "A need told in confidence" in text, at
        for secret_words in ("Oak", "Elm", f"/needs/{named.pk}/", f"/needs/{secret.pk}/"):
            assert secret_words not in text, (at, secret_words)
    assert client.get(named.get_absolute_url()).status_code == 404


def test_comments_are_read_without_who_wrote_them(client, hub, bola):
    round_ = a_round(hub, bola)
    priority = a_priority(round_)
    round_.comments.create(
        priority=priority, name="Helen Head", organisation="Oak Academy", words="Do it.",
        at=SEPTEMBER,
    )  # fmt: skip
    sign_in(client, bola)

    for at in (f"/rounds/{round_.pk}/", f"/priorities/{priority.pk}/"):
        text = client.get(at).text
        assert "Do it." in text
        assert "Helen" not in text
        assert "Oak" not in text


def test_a_board_reads_and_changes_nothing(client, hub, bola):
    round_ = a_round(hub, bola)
    sign_in(client, bola)

    assert client.get("/hubs/salt-way/rounds/").status_code == 200
    assert client.get("/hubs/salt-way/answers/").status_code == 200
    assert client.post(f"/rounds/{round_.pk}/", {"do": "score"}).status_code == 403


def test_a_round_is_not_there_for_the_board_of_another_hub(client, hub, bola):
    round_ = a_round(hub, bola)
    other = a_person()
    a_seat(other, a_hub())
    sign_in(client, other)

    assert client.get(f"/rounds/{round_.pk}/").status_code == 404
    assert client.get(f"/priorities/{a_priority(round_).pk}/").status_code == 404


def test_what_the_board_said_stands_on_the_round(client, hub, bola):
    round_ = a_round(hub, bola)
    hub.advice.create(
        subject="PRIORITIES", year=round_.year, kind="ADVICE", words="Ask colleges.", by=bola,
        at=SEPTEMBER,
    )  # fmt: skip
    hub.advice.create(
        subject="PLAN", year=round_.year, kind="ADVICE", words="Not here.", by=bola, at=SEPTEMBER
    )
    sign_in(client, bola)

    text = client.get(f"/rounds/{round_.pk}/").text

    assert "Ask colleges." in text
    assert "Not here." not in text
    assert "Advise or challenge the hub" in text


def test_what_is_said_on_a_districts_round_stands_on_that_round_alone(client, hub, bola):
    stafford, stoke = a_district("Stafford"), a_district("Stoke")
    of_hub, of_stafford, of_stoke = (
        a_round(hub, bola, district=district) for district in (None, stafford, stoke)
    )
    sign_in(client, bola)
    page = client.get(f"/rounds/{of_stafford.pk}/").text
    way = unescape(re.search(r'href="(/hubs/salt-way/board/advise/[^"]*)"', page)[1])
    assert "the priorities of 2026/27 in Stafford" in client.get(way).text
    client.post(way, {"kind": "ADVICE", "words": "Ask its colleges."})
    client.post(way.partition("&district")[0], {"kind": "ADVICE", "words": "Ask everybody."})

    said = {
        round_: [each.words for each in client.get(f"/rounds/{round_.pk}/").context["said"]]
        for round_ in (of_hub, of_stafford, of_stoke)
    }
    assert said == {
        of_hub: ["Ask everybody."], of_stafford: ["Ask its colleges."], of_stoke: [],
    }  # fmt: skip
    on = SEPTEMBER.replace(year=2026).date()
    priorities = papers(hub, "2025/26", on).meetings
    (meeting,) = [each for each in priorities if each.subject == "PRIORITIES"]
    assert {each.words for each in meeting.advice} == {"Ask its colleges.", "Ask everybody."}


@pytest.mark.parametrize("rows", [1, 3])
def test_pages_ask_as_often_for_one_row_as_for_three(
    client, hub, bola, rows, django_assert_num_queries
):
    round_ = a_round(hub, bola)
    needs = [a_need(hub, title="Ratio", school=a_school()) for _ in range(rows)]
    priority = a_priority(round_, needs=needs)
    for _ in range(rows):
        hub.advice.create(
            subject="PRIORITIES", year=round_.year, kind="ADVICE", words="Yes.", by=a_person(),
            at=SEPTEMBER,
        )  # fmt: skip
    sign_in(client, bola)

    with django_assert_num_queries(9):
        client.get(f"/rounds/{round_.pk}/")
    with django_assert_num_queries(9):
        client.get(f"/priorities/{priority.pk}/")
    assert Need.objects.count() == rows
