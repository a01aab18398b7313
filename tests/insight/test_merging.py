"""Records of one person are found, compared, joined and taken apart on their pages."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.timezone import localdate

from mathshubs.comms.models import Letter
from mathshubs.hubs.models import Post
from mathshubs.insight.queries.merging import suggestions
from mathshubs.people import merging
from mathshubs.people.models import Person, PersonMerge
from tests.builders import (
    SEPTEMBER,
    a_district,
    a_hub,
    a_person,
    a_post,
    a_school,
    a_work_group,
    an_employment,
    national,
)
from tests.hubs.builders import an_area
from tests.people.signing_in import sign_in
from tests.tables import table_of
from tests.workgroups.builders import a_standing_place

pytestmark = pytest.mark.django_db
LIST = "/people/duplicates/"


@pytest.fixture
def hub():
    hub = a_hub("Salt Way")
    an_area(hub, district=a_district("Telford"))
    return hub


@pytest.fixture
def school(hub):
    return a_school("Oak", district=hub.areas.get().district)


@pytest.fixture
def ada(hub) -> Person:
    ada = a_person("Ada", "Min", email="ada@hub.example")
    a_post(ada, hub, Post.Kind.ADMINISTRATOR)
    return ada


def two_records(school, name: str = "Okafor", **fields) -> tuple[Person, Person]:
    both = (a_person("Sam", name), a_person("Sam", name, **fields))
    for person in both:
        an_employment(person, school)
    return both


def pairs(person: Person) -> list[tuple[Person, Person]]:
    return [(each.one, each.other) for each in suggestions(person, localdate())]


def to_join(kept: Person, merged: Person) -> str:
    return reverse("insight:join_records", args=[kept.pk, merged.pk])


def test_the_same_name_at_one_school_is_suggested(ada, school):
    both = two_records(school)
    a_person("Sam", "Okafor")  # works nowhere we know

    assert pairs(ada) == [both]
    assert suggestions(ada, localdate())[0].why.startswith("The same name at the same school")


def test_the_same_name_at_another_school_is_not(ada, hub, school):
    one = a_person("Sam", "Okafor", email="jo@oak.example")
    other = a_person("Sam", "Okafor", email="head@elm.example")
    an_employment(one, school)
    an_employment(other, a_school("Elm", district=school.district))

    assert pairs(ada) == []


def test_accents_and_capitals_do_not_hide_a_pair(ada, school):
    one, other = a_person("Zoë", "Ó Néill"), a_person("zoe", "o neill")
    for person in (one, other):
        an_employment(person, school)

    assert pairs(ada) == [(one, other)]


def test_much_the_same_address_is_suggested_after_the_same_number(school):
    one = a_person("Samuel", "Okafor", email="s.okafor@oak.example")
    other = a_person("Sam", "Okafor", email="sokafor@elm.example")
    first, second = a_person("Kim", "Ray"), a_person("Kim", "Reid", trn="0012345")
    merging.note_same_trn(person=first, trn="0012345", at=SEPTEMBER)

    assert pairs(national()) == [(first, second), (one, other)]


def test_two_numbers_are_two_people(ada, school):
    one, _ = two_records(school, trn="0012345")
    Person.objects.filter(pk=one.pk).update(trn="7654321")

    assert pairs(ada) == []


def test_who_was_looked_at_and_is_different_is_not_suggested_again(ada, school):
    one, other = two_records(school)
    client = sign_in(Client(), ada)

    client.post(to_join(other, one), {"different": "yes"})

    assert pairs(ada) == []
    assert not PersonMerge.objects.exists()


def test_another_hub_sees_and_joins_none_of_them(school):
    one, other = two_records(school)
    otto = a_person("Otto")
    a_post(otto, a_hub(), Post.Kind.ADMINISTRATOR)
    client = sign_in(Client(), otto)

    an_employment(a_person("Sam", "Okafor"), an_own := a_school(district=a_district("Elsewhere")))
    an_area(otto.posts.get().hub, district=an_own.district)

    assert pairs(otto) == []
    assert client.get(to_join(one, other)).status_code == 404
    assert client.post(to_join(one, other), {"join": "yes"}).status_code == 404


def test_comparing_says_what_would_move_and_joining_moves_it(ada, school):
    kept, merged = two_records(school)
    a_standing_place(a_work_group(title="Mastering number"), school, person=merged)
    client = sign_in(Client(), ada)

    page = client.get(to_join(kept, merged)).content.decode()
    assert "1 place goes to" in page
    assert "Mastering number" in page
    assert not PersonMerge.objects.exists()
    client.post(to_join(kept, merged), {"join": "yes"})

    assert kept.places.count() == 1
    assert sorted(Letter.objects.values_list("to_email", flat=True)) == sorted(
        [kept.email, merged.email]
    )


def test_joining_twice_is_one_letter_to_each(ada, school):
    kept, merged = two_records(school)
    client = sign_in(Client(), ada)
    for _ in range(2):
        client.post(to_join(kept, merged), {"join": "yes"})

    assert PersonMerge.objects.count() == 1
    assert Letter.objects.count() == 2


def test_a_refusal_is_read_on_the_page_before_anything_is_done(ada, school):
    kept, merged = two_records(school)
    group = a_work_group(title="Mastering number")
    for person in (kept, merged):
        a_standing_place(group, school, person=person)
    client = sign_in(Client(), ada)

    for page in (client.get(to_join(kept, merged)), client.post(to_join(kept, merged), {})):
        assert "Both records have a place in Mastering number" in page.content.decode()
    assert not PersonMerge.objects.exists()


def test_undoing_gives_the_other_record_back(ada, school):
    kept, merged = two_records(school)
    client = sign_in(Client(), ada)
    client.post(to_join(kept, merged), {"join": "yes"})
    done = PersonMerge.objects.get()

    assert "Undo" in client.get(LIST).content.decode()
    client.post(reverse("insight:undo_join", args=[done.pk]))

    merged.refresh_from_db()
    assert (merged.is_active, merged.merged_into) == (True, None)
    assert "Taken apart on" in client.get(LIST).content.decode()


def test_numbers_are_masked_side_by_side(ada, school):
    kept, merged = two_records(school, trn="0012345", phone="01952 555123")

    page = sign_in(Client(), ada).get(to_join(kept, merged)).content.decode()

    assert "0012345" not in page
    assert "01952 555123" not in page


def test_the_record_of_staff_is_for_national_staff_and_ones_own_for_nobody(ada, hub, school):
    lead, teacher = two_records(school)
    a_post(lead, hub, Post.Kind.HUB_LEAD)
    client = sign_in(Client(), ada)
    assert client.post(to_join(teacher, lead), {"join": "yes"}).status_code == 403
    assert client.post(to_join(ada, teacher), {"join": "yes"}).status_code in (403, 404)
    nat = national()
    client = sign_in(Client(), nat)
    assert client.post(to_join(nat, teacher), {"join": "yes"}).status_code == 403
    assert client.post(to_join(lead, teacher), {"join": "yes"}).status_code == 302

    assert PersonMerge.objects.get().kept == lead


def test_two_addresses_open_the_comparison(ada, school):
    one, other = two_records(school)
    client = sign_in(Client(), ada)

    answer = client.get(LIST, {"one": one.email, "other": other.email.upper()})
    nobody = client.get(LIST, {"one": one.email, "other": "who@else.example"})

    assert answer["Location"] == to_join(one, other)
    assert "You see no record with this address" in nobody.content.decode()


def test_the_pairs_are_a_file(ada, school):
    one, other = two_records(school)

    table = table_of(sign_in(Client(), ada).get(LIST, {"as": "csv"}))

    assert [row[:4] for row in table[1:]] == [["Sam Okafor", one.email, "Sam Okafor", other.email]]


def test_the_list_asks_as_often_for_one_pair_as_for_three(
    ada, school, django_assert_max_num_queries
):
    client = sign_in(Client(), ada)
    counts = []
    for number in range(3):
        two_records(school, f"Okafor{number}")
        with django_assert_max_num_queries(10) as asked:
            assert client.get(LIST).status_code == 200
        counts.append(len(asked))

    assert len(set(counts)) == 1
