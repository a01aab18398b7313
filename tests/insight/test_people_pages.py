"""A school's page, and the first page of whoever signed in."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils.timezone import localdate, now

from mathshubs.core.years import academic_year_of
from mathshubs.hubs.models import Post
from mathshubs.insight.queries import today
from mathshubs.people.models import NationalRole
from mathshubs.programmes.models import Project
from mathshubs.schools.models import Employment, SchoolLink
from mathshubs.workgroups.models import Attendance, Leader
from tests.builders import (
    LONDON,
    a_district,
    a_hub,
    a_person,
    a_post,
    a_project,
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


def test_an_offer_whose_last_day_is_over_needs_nobody():
    offered = a_standing_place(a_work_group(), a_school())
    offered.state, offered.offer_ends_on = "OFFERED", TODAY - timedelta(days=1)
    offered.save()

    assert today.needs_of(offered.person, now(), TODAY) == []


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

    with django_assert_max_num_queries(16):
        client.get(f"/schools/{school.urn}/")


def test_there_is_no_page_of_a_school_that_is_not_in_the_register(client):
    assert client.get("/schools/999999/").status_code == 404
    assert client.get(f"/schools/{'9' * 30}/").status_code == 404


@pytest.mark.parametrize(
    ("hour", "words"), [(8, "Good morning"), (13, "Good afternoon"), (19, "Good evening")]
)
def test_the_greeting_follows_the_hour(hour, words):
    assert today.greeting(now().astimezone(LONDON).replace(hour=hour)) == words


def test_what_needs_somebody_comes_first(client):
    hub = a_hub("Salt Way", slug="salt-way")
    sam = a_person("Sam", "Okafor")
    a_post(sam, hub, Post.Kind.ADMINISTRATOR)
    offered = a_standing_place(a_work_group(title="Offered group", hub=hub), a_school())
    offered.person, offered.state, offered.offer_ends_on = sam, "OFFERED", TODAY
    offered.save()
    led = a_work_group(hub=a_hub(), workshops=0, title="Led group", first_on=TODAY)
    Leader.objects.create(work_group=led, person=sam)
    a_workshop(led, starts_at=now() - timedelta(days=1))
    a_standing_place(led, a_school())
    a_standing_place(a_work_group(hub=hub), a_school(), state="APPLIED")

    needs = today.needs_of(sam, now(), TODAY)

    assert [need.what for need in needs] == [
        "A place is offered to you: Offered group",
        "Take the register of Led group",
        "Salt Way Maths Hub",
    ]
    assert needs[2].why == "1 application waits."
    sign_in(client, sam)
    assert "3 things need you." in client.get("/my/").text


def test_somebody_new_is_asked_where_they_work(client):
    sign_in(client, a_person("Tess", "Webb"))

    page = client.get("/my/").text

    assert "Nothing needs you today." in page
    assert "Where do you work?" in page


def test_a_work_group_lead_begins_a_group_from_the_first_page(client):
    tess, hub = a_person(), a_hub("Salt Way", slug="salt-way")
    a_post(tess, hub, Post.Kind.WORK_GROUP_LEAD)
    sign_in(client, tess)

    assert 'href="/hubs/salt-way/work-groups/new/"' in client.get("/my/").text


def test_national_staff_are_told_what_a_new_network_lacks():
    staff, school = national(), a_school()
    Employment.objects.create(
        person=a_person(), school=school, role="TEACHER", from_on=TODAY, confirmed=False
    )

    def needs():
        return [need.what for need in today.needs_of(staff, now(), TODAY)]

    confirm = "People wait for somebody to confirm where they work"
    project = f"No national project in {academic_year_of(TODAY)}"
    assert needs() == ["No hub yet", project, confirm]
    a_hub()
    Project.objects.filter(pk=a_project().pk).update(year=academic_year_of(TODAY))
    an_employment(a_person(), school, Employment.Role.HEAD)
    assert needs() == []


def test_an_evaluator_is_led_to_the_figures_and_not_asked_for_a_school(client):
    sign_in(client, national(NationalRole.Kind.EVALUATOR))

    page = client.get("/my/").text

    assert "What the network counts, and how." in page
    assert "Where do you work?" not in page
    assert "Find a Work Group" not in page


def test_a_draft_says_how_far_it_is_to_those_who_lead_it(client):
    tess = a_person()
    for title, state in (("Young group", "DESIGNED"), ("Known group", "RECRUITING")):
        group = a_work_group(title=title, state=state)
        Leader.objects.create(work_group=group, person=tess)
    sign_in(client, tess)

    line = {part.split("</a>")[0]: part for part in client.get("/my/").text.split("<li>")}
    assert "Designed" in next(part for part in line.values() if "Young group" in part)
    assert "Recruiting" not in next(part for part in line.values() if "Known group" in part)


@pytest.mark.parametrize(
    ("kind", "counted"),
    [(Post.Kind.HUB_LEAD, "1 group to approve, 2 groups to publish, 1 group to sign."),
     (Post.Kind.ADMINISTRATOR, "2 groups to publish.")],
)  # fmt: skip
def test_the_desk_lists_what_waits_for_a_decision_and_today_what_is_theirs(client, kind, counted):
    hub, person = a_hub("Salt Way", slug="salt-way"), a_person()
    a_post(person, hub, kind)
    ahead = TODAY + timedelta(days=60)
    for state in ("IDEA", "DESIGNED", "APPROVED", "APPROVED", "RECRUITING", "REPORTED", "CLOSED"):
        a_work_group(hub=hub, state=state, title=f"It is {state}", workshops=0, first_on=ahead)
    reported = hub.work_groups.get(state="REPORTED")
    sign_in(client, person)

    page = client.get("/hubs/salt-way/desk/").text
    table = page[page.index("<table") :]

    assert [need.why for need in today.needs_of(person, now(), TODAY)] == [counted]
    for words in (
        "Waits for approval: It is DESIGNED",
        "Waits to be published: It is APPROVED",
        "Waits for sign-off: It is REPORTED",
        f'href="/work-groups/{reported.pk}/manage/">Open it',
    ):
        assert words in page
    assert page.count("Waits ") == 4
    assert "REPORTED" not in table


@pytest.mark.parametrize("rows", [1, 3])
def test_the_day_asks_as_often_for_one_row_as_for_three(client, rows, django_assert_num_queries):
    tess, school = a_person("Tess", "Webb"), a_school()
    an_employment(tess, school)
    for _ in range(rows):
        group = a_work_group(hub=a_hub(), workshops=0)
        a_workshop(group, starts_at=now() + timedelta(days=5))
        place = a_standing_place(group, school)
        place.person = tess
        place.save()
        led = a_work_group(hub=a_hub(), workshops=0)
        Leader.objects.create(work_group=led, person=tess)
        a_workshop(led, starts_at=now() + timedelta(days=6))
    sign_in(client, tess)

    with django_assert_num_queries(10):
        page = client.get("/my/").text

    assert page.count("(you lead)") == min(rows, 2)  # five workshops in all
