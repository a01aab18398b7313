"""Who gets a post, or whose post ends, is written to, once."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from mathshubs.comms.models import Letter
from mathshubs.hubs import actions
from mathshubs.hubs.models import Hub, Post
from mathshubs.people.models import Person
from tests.builders import SEPTEMBER, a_hub, a_person, a_post
from tests.people.signing_in import sign_in

from .builders import a_day

pytestmark = pytest.mark.django_db
TODAY = SEPTEMBER.date()


def give(hub: Hub, person: Person, kind: str = Post.Kind.ADMINISTRATOR, from_on=TODAY) -> Post:
    return actions.give_post(
        hub=hub, person=person, kind=kind, public=True, from_on=from_on,
        by=a_person("Hugo", "Hub"), at=SEPTEMBER,
    )  # fmt: skip


def end(post: Post, to_on: date) -> None:
    actions.end_post(post=post, to_on=to_on, by=a_person("Hugo", "Hub"), at=SEPTEMBER)


def test_somebody_new_is_told_what_the_post_is_who_gave_it_and_how_to_sign_in(settings):
    settings.SITE_URL = "https://hubs.example"
    hub = a_hub("Salt Way", email="hub@example.org")

    give(hub, Person(email="ada@example.org", given_name="Ada", family_name="Min"))

    letter = Letter.objects.get()
    assert (letter.to_email, letter.to_person.name) == ("ada@example.org", "Ada Min")
    assert (letter.from_name, letter.reply_to) == ("Salt Way Maths Hub", "hub@example.org")
    assert letter.subject == "You have a post: Hub administrator of Salt Way Maths Hub"
    assert letter.text.split("\n\n") == [
        "Hugo Hub gave you a post: Hub administrator of Salt Way Maths Hub, from Mon 8 Sep 2025. "
        "With it you see the hub's Work Groups, who asked for a place in them, and its letters.",
        "There is no password: we send a code to this address. Sign in with it, ada@example.org:\n"
        "https://hubs.example/account/login/",
        "Your post opens other people's details to you, so the first time you are asked to set up "
        "a second proof that it is you: a passkey (the fingerprint, face or screen lock of your "
        "phone or computer) or an authenticator app. It takes about a minute.",
        "If you did not expect this post, write to hub@example.org.",
    ]


def test_the_same_post_twice_is_one_letter_and_another_post_another():
    hub, sam = a_hub(), a_person()

    for kind in (Post.Kind.HUB_LEAD, Post.Kind.HUB_LEAD, Post.Kind.WORK_GROUP_LEAD):
        give(hub, sam, kind)

    assert Letter.objects.filter(kind="hubs.post_given").count() == 2


def test_a_post_held_already_is_written_of_with_its_first_day():
    give(a_hub(), a_person(), from_on=date(2025, 9, 1))

    assert "since Mon 1 Sep 2025" in Letter.objects.get().text


def test_a_refused_post_writes_no_letter():
    hub, sam = a_hub(), a_person()
    Post.objects.create(hub=hub, person=sam, kind="ADMINISTRATOR", from_on=date(2026, 1, 1))

    with pytest.raises(actions.HubRefused):
        give(hub, sam)

    assert not Letter.objects.exists()


def test_who_ends_a_post_writes_once_for_each_last_day():
    hub = a_hub("Salt Way")
    post = a_post(a_person(), hub, Post.Kind.ADMINISTRATOR)

    for last in (date(2025, 12, 31), date(2025, 12, 31), date(2025, 9, 5)):
        end(post, last)

    assert list(Letter.objects.order_by("pk").values_list("subject", flat=True)) == [
        "Your post as Hub administrator of Salt Way Maths Hub ends after Wed 31 Dec 2025",
        "Your post as Hub administrator of Salt Way Maths Hub ended on Fri 5 Sep 2025",
    ]


def test_a_post_taken_back_before_it_began_says_so():
    post = give(a_hub("Salt Way"), a_person(), from_on=date(2026, 1, 1))

    end(post, TODAY)

    assert not Post.objects.exists()
    assert Letter.objects.get(kind="hubs.post_ended").text.startswith(
        "You were to be Hub administrator of Salt Way Maths Hub from Thu 1 Jan 2026. Hugo Hub took "
        "that back."
    )


def test_the_only_hub_lead_who_cannot_leave_gets_no_letter():
    post = a_post(a_person(), a_hub(), Post.Kind.HUB_LEAD)

    with pytest.raises(actions.HubRefused):
        end(post, TODAY)

    assert not Letter.objects.exists()


def test_the_pages_write_in_the_name_of_who_is_signed_in(client):
    hub, hugo = a_hub("Salt Way"), a_person("Hugo", "Hub")
    a_post(hugo, hub, Post.Kind.HUB_LEAD)
    sign_in(client, hugo)
    ada = {"email": "ada@example.org", "given_name": "Ada", "family_name": "Min"}

    client.post(
        reverse("hubs:people", args=[hub.slug]),
        {**ada, "kind": "ADMINISTRATOR", **a_day("from_on", TODAY)},
    )
    post = Post.objects.get(kind="ADMINISTRATOR")
    client.post(
        reverse("hubs:end_post", args=[hub.slug, post.pk]),
        a_day("to_on", date(2025, 10, 1)),
    )

    given, ended = Letter.objects.order_by("pk")
    assert given.text.startswith("Hugo Hub gave you a post")
    assert "Hugo Hub recorded it." in ended.text
