"""The centre changes a template; a hub reads what differs, takes it, and takes it back."""

from __future__ import annotations

import pytest
from django.utils.timezone import localdate
from playwright.sync_api import expect

from mathshubs.core.years import academic_year_of
from mathshubs.hubs.models import Post
from mathshubs.programmes.models import Project
from mathshubs.workgroups.models import WorkGroup
from tests.builders import a_hub, a_person, a_post, a_project, national

from .checks import assert_accessible, assert_no_sideways_scroll
from .journeys import fill, follow, press

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def a_hub_with_its_lead():
    hub, hugo = a_hub("Salt Way", slug="salt-way"), a_person("Hugo", "Hub")
    a_post(hugo, hub, Post.Kind.HUB_LEAD)
    return hugo


def lock(page, label: str, text: str) -> None:
    page.get_by_label(label, exact=True).fill(text)
    page.get_by_role("group", name=f"Who may change “{label}”").get_by_label("Locked").check()


def test_the_centre_changes_a_template_and_a_hub_takes_it(open_page):
    project = a_project(title="Talk in lessons", code="NCP26-14")
    Project.objects.update(year=academic_year_of(localdate()))
    centre = open_page("/projects/", person=national())
    assert_accessible(centre)
    follow(centre, "Talk in lessons")
    assert_accessible(centre)
    follow(centre, "Write a template")
    lock(centre, "Why it is needed", "Pupils guess.")
    fill(centre, {"Who it is for": "Heads of maths"})
    assert_accessible(centre)
    press(centre, "Give it out")
    expect(centre.get_by_text("Version 1 is given out")).to_be_visible()

    hub = open_page(f"/projects/{project.pk}/", person=a_hub_with_its_lead(), width=375, dark=True)
    assert_no_sideways_scroll(hub)
    follow(hub, "Make a group")
    press(hub, "Save as an idea")
    expect(hub.get_by_text("with the texts of NCP26-14")).to_be_visible()
    group = WorkGroup.objects.get()
    assert (group.rationale, group.audience) == ("Pupils guess.", "Heads of maths")
    follow(hub, "Why, and what should change")
    expect(hub.get_by_label("Why it is needed")).to_have_attribute("readonly", "")
    assert_accessible(hub)

    follow(centre, "Change the template")
    lock(centre, "Why it is needed", "Pupils guess too often.")
    fill(centre, {"What changed, and why": "Leaders asked."})
    press(centre, "Give it out")
    expect(centre.get_by_text("Version 2 is given out")).to_be_visible()

    hub.goto("/my/")
    hub.get_by_role("link", name="See what differs").click()
    expect(hub.get_by_text("Leaders asked.")).to_be_visible()
    expect(hub.locator("ins")).to_have_text("too often")
    assert_accessible(hub)
    assert_no_sideways_scroll(hub)
    press(hub, "Take version 2")
    expect(hub.get_by_text("is on version 2 now.")).to_be_visible()
    group.refresh_from_db()
    assert (group.rationale, group.template_version) == ("Pupils guess too often.", 2)

    follow(centre, "Which hubs took it")
    expect(centre.get_by_text("On it", exact=True)).to_be_visible()
    assert_accessible(centre)

    press(hub, "Undo")
    expect(hub.get_by_text("The group says what it said before.")).to_be_visible()
    group.refresh_from_db()
    assert (group.rationale, group.template_version) == ("Pupils guess.", 1)


def test_the_centre_says_how_far_a_project_has_come_and_what_every_group_is_asked(open_page):
    a_project(title="Talk in lessons", code="NCP26-14", maturity="DEVELOPMENT")
    Project.objects.update(year=academic_year_of(localdate()))
    page = open_page("/projects/", person=national(), width=375)
    follow(page, "Talk in lessons")
    follow(page, "How far it has come")
    page.get_by_label("Effectiveness").check()
    fill(page, {"Why": "Six hubs tried it."})
    assert_accessible(page)
    assert_no_sideways_scroll(page)
    press(page, "Save the step")
    expect(page.get_by_text("Six hubs tried it.")).to_be_visible()

    follow(page, "Core questions")
    for question in ("What changed?", "How do you know?"):
        fill(page, {"Another question": question})
        press(page, "Add")
    page.get_by_role("button", name="Up").click()
    page.get_by_role("button", name="Remove").first.click()
    assert_accessible(page)
    assert_no_sideways_scroll(page)
    press(page, "Put it back")
    expect(page.get_by_text("The question is where it was.")).to_be_visible()
    assert Project.objects.get().core_questions == ["How do you know?", "What changed?"]
