"""The rule a group declares, asked of its schools."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from mathshubs.schools.models import PriorityList
from mathshubs.workgroups.actions.ranking import in_order, words
from mathshubs.workgroups.models import WorkGroup
from mathshubs.workgroups.queries.offers import to_give_out

from ..builders import SEPTEMBER, a_district, a_hub, a_person, a_project, a_school, a_work_group
from .builders import a_certificate, a_standing_place

pytestmark = pytest.mark.django_db
TODAY = date(2025, 9, 8)
Rule = WorkGroup.OfferRule


def a_group(rule: str, **fields) -> WorkGroup:
    return a_work_group(offer_rule=rule, decides="ADMINISTRATOR", **fields)


def waits(group: WorkGroup, name: str, **school):
    return a_standing_place(group, a_school(name, **school), state="WAITING")


def names(group: WorkGroup) -> list[str]:
    waiting = group.bookings.filter(state="WAITING").select_related("school")
    return [place.school.name for place, _ in in_order(group, waiting, on=TODAY)]


def reasons(group: WorkGroup) -> list[str]:
    waiting = group.bookings.filter(state="WAITING").select_related("school")
    return [why for _, why in in_order(group, waiting, on=TODAY)]


def test_first_come_asks_for_nothing_but_the_list(django_assert_num_queries):
    group = a_work_group()
    waits(group, "A")
    waits(group, "B")

    with django_assert_num_queries(1):
        assert names(group) == ["A", "B"]


def test_areas_of_a_list_in_force_come_first():
    now = PriorityList.objects.create(name="Investment Areas", from_on="2022-09-01")
    past = PriorityList.objects.create(name="Old", from_on="2016-09-01", to_on="2020-01-01")
    here, there = a_district("Here"), a_district("There")
    now.districts.add(here)
    past.districts.add(there)
    group = a_group(Rule.PRIORITY_AREAS)
    waits(group, "There", district=there)
    waits(group, "Here", district=here)

    assert names(group) == ["Here", "There"]
    assert reasons(group) == [
        "In a priority area (Investment Areas), number 2 to ask",
        "Outside the priority areas, number 1 to ask",
    ]


def test_more_disadvantaged_schools_come_first_by_band():
    group = a_group(Rule.DISADVANTAGE)
    for name, fsm in [("Nobody knows", None), ("Few", "14.9"), ("Many", "44.9"), ("More", "30")]:
        waits(group, name, fsm_percent=fsm)

    assert names(group) == ["Many", "More", "Few", "Nobody knows"]  # one band, by arrival
    assert "(band 30% to 45%)" in reasons(group)[0]


def test_schools_that_completed_the_stage_the_rules_name_come_first():
    stage = {"rule": "EARLIER_STAGE", "codes": ["NCP24-11"], "only": False}
    group = a_group(Rule.STAGE_DONE, eligibility=[stage])
    over = a_work_group(project=a_project(code="NCP24-11"), last_on=TODAY - timedelta(days=90))
    waits(group, "Not yet")
    done = waits(group, "Done")
    a_certificate(a_standing_place(over, done.school))
    held = waits(group, "Held a place")
    a_standing_place(over, held.school)

    assert names(group) == ["Done", "Not yet", "Held a place"]
    assert words(group).startswith("Schools that completed NCP24-11 come first.")


def test_the_last_places_are_kept_for_schools_new_to_the_hub():
    hub = a_hub()
    group = a_group(Rule.NEW_SCHOOLS, hub=hub, places=4, new_schools_share=50)
    earlier = a_work_group(hub=hub)
    for name in ("A", "B", "C"):
        a_standing_place(earlier, waits(group, name).school)
    waits(group, "New")
    waits(group, "Newer")

    assert names(group) == ["A", "B", "New", "Newer", "C"]


def test_places_are_spread_over_districts_with_those_who_have_one():
    one, two = a_district("One"), a_district("Two")
    group = a_group(Rule.SPREAD)
    a_standing_place(group, a_school(district=one))
    waits(group, "1a", district=one)
    waits(group, "2a", district=two)
    waits(group, "2b", district=two)

    assert names(group) == ["2a", "1a", "2b"]


def test_nobody_has_a_turn_before_the_lottery_is_drawn_and_late_comers_come_last():
    group = a_group(Rule.LOTTERY)
    asked = [waits(group, f"School {number}") for number in range(6)]
    assert names(group) == []

    group.draws.create(
        seed="ab" * 32, drawn_at=SEPTEMBER, drawn_by=a_person(), read_at=SEPTEMBER,
        entries=[place.pk for place in asked],
    )  # fmt: skip
    waits(group, "Late")

    assert sorted(names(group)[:6]) == [f"School {number}" for number in range(6)]
    assert names(group)[6:] == ["Late"]


@pytest.mark.parametrize("rule", [rule for rule in Rule if rule != Rule.FIRST_COME])
@pytest.mark.parametrize("many", [1, 3])
def test_it_asks_as_often_for_three_as_for_one(rule, many, django_assert_max_num_queries):
    group = a_group(rule)
    for number in range(many):
        waits(group, f"School {number}", district=a_district(f"District {number}"))

    with django_assert_max_num_queries(2):
        names(group)
    assert words(group).endswith(".")


def test_places_are_to_be_given_out_when_the_last_day_is_over_and_somebody_asks():
    over, still, nobody = (
        a_group(Rule.SPREAD, apply_by=TODAY + timedelta(days=days)) for days in (-1, 0, -1)
    )
    for group in (over, still, a_work_group(apply_by=TODAY - timedelta(days=1))):
        a_standing_place(group, state="APPLIED")

    assert list(to_give_out(WorkGroup.objects.all(), TODAY)) == [over]
    assert nobody not in to_give_out(WorkGroup.objects.all(), TODAY)
