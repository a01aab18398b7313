"""A school says what it needs, signed out; the hub decides; the school reads what became of it."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.utils.timezone import localdate
from playwright.sync_api import expect

from mathshubs.hubs.models import Post
from mathshubs.needs.models import Need, PriorityRound
from mathshubs.schools.models import Employment
from tests.builders import a_district, a_hub, a_person, a_post, a_school, an_employment

from .checks import assert_accessible, assert_no_sideways_scroll
from .journeys import at_one, choose_school, fill, follow, give_date, letters_to, press

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
YESTERDAY = at_one(-1)


def a_hub_and_a_school():
    hub, hugo = a_hub("Salt Way", slug="salt-way"), a_person("Hugo", "Hub")
    a_post(hugo, hub, Post.Kind.HUB_LEAD)
    district = a_district("Stafford")
    hub.areas.create(district=district, from_on="2020-09-01")
    school = a_school("Oak Street", district=district)
    head = a_person("Ada", "Head", email="ada@example.org")
    an_employment(head, school, Employment.Role.HEAD)
    return hugo, head, school


def last_link_to(email: str) -> str:
    """Return the address in the newest letter, where what became of it stands."""
    letters_to(email)
    letter = next(one for one in reversed(mail.outbox) if one.to == [email])
    found = re.search(r"/told/\S+/", str(letter.body))
    assert found
    return found[0]


def test_a_need_from_the_door_to_a_priority_and_back_to_the_school(open_page):
    hugo, head, school = a_hub_and_a_school()

    door = open_page("/hubs/salt-way/", width=375)
    follow(door, "Work with your hub")
    assert_accessible(door)
    follow(door, "Say what you need")
    fill(door, {
        "In one line, what do you need?": "Fractions in year 5",
        "Tell us more": "They add the tops and the bottoms.",
        "Your name": "Ada Head", "Your email address": "ada@example.org",
    })  # fmt: skip
    door.get_by_label("Primary", exact=True).check()
    choose_school(door, "Your school or college", "Oak", re.compile("Oak Street"))
    assert_accessible(door)
    press(door, "Send it")
    expect(door.get_by_text("It has arrived.")).to_be_visible()
    assert_accessible(door)
    assert letters_to("ada@example.org") == ["We have what you told us: Fractions in year 5"]
    need = Need.objects.get()
    assert need.school == school

    desk = open_page("/hubs/salt-way/needs/", person=hugo)
    follow(desk, "Fractions in year 5")
    desk.get_by_label("Look into it").check()
    press(desk, "Save")
    desk.get_by_text("Add evidence").click()
    fill(desk, {"What does it show?": "Half were wrong.", "Where is it from?": "A visit"})
    give_date(desk, "Of which day is it?", YESTERDAY)
    press(desk, "Add it")
    desk.get_by_label(re.compile("^The evidence is there")).check()
    press(desk, "Save")
    expect(desk.get_by_text("What speaks for it is gathered.")).to_be_visible()
    assert_accessible(desk)

    desk.goto(desk.url.partition("/needs/")[0] + "/hubs/salt-way/rounds/")
    give_date(desk, "Last day for comments", at_one(20))
    press(desk, "Open the round")
    follow(desk, "Add a candidate")
    title = "In one line, what would be the priority?"
    fill(desk, {title: "Fractions first", "Why?": "Many ask."})
    desk.get_by_label("Primary", exact=True).check()
    desk.get_by_label("Fractions in year 5").check()
    press(desk, "Save")
    assert_accessible(desk)

    round_ = PriorityRound.objects.get()
    public = open_page(f"/priorities/of/{round_.pk}/", width=375, dark=True)
    fill(public, {"What do you think?": "Yes, and ratio.", "Your name": "Jo"})
    press(public, "Send")
    expect(public.get_by_text("Those who decide read what you wrote.")).to_be_visible()
    assert_accessible(public)

    press(desk, "Close comments and score")
    expect(desk.get_by_text("Yes, and ratio.")).to_be_visible()
    follow(desk, "Fractions first")
    desk.get_by_label(re.compile("^Reach")).select_option("4: very much")
    desk.get_by_label(re.compile("^Why, for reach")).fill("Nine schools of ten.")
    press(desk, "Save the scores")
    desk.locator("summary", has_text="Each score of Fractions first").click()
    expect(desk.get_by_text("Nine schools of ten.")).to_be_visible()
    assert_accessible(desk)
    desk.set_viewport_size({"width": 375, "height": 800})
    assert_no_sideways_scroll(desk)
    follow(desk, "Record the meeting")
    give_date(desk, "Day of the meeting", YESTERDAY)
    fill(desk, {"Who was there": "Ada, Bo", "What was decided, and why": "Fractions in September."})
    desk.get_by_label("Chosen", exact=True).check()
    desk.get_by_label("Why?", exact=True).fill("Most need it.")
    press(desk, "Keep the decision")
    press(desk, "Publish the decision")
    assert_accessible(desk)

    assert "What became of what you told us: Fractions in year 5" in letters_to("ada@example.org")
    read = open_page(last_link_to("ada@example.org"), width=375, scripts=False)
    expect(read.get_by_text("It was made one of our priorities.")).to_be_visible()
    expect(read.get_by_text("“Fractions first”")).to_be_visible()
    public.reload()
    expect(public.get_by_text("Most need it.")).to_be_visible()

    its_desk = open_page(f"/schools/{school.urn}/desk/", person=head)
    expect(its_desk.get_by_text("It was made one of our priorities.")).to_be_visible()
    assert_accessible(its_desk)
    follow(its_desk, "All that the school told hubs")
    assert_accessible(its_desk)
    its_desk.get_by_role("link", name="All that became of it").click()
    expect(its_desk.get_by_role("heading", name="Fractions in year 5")).to_be_visible()

    everybody = open_page("/hubs/salt-way/you-told-us/")
    expect(everybody.get_by_text("Fractions in year 5")).to_be_visible()
    expect(everybody.get_by_text("Oak Street")).to_have_count(0)
    assert_accessible(everybody)
    assert localdate() - timedelta(days=1) == PriorityRound.objects.get().met_on
