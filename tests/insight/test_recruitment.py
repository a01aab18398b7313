"""Recruitment of a hub: places by phase, schools by district."""

from __future__ import annotations

import pytest
from django.utils.timezone import localdate

from mathshubs.core.years import academic_year_of
from mathshubs.hubs.models import Post
from tests.builders import a_district, a_hub, a_person, a_post, a_school, a_work_group
from tests.hubs.builders import an_area
from tests.people.signing_in import sign_in
from tests.tables import table_of
from tests.workgroups.builders import a_standing_place

pytestmark = pytest.mark.django_db
PAGE = "/hubs/salt-way/recruitment/"
THIS_YEAR = academic_year_of(localdate())


@pytest.fixture
def hub():
    return a_hub("Salt Way", slug="salt-way")


@pytest.fixture
def lead(client, hub):
    person = a_person()
    a_post(person, hub, Post.Kind.HUB_LEAD)
    return sign_in(client, person)


def a_group(hub, *phases, year=THIS_YEAR, **fields):
    group = a_work_group(hub=hub, workshops=0, phases=list(phases), **fields)
    group.year = year
    group.save()
    return group


def test_places_count_by_phase_and_a_group_of_two_phases_in_both(hub, lead):
    a_group(hub, "PRIMARY", places=30, places_taken=12, waiting=2, fewest=10)
    a_group(hub, "PRIMARY", "SECONDARY", places=20, places_taken=3, fewest=10)
    a_group(hub, "PRIMARY", state="IDEA")
    a_group(hub, "PRIMARY", state="CANCELLED")
    a_group(hub, "PRIMARY", year="2019/20")
    a_group(a_hub(), "PRIMARY")

    assert table_of(lead.get(f"{PAGE}?as=csv"))[1:] == [
        ["Primary", "2", "50", "15", "2", "1"],
        ["Secondary", "1", "20", "3", "0", "1"],
        ["All", "2", "50", "15", "2", "1"],
    ]
    assert "15 of 50 places are taken in 2 groups" in lead.get(PAGE).text
    assert "15 of 50 places are taken this year." in lead.get("/my/").text


def test_schools_count_by_district_once_each_the_least_reached_first(hub, lead):
    near, far = a_district("Telford"), a_district("Shropshire")
    for district in (near, far):
        an_area(hub, district=district)
        a_school("Not there", district=district)
    taking_part = a_school("Taking part", district=near)
    group = a_group(hub, "PRIMARY")
    for _ in range(2):
        a_standing_place(group, taking_part)
    a_standing_place(group, a_school("Applied", district=far), state="APPLIED")
    a_school("Closed", district=far, status="CLOSED")

    assert table_of(lead.get(f"{PAGE}?of=districts&as=xlsx"))[1:] == [
        ["Shropshire", "2", "0"],
        ["Telford", "2", "1"],
    ]


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_asks_as_often_for_one_as_for_three(hub, lead, rows, django_assert_num_queries):
    for number in range(rows):
        district = a_district(f"District {number}")
        an_area(hub, district=district)
        a_standing_place(a_group(hub, "PRIMARY"), a_school(district=district))

    with django_assert_num_queries(8):
        lead.get(PAGE)
