"""A hub at work: a group from nothing to open applications, and the desk that fills it."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from mathshubs.hubs.models import Post
from mathshubs.workgroups.models import Place, WorkGroup
from tests.builders import a_hub, a_person, a_post, a_school
from tests.workgroups.builders import a_place

from .journeys import (
    DAY,
    a_coming_group,
    at_one,
    calendar_in_last_letter_to,
    fill,
    follow,
    give_date,
    letters_to,
    press,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def hub():
    return a_hub("Salt Way", slug="salt-way")


@pytest.fixture
def hub_lead(hub):
    person = a_person("Hugo", "Hub", email="hugo@example.org")
    a_post(person, hub, Post.Kind.HUB_LEAD)
    return person


def section(page: Page, name: str, answers: dict[str, str]) -> None:
    """Open a section from the task list, type into its boxes, and save."""
    follow(page, name)
    fill(page, answers)
    press(page, "Save")


def add_workshop(page: Page, day) -> None:
    follow(page, "Add a workshop")
    give_date(page, "Date", day)
    fill(page, {"Starts": "1pm", "Ends": "3:30pm"})
    page.get_by_label("Online", exact=True).check()
    press(page, "Save")


def test_a_hub_lead_designs_a_group_from_nothing_and_copies_it(open_page, hub, hub_lead):
    page = open_page("/hubs/salt-way/desk/", person=hub_lead)
    follow(page, "Design a Work Group")
    page.get_by_label("Work Group: several workshops").check()
    page.get_by_label("Title").fill("Leading a department")
    press(page, "Save as an idea")

    next_step = page.get_by_role("region", name="Next step")
    expect(next_step).to_contain_text("Finish 9 parts of the design")
    group = WorkGroup.objects.get()
    expect(page.get_by_text("Name an expert partner from outside the hub.")).to_have_count(1)
    expect(page.get_by_role("button", name="Ask for approval")).to_have_count(0)
    expect(page.locator("main").get_by_text("Kept", exact=True)).to_have_count(0)

    follow(page, "About it")
    fill(page, {"Summary": "Leading maths in a department."})
    page.get_by_label("Secondary").check()
    press(page, "Save")
    section(page, "Why, and what should change", {
        "Why it is needed": "Departments differ.",
        "What should change for pupils": "They reason.",
        "What should change in school policies and approaches": "One calculation policy.",
        "What should change in practice": "Planning together.",
        "What people should learn": "To lead.",
    })  # fmt: skip
    section(page, "Who it is for, and what is involved", {
        "Who it is for": "Heads of department.", "What is involved": "Two workshops, one task.",
    })  # fmt: skip
    follow(page, "Who leads")
    fill(page, {"Email address": hub_lead.email})
    press(page, "Add")
    page.get_by_label("Biography").fill("Taught for twenty years.")
    press(page, "Save the changes")
    follow(page, "Back to Leading a department")
    section(page, "Expert partners", {"Name": "Prof. Ngozi Bello"})
    follow(page, "Workshops and tasks")
    add_workshop(page, at_one(40))
    add_workshop(page, at_one(68))
    page.get_by_role("link", name="Write a task after Workshop 1").click()
    fill(page, {"Title": "Try one lesson.", "What to do": "With Year 8."})
    press(page, "Keep")
    page.goto(f"/work-groups/{group.pk}/edit/workshops/")
    follow(page, "Back to Leading a department")
    section(page, "Cost and value for money", {"Value for money": "It costs only travel."})
    section(page, "Questions go to", {"Email address": "hub@example.org"})
    section(page, "How you will know what changed", {"Evidence plan": "Books, before and after."})
    expect(page.locator("main").get_by_text("Kept", exact=True)).to_have_count(6)

    for step in ("Ask for approval", "Approve", "Publish", "Open applications"):
        press(page, step)
    expect(next_step).to_contain_text("nobody has a place yet")
    visitor = open_page("/work-groups/")
    follow(visitor, "Leading a department")
    expect(visitor.get_by_role("link", name="Apply").first).to_be_visible()
    expect(visitor.get_by_text("Try one lesson.")).to_be_visible()

    follow(page, "Copy to next year")
    press(page, "Make the copy")
    expect(page.get_by_text("This is the copy for")).to_be_visible()
    copy = WorkGroup.objects.exclude(pk=group.pk).get()
    group.refresh_from_db()
    assert copy.first_on - group.first_on == timedelta(weeks=52)
    assert (copy.state, copy.places_taken) == ("IDEA", 0)


def test_a_new_date_is_written_to_people_as_a_change_of_the_same_calendar_entry(
    open_page, hub, hub_lead
):
    group = a_coming_group(hub=hub, title="Leading a department")
    a_place(group, person=a_person(email="tess@example.org"), at=at_one(-1))
    before = events(calendar_in_last_letter_to("tess@example.org"))
    page = open_page(f"/work-groups/{group.pk}/manage/", person=hub_lead)

    follow(page, "Workshops and tasks")
    page.get_by_role("link", name="Change Workshop 2").click()
    new_day = at_one(58) + 7 * DAY
    give_date(page, "Date", new_day)
    press(page, "Save")
    expect(page.get_by_text("Workshop 2 is saved.")).to_be_visible()

    assert letters_to("tess@example.org")[-1].startswith("Changed: ")
    after = events(calendar_in_last_letter_to("tess@example.org"))
    assert len(before) == 2
    (uid,) = after
    assert after[uid]["SEQUENCE"] > before[uid]["SEQUENCE"]
    assert f"{new_day:%Y%m%d}" in after[uid]["DTSTART"]


def events(calendar: str) -> dict[str, dict[str, str]]:
    """Return the properties of each event by its UID."""
    found = {}
    for text in re.findall(r"BEGIN:VEVENT(.*?)END:VEVENT", calendar, re.S):
        lines = [line.partition(":") for line in text.split("\n") if ":" in line]
        event = {name.partition(";")[0]: value.strip() for name, _, value in lines}
        found[event["UID"]] = event
    return found


def test_an_administrator_decides_writes_joining_details_and_reads_the_letters(open_page, hub):
    ada = a_person("Ada", "Min")
    a_post(ada, hub, Post.Kind.ADMINISTRATOR)
    group = a_coming_group(
        hub=hub, title="Leading a department", days=(6, 40), places=1, fewest=1,
        decides=WorkGroup.Decides.ADMINISTRATOR,
    )  # fmt: skip
    for name in ("Tess", "Uma", "Vic"):
        a_place(
            group, person=a_person(name, "Teacher", email=f"{name.lower()}@example.org"),
            school=a_school(f"{name} School"), at=at_one(-1),
        )  # fmt: skip
    page = open_page("/hubs/salt-way/desk/", person=ada)

    expect(
        page.get_by_text("3 applications wait: Leading a department", exact=True)
    ).to_be_visible()
    page.get_by_role("link", name="Decide").first.click()
    page.set_viewport_size({"width": 320, "height": 640})
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    page.set_viewport_size({"width": 1280, "height": 720})
    press(page, "Accept Tess Teacher")
    expect(page.get_by_text("Tess Teacher has a place.")).to_be_visible()
    follow(page, "Uma Teacher")
    page.get_by_text("Decline", exact=True).first.click()
    page.get_by_label("The reason (the person is told)").fill("Heads of department come first.")
    page.get_by_role("button", name="Decline").click()
    follow(page, "Vic Teacher")
    page.get_by_text("Give a place above the number").click()
    press(page, "Give the place")
    expect(page.get_by_role("heading", name="There is a problem")).to_be_visible()
    page.get_by_label("Why the rule is set aside (kept)").fill("She leads the next group.")
    press(page, "Give the place")
    expect(page.get_by_text("Vic Teacher has a place, with your reason kept.")).to_be_visible()
    states = dict(Place.objects.values_list("person__given_name", "state"))
    assert states == {"Tess": "HELD", "Uma": "DECLINED", "Vic": "HELD"}

    page.goto("/hubs/salt-way/desk/")
    page.get_by_role("link", name="Write them").first.click()
    page.get_by_label("Getting there, parking, where to go").fill("Use the side gate.")
    press(page, "Show the letter")
    expect(page.locator(".mh-letter")).to_contain_text("Use the side gate.")
    press(page, "Keep and send")
    expect(page.get_by_text("2 of the 2 with a place have them")).to_be_visible()
    assert letters_to("tess@example.org")[-1] == "Joining details for Leading a department"
    assert letters_to("uma@example.org")[-1] != "Joining details for Leading a department"

    page.goto(f"/work-groups/{group.pk}/letters/")
    joining = page.get_by_role("row", name="Joining details for Leading a department")
    expect(joining).to_have_count(2)
    expect(joining.filter(has_text="vic@example.org")).to_contain_text("Sent")
