"""Staff go nowhere without a second factor; setting one up takes them on."""

from __future__ import annotations

import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from mathshubs.config.access import TABLE
from mathshubs.hubs.models import Post
from mathshubs.people.middleware import OPEN_PAGES, OPEN_PATHS
from mathshubs.people.models import NationalRole

from ..builders import a_hub, a_person, a_post, national
from ..test_access import ADDRESSES
from ..world import a_world
from .builders import code_sent_to, deliver, sign_in_by_code
from .signing_in import sign_in

pytestmark = pytest.mark.django_db
SECRET = "JBSWY3DPEHPK3PXP"


@pytest.fixture(autouse=True)
def no_limits_left_over():
    cache.clear()


def the_app_shows(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))


def asked_for_second_factor(client: Client, path: str, method: str = "get") -> bool:
    answer = getattr(client, method)(path)
    return answer.status_code == 302 and answer["Location"].startswith("/my/second-factor/")


def an_address(world, name: str) -> str:
    wanted = ADDRESSES[name].pattern.converters
    return reverse(name, kwargs={each: world.named[each] for each in wanted})


GUARDED = sorted(
    name
    for name in TABLE
    if name not in OPEN_PAGES and not str(ADDRESSES[name].pattern).startswith(("account/", "demo/"))
)


def test_every_address_waits_for_a_second_factor_of_staff(client):
    world = a_world()
    sign_in(client, world.people["hub_lead"], second_factor=False)

    open_to_them = [
        (name, method)
        for name in GUARDED
        for method in ("get", "post")
        if not asked_for_second_factor(client, an_address(world, name), method)
    ]

    assert open_to_them == []
    assert OPEN_PATHS == ("/account/", "/demo/")


@pytest.mark.parametrize("kind", Post.Kind.values)
def test_every_post_is_staff(client, kind):
    person = a_person()
    a_post(person, a_hub(), kind)
    sign_in(client, person, second_factor=False)

    assert asked_for_second_factor(client, "/my/profile/")


@pytest.mark.parametrize("kind", NationalRole.Kind.values)
def test_every_national_role_is_staff(client, kind):
    sign_in(client, national(kind), second_factor=False)

    assert asked_for_second_factor(client, "/my/profile/")


def test_a_teacher_is_not_asked_and_it_costs_no_statement_of_its_own(client):
    sign_in(client, a_person(), second_factor=False)

    with CaptureQueriesContext(connection) as asked:
        response = client.get("/my/profile/phone/")

    tables = [one["sql"].split('"')[1] for one in asked if "FROM" in one["sql"]]
    assert response.status_code == 200
    assert (len(asked), tables) == (2, ["django_session", "people_person"])


def test_a_role_that_ended_is_no_staff(client):
    person = a_person()
    a_post(person, a_hub(), Post.Kind.HUB_LEAD)
    person.posts.update(to_on="2021-08-31")
    sign_in(client, person, second_factor=False)

    assert client.get("/my/profile/").status_code == 200


@pytest.mark.django_db(transaction=True)
def test_staff_set_up_an_app_and_go_on_to_where_they_were_going(client):
    person = national()
    signed_in = sign_in_by_code(client, person.email, "/my/profile/phone/")
    stopped = client.get(signed_in["Location"])
    offer = client.get(stopped["Location"])
    page = client.get("/account/2fa/totp/activate/").content.decode()
    secret = re.search(r"<code>([A-Z2-7]+)</code>", page)[1]

    set_up = client.post("/account/2fa/totp/activate/", {"code": the_app_shows(secret)})
    codes = client.get(set_up["Location"]).content.decode()
    on = client.get("/my/second-factor/")

    assert "Set up a passkey" in offer.content.decode()
    assert "Continue to where you were going" in codes
    assert on["Location"] == "/my/profile/phone/"
    assert client.get("/my/profile/phone/").status_code == 200
    assert "An authenticator app was set up" in [letter.subject for letter in deliver()]


def test_who_has_an_app_is_asked_for_its_code_when_signing_in(client):
    person = national()
    TOTP.activate(person, SECRET)

    half_way = sign_in_by_code(client, person.email, "/my/profile/phone/")
    wrong = client.post(half_way["Location"], {"code": "000000"})
    right = client.post(half_way["Location"], {"code": the_app_shows(SECRET)})

    assert half_way["Location"] == "/account/2fa/authenticate/"
    assert "That code is not right." in wrong.content.decode()
    assert right["Location"] == "/my/profile/phone/"
    assert client.get("/my/profile/phone/").status_code == 200


def test_who_has_an_app_and_no_passkey_is_offered_no_passkey(client):
    person = national()
    TOTP.activate(person, SECRET)

    page = client.get(sign_in_by_code(client, person.email)["Location"]).text

    said = ("the six digits your authenticator app shows", "Use a passkey")
    assert [each in page for each in said] == [True, False]


@pytest.mark.django_db(transaction=True)  # the letter is written after the commit
def test_a_letter_about_a_change_names_the_browser_in_words(client):
    person = national()
    chrome = "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0.0.0 Safari/537.36"
    sign_in_by_code(client, person.email)
    page = client.get("/account/2fa/totp/activate/").text
    secret = re.search(r"<code>([A-Z2-7]+)</code>", page)[1]

    client.post(
        "/account/2fa/totp/activate/", {"code": the_app_shows(secret)}, HTTP_USER_AGENT=chrome
    )

    (letter,) = [each for each in deliver() if "authenticator app" in each.subject]
    assert "From: Chrome on Windows, at 127.0.0.1" in letter.body


def test_a_recovery_code_stands_in_once():
    person = national()
    TOTP.activate(person, SECRET)
    code = RecoveryCodes.activate(person).get_unused_codes()[0]

    first, again = Client(), Client()
    used = first.post(sign_in_by_code(first, person.email)["Location"], {"code": code})
    reused = again.post(sign_in_by_code(again, person.email)["Location"], {"code": code})

    assert used["Location"] == "/my/profile/"
    assert "it does not work again. You have 9 left." in first.get("/my/profile/").text
    assert reused.status_code == 200


def test_who_uses_the_last_recovery_code_is_told_to_make_new_ones(client):
    person = national()
    TOTP.activate(person, SECRET)
    codes = RecoveryCodes.activate(person)
    *others, last = codes.get_unused_codes()
    for code in others:
        codes.validate_code(code)

    client.post(sign_in_by_code(client, person.email)["Location"], {"code": last})

    assert "You have none left: make new ones on your profile" in client.get("/my/profile/").text


def test_a_session_without_the_factor_one_has_is_asked_for_it(client):
    person = national()
    TOTP.activate(person, SECRET)
    sign_in(client, person, second_factor=False)

    stopped = client.get("/my/profile/phone/")
    check = client.get(stopped["Location"])
    checked = client.post(
        check["Location"], {"code": the_app_shows(SECRET), "next": "/my/profile/"}
    )

    assert check["Location"].startswith("/account/2fa/reauthenticate/")
    assert checked["Location"] == "/my/profile/"
    assert client.get("/my/profile/").status_code == 200


def test_secrets_of_apps_are_not_readable_in_the_database():
    person = a_person()
    TOTP.activate(person, SECRET)

    assert SECRET not in str(Authenticator.objects.get().data)


def test_where_they_were_going_is_never_another_site(client):
    sign_in(client, national())

    answer = client.get("/my/second-factor/?next=https://evil.example/")

    assert answer["Location"] == reverse("insight:today")


def test_the_code_of_a_letter_still_waits_for_the_second_factor(client):
    person = national()
    TOTP.activate(person, SECRET)
    client.post("/account/login/", {"login": person.email})
    client.post("/account/login/code/confirm/", {"code": code_sent_to(person.email)})

    assert not client.get("/account/login/").wsgi_request.user.is_authenticated


BROKEN = ["", "null", "{}", "[]", '"x"', '{"id": "x"}', '{"id": "x", "rawId": 5, "response": {}}']


@pytest.mark.parametrize("credential", BROKEN)
def test_a_broken_passkey_is_refused_without_an_error_of_ours(client, credential):
    person = a_person()
    signed_in = sign_in(Client(), person)
    half_way = Client()
    TOTP.activate(other := a_person(), SECRET)
    sign_in_by_code(half_way, other.email)
    client.get("/account/2fa/webauthn/login/")
    signed_in.get("/account/2fa/webauthn/add/")

    answers = [
        client.post("/account/2fa/webauthn/login/", {"credential": credential}),
        half_way.post("/account/2fa/authenticate/", {"credential": credential}),
        signed_in.post("/account/2fa/webauthn/add/", {"credential": credential}),
    ]

    assert [answer.status_code for answer in answers] == [302, 200, 200]
    assert not client.get("/account/login/").wsgi_request.user.is_authenticated
    assert not person.authenticator_set.exists()
