"""How somebody finds a Work Group and comes to a place in it."""

from __future__ import annotations

import re

import pytest
from django.core.cache import cache
from playwright.sync_api import expect

from mathshubs.people.models import Person
from mathshubs.schools.models import Postcode
from mathshubs.workgroups.models import Place
from tests.builders import a_district, a_hub, a_person, a_school, an_employment
from tests.people.builders import code_sent_to
from tests.workgroups.builders import a_place

from .checks import assert_errors_land
from .journeys import (
    a_coming_group,
    arrive,
    at_one,
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
    fill(page, {"First name": "Nia", "Last name": "Newcomer"})
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


def test_a_full_group_offers_a_place_given_back_to_the_next_who_waits(open_page):
    group = a_coming_group(title="Leading a department", places=1, fewest=1)
    held = a_place(group, person=a_person(email="tess@example.org"), at=at_one(-1))
    uma = a_person("Uma", "Teacher", email="uma@example.org", trn="7654321")
    an_employment(uma, a_school("Wrekin Vale Academy"))
    waits = open_page(f"/work-groups/{group.pk}/", person=uma)

    follow(waits, "Join the waiting list")
    expect(waits.get_by_label("Which school do you work at?")).to_have_value(
        re.compile("^Wrekin Vale Academy")
    )
    waits.get_by_label("My headteacher or principal agrees").check()
    waits.get_by_label("I will come to every workshop").check()
    press(waits, "Continue")
    expect(waits.get_by_text("Every place is taken.")).to_be_visible()
    press(waits, "Join the waiting list")
    expect(waits.get_by_role("heading", level=1)).to_have_text("You are on the waiting list")
    expect(waits.get_by_text("Nobody is in front of you.")).to_be_visible()

    leaves = open_page("/my/places/", person=held.person)
    follow(leaves, "Give my place back in Leading a department")
    leaves.get_by_role("radio").first.check()
    press(leaves, "Give my place back")
    expect(leaves.get_by_text("Your place in Leading a department is given back.")).to_be_visible()
    expect(leaves.get_by_role("heading", name="No places yet")).to_be_visible()

    assert letters_to("uma@example.org")[-1].startswith("A place for you, accept by ")
    waits.goto("/my/places/")
    follow(waits, "Answer the offer of Leading a department")
    press(waits, "Accept the place")
    expect(waits.get_by_role("heading", level=1)).to_have_text("Your place is held")
    assert letters_to("uma@example.org")[-1] == "Your place is held: Leading a department"
    states = dict(Place.objects.values_list("person__email", "state"))
    assert states == {"tess@example.org": "WITHDRAWN", "uma@example.org": "HELD"}


@pytest.mark.parametrize("scripts", [True, False])
def test_a_hub_is_found_by_postcode_and_by_school(open_page, scripts):
    hub, wrekin, ludlow = a_hub("Salt Way"), a_district("Wrekin"), a_district("Ludlow")
    hub.areas.create(district=wrekin, from_on="2020-09-01")
    a_hub("Teme Side").areas.create(district=ludlow, from_on="2020-09-01")
    Postcode.objects.create(
        postcode="TF3 4JG", easting=369_900, northing=308_700, district_code=wrekin.code
    )
    a_school("Wrekin Vale Academy", town="Telford", district=wrekin)
    a_school("Wrekin Hill Primary School", town="Ludlow", district=ludlow)
    page = open_page("/", scripts=scripts)

    def find(text: str) -> None:
        page.get_by_role("main").get_by_role("searchbox").fill(text)
        press(page, "Find")

    find("tf34jg")
    expect(page.get_by_role("region", name="Salt Way")).to_be_visible()
    find("wrekin")
    expect(page.get_by_text("2 schools match “wrekin”.")).to_be_visible()
    follow(page, "Wrekin Hill Primary School")
    expect(page.get_by_role("region", name="Teme Side")).to_be_visible()
    find("zzzz")
    page.get_by_role("heading", name="There is a problem").wait_for()
    assert_errors_land(page)
    expect(page.locator("#find")).to_have_value("zzzz")
    find("")
    expect(page.get_by_role("heading", level=1)).to_have_text("Find your hub")
