"""The hub names a chair; the chair reads, challenges and records a review; the hub answers."""

from __future__ import annotations

import pytest
from django.utils.timezone import localdate
from playwright.sync_api import expect

from mathshubs.core.years import academic_year_of, next_year
from mathshubs.hubs.models import Post
from mathshubs.people.models import Person
from mathshubs.programmes.models import Plan
from tests.builders import a_hub, a_person, a_post

from .checks import assert_accessible, assert_no_sideways_scroll
from .journeys import fill, follow, give_date, letters_to, press

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_chair_from_the_seat_to_the_review_of_the_plan(open_page):
    hub, hugo = a_hub("Salt Way", slug="salt-way"), a_person("Hugo", "Hub", email="h@example.org")
    a_post(hugo, hub, Post.Kind.HUB_LEAD)
    year = next_year(academic_year_of(localdate()))
    plan = Plan.objects.create(hub=hub, year=year)
    plan.lines.create(
        title="Fractions", phases=["PRIMARY"], rationale="Schools ask.", outcomes="Fluency."
    )

    office = open_page("/hubs/salt-way/people/", person=hugo)
    expect(office.get_by_text("The board has no chair.")).to_be_visible()
    office.get_by_text("Give somebody a seat on the board").click()
    seat = office.locator("form", has=office.get_by_role("button", name="Give the seat"))
    seat.get_by_label("Email address").fill("cara@example.org")
    seat.get_by_label("First name").fill("Cara")
    seat.get_by_label("Last name").fill("Chair")
    seat.get_by_label("Strategic Board chair").check()
    seat.get_by_label("Employers or higher education").check()
    seat.get_by_label("Or the organisation").fill("A university")
    assert_accessible(office)
    press(office, "Give the seat")
    expect(office.get_by_text("Cara Chair is Strategic Board chair")).to_be_visible()
    assert letters_to("cara@example.org") == [
        "You have a post: Strategic Board chair of Salt Way Maths Hub"
    ]

    cara = Person.objects.get(email="cara@example.org")
    phone = open_page("/my/", person=cara, width=375, scripts=False)
    phone.locator("main").get_by_role("link", name="Salt Way Maths Hub: board papers").click()
    assert_no_sideways_scroll(phone)
    follow(phone, f"The plan for {year}")
    phone.get_by_role("link", name="Advise or challenge the hub").click()
    phone.get_by_label("Challenge").check()
    fill(phone, {"What do you say to the hub?": "Where is post-16?"})
    press(phone, "Send it to the hub")
    expect(phone.get_by_text("Where is post-16?")).to_be_visible()

    phone.goto(plan.get_absolute_url())
    give_date(phone, "The day that the board met", localdate())
    fill(phone, {"What the board said": "Good, and look at post-16."})
    press(phone, "Go on")
    expect(phone.get_by_text("The plan is reviewed by the board now.")).to_be_visible()

    office.goto("/my/")
    office.get_by_role("link", name="Answer").click()
    fill(office, {"What the hub answers": "In the spring."})
    assert_accessible(office)
    press(office, "Send the answer")
    expect(office.get_by_text("Cara Chair has your answer in a letter.")).to_be_visible()
    phone.goto("/hubs/salt-way/board/")
    expect(phone.get_by_text("In the spring.")).to_be_visible()
