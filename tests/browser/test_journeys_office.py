"""The hub's office: places given out by a rule, two groups made one, two records of one person."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils.timezone import localdate
from playwright.sync_api import expect

from mathshubs.hubs.models import Post
from mathshubs.people.models import Person, PersonMerge
from mathshubs.workgroups.models import Place, WorkGroup
from tests.builders import (
    a_district,
    a_hub,
    a_person,
    a_post,
    a_school,
    an_employment,
)
from tests.hubs.builders import an_area
from tests.workgroups.builders import a_place, a_standing_place, counts

from .checks import assert_accessible
from .journeys import a_coming_group, at_one, follow, letters_to, press

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def hub():
    hub = a_hub("Salt Way", slug="salt-way")
    an_area(hub, district=a_district("Telford"))
    return hub


@pytest.fixture
def ada(hub):
    person = a_person("Ada", "Min")
    a_post(person, hub, Post.Kind.ADMINISTRATOR)
    return person


def test_places_are_given_out_by_the_rule_the_page_declares(open_page, hub, ada):
    group = a_coming_group(
        hub=hub, title="Leading a department", places=1, fewest=1, decides="ADMINISTRATOR",
        offer_rule=WorkGroup.OfferRule.DISADVANTAGE,
        apply_by=localdate() - timedelta(days=1),
    )  # fmt: skip
    for name, meals in (("Tess", 5), ("Uma", 60)):
        a_place(
            group, person=a_person(name, "Teacher", email=f"{name.lower()}@example.org"),
            school=a_school(f"{name} School", fsm_percent=meals), at=at_one(-5),
        )  # fmt: skip
    page = open_page(f"/work-groups/{group.pk}/manage/", person=ada)

    follow(page, "Give out the places")
    rows = page.locator("tbody tr")
    expect(rows.nth(0)).to_contain_text("Uma Teacher")
    expect(rows.nth(0)).to_contain_text("60% of pupils")
    expect(rows.nth(0)).to_contain_text("Offered a place")
    expect(rows.nth(1)).to_contain_text("Waiting list")
    assert not Place.objects.exclude(state="APPLIED").exists()
    press(page, "Give out the places")

    expect(page.get_by_text("Offered a place: 1. On the waiting list: 1.")).to_be_visible()
    states = dict(Place.objects.values_list("person__given_name", "state"))
    assert states == {"Tess": "WAITING", "Uma": "OFFERED"}
    assert letters_to("uma@example.org")[-1].startswith("A place for you, accept by ")
    follow(page, "Uma Teacher")
    expect(page.get_by_role("main")).to_contain_text("60% of pupils")


def test_two_half_empty_groups_become_one(open_page, hub, ada):
    old = a_coming_group(hub=hub, title="Fractions", days=(30, 58), places=5)
    new = a_coming_group(hub=hub, title="Ratio", days=(31, 59), places=2)
    for name in ("Tess", "Uma"):
        a_place(
            old, person=a_person(name, "Teacher", email=f"{name.lower()}@example.org"),
            at=at_one(-5),
        )  # fmt: skip
    page = open_page(f"/work-groups/{old.pk}/manage/", person=ada)

    follow(page, "Merge into another group")
    page.get_by_label("Which group").select_option(str(new.pk))
    press(page, "Look first")
    expect(page.get_by_text("2 people move from Fractions to Ratio.")).to_be_visible()
    assert_accessible(page)
    press(page, "Merge the groups")
    expect(page.get_by_role("heading", name="There is a problem")).to_be_visible()
    assert counts(old) == (2, 0)
    page.get_by_label("Why").fill("Too few for either.")
    press(page, "Merge the groups")

    expect(page.get_by_text("Fractions is merged into Ratio. 2 people are told.")).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Ratio")
    assert (counts(old), counts(new)) == ((0, 0), (2, 0))
    old.refresh_from_db()
    assert old.state == WorkGroup.State.MERGED
    assert letters_to("tess@example.org").count("You move to Ratio") == 1


def test_two_records_of_one_person_are_joined_and_taken_apart_again(open_page, hub, ada):
    school = a_school("Oak", district=hub.areas.get().district)
    one = a_person("Sam", "Okafor", email="sam@oak.example.org")
    other = a_person("Sam", "Okafor", email="s.okafor@home.example.org")
    for person in (one, other):
        an_employment(person, school)
    place = a_standing_place(a_coming_group(hub=hub, title="Fractions"), school, person=other)
    page = open_page("/my/", person=ada)

    page.get_by_role("link", name="Records that may be of one person").first.click()
    page.get_by_role("link", name="Compare Sam Okafor and Sam Okafor").click()
    expect(page.get_by_role("heading", name="What joining them does")).to_be_visible()
    expect(page.get_by_role("main")).to_contain_text("Fractions")
    assert not PersonMerge.objects.exists()
    press(page, "Join them")
    expect(page.get_by_text("The two records of Sam Okafor are one.")).to_be_visible()
    join = PersonMerge.objects.get()
    place.refresh_from_db()
    assert place.person == join.kept
    assert not Person.objects.get(pk=join.merged_id).is_active

    press(page, "Undo joining Sam Okafor")
    expect(page.get_by_text("Sam Okafor has a record of their own again.")).to_be_visible()
    expect(page.get_by_text("Taken apart on")).to_be_visible()
    place.refresh_from_db()
    assert place.person == other
    assert Person.objects.get(pk=join.merged_id).is_active
