"""Checking in at the door: a code that runs out, one tap, and one truth with the register."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.core.cache import cache
from django.urls import reverse

from mathshubs.workgroups.actions import attendance, checking_in
from mathshubs.workgroups.models import AbsenceNotice, Attendance, Place
from tests.builders import LONDON, a_person, a_school
from tests.people.builders import sign_in_by_code
from tests.test_access import signed_in

from .builders import a_standing_place

BEFORE = datetime(2025, 11, 3, 12, 50, tzinfo=LONDON)  # the workshop begins at 1pm
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def at_the_door(time_machine):
    cache.clear()
    time_machine.move_to(BEFORE, tick=False)


@pytest.fixture
def tess(group):
    return a_standing_place(group, person=a_person("Tess", "Teacher", email="tess@example.org"))


def scanned(workshop, at=BEFORE) -> str:
    return reverse("workgroups:scan", args=[workshop.pk, checking_in.code_of(workshop, at)])


def the_tap(workshop) -> str:
    return reverse("workgroups:check_in", args=[workshop.pk])


def marks():
    return list(Attendance.objects.order_by("pk").values_list("mark", flat=True))


def check_in(place, workshop, at=BEFORE, scanned_at=None):
    return checking_in.check_in(
        workshop=workshop, person=place.person, scanned_at=scanned_at or at, at=at
    )


def test_a_scan_and_a_tap_mark_somebody_as_present(tess, workshop):
    client = signed_in(tess.person)

    client.get(scanned(workshop))
    answer = client.post(the_tap(workshop), follow=True)

    assert marks() == ["PRESENT"]
    assert b"You are checked in" in answer.content
    assert Attendance.objects.get().marked_by == tess.person


def test_whoever_must_sign_in_first_comes_back_to_the_tap(client, tess, workshop, time_machine):
    assert client.get(scanned(workshop))["Location"] == the_tap(workshop)
    answer = client.get(the_tap(workshop))
    assert answer["Location"].startswith("/account/login")
    time_machine.move_to(BEFORE + timedelta(minutes=6), tick=False)

    answer = sign_in_by_code(client, "tess@example.org", the_tap(workshop))
    assert answer["Location"] == the_tap(workshop)
    client.post(the_tap(workshop))

    assert marks() == ["PRESENT"]


def test_a_code_lasts_until_the_one_after_it_goes(workshop):
    code = checking_in.code_of(workshop, BEFORE)

    def works_after(seconds):
        return checking_in.is_code_of(workshop, code, BEFORE + timedelta(seconds=seconds))

    assert [works_after(seconds) for seconds in (0, 29, 31, 59, 61, 3600)] == [
        True, True, True, True, False, False,
    ]  # fmt: skip


def test_a_code_is_that_of_one_workshop(group, workshop):
    other = group.workshops.get(number=2)

    assert not checking_in.is_code_of(other, checking_in.code_of(workshop, BEFORE), BEFORE)


def test_a_picture_of_the_code_sent_to_a_friend_is_worth_nothing_later(
    tess, workshop, time_machine
):
    client, picture = signed_in(tess.person), scanned(workshop)
    time_machine.move_to(BEFORE + timedelta(minutes=3), tick=False)

    answer = client.get(picture)
    client.post(the_tap(workshop))

    assert b"Scan the code again" in answer.content
    assert marks() == []


def test_the_address_of_the_tap_alone_opens_nothing(tess, workshop):
    answer = signed_in(tess.person).post(the_tap(workshop))

    assert b"Scan the code again" in answer.content
    assert workshop.work_group.title.encode() not in answer.content
    assert marks() == []


def test_a_scan_is_good_for_a_quarter_of_an_hour(tess, workshop):
    with pytest.raises(checking_in.CheckInRefused, match="too long ago"):
        check_in(tess, workshop, at=BEFORE + timedelta(minutes=15), scanned_at=BEFORE)

    assert marks() == []


def test_more_than_a_quarter_of_an_hour_after_the_start_is_late(tess, group, workshop):
    other = a_standing_place(group)

    check_in(tess, workshop, at=BEFORE + timedelta(minutes=25))
    check_in(other, workshop, at=BEFORE + timedelta(minutes=26))

    assert marks() == ["PRESENT", "LATE"]


def test_checking_in_twice_is_harmless_even_when_late_by_then(tess, workshop):
    check_in(tess, workshop)

    check_in(tess, workshop, at=BEFORE + timedelta(minutes=40))

    assert marks() == ["PRESENT"]


def test_somebody_marked_absent_who_comes_late_is_late(tess, leader, workshop):
    at = BEFORE + timedelta(minutes=15)
    attendance.mark(workshop=workshop, place=tess, mark="ABSENT", by=leader, tapped_at=at, at=at)

    check_in(tess, workshop, at=BEFORE + timedelta(minutes=30))

    assert marks() == ["LATE"]


def test_a_later_tap_of_the_leader_stands(tess, leader, workshop):
    check_in(tess, workshop)
    at = BEFORE + timedelta(hours=1)

    attendance.mark(workshop=workshop, place=tess, mark="PART", by=leader, tapped_at=at, at=at)
    check_in(tess, workshop, at=at + timedelta(minutes=1))

    assert marks() == ["PART"]


def test_somebody_without_a_place_is_told_what_to_do(group, workshop):
    waiting = a_standing_place(group, state="WAITING")
    client = signed_in(waiting.person)

    client.get(scanned(workshop))
    answer = client.post(the_tap(workshop))

    assert b"Tell whoever leads it: they can add you" in answer.content
    assert marks() == []


@pytest.mark.parametrize(
    ("minutes", "sentence"),
    [(-120, "opens two hours before"), (161, "is over")],
)
def test_checking_in_opens_before_the_workshop_and_ends_with_it(minutes, sentence, tess, workshop):
    with pytest.raises(checking_in.CheckInRefused, match=sentence):
        check_in(tess, workshop, at=BEFORE + timedelta(minutes=minutes))


def test_nobody_checks_in_to_a_cancelled_workshop(tess, workshop):
    type(workshop).objects.filter(pk=workshop.pk).update(cancelled_at=BEFORE)

    with pytest.raises(checking_in.CheckInRefused, match="was cancelled"):
        check_in(tess, workshop)


def test_the_screen_at_the_door_shows_the_code_of_now(leader, tess, workshop, time_machine):
    client, address = signed_in(leader), reverse("workgroups:door", args=[workshop.pk])
    first = client.get(address).content.decode()
    time_machine.move_to(BEFORE + timedelta(seconds=30), tick=False)
    check_in(tess, workshop)

    second = client.get(address).content.decode()

    assert "<svg" in first
    assert first.split("<svg")[1] != second.split("<svg")[1]
    assert "0 of 1</strong> here" in first
    assert "1 of 1</strong> here" in second
    assert '<noscript><meta http-equiv="refresh" content="30;' in second


def test_the_screen_at_the_door_asks_the_database_as_often_for_three_as_for_one(
    leader, group, workshop, django_assert_max_num_queries
):
    client, address = signed_in(leader), reverse("workgroups:door", args=[workshop.pk])
    a_standing_place(group)
    with django_assert_max_num_queries(10) as one:
        client.get(address)
    a_standing_place(group)
    a_standing_place(group)

    with django_assert_max_num_queries(len(one)):
        client.get(address)


def test_a_register_that_is_open_is_told_who_checked_in(leader, tess, workshop):
    check_in(tess, workshop)

    told = signed_in(leader).get(reverse("workgroups:marks", args=[workshop.pk])).json()

    assert told["marks"] == [{"place": str(tess.pk), "mark": "PRESENT", "name": ""}]


def test_the_leader_lets_in_somebody_who_came_without_a_place(leader, workshop):
    a_standing_place(workshop.work_group)
    type(workshop.work_group).objects.filter(pk=workshop.work_group_id).update(
        places=1, places_taken=1
    )
    school = a_school("Elm Primary School", urn="123456")
    typed = {
        "email": "new@example.org", "given_name": "Nia", "family_name": "New", "role": "TEACHER",
        "school": "123456", "school-urn": "123456", "school-for": "123456",
    }  # fmt: skip

    answer = signed_in(leader).post(reverse("workgroups:at_the_door", args=[workshop.pk]), typed)

    assert answer.status_code == 302
    place = Place.objects.get(person__email="new@example.org")
    assert (place.state, place.school) == ("HELD", school)
    assert list(place.attendances.values_list("mark", "marked_by")) == [("PRESENT", leader.pk)]
    assert place.decisions.get(overrides=True).reason == "Came to Workshop 1"


def test_the_rest_present_keeps_the_apologies_that_were_told_before(leader, group, workshop, tess):
    sends, comes = a_standing_place(group), a_standing_place(group)
    for place, name in ((tess, ""), (sends, "Jo Bell")):
        AbsenceNotice.objects.create(
            place=place, workshop=workshop, substitute_name=name, told_by=place.person,
            told_at=BEFORE - timedelta(days=9),
        )  # fmt: skip

    attendance.mark_the_rest_present(workshop=workshop, by=leader, at=BEFORE)

    said = {one.place_id: (one.mark, one.substitute_name) for one in Attendance.objects.all()}
    assert said == {
        tess.pk: ("APOLOGIES", ""),
        sends.pk: ("SUBSTITUTE", "Jo Bell"),
        comes.pk: ("PRESENT", ""),
    }
