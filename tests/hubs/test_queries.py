"""Whose hub a school, a place or a person belongs to."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError

from mathshubs.hubs import queries, rules
from mathshubs.hubs.models import HubChoice, LeadSchoolTenure, Post
from mathshubs.schools.models import School
from tests.builders import (
    LONG_AGO,
    SEPTEMBER,
    a_district,
    a_hub,
    a_person,
    a_post,
    a_school,
    an_authority,
)

from .builders import an_area

pytestmark = pytest.mark.django_db
TODAY = SEPTEMBER.date()
YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)


def test_a_school_belongs_to_the_hub_of_its_district():
    hub, wrekin = a_hub(), a_district()
    an_area(hub, district=wrekin)

    assert queries.hub_of(a_school(district=wrekin), TODAY) == hub
    assert queries.hub_of(a_school(district=a_district()), TODAY) is None
    assert queries.hub_of(a_school(), TODAY) is None


def test_a_district_comes_before_its_authority():
    county, hub, other = an_authority("Shropshire"), a_hub(), a_hub()
    north, south = a_district("North", authority=county), a_district("South", authority=county)
    an_area(hub, authority=county)
    an_area(other, district=south)
    in_north = a_school(district=north, authority=county)
    in_south = a_school(district=south, authority=county)

    assert queries.hub_of(in_north, TODAY) == hub
    assert queries.hub_of(in_south, TODAY) == other
    assert set(queries.schools_of(hub, TODAY)) == {in_north}
    assert set(queries.schools_of(other, TODAY)) == {in_south}
    assert list(queries.districts_of(hub, TODAY)) == [north]


def test_a_school_that_chose_a_hub_works_with_it_while_the_choice_lasts():
    home, chosen, wrekin = a_hub(), a_hub(), a_district()
    an_area(home, district=wrekin)
    school = a_school(district=wrekin)
    HubChoice.objects.create(school=school, hub=chosen, from_on=LONG_AGO, to_on=TODAY)

    assert queries.hub_of(school, TODAY) == chosen
    assert queries.hub_of(school, TOMORROW) == home
    assert list(queries.schools_of(chosen, TODAY)) == [school]
    assert list(queries.schools_of(home, TODAY)) == []
    assert list(queries.schools_of(home, TOMORROW)) == [school]


def test_areas_are_answered_as_they_were_then():
    before, after, wrekin = a_hub(), a_hub(), a_district()
    an_area(before, district=wrekin, to_on=YESTERDAY)
    an_area(after, district=wrekin, from_on=TODAY)
    school = a_school(district=wrekin)

    assert queries.hub_of(school, YESTERDAY) == before
    assert queries.hub_of(school, TODAY) == after


def test_every_way_of_asking_for_the_hub_of_a_school_agrees(django_assert_num_queries):
    county, hub, other, third = an_authority(), a_hub(), a_hub(), a_hub()
    town = a_district("Town", authority=county)
    an_area(hub, authority=county)
    an_area(other, district=town)
    schools = [
        a_school(authority=county),
        a_school(authority=county, district=town, phase=School.Phase.SECONDARY),
        a_school(authority=county, district=a_district(authority=county)),
        a_school(district=town),
        a_school(),
    ]
    HubChoice.objects.create(school=schools[3], hub=third, from_on=LONG_AGO)
    one_by_one = {school.pk: queries.hub_of(school, TODAY) for school in schools}

    with django_assert_num_queries(3):
        together = queries.hubs_of(schools, TODAY)
    with django_assert_num_queries(3):
        counts = queries.school_counts(TODAY, School.objects.all())

    assert together == one_by_one
    for each in (hub, other, third):
        expected = {pk for pk, found in one_by_one.items() if found == each}
        assert {school.pk for school in queries.schools_of(each, TODAY)} == expected
        assert counts[each.pk].total() == len(expected)
    assert counts[0] == Counter(PRIMARY=1)


@pytest.mark.parametrize("place", ["district", "authority"])
def test_a_place_is_in_one_hub_at_a_time(place):
    where = a_district() if place == "district" else an_authority()
    an_area(a_hub(), **{place: where}, to_on=TODAY)

    an_area(a_hub(), **{place: where}, from_on=TOMORROW)
    with pytest.raises(IntegrityError, match="in_one_hub_at_a_time"):
        an_area(a_hub(), **{place: where}, from_on=TODAY, to_on=TODAY)


def test_a_school_chooses_one_hub_at_a_time():
    school = a_school()
    HubChoice.objects.create(school=school, hub=a_hub(), from_on=LONG_AGO)

    with pytest.raises(IntegrityError, match="a_school_chooses_one_hub_at_a_time"):
        HubChoice.objects.create(school=school, hub=a_hub(), from_on=TODAY)


def test_one_school_leads_a_hub_at_a_time():
    hub = a_hub()
    LeadSchoolTenure.objects.create(hub=hub, school=a_school(), from_on=date(2014, 9, 1))

    with pytest.raises(IntegrityError, match="one_school_leads_a_hub_at_a_time"):
        LeadSchoolTenure.objects.create(hub=hub, school=a_school(), from_on=TODAY)


def test_somebody_holds_a_post_once_at_a_time():
    sam, hub = a_person(), a_hub()
    a_post(sam, hub, Post.Kind.HUB_LEAD)
    a_post(sam, hub, Post.Kind.WORK_GROUP_LEAD)

    with pytest.raises(IntegrityError, match="somebody_holds_a_post_once_at_a_time"):
        a_post(sam, hub, Post.Kind.HUB_LEAD)


def test_hubs_are_run_by_those_who_hold_a_post_in_running_them():
    sam, runs, teaches, past = a_person(), a_hub(), a_hub(), a_hub()
    a_post(sam, runs, Post.Kind.ADMINISTRATOR)
    a_post(sam, teaches, Post.Kind.WORK_GROUP_LEAD)
    Post.objects.create(
        person=sam, hub=past, kind=Post.Kind.HUB_LEAD, from_on=LONG_AGO, to_on=YESTERDAY
    )

    assert list(queries.hubs_run_by(sam, TODAY)) == [runs]
    assert list(queries.hubs_run_by(AnonymousUser(), TODAY)) == []
    assert [rules.runs(sam, hub, TODAY) for hub in (runs, teaches, past)] == [True, False, False]
    assert rules.leads(sam, past, YESTERDAY)
    assert not rules.leads(sam, runs, TODAY)


def test_posts_are_asked_for_once_for_each_person(django_assert_num_queries):
    sam, hubs = a_person(), [a_hub() for _ in range(3)]
    a_post(sam, hubs[0], Post.Kind.HUB_LEAD)

    with django_assert_num_queries(1):
        assert [rules.runs(sam, hub, TODAY) for hub in hubs] == [True, False, False]
        queries.posts_of(sam, TODAY)
