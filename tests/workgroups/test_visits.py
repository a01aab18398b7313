"""Visits to schools: the school is told, and what was seen stays with those who lead."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from mathshubs.comms.models import Letter
from mathshubs.workgroups.actions import visits as actions
from mathshubs.workgroups.actions.visits import VisitRefused
from mathshubs.workgroups.models import Visit
from mathshubs.workgroups.queries import visits as queries

from ..builders import LONDON, a_person, a_school, a_work_group, an_employment
from ..people.signing_in import sign_in
from ..tables import table_of
from .builders import a_standing_place, a_visit

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_september")]
NOVEMBER = datetime(2025, 11, 20, 15, 0, tzinfo=LONDON)
OCTOBER = datetime(2025, 10, 6, 9, 0, tzinfo=LONDON)


def text(page) -> str:
    return " ".join(page.content.decode().split())


def letters(kind: str) -> list[Letter]:
    return list(Letter.objects.filter(kind=f"workgroups.{kind}").order_by("to_email"))


@pytest.fixture
def group(hub):
    return a_work_group(hub=hub, workshops=2, title="Leading maths")


def test_a_visit_is_told_to_those_who_take_part_and_those_who_lead_the_school(staff, group):
    school = a_school("Oak Street")
    place = a_standing_place(group, school)
    lead, teacher = a_person(), a_person()
    an_employment(lead, school, "MATHS_LEAD")
    an_employment(teacher, school)

    page = staff.post(
        reverse("workgroups:new_visit", args=[group.pk]),
        {
            "school": school.pk, "on_day": "20", "on_month": "11", "on_year": "2025",
            "purpose": "Watch two lessons", "leader": staff.session["_auth_user_id"],
        },
        follow=True,
    )  # fmt: skip

    assert "The visit is kept. 2 people are written to." in text(page)
    told = letters("visit_planned")
    assert {letter.to_person for letter in told} == {place.person, lead}
    assert told[0].subject == "A visit on Thu 20 Nov 2025: Oak Street"
    assert "What for: Watch two lessons" in told[0].text


def test_a_visit_that_moves_is_told_and_one_that_only_gets_another_purpose_is_not(group):
    leader = a_person("Greta", "Group")
    place = a_standing_place(group)
    visit = a_visit(group, place.school, leader)

    visit.purpose = "Watch three lessons"
    assert actions.keep_visit(visit=visit, at=OCTOBER) == 0
    visit.on += timedelta(days=1)
    assert actions.keep_visit(visit=visit, at=OCTOBER) == 1

    (letter,) = letters("visit_moved")
    assert "planned for Thu 20 Nov 2025, is now on Fri 21 Nov 2025." in letter.text


def test_a_visit_is_not_moved_to_another_school_for_the_first_would_wait(group):
    visit = a_visit(group, a_standing_place(group).school, a_person())
    visit.school = a_school()

    with pytest.raises(VisitRefused, match="stays at its school"):
        actions.keep_visit(visit=visit, at=OCTOBER)


def test_a_visit_stays_at_its_school(staff, group):
    leader, here, there = a_person(), a_standing_place(group).school, a_standing_place(group).school
    visit = a_visit(group, here, leader)
    change = reverse("workgroups:change_visit", args=[visit.pk])

    assert "cancel this visit and plan one there" in text(staff.get(change))
    answer = staff.post(change, planned(there, leader, "20", "2025"))

    assert answer.status_code == 200
    visit.refresh_from_db()
    assert visit.school == here


@pytest.mark.parametrize("year", ["1900", "3025"])
def test_a_visit_is_within_a_year_of_today(staff, group, year):
    place = a_standing_place(group)
    visitor = place.person.__class__.objects.get(pk=staff.session["_auth_user_id"])

    page = staff.post(
        reverse("workgroups:new_visit", args=[group.pk]), planned(place.school, visitor, "20", year)
    )

    assert "Give a day within a year of today." in text(page)
    assert not letters("visit_planned")


def planned(school, leader, day: str, year: str) -> dict:
    said = {"on_day": day, "on_month": "11", "on_year": year, "purpose": "Watch two lessons"}
    return {"school": school.pk, "leader": leader.pk, **said}


def test_cancelling_says_beforehand_whether_anybody_is_written_to(staff, group):
    school, leader = a_standing_place(group).school, a_person()
    ahead = a_visit(group, school, leader)
    over = a_visit(group, school, leader, on=date(2025, 8, 20))

    def said(visit) -> str:
        return text(staff.get(reverse("workgroups:cancel_visit", args=[visit.pk])))

    assert "Those at the school who were told of it get a letter." in said(ahead)
    assert "Its day is over, so nobody is written to." in said(over)


def test_a_visit_is_recorded_on_its_day_and_the_school_reads_what_was_agreed(group):
    place = a_standing_place(group)
    visit = a_visit(group, place.school, a_person())
    said = {"seen": "Quiet lessons.", "agreed": "Plan one lesson together.", "head_met": True}
    with pytest.raises(VisitRefused, match="Record it then"):
        actions.record(visit=visit, at=OCTOBER, **said)

    actions.record(visit=visit, at=NOVEMBER, **said)
    actions.record(visit=visit, at=NOVEMBER + timedelta(days=1), **said)

    (letter,) = letters("visit_agreed")
    assert "Plan one lesson together." in letter.text
    assert "Quiet" not in letter.text
    visit.refresh_from_db()
    assert (visit.recorded_at, visit.head_met) == (NOVEMBER, True)


def test_the_school_sees_its_visit_without_what_was_seen(client, group):
    place = a_standing_place(group)
    visit = a_visit(
        group, place.school, a_person("Greta", "Group"), seen="Quiet lessons.",
        agreed="Plan together.", recorded_at=NOVEMBER, head_met=False,
    )  # fmt: skip
    sign_in(client, place.person)
    there = reverse("workgroups:visit", args=[visit.pk])

    page = text(client.get(there))

    assert "Plan together." in page
    assert "Quiet lessons." not in page
    assert client.post(there, {"seen": "x"}).status_code == 403


def test_a_cancelled_visit_is_told_once_and_what_is_recorded_stays(group):
    place = a_standing_place(group)
    visit = a_visit(group, place.school, a_person())
    recorded = a_visit(group, place.school, a_person(), recorded_at=NOVEMBER)

    assert actions.cancel(visit=visit, at=OCTOBER) == 1
    assert actions.cancel(visit=visit, at=OCTOBER) == 0
    with pytest.raises(VisitRefused, match="cancelled"):
        actions.keep_visit(visit=visit, at=OCTOBER)
    with pytest.raises(VisitRefused, match="recorded"):
        actions.cancel(visit=recorded, at=OCTOBER)

    assert len(letters("visit_cancelled")) == 1


def test_a_visit_to_a_school_of_another_group_cannot_be_planned_here(staff, group):
    elsewhere = a_standing_place(a_work_group()).school

    page = staff.post(
        reverse("workgroups:new_visit", args=[group.pk]),
        {
            "school": elsewhere.pk, "on_day": "20", "on_month": "11", "on_year": "2025",
            "purpose": "x", "leader": staff.session["_auth_user_id"],
        },
    )  # fmt: skip

    assert page.status_code == 200
    assert not Visit.objects.exists()


def test_visits_whose_day_is_over_wait_to_be_recorded(group):
    school, leader = a_school(), a_person()
    over = a_visit(group, school, leader, on=date(2025, 10, 1))
    a_visit(group, school, leader, on=date(2025, 10, 2), recorded_at=OCTOBER)
    a_visit(group, school, leader, on=date(2025, 10, 3), cancelled_at=OCTOBER)
    a_visit(group, school, leader, on=date(2025, 11, 1))

    waiting = queries.visits_to_record(type(group).objects.all(), date(2025, 10, 6))

    assert list(waiting) == [over]


def test_a_hub_sees_its_visits_by_school_and_takes_them_away_as_a_file(staff, group, hub):
    oak, elm = a_school("Oak Street"), a_school("Elm Road")
    leader = a_person("Greta", "Group")
    a_visit(group, oak, leader)
    a_visit(group, elm, leader, recorded_at=NOVEMBER, head_met=True)
    a_visit(a_work_group(), oak, leader)
    there = reverse("workgroups:hub_visits", args=[hub.slug])

    assert "2 visits of the groups of Salt Way Maths Hub" in text(staff.get(there))
    page = text(staff.get(there, {"school": oak.urn}))
    assert "Oak Street" in page
    assert "Elm Road" not in page
    rows = table_of(staff.get(there, {"state": "recorded", "as": "csv"}))
    assert rows[1:] == [
        [
            "2025-11-20", "Elm Road", elm.urn, "Leading maths", "Greta Group", "Watch two lessons",
            "Recorded", "Yes",
        ]
    ]  # fmt: skip


@pytest.mark.parametrize("name", ["visits", "hub_visits"])
def test_lists_of_visits_ask_as_often_for_one_as_for_three(staff, group, hub, name):
    leader, asked = a_person(), []
    for visits in (1, 2):
        for _ in range(visits):
            a_visit(group, a_standing_place(group).school, leader)
        args = [group.pk] if name == "visits" else [hub.slug]
        with CaptureQueriesContext(connection) as counted:
            assert staff.get(reverse(f"workgroups:{name}", args=args)).status_code == 200
        asked.append(len(counted))

    assert asked[0] == asked[1] <= 10
