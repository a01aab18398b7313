"""Signing in by a code sent to an address; nobody learns whether an address is known."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.utils.timezone import now

from mathshubs.comms.models import Letter
from mathshubs.people import actions
from mathshubs.people.models import Person

from ..builders import a_person
from .builders import CONFIRM, SIGN_IN, code_sent_to, deliver, sign_in_by_code
from .signing_in import sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_limits_left_over():
    cache.clear()


def test_a_code_by_email_signs_in_and_goes_where_they_were_going(client):
    person = a_person(email="tess@example.org")

    response = sign_in_by_code(client, "tess@example.org", "/my/profile/phone/")

    assert response.status_code == 302
    assert response["Location"] == "/my/profile/phone/"
    assert client.get("/my/profile/phone/").wsgi_request.user == person


def test_a_code_is_taken_in_lower_case_with_a_space(client):
    a_person(email="tess@example.org")
    client.post(SIGN_IN, {"login": "Tess@Example.org"})
    code = code_sent_to("tess@example.org").lower().replace("-", " ")

    assert client.post(CONFIRM, {"code": code})["Location"] == "/my/"


def test_the_third_wrong_code_voids_the_right_one(client):
    a_person(email="tess@example.org")
    client.post(SIGN_IN, {"login": "tess@example.org"})
    code = code_sent_to("tess@example.org")

    first = client.post(CONFIRM, {"code": "BBBB-BBBB"})
    client.post(CONFIRM, {"code": "BBBB-BBBC"})
    third = client.post(CONFIRM, {"code": "BBBB-BBBD"}, follow=True)
    late = client.post(CONFIRM, {"code": code})

    assert "That code was wrong three times. Ask for a new one." in third.text
    assert "That code is not right." in first.content.decode()
    assert late["Location"].startswith(SIGN_IN)
    assert not client.get(SIGN_IN).wsgi_request.user.is_authenticated


def test_a_code_works_once_and_for_ten_minutes(client):
    a_person(email="tess@example.org")
    with time_machine.travel(now(), tick=True) as clock:
        client.post(SIGN_IN, {"login": "tess@example.org"})
        code = code_sent_to("tess@example.org")
        clock.shift(timedelta(minutes=10, seconds=5))
        late = client.post(CONFIRM, {"code": code}, follow=True)

    assert late.redirect_chain[0][0].startswith(SIGN_IN)
    assert "A code works once, for 10 minutes" in late.text


def test_a_new_code_is_said_to_be_sent_and_the_first_is_not_said_twice(client):
    a_person(email="tess@example.org")
    first = client.post(SIGN_IN, {"login": "tess@example.org"}, follow=True)
    old = code_sent_to("tess@example.org")

    again = client.post(CONFIRM, {"action": "resend"}, follow=True)

    said = "We have sent a new code to tess@example.org. The one before no longer works."
    assert [said in page.text for page in (first, again)] == [False, True]
    assert "That code is not right." in client.post(CONFIRM, {"code": old}).text


def test_who_adds_an_address_comes_back_to_make_it_the_main_one(client):
    person = a_person(email="old@example.org")
    EmailAddress.objects.create(user=person, email=person.email, primary=True, verified=True)
    sign_in(client, person)
    asked = client.post("/account/email/", {"email": "new@example.org", "action_add": ""})

    page = client.post(asked["Location"], {"code": code_sent_to("new@example.org")}, follow=True)

    assert page.redirect_chain[-1][0] == "/account/email/"
    assert "Make main" in page.text


@pytest.mark.parametrize("signed_in", [False, True])
def test_a_code_that_confirms_an_address_and_has_run_out_says_so(client, signed_in):
    if signed_in:
        sign_in(client, a_person())
    page, typed = (
        ("/account/email/", {"email": "new@example.org", "action_add": ""})
        if signed_in
        else ("/account/signup/", {"email": "new@example.org"})
    )
    with time_machine.travel(now(), tick=True) as clock:
        asked = client.post(page, typed)
        code = code_sent_to("new@example.org")
        clock.shift(timedelta(minutes=10, seconds=5))
        late = client.post(asked["Location"], {"code": code}, follow=True)

    assert late.redirect_chain[-1][0] == ("/account/email/" if signed_in else "/account/login/")
    assert "That code has run out: it works for 10 minutes." in late.text
    assert not EmailAddress.objects.filter(email="new@example.org", verified=True).exists()


def test_the_words_of_a_code_letter_are_not_kept():
    a_person(email="tess@example.org")
    Client().post(SIGN_IN, {"login": "tess@example.org"})
    code = code_sent_to("tess@example.org")

    letter = Letter.objects.get()

    assert (letter.state, letter.subject, letter.text) == ("SENT", "Your code to sign in", "")
    assert code in mail.outbox[0].body


def _answers(path: str, field: str, email: str) -> list[tuple]:
    """What a stranger sees on asking, on the page after, and on a wrong code."""
    client = Client()
    asked = client.post(path, {field: email})
    after = client.get(asked["Location"])
    wrong = client.post(asked["Location"], {"code": "BBBB-BBBB"})
    return [_seen(response, email) for response in (asked, after, wrong)]


def _seen(response, email: str) -> tuple:
    body = response.content.decode().replace(email, "ADDRESS")
    body = re.sub(r'(csrfmiddlewaretoken" value=|nonce=)"[^"]+"', "", body)
    vary = ("Content-Length", "Expires")
    headers = {key: value for key, value in response.headers.items() if key not in vary}
    return response.status_code, body, headers, sorted(response.cookies)


@pytest.mark.parametrize(
    ("path", "field"),
    [(SIGN_IN, "login"), ("/account/login/code/", "email"), ("/account/signup/", "email")],
    ids=["sign-in", "code", "sign-up"],
)
def test_a_known_and_an_unknown_address_are_answered_alike(path, field):
    person = a_person(email="known@example.org")
    person.emailaddress_set.create(email=person.email, verified=True, primary=True)

    known = _answers(path, field, "known@example.org")
    unknown = _answers(path, field, "stranger@example.org")

    assert known == unknown
    assert [letter.to for letter in deliver()] == [["known@example.org"], ["stranger@example.org"]]


def test_adding_somebody_elses_address_is_answered_like_a_new_one(client):
    a_person(email="taken@example.org")
    sign_in(client, a_person())

    taken = client.post("/account/email/", {"email": "taken@example.org", "action_add": ""})
    other = Client()
    sign_in(other, a_person())
    new = other.post("/account/email/", {"email": "fresh@example.org", "action_add": ""})

    assert (taken.status_code, taken["Location"]) == (new.status_code, new["Location"])


def test_forty_teachers_behind_one_address_sign_in_within_a_minute():
    people = [a_person(email=f"teacher{number}@example.org") for number in range(40)]

    signed_in = [
        sign_in_by_code(Client(REMOTE_ADDR="192.0.2.7"), person.email)["Location"]
        for person in people
    ]

    assert signed_in == ["/my/profile/"] * 40


def test_one_address_is_sent_three_codes_a_minute(client):
    a_person(email="tess@example.org")

    answers = [
        Client(REMOTE_ADDR=f"192.0.2.{number}").post(SIGN_IN, {"login": "tess@example.org"})
        for number in range(5)
    ]

    assert [answer.status_code for answer in answers] == [302, 302, 302, 200, 200]
    assert "Too many tries" in answers[-1].content.decode()
    assert Letter.objects.count() == 3


def test_a_newcomer_signs_up_confirms_gives_names_and_goes_on(client):
    asked = client.post("/account/signup/?next=/my/profile/phone/", {
        "email": "new@example.org", "next": "/my/profile/phone/",
    })  # fmt: skip
    confirmed = client.post(asked["Location"], {"code": code_sent_to("new@example.org")})
    stopped = client.get("/my/profile/phone/")
    named = client.post(stopped["Location"], {"given_name": "Noor", "family_name": "Ali"})

    person = Person.objects.get(email="new@example.org")
    assert confirmed.status_code == 302
    assert stopped["Location"] == "/my/profile/names/?next=%2Fmy%2Fprofile%2Fphone%2F"
    assert named["Location"] == "/my/profile/phone/"
    assert (person.name, person.emailaddress_set.get().verified) == ("Noor Ali", True)


def test_a_sign_up_nobody_confirmed_is_forgotten_after_seven_days(client):
    client.post("/account/signup/", {"email": "squatter@example.org"})
    written_in = a_person("Wendy", "Written", email="colleague@example.org")

    early = actions.forget_unconfirmed(at=now() + timedelta(days=6))
    late = actions.forget_unconfirmed(at=now() + timedelta(days=8))

    assert (early, late) == (0, 1)
    assert [person.email for person in Person.objects.all()] == [written_in.email]


@pytest.mark.parametrize("page", ["change", "set", "reset"])
def test_there_are_no_pages_about_passwords(client, page):
    assert client.get(f"/account/password/{page}/").status_code == 404


def test_sessions_are_listed_and_the_others_ended(client):
    person, phone = a_person(email="tess@example.org"), Client(HTTP_USER_AGENT="Phone")
    sign_in_by_code(phone, person.email)
    sign_in_by_code(client, person.email)

    before = client.get("/account/sessions/")
    client.post("/account/sessions/")

    assert before.context["session_count"] == 2
    assert client.get("/account/sessions/").context["session_count"] == 1
    assert phone.get("/my/profile/")["Location"].startswith("/account/login/")


def test_a_closed_account_is_answered_like_an_unknown_one():
    a_person(email="closed@example.org", is_active=False)

    assert _answers(SIGN_IN, "login", "closed@example.org") == _answers(
        SIGN_IN, "login", "nobody@example.org"
    )


def test_who_signs_out_leaves_nothing_on_a_shared_device_and_who_was_not_in_is_left_alone(client):
    sign_in(client, a_person())

    signed_out, again = client.post("/account/logout/"), client.post("/account/logout/")

    assert [each.get("Clear-Site-Data") for each in (signed_out, again)] == ['"storage"', None]


def test_a_session_that_ended_by_itself_leaves_what_was_not_sent(client):
    sign_in(client, a_person())
    client.session.flush()

    asked_in = client.get("/my/profile/")

    assert asked_in["Location"].startswith("/account/login/")
    assert "Clear-Site-Data" not in asked_in


def test_what_is_asked_too_fast_is_refused_on_a_page_of_ours(client):
    asked = client.post("/account/signup/", {"email": "new@example.org"})

    page = client.post(asked["Location"], {"action": "resend"})

    assert page.status_code == 429
    assert "That was too fast" in page.text
    assert "Maths Hubs" in page.text
