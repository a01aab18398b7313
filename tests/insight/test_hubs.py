"""Finding a hub, reading about it, and working at its desk."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils.timezone import localdate, now

from mathshubs.hubs.models import HubChoice, LeadSchoolTenure, Post
from mathshubs.schools.models import Postcode, School
from tests.builders import (
    LONG_AGO,
    a_district,
    a_hub,
    a_person,
    a_post,
    a_school,
    a_work_group,
    a_workshop,
    an_authority,
    national,
)
from tests.hubs.builders import a_shape, an_area
from tests.people.signing_in import sign_in
from tests.tables import table_of
from tests.workgroups.builders import a_standing_place

pytestmark = pytest.mark.django_db
TODAY = localdate()


@pytest.fixture
def wrekin():
    return a_district(
        "Telford and Wrekin", authority=an_authority("Telford", region="West Midlands")
    )


@pytest.fixture
def hub(wrekin):
    hub = a_hub("Salt Way", slug="salt-way")
    an_area(hub, district=wrekin)
    a_shape(hub)
    return hub


def test_a_postcode_finds_its_hub(client, hub, wrekin):
    Postcode.objects.create(
        postcode="TF3 4JG", easting=369_900, northing=308_700, district_code=wrekin.code
    )

    page = client.get("/find-your-hub/", {"q": "tf34jg"}).text

    assert "Salt Way Maths Hub" in page
    assert "TF3 4JG is in Telford and Wrekin, which is part of its area." in page
    assert "?near=TF3%204JG" in page


def test_an_unknown_postcode_says_what_to_do(client, hub):
    page = client.get("/find-your-hub/", {"q": "zz9 9zz"}).text

    assert "We do not know the postcode ZZ9 9ZZ. Check it, or type a school" in page


def postcodes_of_tf3(wrekin, elsewhere=None):
    for number, code in enumerate(["TF3 1AA", "TF3 1AB", "TF3 1AC"]):
        Postcode.objects.create(
            postcode=code, easting=369_000 + 500 * number, northing=308_000,
            district_code=wrekin.code,
        )  # fmt: skip
    Postcode.objects.create(postcode="TF31 9ZZ", easting=1, northing=1, district_code=wrekin.code)
    if elsewhere:
        Postcode.objects.create(
            postcode="TF3 9ZZ", easting=369_600, northing=308_000, district_code=elsewhere.code
        )


def test_the_first_half_of_a_postcode_is_answered_by_its_middle(client, hub, wrekin):
    postcodes_of_tf3(wrekin)

    page = client.get("/find-your-hub/", {"q": " tf3 "}).text

    assert "The middle of TF3 is in Telford and Wrekin, which is part of its area." in page
    assert "?near=TF3%201AB" in page


def test_the_first_half_of_a_postcode_names_the_other_hubs_it_reaches(client, hub, wrekin):
    elsewhere = a_district("Shropshire")
    an_area(a_hub("Long Mynd"), district=elsewhere)
    postcodes_of_tf3(wrekin, elsewhere)

    page = client.get("/find-your-hub/", {"q": "TF3"}).text

    assert "Other parts of TF3 belong to Long Mynd Maths Hub: type a full postcode" in page


def test_half_a_postcode_that_is_nowhere_is_answered_with_a_sentence(client, hub):
    assert "Nothing matches “BT1”" in client.get("/find-your-hub/", {"q": "BT1"}).text


def test_a_school_in_no_hub_s_area_is_named(client, hub):
    school = a_school("O'Brien School", town="Belfast", district=a_district("Far away"))

    found = client.get("/find-your-hub/", {"q": school.urn}).text
    own = client.get(f"/schools/{school.urn}/").text

    assert "O&#x27;Brien School</a>, Belfast" in found
    assert "No hub serves this place yet" in found
    assert "No hub serves this school yet." in own


def test_before_any_hub_has_an_area_nothing_is_promised(client):
    page = client.get("/find-your-hub/").text

    assert "No hub has an area yet" in page
    assert "on the map" not in page


def test_a_urn_finds_the_hub_of_the_school(client, hub, wrekin):
    school = a_school("Wrekin Vale Academy", district=wrekin)

    page = client.get("/find-your-hub/", {"q": school.urn}).text

    assert "The school is in Telford and Wrekin, which is part of its area." in page


def test_a_school_that_chose_is_answered_with_its_choice(client, hub, wrekin):
    school = a_school("Wrekin Vale Academy", district=wrekin)
    HubChoice.objects.create(school=school, hub=a_hub("Three Rivers"), from_on=LONG_AGO)

    page = client.get("/find-your-hub/", {"q": "Wrekin Vale"}).text

    assert "Three Rivers Maths Hub" in page
    assert "The school chose to work with this hub. Its area" in page


def test_namesakes_are_listed_to_choose_from(client, hub, wrekin, django_assert_num_queries):
    for town in ("Telford", "Leeds", "Hull"):
        a_school("St Joseph's School", town=town, district=wrekin)

    page = client.get("/find-your-hub/", {"q": "joseph's"}).text

    assert "3 schools match" in page
    assert page.count("?school=") == 3


@pytest.mark.parametrize(
    ("text", "sure"),
    [
        ("wrekin vale", True),
        ("Wrekin Vale Academy, Telford", True),
        ("wrekin old hall", True),
        ("Wrekin Vael", False),
        ("O'Wrekin", False),
    ],
)
def test_one_school_that_is_merely_like_it_is_asked_about(client, hub, wrekin, text, sure):
    school = a_school("Wrekin Vale Academy", town="Telford", district=wrekin)
    school.past_names.create(name="Old Hall School", until_on=TODAY)

    page = client.get("/find-your-hub/", {"q": text}).text

    assert ("The school is in Telford and Wrekin, which is part of its area." in page) == sure
    assert ("We found no school called" in page) != sure
    assert (f"?school={school.urn}" in page) != sure


@pytest.mark.parametrize("text", ["no such school", "%", "'", "x" * 500])
def test_what_matches_nothing_is_answered_with_a_sentence(client, hub, text):
    page = client.get("/find-your-hub/", {"q": text})

    assert page.status_code == 200
    assert "Nothing matches" in page.text


def test_hubs_are_listed_by_region_and_by_place(client, hub):
    an_area(a_hub("Three Rivers"), authority=an_authority("Northumberland", region="North East"))

    assert "2 hubs." in client.get("/hubs/").text
    assert "1 hub with schools in North East." in client.get("/hubs/?region=North+East").text
    assert "1 hub that match “wrekin”" in client.get("/hubs/?q=wrekin").text
    assert "No hub matches" in client.get("/hubs/?q=atlantis").text


def test_a_hub_shows_its_own_and_nobody_who_asked_not_to_be_named(client, hub, wrekin):
    a_post(a_person("Hugo", "Lind"), hub, Post.Kind.HUB_LEAD)
    Post.objects.create(
        person=a_person("Ada", "Moss"), hub=hub, kind="ADMINISTRATOR", from_on=LONG_AGO,
        public=False,
    )  # fmt: skip
    leading = a_school("Wrekin Vale Academy", district=wrekin, phase=School.Phase.SECONDARY)
    LeadSchoolTenure.objects.create(hub=hub, school=leading, from_on=LONG_AGO)
    a_work_group(hub=hub, title="A draft", state="IDEA", workshops=0)
    a_work_group(hub=hub, title="Core maths", workshops=0, first_on=TODAY + timedelta(days=9))

    page = client.get("/hubs/salt-way/").text

    shown = ["Hugo Lind", "Wrekin Vale Academy", "Core maths", "Telford and Wrekin"]
    assert [words for words in shown if words not in page] == []
    assert [words for words in ("Ada Moss", "A draft") if words in page] == []


@pytest.mark.parametrize("rows", [1, 3])
def test_public_pages_ask_as_often_for_one_row_as_for_three(
    client, hub, rows, django_assert_num_queries
):
    for number in range(rows):
        district = a_district(authority=an_authority(region="London"))
        an_area(hub, district=district)
        an_area(a_hub(), district=a_district(authority=an_authority(region="London")))
        a_school("Oak School", district=district, phase=list(School.Phase)[number])
        a_post(a_person(), hub, Post.Kind.ASSISTANT_LEAD)
        group = a_work_group(hub=hub, workshops=0, first_on=TODAY + timedelta(days=9))
        a_workshop(group, starts_at=now() + timedelta(days=9))
    a_school("Oak School 2")

    with django_assert_num_queries(6):
        client.get("/hubs/")
    with django_assert_num_queries(6):
        client.get("/hubs/salt-way/")
    with django_assert_num_queries(5):
        client.get("/find-your-hub/", {"q": "oak school"})


@pytest.mark.parametrize("rows", [1, 3])
def test_a_desk_asks_as_often_for_one_group_as_for_three(
    client, hub, rows, django_assert_num_queries
):
    ada = a_person()
    a_post(ada, hub, Post.Kind.ADMINISTRATOR)
    sign_in(client, ada)
    for number in range(rows):
        soon = a_work_group(hub=hub, workshops=0, first_on=TODAY + timedelta(days=3))
        a_standing_place(soon, a_school(), state="APPLIED")
        past = a_work_group(
            hub=hub, workshops=0, first_on=TODAY - timedelta(days=3), state="RUNNING",
            title=f"Past {number}",
        )  # fmt: skip
        a_workshop(past, starts_at=now() - timedelta(days=3))
        a_standing_place(past, a_school())

    with django_assert_num_queries(8):
        page = client.get("/hubs/salt-way/desk/").text

    needs = page[page.index("mh-needs") : page.index("<table")]
    assert needs.count('/applications/"') == rows
    assert needs.count("/joining-details/") == rows
    assert needs.count("/register/") == rows


def test_national_staff_look_at_a_desk_without_its_buttons(client, hub):
    group = a_work_group(hub=hub, first_on=TODAY + timedelta(days=60))
    a_standing_place(group, a_school(), state="APPLIED")
    sign_in(client, national())

    page = client.get("/hubs/salt-way/desk/").text

    assert "1 application waits" in page
    assert "Decide" not in page


def test_the_desk_of_a_new_hub_says_what_it_lacks(client, wrekin):
    new = a_hub("Long Mynd", slug="long-mynd")
    ada = a_person()
    a_post(ada, new, Post.Kind.ADMINISTRATOR)

    def lacks(person):
        sign_in(client, person)
        page = client.get("/hubs/long-mynd/desk/").text
        words = ("No district in its area yet", "No lead school yet", "Nobody leads it yet")
        return [each for each in words if each in page], 'button--secondary" href' in page

    everything = ["No district in its area yet", "No lead school yet", "Nobody leads it yet"]
    assert lacks(ada) == (everything, False)
    assert lacks(national()) == (everything, True)
    an_area(new, district=wrekin)
    LeadSchoolTenure.objects.create(hub=new, school=a_school(), from_on=LONG_AGO)
    a_post(a_person(), new, Post.Kind.HUB_LEAD)
    assert lacks(ada) == ([], False)


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_the_list_of_hubs_is_a_file_with_its_filters_in_force(client, hub, ending):
    a_hub("Three Rivers")

    assert f"?q=salt&amp;as={ending}" in client.get("/hubs/?q=salt").text
    assert table_of(client.get(f"/hubs/?q=salt&as={ending}"))[1:] == [
        ["Salt Way Maths Hub", "West Midlands", "0", "0", hub.email]
    ]


def test_the_groups_of_a_desk_are_a_file_for_those_who_see_the_desk(client, hub):
    a_standing_place(a_work_group(hub=hub, title="Core maths", first_on=None), state="APPLIED")
    a_post(ada := a_person(), hub, Post.Kind.ADMINISTRATOR)
    sign_in(client, ada)

    rows = table_of(client.get("/hubs/salt-way/desk/?as=csv"))

    assert [(row[0], row[-1]) for row in rows] == [
        ("Title", "To do"),
        ("Core maths", "1 to decide"),
    ]
    sign_in(client, a_person())
    assert client.get("/hubs/salt-way/desk/?as=csv").status_code == 404
