"""My profile: what is kept about me, masked, mended, and who looked at it."""

from __future__ import annotations

import pytest
from django.urls import reverse

from mathshubs.people import actions
from mathshubs.people.models import Disclosure, Person

from ..builders import SEPTEMBER, a_person, national
from .signing_in import sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def me(client) -> Person:
    person = a_person("Sam", "Okafor", trn="0012345", phone="01952 555123")
    sign_in(client, person)
    return person


def test_numbers_are_masked_until_shown_and_ones_own_look_is_not_logged(client, me):
    masked = client.get("/my/profile/").content.decode()
    shown = client.post("/my/profile/show/", {"what": "TRN"}).content.decode()

    assert ("0012345" in masked, "01952 555123" in masked, "345" in masked) == (False, False, True)
    assert ("0012345" in shown, "01952 555123" in shown) == (True, False)
    assert Disclosure.objects.count() == 0


def test_the_secret_columns_cannot_be_asked_for_by_name(client, me):
    assert client.post("/my/profile/show/", {"what": "password"})["Location"] == "/my/profile/"


def test_somebody_elses_look_is_logged_and_i_can_read_who_it_was(client, me):
    ada = national()

    value = actions.reveal(about=me, what="TRN", by=ada, at=SEPTEMBER)
    page = client.get("/my/profile/who-looked/").content.decode()

    assert value == "0012345"
    assert ("Nat Ional" in page, "Mon 8 Sep 2025" in page) == (True, True)


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_of_looks_asks_as_often_for_one_as_for_three(
    client, me, rows, django_assert_max_num_queries
):
    for _ in range(rows):
        actions.reveal(about=me, what="TRN", by=national(), at=SEPTEMBER)

    with django_assert_max_num_queries(5):
        page = client.get("/my/profile/who-looked/")

    assert len(page.context["page"].object_list) == rows


def test_a_changed_name_keeps_the_old_one_unless_it_was_a_mistake(client, me):
    new = {"given_name": "Sam", "family_name": "Obi"}
    client.post("/my/profile/names/", {**new, "keep_old": "on"})
    client.post("/my/profile/names/", {**new, "given_name": "Samuel"})

    me.refresh_from_db()
    assert me.name == "Samuel Obi"
    assert [name.family_name for name in me.previous_names.all()] == ["Okafor"]


def test_previous_names_are_added_and_removed(client, me):
    client.post("/my/profile/previous-names/", {"given_name": "Samira", "family_name": "Eze"})
    kept = me.previous_names.get()
    client.post("/my/profile/previous-names/", {"remove": kept.pk})

    assert kept.given_name == "Samira"
    assert not me.previous_names.exists()


def test_nobody_removes_another_persons_previous_name(client, me):
    other = a_person().previous_names.create(family_name="Before")

    client.post("/my/profile/previous-names/", {"remove": other.pk})
    for odd in ("x", "²", "9" * 5000):
        client.post("/my/profile/previous-names/", {"remove": odd})

    other.refresh_from_db()


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ({"trn": "12/34567"}, ("1234567", "")),
        ({"trn": "0000001"}, ("0000001", "")),
        ({"trn_absence": "TRAINEE"}, (None, "TRAINEE")),
    ],
)
def test_a_number_or_a_reason_is_kept(client, me, typed, kept):
    client.post("/my/profile/teacher-reference-number/", typed)

    me.refresh_from_db()
    assert (me.trn, me.trn_absence) == kept


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({}, "Type your teacher reference number, or say why you have none."),
        ({"trn": "123"}, "A teacher reference number has seven digits"),
        ({"trn": "7654321"}, "Somebody else has given this number."),
        ({"trn": "1234567", "trn_absence": "TRAINEE"}, "Give the number or the reason"),
    ],
)
def test_a_number_that_cannot_be_is_refused_in_a_sentence(client, me, typed, sentence):
    a_person(trn="7654321")

    page = client.post("/my/profile/teacher-reference-number/", typed).content.decode()

    me.refresh_from_db()
    assert sentence in page
    assert me.trn == "0012345"


def test_a_phone_number_is_kept_or_refused(client, me):
    refused = client.post("/my/profile/phone/", {"phone": "call me"}).content.decode()
    client.post("/my/profile/phone/", {"phone": "+44 (0)1952 123456"})

    me.refresh_from_db()
    assert "That is not a phone number." in refused
    assert me.phone == "+44 (0)1952 123456"


def test_pages_about_me_are_never_stored(client, me):
    assert "no-store" in client.get("/my/profile/")["Cache-Control"]


def test_signing_in_as_somebody_is_for_the_demo_only(client, settings):
    a_person("Demo", "Teacher", email="teacher@demo.example")
    ordinary = a_person(email="real@example.org")
    absent = client.post(reverse("people:sign_in_as"), {"email": "teacher@demo.example"})

    settings.DEMO = True
    page = client.get(reverse("people:sign_in_as")).content.decode()
    refused = client.post(reverse("people:sign_in_as"), {"email": ordinary.email})
    signed_in = client.post(reverse("people:sign_in_as"), {"email": "teacher@demo.example"})

    assert (absent.status_code, refused.status_code) == (404, 404)
    assert "Demo Teacher" in page
    assert signed_in["Location"] == "/my/"
    assert client.get("/my/profile/").status_code == 200


def test_reading_a_page_writes_no_history(client, me, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as read:
        client.get("/my/profile/phone/")

    assert [one["sql"] for one in read if not one["sql"].startswith("SELECT")] == []
    assert [one["sql"] for one in read if "pghistory" in one["sql"]] == []


def test_a_change_of_a_person_keeps_who_made_it_and_on_which_page(client, me):
    client.post("/my/profile/phone/", {"phone": "01952 000111"})

    event = me.events.order_by("-pgh_id").first()
    assert event.phone == "01952 000111"
    assert event.pgh_context.metadata == {"person": me.pk, "url": "/my/profile/phone/"}
