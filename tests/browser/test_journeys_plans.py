"""The nation asks, a hub plans, the nation returns the plan and approves what was changed."""

from __future__ import annotations

import re

import pytest
from django.utils.timezone import localdate
from playwright.sync_api import expect

from mathshubs.core.years import academic_year_of, next_year
from mathshubs.hubs.models import Post
from mathshubs.programmes.models import Plan, Project
from tests.builders import a_hub, a_person, a_post, a_project, national

from .checks import assert_accessible, assert_no_sideways_scroll
from .journeys import fill, give_date, letters_to, press

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def write(page, label: str, text: str) -> None:
    page.get_by_label(re.compile(f"^{label}")).fill(text)


def go(page, words: str) -> None:
    page.locator("main").get_by_role("link", name=re.compile(words)).first.click()


def test_a_year_plan_from_what_is_asked_to_its_approval(open_page):
    hub, hugo = a_hub("Salt Way", slug="salt-way"), a_person("Hugo", "Hub", email="h@example.org")
    a_post(hugo, hub, Post.Kind.HUB_LEAD)
    year = next_year(academic_year_of(localdate()))
    a_project(title="Talk in lessons", code="NCP27-14")
    Project.objects.update(year=year)

    centre = open_page(f"/national/year-plans/?year={year}", person=national())
    ask = "Change what is asked of Salt Way Maths Hub"
    centre.get_by_role("link", name=ask).press("Enter")  # its name stands on several lines
    centre.get_by_label(re.compile("Work Groups")).fill("2")
    centre.get_by_label(re.compile("[Ss]chools")).fill("12")
    assert_accessible(centre)
    press(centre, "Save")

    office = open_page("/hubs/salt-way/year-plans/", person=hugo)
    press(office, f"Make the draft for {year}")
    go(office, "^Change .*Talk in lessons")
    write(office, "Rationale", "Pupils calculate and cannot say why.")
    write(office, "Intended outcomes", "Pupils explain.")
    assert_accessible(office)
    press(office, "Save")
    give_date(office, "The day that the board met", localdate())
    fill(office, {"What the board said": "Good."})
    assert_accessible(office)
    press(office, "Go on")
    office.get_by_label("Submit it to the national team").check()
    press(office, "Go on")
    expect(office.get_by_text("Submitted", exact=True).first).to_be_visible()

    centre.goto("/my/")
    centre.locator("main").get_by_role("link", name=re.compile("^Read it")).click()
    centre.get_by_label("Return it to the hub").check()
    write(centre, "Words", "Which schools?")
    assert_accessible(centre)
    press(centre, "Go on")
    assert any("plan" in subject for subject in letters_to("h@example.org"))

    phone = open_page("/my/", person=hugo, width=375, dark=True)
    phone.locator("main").get_by_role("link", name=re.compile("^Read and change it")).click()
    expect(phone.get_by_text("Which schools?").first).to_be_visible()
    assert_accessible(phone)
    assert_no_sideways_scroll(phone)
    go(phone, "^Change .*Talk in lessons")
    write(phone, "Which schools", "Primary schools of the north.")
    press(phone, "Save")
    phone.get_by_label("Submit it to the national team").check()
    press(phone, "Go on")

    plan = Plan.objects.get()
    centre.goto(plan.get_absolute_url())
    go(centre, "[Vv]ersions|Compare")
    expect(centre.get_by_text("Primary schools of the north.").first).to_be_visible()
    assert_accessible(centre)
    centre.goto(plan.get_absolute_url())
    centre.get_by_label("Approve it").check()
    press(centre, "Go on")
    plan.refresh_from_db()
    assert plan.state == Plan.State.APPROVED
