"""Seats on a hub's Strategic Board, what the board says, and what the hub answers."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils.timezone import localdate

from mathshubs.comms.models import Letter
from mathshubs.hubs import actions, queries, rules
from mathshubs.hubs.models import Advice, Post
from mathshubs.people.models import Person
from mathshubs.schools.models import Trust
from tests.builders import (
    LONG_AGO,
    SEPTEMBER,
    a_hub,
    a_person,
    a_post,
    a_school,
    a_seat,
    national,
)
from tests.people.signing_in import sign_in

from .builders import a_day

pytestmark = pytest.mark.django_db
TODAY = localdate()
AT = "/hubs/salt-way/people/"


@pytest.fixture
def hub():
    return a_hub("Salt Way", slug="salt-way", email="hub@example.org")


@pytest.fixture
def hugo(hub):
    hugo = a_person("Hugo", "Hub", email="hugo@example.org")
    a_post(hugo, hub, Post.Kind.HUB_LEAD)
    return hugo


@pytest.fixture
def bola(hub):
    bola = a_person("Bola", "Board", email="bola@example.org")
    a_seat(bola, hub)
    return bola


def seat(**fields) -> dict:
    sent = {
        "email": "cara@example.org", "given_name": "Cara", "family_name": "Chair",
        "kind": "BOARD_CHAIR", "stands_for": "EMPLOYER_OR_HE", "organisation": "A university",
        "public": "on", **a_day("from_on", TODAY), **fields,
    }  # fmt: skip
    return {"do": "seat"} | {f"seat-{name}": value for name, value in sent.items()}


def test_the_hub_lead_names_a_chair_who_reads_in_a_letter_what_that_opens(client, hub, hugo):
    sign_in(client, hugo)

    answer = client.post(AT, seat(), follow=True)

    cara = Person.objects.get(email="cara@example.org")
    post = cara.posts.get()
    assert (post.kind, post.stands_for, post.comes_from) == (
        "BOARD_CHAIR", "EMPLOYER_OR_HE", "A university",
    )  # fmt: skip
    assert "Cara Chair is Strategic Board chair of Salt Way Maths Hub from" in answer.text
    letter = Letter.objects.get(to_person=cara)
    assert (
        "With it you read the hub's priorities, plans, returns and figures before each meeting of "
        "its Strategic Board, and you can advise or challenge the hub on them."
    ) in letter.text
    assert "Your post opens papers that are not public to you" in letter.text


@pytest.mark.parametrize("whence", [{"organisation": ""}, {"school": "Oak", "organisation": "B"}])
def test_a_seat_says_where_its_holder_comes_from_once(client, hub, hugo, whence):
    a_school("Oak")
    sign_in(client, hugo)

    answer = client.post(AT, seat(**whence))

    assert "Say where they come from: choose" in answer.text
    assert not Post.objects.on(TODAY).filter(kind__in=Post.ON_THE_BOARD).exists()


def test_a_board_has_one_chair_at_a_time(client, hub, hugo, bola):
    a_seat(bola, hub, Post.Kind.BOARD_CHAIR)
    sign_in(client, hugo)

    answer = client.post(AT, seat())

    assert "Bola Board chairs the board from" in answer.text


def test_the_next_chair_begins_when_the_last_one_has_ended(hub, hugo, bola):
    first = a_seat(bola, hub, Post.Kind.BOARD_CHAIR)
    actions.end_post(post=first, to_on=TODAY, by=hugo, at=SEPTEMBER)

    chair = actions.give_post(
        hub=hub, person=a_person("Cara"), kind="BOARD_CHAIR", public=True, by=hugo, at=SEPTEMBER,
        from_on=TODAY + timedelta(days=1), stands_for="NCETM", organisation="NCETM",
    )  # fmt: skip

    assert queries.board_of(hub, TODAY + timedelta(days=1))[0] == chair


def test_who_sits_on_the_board_does_no_work_of_the_hub(hub, hugo, bola):
    assert rules.sits_on_board(bola, hub)
    assert not rules.runs(bola, hub)
    assert not rules.may_see_desk(bola, hub)
    assert rules.may_read_papers(bola, hub)
    assert rules.reads_as_board(bola, hub)
    assert not rules.chairs_board(bola, hub)
    assert [post.person for post in queries.current_posts(hub, TODAY)] == [hugo]
    assert not rules.sits_on_board(bola, a_hub())


def test_who_also_runs_the_hub_reads_with_names(hub, hugo):
    a_seat(hugo, hub, stands_for="LEAD_SCHOOL")
    assert rules.sits_on_board(hugo, hub)
    assert not rules.reads_as_board(hugo, hub)


def test_a_seat_that_has_ended_opens_nothing(hub):
    was = a_person()
    a_seat(was, hub, to_on=TODAY - timedelta(days=1))
    assert not rules.may_read_papers(was, hub)


def test_the_page_warns_and_says_who_is_independent(client, hub, hugo, bola):
    trust = Trust.objects.create(uid=1, name="Wrekin Trust")
    lead = a_school("Lead School", trust=trust)
    hub.lead_schools.create(school=lead, from_on=LONG_AGO)
    a_seat(a_person("Tia"), hub, school=a_school("Sister School", trust=trust))
    a_seat(a_person("Una"), hub, organisation="wrekin trust")
    sign_in(client, hugo)

    text = client.get(AT).text

    assert "1 of 4 on the board is independent of the lead school and its trust." in text
    assert text.count("Independent of the lead school<") == 1
    assert text.count("The lead school or its trust") == 2
    assert "The board has no chair." in text


def test_the_board_is_named_on_the_public_page_where_it_agreed(client, hub, bola):
    a_seat(a_person("Nobody", "Named"), hub, public=False)

    text = client.get("/hubs/salt-way/").text

    assert "Bola Board" in text
    assert "Nobody Named" not in text


def advice(hub, by, words="Where is post-16?") -> Advice:
    return actions.advise(
        hub=hub, subject="PLAN", year="2026/27", kind="CHALLENGE", words=words, by=by, at=SEPTEMBER
    )


def test_a_challenge_is_kept_and_told_to_those_who_lead_the_hub(hub, hugo, bola):
    said = advice(hub, bola)

    letter = Letter.objects.get()
    assert (letter.to_person, letter.subject) == (hugo, "A challenge of the Strategic Board")
    assert letter.text.split("\n\n")[:2] == [
        "Bola Board of the Strategic Board of Salt Way Maths Hub has left a challenge on the year "
        "plan of 2026/27:",
        "Where is post-16?",
    ]
    assert said.get_absolute_url() in letter.text


def test_the_same_words_twice_are_one_challenge(hub, hugo, bola):
    assert advice(hub, bola) == advice(hub, bola)
    assert Letter.objects.count() == 1


def test_the_hub_answers_once_and_who_asked_has_a_letter(hub, hugo, bola):
    said = advice(hub, bola)
    for _ in range(2):
        said = actions.answer_advice(advice=said, words="In line 4.", by=hugo, at=SEPTEMBER)

    letter = Letter.objects.get(to_person=bola)
    assert letter.subject == "Salt Way Maths Hub has answered your challenge"
    assert "Hugo Hub answers:\n\nIn line 4." in letter.text
    with pytest.raises(actions.AdviceRefused, match="answered already"):
        actions.answer_advice(advice=said, words="Or not.", by=hugo, at=SEPTEMBER)


def test_a_member_advises_and_the_hub_lead_answers_on_the_pages(client, hub, hugo, bola):
    sign_in(client, bola)
    at = "/hubs/salt-way/board/advise/?subject=PRIORITIES&year=2026/27"
    answer = client.post(at, {"kind": "ADVICE", "words": "Ask the colleges."}, follow=True)
    said = Advice.objects.get()
    assert "Ask the colleges." in answer.text
    assert "Send the answer" not in answer.text
    assert client.post(said.get_absolute_url(), {"words": "We did."}).status_code == 403

    sign_in(client, hugo)
    assert "Send the answer" in client.get(said.get_absolute_url()).text
    answer = client.post(said.get_absolute_url(), {"words": "We did."}, follow=True)
    assert "Bola Board has your answer in a letter." in answer.text
    assert "The hub’s answer: Hugo Hub" in answer.text


@pytest.mark.parametrize("about", ["", "?subject=PLAN", "?subject=MONEY&year=2026/27"])
def test_advice_is_about_something(client, hub, bola, about):
    sign_in(client, bola)
    answer = client.post(f"/hubs/salt-way/board/advise/{about}", {"kind": "ADVICE", "words": "X"})
    assert answer.url == "/hubs/salt-way/board/"
    assert not Advice.objects.exists()


def test_a_board_and_its_words_are_not_there_for_the_board_of_another_hub(client, hub, bola):
    said = advice(hub, bola)
    other = a_person()
    a_seat(other, a_hub())
    sign_in(client, other)

    for at in (said.get_absolute_url(), "/hubs/salt-way/board/", "/hubs/salt-way/board/advise/"):
        assert client.get(at).status_code == 404


def test_national_staff_read_what_the_board_says_and_do_not_answer_for_the_hub(client, hub, bola):
    said = advice(hub, bola)
    sign_in(client, national())
    assert "Where is post-16?" in client.get(said.get_absolute_url()).text
    assert client.post(said.get_absolute_url(), {"words": "Yes."}).status_code == 403
