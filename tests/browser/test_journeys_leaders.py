"""Leaders at work: a group looks for one, an invitation is answered, a cohort accredits."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils.timezone import localdate
from playwright.sync_api import expect

from mathshubs.hubs.models import LeaderRecord, Post
from mathshubs.workgroups.models import Certificate, Leader
from tests.builders import SEPTEMBER, a_hub, a_person, a_post, a_work_group
from tests.workgroups.builders import a_standing_place
from tests.workgroups.leading_builders import a_leader

from .journeys import fill, follow, letters_to, press

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def hub():
    return a_hub("Salt Way", slug="salt-way")


@pytest.fixture
def ada(hub):
    person = a_person("Ada", "Moss")
    a_post(person, hub, Post.Kind.ADMINISTRATOR)
    return person


def test_a_leader_offers_on_a_phone_and_the_hub_chooses(open_page, hub, ada):
    group = a_work_group(hub=hub, title="Fractions", state="APPROVED", phases=["PRIMARY"])
    lena = a_leader(hub, a_person("Lena", "Holt"), phases=["PRIMARY"])
    desk = open_page(f"/work-groups/{group.pk}/leaders-wanted/", person=ada)
    fill(desk, {"What you look for (optional)": "Somebody who has taught Year 6."})
    press(desk, "Ask for leaders")

    phone = open_page("/my/leading/", person=lena.person, width=375)
    expect(phone.get_by_text("Somebody who has taught Year 6.")).to_be_visible()
    follow(phone, "Offer to lead Fractions")
    press(phone, "Offer to lead it")
    expect(phone.get_by_role("alert")).to_contain_text("Write why you would like to lead it.")
    fill(phone, {"Why you": "I wrote its tasks."})
    press(phone, "Offer to lead it")
    expect(phone.get_by_text("Waits for the hub")).to_be_visible()

    desk.reload()
    expect(desk.get_by_text("I wrote its tasks.")).to_be_visible()
    press(desk, "Choose Lena Holt")

    expect(desk.get_by_text("Lena Holt (lead).")).to_be_visible()
    assert Leader.objects.get().person == lena.person
    assert letters_to(lena.person.email) == ["You lead Fractions"]


def test_somebody_who_took_part_is_invited_and_says_yes(open_page, hub, ada):
    group = a_work_group(hub=hub, title="Fractions", last_on=localdate() - timedelta(days=9))
    place = a_standing_place(group, person=a_person("Tess", "Lund"))
    Certificate.objects.create(
        place=place, code="7K4MXP2QH9TB", workshops_attended=1, workshops_held=1,
        issued_at=SEPTEMBER,
    )  # fmt: skip
    desk = open_page("/hubs/salt-way/leaders/", person=ada)
    follow(desk, "Who could lead next")
    follow(desk, "Invite Tess Lund")
    press(desk, "Send the invitation")

    phone = open_page("/my/leading/", person=place.person, width=375)
    follow(phone, "Answer")
    phone.get_by_label("Yes, I would like to").check()
    press(phone, "Send my answer")
    follow(phone, "Say what you can do")
    phone.get_by_label("Primary").check()
    press(phone, "Save")

    desk.reload()
    expect(desk.get_by_text("Said yes")).to_be_visible()
    follow(desk, "All leaders")
    follow(desk, "Tess Lund")
    expect(desk.get_by_text("invited to co-lead")).to_be_visible()
    assert LeaderRecord.objects.get().phases == ["PRIMARY"]
