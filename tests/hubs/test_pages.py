"""The pages with which a hub is kept."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils.timezone import localdate

from mathshubs.hubs import queries
from mathshubs.hubs.models import HubChoice, Post
from mathshubs.people.models import Person
from tests.builders import (
    LONG_AGO,
    a_district,
    a_hub,
    a_person,
    a_post,
    a_school,
    a_seat,
    an_authority,
    national,
)
from tests.people.signing_in import sign_in

from .builders import a_day, an_area

pytestmark = pytest.mark.django_db
TODAY = localdate()


@pytest.fixture
def hub():
    return a_hub("Salt Way", slug="salt-way")


@pytest.fixture
def lead(client, hub):
    lead = a_person("Hugo", "Lind")
    a_post(lead, hub, Post.Kind.HUB_LEAD)
    sign_in(client, lead)
    return lead


def test_the_hub_lead_gives_somebody_new_a_post(client, hub, lead):
    sent = {
        "email": "Ada@Example.org", "given_name": "Ada", "family_name": "Moss",
        "kind": "ADMINISTRATOR", "public": "on", **a_day("from_on", TODAY),
    }  # fmt: skip

    answer = client.post("/hubs/salt-way/people/", sent, follow=True)

    ada = Person.objects.get(email="ada@example.org")
    said = "Ada Moss is Hub administrator of Salt Way Maths Hub from"
    assert said in answer.text
    assert list(queries.hubs_run_by(ada, TODAY)) == [hub]


def test_somebody_new_needs_a_name(client, hub, lead):
    sent = {"email": "new@example.org", "kind": "ADMINISTRATOR", **a_day("from_on", TODAY)}

    answer = client.post("/hubs/salt-way/people/", sent)

    assert "Nobody here has this address. Enter their first name." in answer.text
    assert not Person.objects.filter(email="new@example.org").exists()


def test_an_administrator_sees_who_holds_posts_and_cannot_give_one(client, hub):
    ada = a_person()
    a_post(ada, hub, Post.Kind.ADMINISTRATOR)
    sign_in(client, ada)

    assert "Give the post" not in client.get("/hubs/salt-way/people/").text
    assert client.post("/hubs/salt-way/people/", {}).status_code == 403


def test_the_only_hub_lead_is_told_why_their_post_cannot_end(client, hub, lead):
    post = lead.posts.get()

    answer = client.post(f"/hubs/salt-way/people/{post.pk}/end/", a_day("to_on", TODAY))

    assert "Hugo Lind is the only Maths Hub Lead." in answer.text


@pytest.mark.parametrize("page", ["people/", "area/", "desk/", "projects/", "projects/new/"])
def test_the_staff_of_another_hub_are_told_there_is_no_such_page(client, hub, page):
    otto = a_person()
    a_post(otto, a_hub(), Post.Kind.HUB_LEAD)
    sign_in(client, otto)

    assert client.get(f"/hubs/salt-way/{page}").status_code == 404


def test_a_post_of_another_hub_cannot_be_ended_through_ones_own(client, hub, lead):
    elsewhere = a_post(a_person(), a_hub(), Post.Kind.ADMINISTRATOR)

    assert client.get(f"/hubs/salt-way/people/{elsewhere.pk}/end/").status_code == 404


def test_national_staff_move_a_district(client, hub):
    before, wrekin = a_hub(), a_district("Telford and Wrekin")
    an_area(before, district=wrekin)
    sign_in(client, national())
    sent = {"do": "add", "add-place": f"district-{wrekin.pk}", **a_day("add-from_on", TODAY)}

    answer = client.post("/hubs/salt-way/area/", sent, follow=True)

    assert "Telford and Wrekin is in the area from" in answer.text
    assert queries.hub_of(a_school(district=wrekin), TODAY) == hub
    assert queries.hub_of(a_school(district=wrekin), TODAY - timedelta(days=1)) == before


def test_national_staff_give_a_hub_a_whole_authority_but_for_what_another_hub_has(client, hub):
    kent, elsewhere = an_authority("Kent"), a_hub()
    dover, swale = a_district("Dover", authority=kent), a_district("Swale", authority=kent)
    an_area(elsewhere, district=swale)
    sign_in(client, national())
    page = client.get("/hubs/salt-way/area/").text
    assert "All of Kent (2 districts)" in page
    assert "Let one go" not in page

    sent = {"do": "add", "add-place": f"authority-{kent.pk}", **a_day("add-from_on", TODAY)}
    answer = client.post("/hubs/salt-way/area/", sent, follow=True)

    assert "Kent is in the area from" in answer.text
    assert list(queries.districts_of(hub, TODAY)) == [dover]
    assert queries.hub_of(a_school(district=swale, authority=kent), TODAY) == elsewhere


@pytest.mark.parametrize("place", ["", "district-0", "authority-x"])
def test_a_place_that_is_none_is_said_beside_the_box(client, hub, place):
    sign_in(client, national())
    sent = {"do": "add", "add-place": place, **a_day("add-from_on", TODAY)}
    page = client.post("/hubs/salt-way/area/", sent)

    assert page.status_code == 200
    assert page.context["sent"].errors.keys() == {"place"}


def test_national_staff_let_a_district_go(client, hub):
    area = an_area(hub, district=a_district("Telford and Wrekin"))
    sign_in(client, national())

    client.post(
        "/hubs/salt-way/area/", {"do": "end", "end-area": area.pk, **a_day("end-to_on", TODAY)}
    )

    area.refresh_from_db()
    assert area.to_on == TODAY


def test_the_staff_of_a_hub_cannot_move_districts(client, hub, lead):
    assert client.post("/hubs/salt-way/area/", {"do": "add"}).status_code == 403


def test_the_staff_of_a_hub_record_that_a_school_chose_it(client, hub, lead):
    school = a_school("Elm Park School", town="Leeds")
    sent = {"do": "choose", "choose-school": school.urn, **a_day("choose-from_on", TODAY)}

    answer = client.post("/hubs/salt-way/area/", sent, follow=True)

    assert "Elm Park School works with Salt Way Maths Hub from" in answer.text
    assert queries.hub_of(school, TODAY) == hub


def test_a_choice_ends(client, hub, lead):
    choice = HubChoice.objects.create(school=a_school(), hub=hub, from_on=LONG_AGO)
    sent = {"do": "unchoose", "unchoose-choice": choice.pk, **a_day("unchoose-to_on", TODAY)}

    client.post("/hubs/salt-way/area/", sent)

    choice.refresh_from_db()
    assert choice.to_on == TODAY


@pytest.mark.parametrize("rows", [1, 3])
def test_pages_ask_as_often_for_one_row_as_for_three(
    client, hub, lead, rows, django_assert_num_queries
):
    for _ in range(rows):
        a_post(a_person(), hub, Post.Kind.WORK_GROUP_LEAD)
        a_seat(a_person(), hub, school=a_school())
        an_area(hub, district=a_district(authority=an_authority()))
        HubChoice.objects.create(
            school=a_school(authority=an_authority()), hub=hub, from_on=LONG_AGO
        )

    with django_assert_num_queries(9):
        client.get("/hubs/salt-way/people/")
    with django_assert_num_queries(9):
        client.get("/hubs/salt-way/area/")
