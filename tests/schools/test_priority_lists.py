"""Lists of areas that come first, kept by national staff."""

from __future__ import annotations

import pytest

from mathshubs.schools.areas import schools_in
from mathshubs.schools.models import PriorityList

from ..builders import a_district, a_school, an_authority, national
from ..people.signing_in import sign_in

pytestmark = pytest.mark.django_db
SENT = {
    "name": "Education Investment Areas", "about": "Chosen by the government.",
    "from_on_day": "1", "from_on_month": "9", "from_on_year": "2022",
}  # fmt: skip
NEW = "/national/priority-lists/new/"


@pytest.fixture
def staff(client):
    return sign_in(client, national())


def test_a_list_is_kept_with_its_areas_typed_by_name_or_code(staff):
    telford = an_authority("Telford and Wrekin", code="894")
    stoke = an_authority("Bristol, City of", code="801")
    shropshire = a_district("Shropshire")
    a_school(authority=telford)
    a_school(district=shropshire)
    a_school(authority=telford, status="CLOSED")
    typed = {
        "typed_authorities": "telford and wrekin\nBristol, City of\n894",
        "typed_districts": shropshire.code,
    }

    answer = staff.post(NEW, SENT | typed, follow=True)

    assert "Education Investment Areas is saved: 2 open schools are in it." in answer.text
    kept = PriorityList.objects.get()
    assert set(kept.authorities.all()) == {telford, stoke}
    assert schools_in(kept).count() == 2


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({}, "Name at least one local authority or district."),
        ({"typed_districts": "Narnia"}, "We know no district called “Narnia”."),
        (
            {"to_on_day": "1", "to_on_month": "9", "to_on_year": "2021"},
            "The last day is before the first.",
        ),
    ],
)
def test_what_is_wrong_is_said(staff, typed, sentence):
    assert sentence in staff.post(NEW, SENT | typed).text
    assert not PriorityList.objects.exists()


def test_an_area_is_taken_off_and_the_list_ends(staff):
    one, two = a_district("One"), a_district("Two")
    kept = PriorityList.objects.create(name="Areas", from_on="2022-09-01")
    kept.districts.add(one, two)
    address = kept.get_absolute_url()
    assert staff.get(address).context["form"].initial["typed_districts"] == "One\nTwo"
    ended = {"to_on_day": "31", "to_on_month": "8", "to_on_year": "2025"}

    staff.post(address, SENT | ended | {"name": "Areas", "typed_districts": "Two"})

    kept.refresh_from_db()
    assert (list(kept.districts.all()), str(kept.to_on)) == ([two], "2025-08-31")


@pytest.mark.parametrize("many", [1, 3])
def test_the_page_asks_as_often_for_one_list_as_for_three(staff, many, django_assert_num_queries):
    for number in range(many):
        areas = PriorityList.objects.create(name=f"List {number}", from_on="2022-09-01")
        areas.districts.add(a_district(f"District {number}"))

    with django_assert_num_queries(5):
        staff.get("/national/priority-lists/")
