"""A school's page."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils.timezone import localdate, now

from mathshubs.hubs.models import Post
from mathshubs.schools.models import Employment, SchoolLink
from mathshubs.workgroups.models import Attendance
from tests.builders import (
    a_district,
    a_hub,
    a_person,
    a_post,
    a_school,
    a_work_group,
    a_workshop,
    an_employment,
    national,
)
from tests.hubs.builders import an_area
from tests.people.signing_in import sign_in
from tests.workgroups.builders import a_standing_place

pytestmark = pytest.mark.django_db
TODAY = localdate()


@pytest.fixture
def network():
    """A school of Salt Way whose teacher Tess Webb has a place in a group of Three Rivers."""
    home, away, district = a_hub("Salt Way"), a_hub("Three Rivers"), a_district()
    an_area(home, district=district)
    school = a_school("Oak School", district=district, easting=369_900, northing=308_700)
    group = a_work_group(hub=away, title="Core maths")
    place = a_standing_place(group, school)
    place.person.given_name, place.person.family_name = "Tess", "Webb"
    place.person.save()
    return home, away, school, place


def page_of(client, school, person=None) -> str:
    if person:
        sign_in(client, person)
    return client.get(f"/schools/{school.urn}/").text


def test_a_visitor_reads_the_register_and_not_what_the_school_takes_part_in(client, network):
    _, _, school, _ = network

    page = page_of(client, school)

    assert "Salt Way Maths Hub" in page
    assert [words for words in ("Core maths", "Tess Webb", "takes part") if words in page] == []


@pytest.mark.parametrize(
    ("who", "sees_group", "sees_names"),
    [
        ("its head", True, True),
        ("its teacher", True, False),
        ("staff of its hub", True, False),
        ("staff of another hub", False, False),
        ("head of another school", False, False),
        ("national staff", True, False),
    ],
)
def test_who_may_know_what_a_school_takes_part_in(client, network, who, sees_group, sees_names):
    home, _, school, _ = network
    person = national() if who == "national staff" else a_person()
    if who == "its head":
        an_employment(person, school, Employment.Role.HEAD)
    elif who == "its teacher":
        an_employment(person, school)
    elif who == "head of another school":
        an_employment(person, a_school(), Employment.Role.HEAD)
    elif who == "staff of its hub":
        a_post(person, home, Post.Kind.ADMINISTRATOR)
    elif who == "staff of another hub":
        a_post(person, a_hub(), Post.Kind.ADMINISTRATOR)

    page = page_of(client, school, person)

    assert ("Core maths" in page, "Tess Webb" in page) == (sees_group, sees_names)


def test_a_closed_school_leads_to_what_followed_it(client):
    old = a_school("Old School", status="CLOSED", closed_on=date(2024, 8, 31))
    new = a_school("New Academy")
    SchoolLink.objects.create(predecessor=old, successor=new, kind="CONVERSION")

    assert "New Academy" in page_of(client, old)
    assert "Old School" in page_of(client, new)


def test_a_closed_school_was_in_its_area(client, network):
    _, _, school, _ = network
    type(school).objects.filter(pk=school.pk).update(status="CLOSED", closed_on=TODAY)

    assert "The school was in" in page_of(client, school)


@pytest.mark.parametrize(
    ("who", "sees"), [("its head", True), ("its teacher", False), ("another's head", False)]
)
def test_a_head_sees_how_often_their_own_staff_came(client, network, who, sees):
    _, _, school, place = network
    for weeks, mark in ((4, "PRESENT"), (3, "LATE"), (2, "ABSENT"), (1, None), (-4, None)):
        workshop = a_workshop(place.work_group, starts_at=now() - timedelta(weeks=weeks))
        if mark:
            Attendance.objects.create(
                workshop=workshop, place=place, mark=mark, marked_by=place.person, marked_at=now()
            )
    person = a_person()
    role = Employment.Role.TEACHER if who == "its teacher" else Employment.Role.HEAD
    an_employment(person, a_school() if who == "another's head" else school, role)

    assert ("Tess Webb, 2 of 3 workshops" in page_of(client, school, person)) == sees
    assert ("of 3 workshops" in page_of(client, school)) == sees


@pytest.mark.parametrize("rows", [1, 3])
def test_a_school_page_asks_as_often_for_one_place_as_for_three(
    client, network, rows, django_assert_max_num_queries
):
    _, away, school, _ = network
    for _ in range(rows - 1):
        a_standing_place(a_work_group(hub=away), school)
    head = a_person()
    an_employment(head, school, Employment.Role.HEAD)
    sign_in(client, head)

    with django_assert_max_num_queries(12):  # two of them are how often their staff came
        client.get(f"/schools/{school.urn}/")


@pytest.mark.parametrize("rows", [1, 3])
def test_staff_ask_as_often_of_a_school_that_came_from_one_other_as_from_three(
    client, network, rows, django_assert_max_num_queries
):
    home, _, school, _ = network
    after = school
    for number in range(rows):
        old = a_school(f"Old School {number}", status="CLOSED", closed_on=date(2020, 8, 31))
        SchoolLink.objects.create(predecessor=old, successor=after, kind="CONVERSION")
        after = old
    ada = a_person()
    a_post(ada, home, Post.Kind.ADMINISTRATOR)

    for person in (ada, national()):
        sign_in(client, person)
        with django_assert_max_num_queries(10):
            page = client.get(f"/schools/{school.urn}/").text
        assert page.count("Old School") >= rows


def test_there_is_no_page_of_a_school_that_is_not_in_the_register(client):
    assert client.get("/schools/999999/").status_code == 404
    assert client.get(f"/schools/{'9' * 30}/").status_code == 404
