"""Checking in at the door: a screen, a phone, and the register of whoever leads."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils.timezone import now
from playwright.sync_api import expect

from mathshubs.workgroups.actions import checking_in
from mathshubs.workgroups.models import Attendance, Leader

from ..builders import a_person, a_work_group, a_workshop
from ..workgroups.builders import a_standing_place
from .checks import assert_no_sideways_scroll

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def a_meeting():
    """Return a workshop that begins now, who leads it, and who holds a place."""
    group = a_work_group(workshops=0)
    workshop = a_workshop(group, starts_at=now(), ends_at=now() + timedelta(hours=2))
    leader = Leader.objects.create(work_group=group, person=a_person("Greta", "Group")).person
    place = a_standing_place(group, person=a_person("Tess", "Teacher"))
    return workshop, leader, place.person


def scanned(workshop) -> str:
    code = checking_in.code_of(workshop, now())
    return reverse("workgroups:scan", args=[workshop.pk, code])


@pytest.mark.parametrize("scripts", [True, False])
def test_a_phone_checks_in_and_the_screen_and_the_register_say_so(open_page, scripts):
    workshop, leader, tess = a_meeting()
    door = open_page(reverse("workgroups:door", args=[workshop.pk]), person=leader)
    register = open_page(reverse("workgroups:register", args=[workshop.pk]), person=leader)
    expect(door.locator("[data-door-count]")).to_have_text("0 of 1")
    expect(door.locator("svg")).to_have_count(1)

    phone = open_page(scanned(workshop), person=tess, width=375, scripts=scripts)
    assert_no_sideways_scroll(phone)
    phone.get_by_role("button", name="I am here").click()

    expect(phone.get_by_role("heading", level=1)).to_have_text("You are checked in")
    expect(door.locator("[data-door-count]")).to_have_text("1 of 1")
    expect(register.locator("[data-register-count]")).to_have_text("1 of 1", timeout=30_000)
    assert Attendance.objects.get().mark == "PRESENT"


def test_the_screen_at_the_door_fits_a_phone_and_the_dark(open_page):
    workshop, leader, _ = a_meeting()

    door = open_page(
        reverse("workgroups:door", args=[workshop.pk]), person=leader, width=320, dark=True
    )

    assert_no_sideways_scroll(door)
    panel = door.locator("[data-door-code]")
    assert panel.evaluate("e => getComputedStyle(e).backgroundColor") == "rgb(255, 255, 255)"
