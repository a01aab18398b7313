"""A school takes part: it applies with colleagues, its head agrees, a colleague takes over."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from mathshubs.schools.models import Employment
from mathshubs.workgroups.models import HeadAgreement, Place
from tests.builders import a_person, a_school, an_employment
from tests.people.builders import deliver
from tests.workgroups.builders import a_standing_place

from .checks import assert_accessible, assert_errors_land, assert_no_sideways_scroll
from .journeys import a_coming_group, at_one, fill, follow, give_date, letters_to, press

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
Role = Employment.Role
HEAD = "head@wrekin.example.org"


@pytest.fixture
def school():
    return a_school("Wrekin Vale Academy", town="Telford", head_name="Hetty Head")


@pytest.fixture
def lee(school):
    person = a_person("Lee", "Lead", email="lee@wrekin.example.org")
    an_employment(person, school, Role.MATHS_LEAD)
    return person


def path_sent_to(email: str) -> str:
    """Return where the link of the last letter to an address leads."""
    letters = [letter for letter in deliver() if letter.to == [email]]
    return re.search(r"https?://[^/\s]+(/agree/\S+)", letters[-1].body)[1]


@pytest.mark.parametrize("scripts", [True, False])
def test_a_school_applies_its_head_agrees_and_who_had_no_name_is_named(
    open_page, school, lee, scripts
):
    an_employment(a_person("Nia", "Vale", email="nia@wrekin.example.org"), school)
    an_employment(a_person("Bo", "Later", email="bo@wrekin.example.org"), school)
    group = a_coming_group(
        title="Leading a department", places=3, most_per_school=3, head_agrees=True
    )
    page = open_page(f"/work-groups/{group.pk}/", person=lee, scripts=scripts)

    follow(page, "Apply for colleagues of your school")
    page.get_by_label("Lee Lead, maths lead").check()
    page.get_by_label("Nia Vale, teacher").check()
    fill(page, {"How many more will you name later?": "1"})
    press(page, "Continue")
    page.get_by_role("heading", name="There is a problem").wait_for()
    if scripts:
        assert_errors_land(page)
    give_date(page, "By when will you name them?", at_one(10))
    fill(page, {"Their email address at the school": HEAD})
    page.get_by_label("We have checked every date").check()
    page.get_by_label("They try things out in school").check()
    press(page, "Continue")
    expect(page.get_by_role("heading", level=1)).to_have_text("Check the application")
    expect(page.get_by_role("row")).to_have_count(4)
    if scripts:
        assert_accessible(page)
    assert not Place.objects.exists()
    press(page, "Send the application")
    expect(page.get_by_text("Wrekin Vale Academy has applied.")).to_be_visible()
    expect(page.get_by_text(f"We have asked Hetty Head at {HEAD} to agree by")).to_be_visible()
    assert set(Place.objects.values_list("state", flat=True)) == {"AGREEMENT"}
    assert not any(s.startswith("Your place is held") for s in letters_to("nia@wrekin.example.org"))

    head = open_page(path_sent_to(HEAD), width=375, scripts=scripts)
    assert_no_sideways_scroll(head)
    expect(head.get_by_text("Nia Vale, teacher")).to_be_visible()
    press(head, "Send my answer")
    expect(head.get_by_role("heading", name="There is a problem")).to_be_visible()
    head.get_by_label("Yes, the school agrees").check()
    fill(head, {"Your name": "Hetty Head"})
    press(head, "Send my answer")
    expect(head.get_by_role("heading", level=1)).to_have_text("Your school has agreed")
    kept = HeadAgreement.objects.get()
    assert (kept.answer, kept.answered_by) == ("AGREED", "Hetty Head")
    assert "Your place is held: Leading a department" in letters_to("nia@wrekin.example.org")

    page.reload()
    expect(page.get_by_text("The head has agreed")).to_be_visible()
    expect(page.get_by_role("row").filter(has_text="Place held")).to_have_count(3)
    follow(page, "Name somebody")
    if scripts:
        assert_accessible(page)
    page.get_by_label("Bo Later, teacher").check()
    press(page, "Name them")
    expect(page.get_by_text("Bo Later takes part. We have written to them.")).to_be_visible()
    expect(page.get_by_role("link", name="Name somebody")).to_have_count(0)
    assert "Your place is held: Leading a department" in letters_to("bo@wrekin.example.org")
    assert sorted(Place.objects.values_list("person__given_name", "state")) == [
        ("Bo", "HELD"), ("Lee", "HELD"), ("Nia", "HELD"),
    ]  # fmt: skip


def test_a_place_is_handed_over_from_the_desk_of_the_school(open_page, school, lee):
    nia = a_person("Nia", "Vale", email="nia@wrekin.example.org")
    an_employment(nia, school)
    an_employment(a_person("Bo", "Later", email="bo@wrekin.example.org"), school)
    group = a_coming_group(title="Leading a department", places=3, places_taken=1)
    a_standing_place(group, school, person=nia)
    page = open_page("/my/", person=lee, width=375)

    page.get_by_role("link", name="Wrekin Vale Academy: desk").click()
    assert_no_sideways_scroll(page)
    page.get_by_role("link", name="Nia Vale in Leading a department").click()
    page.get_by_text("A colleague takes over").click()
    press(page, "Hand the place over")
    expect(page.get_by_role("heading", name="There is a problem")).to_be_visible()
    page.get_by_label("Bo Later").check()
    press(page, "Hand the place over")

    expect(page.get_by_role("link", name="Bo Later in Leading a department")).to_be_visible()
    expect(page.get_by_role("link", name="Nia Vale in Leading a department")).to_have_count(0)
    states = dict(Place.objects.values_list("person__given_name", "state"))
    assert states == {"Nia": "WITHDRAWN", "Bo": "HELD"}
    assert len(letters_to("nia@wrekin.example.org")) == 1
    assert len(letters_to("bo@wrekin.example.org")) == 1
    group.refresh_from_db()
    assert group.places_taken == 1
