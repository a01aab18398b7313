"""Who can take part: what each rule refuses, why, and what asking costs."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from mathshubs.programmes.models import SchoolStage
from mathshubs.schools.models import PriorityList, SchoolLink
from mathshubs.workgroups.queries.eligibility import refusals, rules_of, who_can_take_part

from ..builders import (
    SEPTEMBER,
    a_district,
    a_hub,
    a_person,
    a_project,
    a_school,
    a_work_group,
    an_authority,
)
from ..programmes.world_pathways import a_pathway, a_stage
from .builders import a_certificate, a_standing_place

pytestmark = pytest.mark.django_db
TODAY = date(2025, 9, 8)


def asked(group, school=None, person=None, role="TEACHER", **more) -> list[str]:
    return refusals(group, school or a_school(), person and person.pk, role, TODAY, **more)


def a_group(*rules, **fields):
    return a_work_group(eligibility=list(rules), **fields)


def test_a_group_without_rules_is_for_everyone_and_asks_nothing(django_assert_num_queries):
    group, school = a_work_group(project=a_project()), a_school()

    with django_assert_num_queries(0):
        assert asked(group, school) == []


def test_every_rule_together_asks_once(django_assert_num_queries):
    group = a_group(
        {"rule": "STATE_FUNDED"},
        {"rule": "PHASE", "phases": ["PRIMARY"]},
        {"rule": "AREA", "of": "HUB"},
        {"rule": "AREA", "of": "AUTHORITIES", "places": [["894", "Telford and Wrekin"]]},
        {"rule": "AREA", "of": "LIST", "places": [["1", "Education Investment Areas"]]},
        {"rule": "ONCE", "who": "SCHOOL"},
        {"rule": "EARLIER_STAGE", "codes": ["NCP24-11"]},
        {"rule": "NOT_BEFORE", "codes": ["NCP21-03"]},
        {"rule": "PEOPLE", "fewest": 1, "most": 2},
        project=a_project(),
    )
    school, person = a_school(), a_person()

    with django_assert_num_queries(1):
        found = asked(group, school, person)

    assert len(found) == 4  # hub, authority, list, stage


def test_rules_of_the_project_come_before_those_of_the_group():
    project = a_project(eligibility=[{"rule": "STATE_FUNDED"}])
    group = a_group({"rule": "PEOPLE", "fewest": 2, "most": 2}, project=project)

    assert [rule.kind for rule in rules_of(group)] == ["STATE_FUNDED", "PEOPLE"]
    assert who_can_take_part(group) == [
        "State-funded schools and colleges.",
        "Two people from each school.",
    ]


def test_a_school_that_chose_the_hub_is_in_and_one_of_its_area_that_chose_another_is_not():
    hub, other, district = a_hub("Salt Way"), a_hub("Three Rivers"), a_district()
    hub.areas.create(district=district, from_on="2020-09-01")
    group = a_group({"rule": "AREA", "of": "HUB"}, hub=hub)
    near, far, gone = (
        a_school(district=district),
        a_school("Far"),
        a_school("Gone", district=district),
    )
    hub.chosen_by.create(school=far, from_on="2024-09-01")
    other.chosen_by.create(school=gone, from_on="2024-09-01")

    assert asked(group, near) == asked(group, far) == []
    assert asked(group, gone) == [
        "It is for schools that work with Salt Way Maths Hub, and Gone works with Three "
        "Rivers Maths Hub."
    ]


def test_an_area_is_named_by_authority_district_or_priority_list():
    authority, district = an_authority("Telford"), a_district("Shropshire")
    areas = PriorityList.objects.create(name="Investment Areas", from_on="2022-09-01")
    areas.districts.add(district)
    old = PriorityList.objects.create(name="Old areas", from_on="2016-09-01", to_on="2022-08-31")
    old.authorities.add(authority)
    in_telford, in_shropshire = a_school(authority=authority), a_school(district=district)

    def area(of, place):
        return a_group({"rule": "AREA", "of": of, "places": [[str(place), "There"]]})

    of_authority, of_district = (
        area("AUTHORITIES", authority.code),
        area("DISTRICTS", district.code),
    )
    of_list, of_old = area("LIST", areas.pk), area("LIST", old.pk)
    assert asked(of_authority, in_telford) == asked(of_district, in_shropshire) == []
    assert asked(of_list, in_shropshire) == []
    assert asked(of_authority, in_shropshire) != []
    assert asked(of_list, in_telford) != []
    assert asked(of_old, in_telford) != []


def test_a_stage_is_done_when_the_school_or_one_it_came_from_earned_a_certificate():
    group = a_group({"rule": "EARLIER_STAGE", "codes": ["NCP24-11"]})
    over = a_work_group(project=a_project(code="NCP24-11"), last_on=TODAY - timedelta(days=1))
    done, before, after, never_came = a_school(), a_school(), a_school(), a_school("Never Came")
    SchoolLink.objects.create(predecessor=before, successor=after, kind="CONVERSION")
    a_certificate(a_standing_place(over, done))
    a_certificate(a_standing_place(over, before))
    a_standing_place(over, never_came)

    assert asked(group, done) == asked(group, after) == []
    assert asked(group, never_came) == [
        "It is for schools that completed NCP24-11, and we know of nobody from Never Came who "
        "earned the certificate there."
    ]


def test_what_a_person_said_of_a_stage_holds_in_place_of_certificates():
    group = a_group({"rule": "EARLIER_STAGE", "codes": ["NCP24-11"]})
    project = a_project(code="NCP24-11")
    stage = a_stage(a_pathway(), projects=[project])
    over = a_work_group(project=project, last_on=TODAY - timedelta(days=90))
    type(over).objects.filter(pk=over.pk).update(year="2024/25")
    elsewhere, left, later = a_school(), a_school(), a_school()
    for school in (left, later):
        a_certificate(a_standing_place(over, school))
    said = SchoolStage.State
    for school, state, year in [
        (elsewhere, said.COMPLETED, "2023/24"), (left, said.LEFT, "2024/25"),
        (later, said.LEFT, "2025/26"),
    ]:  # fmt: skip
        SchoolStage.objects.create(
            school=school, stage=stage, year=year, state=state, evidence="A visit.",
            by=a_person(), at=SEPTEMBER,
        )  # fmt: skip

    assert asked(group, elsewhere) == asked(group, later) == []
    assert asked(group, left) != []


def test_once_is_once_whatever_the_year_and_code():
    before = a_project(code="NCP24-07")
    now = a_project(code="NCP25-07", follows=before)
    person, school, other = a_person(), a_school(), a_school()
    a_standing_place(a_work_group(project=before), school, person=person)
    each_person = a_group({"rule": "ONCE", "who": "PERSON"}, project=now)
    each_school = a_group({"rule": "ONCE", "who": "SCHOOL"}, project=now)

    assert asked(each_person, other, person) != []
    assert asked(each_person, school, a_person()) == []
    assert asked(each_school, school, a_person()) != []
    assert asked(each_school, other, person) == []


def test_somebody_who_withdrew_then_has_not_taken_part():
    group = a_group({"rule": "NOT_BEFORE", "codes": ["NCP21-03"]})
    past = a_work_group(project=a_project(code="NCP21-03"))
    left, stayed = a_school(), a_school("Stayed")
    a_standing_place(past, left, state="WITHDRAWN", withdrawal="OTHER", withdrawn_at=SEPTEMBER)
    a_standing_place(past, stayed)

    assert asked(group, left) == []
    assert "Stayed took part in NCP21-03" in asked(group, stayed)[0]


def test_people_from_a_school_are_counted_with_those_who_asked_before():
    group, school, mine = (
        a_group({"rule": "PEOPLE", "fewest": 2, "most": 2}),
        a_school(),
        a_person(),
    )

    assert "an application for one person" in asked(group, school)[0]
    assert asked(group, school, people=2) == []
    a_standing_place(group, school, person=mine)
    assert asked(group, school) == []
    assert "would send 3" in asked(group, school, people=2)[0]
