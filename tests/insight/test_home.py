"""The first page: what the network is, in ten seconds and few queries."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.utils.timezone import localdate, now

from mathshubs.core.years import academic_year_of
from mathshubs.insight import jobs
from mathshubs.insight.queries import network
from mathshubs.workgroups.models import Attendance
from tests.builders import (
    a_district,
    a_hub,
    a_school,
    a_work_group,
    national,
)
from tests.hubs.builders import a_shape, an_area
from tests.people.signing_in import sign_in
from tests.workgroups.builders import a_standing_place

pytestmark = pytest.mark.django_db
TODAY = localdate()
THIS_YEAR = academic_year_of(TODAY)
LAST_YEAR = network.year_before(THIS_YEAR)


@pytest.fixture(autouse=True)
def _nothing_kept():
    cache.clear()


def an_open_group(**fields):
    fields.setdefault("first_on", TODAY + timedelta(days=20))
    fields.setdefault("last_on", TODAY + timedelta(days=120))
    group = a_work_group(workshops=0, **fields)
    group.modes = ["ONLINE"]
    group.save()
    return group


def a_hub_with_a_school(name: str, **at):
    hub, district = a_hub(name), a_district(name)
    an_area(hub, district=district)
    a_shape(hub, **at)
    return hub, a_school(f"{name} School", district=district)


@pytest.mark.parametrize("rows", [1, 3])
def test_the_first_page_asks_little_however_many_hubs_and_groups(
    client, rows, django_assert_num_queries
):
    for number in range(rows):
        hub, _ = a_hub_with_a_school(f"Hub {number}", easting=300_000 + 40_000 * number)
        an_open_group(hub=hub)
    client.get("/")

    with django_assert_num_queries(4):
        page = client.get("/")

    assert page.text.count('class="mh-mesh__area"') == rows


def test_what_is_slow_is_counted_once_and_kept_in_the_database(client, django_assert_num_queries):
    network.slow_figures(TODAY)

    with django_assert_num_queries(1):
        network.slow_figures(TODAY)


def test_a_job_counts_the_network_again():
    assert network.slow_figures(TODAY).ties == []
    salt, _ = a_hub_with_a_school("Salt Way")
    rivers, elm = a_hub_with_a_school("Three Rivers")
    group = an_open_group(hub=salt)
    type(group).objects.update(year=THIS_YEAR)
    a_standing_place(group, elm)

    jobs.count_network()

    assert network.slow_figures(TODAY).ties == [(salt.pk, rivers.pk, 1)]


def test_an_empty_network_still_has_a_first_page(client):
    page = client.get("/")

    assert page.status_code == 200
    assert "Nothing starts with places just now" in page.text


def test_hubs_are_tied_by_schools_in_groups_of_the_other():
    salt, oak = a_hub_with_a_school("Salt Way")
    rivers, elm = a_hub_with_a_school("Three Rivers")
    group = an_open_group(hub=salt)
    type(group).objects.update(year=THIS_YEAR)
    for school in (oak, elm, elm):
        a_standing_place(group, school)

    assert network.ties(TODAY) == [(salt.pk, rivers.pk, 1)]


def test_a_school_on_the_waiting_list_ties_nobody():
    salt, _ = a_hub_with_a_school("Salt Way")
    _, elm = a_hub_with_a_school("Three Rivers")
    a_standing_place(an_open_group(hub=salt), elm, state="WAITING")

    assert network.ties(TODAY) == []


def test_without_shared_work_neighbours_are_joined():
    nodes = {1: (0.0, 0.0), 2: (10.0, 1.0), 3: (20.0, 0.0)}

    assert network.neighbours(nodes) == [(1, 2), (2, 3)]


def test_a_school_took_part_when_somebody_came():
    came, only_booked = a_school(), a_school()
    group = a_work_group(workshops=2)
    type(group).objects.update(year=LAST_YEAR)
    first, second = group.workshops.all()
    place, twice = a_standing_place(group, came), a_standing_place(group, came)
    absent = a_standing_place(group, only_booked)
    for workshop, who, mark in (
        (first, place, "PRESENT"),
        (second, place, "PRESENT"),
        (first, twice, "LATE"),
        (first, absent, "ABSENT"),
    ):
        Attendance.objects.create(
            workshop=workshop, place=who, mark=mark, marked_by=who.person, marked_at=now()
        )

    assert network.schools_that_took_part(LAST_YEAR) == 1
    assert network.schools_that_took_part(THIS_YEAR) == 0


def test_the_number_of_groups_with_places_is_the_number_of_its_rows(client):
    hub, _ = a_hub_with_a_school("Salt Way")
    an_open_group(hub=hub)
    an_open_group(hub=hub, places_taken=30)
    an_open_group(hub=hub, state="IDEA")

    assert network.open_now(TODAY) == 1
    assert "1 Work Group or event" in client.get("/work-groups/?places=yes").text


def test_national_staff_read_who_may_see_what(client):
    sign_in(client, national())

    page = client.get("/national/access/").text

    assert "/hubs/&lt;slug&gt;/desk/" in page
    assert "is told there is no such page" in page
