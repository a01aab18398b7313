"""Registers: what is tapped is kept, the latest tap stands, and only the right people tap."""

from __future__ import annotations

import json
from datetime import datetime, timedelta

import pytest
from django.urls import reverse

from mathshubs.hubs.models import Post
from mathshubs.workgroups.actions import attendance as actions
from mathshubs.workgroups.models import Attendance, Leader
from tests.builders import (
    LONDON,
    SEPTEMBER,
    a_hub,
    a_person,
    a_post,
    a_work_group,
)
from tests.test_access import signed_in

from .builders import a_standing_place

AT_ONE = datetime(2025, 11, 3, 13, 5, tzinfo=LONDON)
pytestmark = pytest.mark.django_db


def a_place_in(work_group, name="Tess Teacher", state="HELD"):
    return a_standing_place(work_group, person=a_person(*name.split()), state=state)


@pytest.fixture
def group():
    return a_work_group(workshops=2)


@pytest.fixture
def leader(group):
    person = a_person("Greta", "Group")
    Leader.objects.create(work_group=group, person=person)
    return person


def tap(place, mark, *, tapped_at=AT_ONE, at=AT_ONE, by=None, name=""):
    return actions.mark(
        workshop=place.work_group.workshops.first(), place=place, mark=mark, substitute_name=name,
        by=by or place.person, tapped_at=tapped_at, at=at,
    )  # fmt: skip


def marks():
    return list(Attendance.objects.values_list("mark", "substitute_name"))


def test_a_tap_is_kept(group):
    tap(a_place_in(group), "PRESENT")

    assert marks() == [("PRESENT", "")]


def test_the_latest_tap_stands_whichever_arrives_last(group):
    place = a_place_in(group)
    tap(place, "LATE", tapped_at=AT_ONE + timedelta(minutes=2), at=AT_ONE + timedelta(minutes=2))

    tap(place, "PRESENT", tapped_at=AT_ONE, at=AT_ONE + timedelta(minutes=9))

    assert marks() == [("LATE", "")]


def test_a_telephone_whose_clock_runs_ahead_cannot_lock_a_mark(group):
    place = a_place_in(group)
    tap(place, "ABSENT", tapped_at=AT_ONE + timedelta(days=400))

    tap(place, "PRESENT", tapped_at=AT_ONE + timedelta(minutes=1), at=AT_ONE + timedelta(minutes=1))

    assert marks() == [("PRESENT", "")]


def test_a_substitute_is_named(group):
    place = a_place_in(group)

    with pytest.raises(actions.MarkRefused, match="Type the name of the person who came instead"):
        tap(place, "SUBSTITUTE")
    tap(place, "SUBSTITUTE", name=" Jo Bell ")

    assert marks() == [("SUBSTITUTE", "Jo Bell")]


def test_a_register_opens_on_the_day(group):
    place = a_place_in(group)

    with pytest.raises(actions.MarkRefused, match="opens on the day"):
        tap(place, "PRESENT", at=AT_ONE - timedelta(days=1))

    assert marks() == []


def test_somebody_of_another_group_is_refused(group):
    stranger = a_place_in(a_work_group(title="Another group"))

    with pytest.raises(actions.MarkRefused, match="not in this group"):
        actions.mark(
            workshop=group.workshops.first(), place=stranger, mark="PRESENT", by=stranger.person,
            tapped_at=AT_ONE, at=AT_ONE,
        )  # fmt: skip


def test_the_rest_are_marked_present_and_the_marked_stay_as_they_are(group, leader):
    tap(a_place_in(group), "ABSENT")
    a_place_in(group, "Ben Ade")
    a_place_in(group, "Cy Waits", state="WAITING")

    marked = actions.mark_the_rest_present(workshop=group.workshops.first(), by=leader, at=AT_ONE)

    assert marked == 1
    assert sorted(marks()) == [("ABSENT", ""), ("PRESENT", "")]


def test_a_phone_sends_what_it_kept_and_sending_twice_is_harmless(group, leader, time_machine):
    time_machine.move_to(AT_ONE)
    here, not_here = a_place_in(group), a_place_in(group, "Ben Ade")
    kept = json.dumps([
        {"place": str(here.pk), "mark": "PRESENT", "name": "", "at": AT_ONE.timestamp() * 1000},
        {"place": str(not_here.pk), "mark": "NONSENSE", "name": "", "at": 1},
        {"place": "99999999999999999999", "mark": "PRESENT"},
        "not a tap",
    ])  # fmt: skip
    address = reverse("workgroups:taps", args=[group.workshops.first().pk])

    for _ in range(2):
        answer = signed_in(leader).post(address, kept, content_type="application/json")
        assert [bool(refusal) for refusal in answer.json()["refusals"]] == [False, True, True, True]

    assert marks() == [("PRESENT", "")]


def test_taps_kept_for_long_are_all_saved_in_their_order(group, leader, time_machine):
    time_machine.move_to(AT_ONE)
    first, second = a_place_in(group), a_place_in(group, "Ben Ade")
    kept = [
        {"place": first.pk, "mark": mark, "at": (AT_ONE.timestamp() + number) * 1000 - 60_000}
        for number, mark in enumerate(["PRESENT", "ABSENT", "LATE"])
    ]
    kept.append({"place": second.pk, "mark": "SUBSTITUTE", "name": "Jo Bell"})
    address = reverse("workgroups:taps", args=[group.workshops.first().pk])

    signed_in(leader).post(address, json.dumps(kept), content_type="application/json")

    assert sorted(marks()) == [("LATE", ""), ("SUBSTITUTE", "Jo Bell")]


def test_odd_text_from_a_phone_stops_no_tap(group, leader, time_machine):
    time_machine.move_to(AT_ONE)
    here = a_place_in(group)
    odd = f'[{{"place": {here.pk}, "mark": "SUBSTITUTE", "name": "Jo \\u0000\\ud800Bee"}}]'
    address = reverse("workgroups:taps", args=[group.workshops.first().pk])

    answer = signed_in(leader).post(address, odd, content_type="application/json")
    deep = signed_in(leader).post(address, "[" * 100_000, content_type="application/json")

    assert answer.json()["refusals"] == [""]
    assert marks() == [("SUBSTITUTE", "Jo Bee")]
    assert deep.status_code == 400


def test_a_register_offers_checking_in_until_the_workshop_is_over(group, leader, time_machine):
    workshop = group.workshops.first()
    for at, offered in ((workshop.starts_at, True), (workshop.ends_at, False)):
        time_machine.move_to(at + timedelta(minutes=5), tick=False)
        page = signed_in(leader).get(reverse("workgroups:register", args=[workshop.pk])).text
        assert ("check in with their phones" in page) is offered


def test_without_javascript_each_tap_is_a_form(group, leader, time_machine):
    time_machine.move_to(AT_ONE)
    place = a_place_in(group)
    address = reverse("workgroups:register", args=[group.workshops.first().pk])

    answer = signed_in(leader).post(address, {"place": place.pk, "mark": "PART"})

    assert answer["Location"] == f"{address}#place-{place.pk}"
    assert marks() == [("PART", "")]


def test_the_register_of_another_hub_is_not_found(group):
    other = a_person("Otto", "Other")
    a_post(other, a_hub(), Post.Kind.ADMINISTRATOR)

    answer = signed_in(other).get(reverse("workgroups:register", args=[group.workshops.first().pk]))

    assert answer.status_code == 404


@pytest.mark.parametrize("page", ["register", "attendance"])
def test_a_register_asks_the_database_as_often_for_one_person_as_for_three(
    page, group, leader, time_machine, django_assert_max_num_queries
):
    time_machine.move_to(AT_ONE + timedelta(days=1))
    client = signed_in(leader)
    shown = group.workshops.first().pk if page == "register" else group.pk
    address = reverse(f"workgroups:{page}", args=[shown])
    tap(a_place_in(group), "PRESENT")
    with django_assert_max_num_queries(15) as one:
        client.get(address)
    for name in ("Ben Ade", "Cy Bell"):
        tap(a_place_in(group, name), "PRESENT")

    with django_assert_max_num_queries(len(one)):
        assert b"Cy Bell" in client.get(address).content


def test_attendance_is_exported_and_the_export_is_logged(group, leader, time_machine):
    time_machine.move_to(AT_ONE + timedelta(days=1))
    tap(a_place_in(group, "=cmd Ade"), "PRESENT")

    answer = signed_in(leader).get(reverse("workgroups:attendance", args=[group.pk]), {"as": "csv"})

    assert b"Ade,'=cmd" in answer.content
    assert leader.disclosures_made.get().what == f"attendance of {group.title}"


def test_a_workshop_cancelled_a_moment_ago_takes_no_more_marks(group, leader):
    place, workshop = a_place_in(group), group.workshops.first()
    workshop.work_group.workshops.filter(pk=workshop.pk).update(cancelled_at=SEPTEMBER)

    with pytest.raises(actions.MarkRefused, match="was cancelled"):
        actions.mark(
            workshop=workshop, place=place, mark="PRESENT", by=leader, tapped_at=AT_ONE, at=AT_ONE
        )  # fmt: skip
    with pytest.raises(actions.MarkRefused, match="was cancelled"):
        actions.mark_the_rest_present(workshop=workshop, by=leader, at=AT_ONE)

    assert marks() == []
