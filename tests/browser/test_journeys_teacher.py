"""How somebody finds a Work Group and comes to a place in it."""

from __future__ import annotations

import re

import pytest
from django.core.cache import cache
from playwright.sync_api import expect

from mathshubs.people.models import Person
from mathshubs.workgroups.models import Place
from tests.builders import a_hub, a_school
from tests.people.builders import code_sent_to

from .journeys import (
    a_coming_group,
    arrive,
    calendar_in_last_letter_to,
    choose_school,
    fill,
    follow,
    letters_to,
    press,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def no_limits_left_over(db):
    cache.clear()


def test_a_visitor_finds_a_group_creates_an_account_and_takes_a_place(open_page):
    hub = a_hub("Salt Way")
    group = a_coming_group(title="Leading a department", hub=hub, contact_email="hub@example.org")
    a_coming_group(title="Early number", hub=hub, phases=["EARLY_YEARS"])
    a_school("Wrekin Vale Academy", town="Telford")
    a_school("Wrekin Hill Primary School", town="Ludlow")
    page = open_page("/work-groups/")

    titles = page.locator("main table tbody th a, main table tbody td:first-child a")
    expect(titles).to_have_count(2)
    if not page.get_by_label("Secondary").is_visible():
        page.get_by_text("Filters").click()
    page.get_by_label("Secondary").check()
    page.get_by_label("With places").check()
    press(page, "Show")
    expect(titles).to_have_text(["Leading a department"])
    page.reload()
    expect(titles).to_have_text(["Leading a department"])
    expect(page.get_by_label("Secondary")).to_be_checked()
    expect(page.get_by_label("With places")).to_be_checked()

    follow(page, "Leading a department")
    follow(page, "Apply")
    arrive(page, "/account/login/")
    follow(page, "Create an account")
    page.get_by_label("Email address").fill("new@example.org")
    press(page, "Continue")
    page.get_by_label("Code").fill(code_sent_to("new@example.org"))
    press(page, "Continue")
    expect(page.get_by_role("heading", level=1)).to_have_text("What is your name?")
    fill(page, {"Given names": "Nia", "Family name": "Newcomer"})
    press(page, "Continue")

    arrive(page, f"/work-groups/{group.pk}/apply/")
    choose_school(page, "Which school do you work at?", "wrekin v", "Wrekin Vale Academy")
    page.get_by_label("Teacher", exact=True).check()
    page.get_by_label("Why do you want to take part?").fill("To lead better.")
    page.get_by_label("Your teacher reference number").fill("1234567")
    page.get_by_label("My headteacher or principal agrees").check()
    page.get_by_label("I will come to every workshop").check()
    press(page, "Continue")
    expect(page.get_by_role("heading", level=1)).to_have_text("Check your answers")
    expect(page.get_by_text("Wrekin Vale Academy, Telford")).to_be_visible()
    press(page, "Change why")
    page.get_by_label("Why do you want to take part?").fill("To lead fractions better.")
    press(page, "Continue")
    expect(page.get_by_text("To lead fractions better.")).to_be_visible()
    assert not Place.objects.exists()

    page.get_by_role("button", name="Take the place").dblclick()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your place is held")
    place = Place.objects.get()
    assert (place.state, place.why) == ("HELD", "To lead fractions better.")
    assert Person.objects.get().trn == "1234567"

    page.goto(f"/work-groups/{group.pk}/apply/")
    arrive(page, f"/my/places/{place.pk}/done/")
    page.get_by_role("main").get_by_role("link", name="My places").last.click()
    arrive(page, "/my/places/")
    expect(page.get_by_role("heading", name="Leading a department")).to_be_visible()
    expect(page.get_by_role("link", name="Join Workshop 1 online")).to_be_visible()

    held = "Your place is held: Leading a department"
    assert letters_to("new@example.org").count(held) == 1
    assert (
        len(re.findall("^BEGIN:VEVENT", calendar_in_last_letter_to("new@example.org"), re.M)) == 2
    )
    page.reload()
    follow(page, held)
    expect(page.get_by_text("Your place in Leading a department is held")).to_be_visible()
