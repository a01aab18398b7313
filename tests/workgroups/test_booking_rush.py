"""Many people, few places; one person, two groups; all at once, and without the locks it fails."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections

from mathshubs.workgroups.actions import applying, booking, seats
from mathshubs.workgroups.models import Place, WorkGroup
from mathshubs.workgroups.queries import queue

from ..builders import SEPTEMBER, a_person, a_school, a_work_group
from .builders import a_place, counts

pytestmark = pytest.mark.django_db(transaction=True)
PEOPLE, PLACES, AT_ONCE = 40, 5, 8


def rush(work_group: WorkGroup) -> list[Place]:
    """Let everyone ask at once, each thread on its own connection. Returns places by arrival."""
    people = [(a_person(), a_school()) for _ in range(PEOPLE)]
    together = threading.Barrier(AT_ONCE)

    def ask(number: int) -> None:
        person, school = people[number]
        try:
            if number < AT_ONCE:
                together.wait(timeout=10)
            a_place(work_group, person=person, school=school)
        finally:
            connections["default"].close()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        list(pool.map(ask, range(PEOPLE)))
    return list(work_group.bookings.order_by("arrival"))


def test_a_rush_takes_every_place_once_and_the_rest_wait_in_order():
    work_group = a_work_group(places=PLACES)

    places = rush(work_group)

    assert [place.arrival for place in places] == list(range(1, PEOPLE + 1))
    assert [place.state for place in places] == ["HELD"] * PLACES + ["WAITING"] * (PEOPLE - PLACES)
    assert counts(work_group) == (PLACES, PEOPLE - PLACES)


def test_one_person_who_asks_in_many_windows_gets_one_place():
    work_group, person, school = a_work_group(places=PLACES), a_person(), a_school()

    def ask(_: int) -> int:
        try:
            return a_place(work_group, person=person, school=school).pk
        finally:
            connections["default"].close()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        got = set(pool.map(ask, range(AT_ONCE)))

    assert len(got) == 1
    assert counts(work_group) == (1, 0)


def test_the_same_rush_without_the_lock_oversells(monkeypatch):
    """The control: were this to hold exactly the places, the test above would prove nothing."""
    work_group = a_work_group(places=PLACES)

    def unlocked(work_group_id: int) -> WorkGroup:
        return WorkGroup.objects.select_related("hub", "joining_details").get(pk=work_group_id)

    look = booking.queue_for

    def look_and_dawdle(*asked):
        queue = look(*asked)
        time.sleep(0.05)  # the window between the look and the leap, held open
        return queue

    monkeypatch.setattr(seats, "locked", unlocked)
    monkeypatch.setattr(booking, "queue_for", look_and_dawdle)
    # Arrival numbers would clash and hide the fault: let each be its own.
    numbers = iter(range(1, 1000))
    monkeypatch.setattr(
        booking, "Place", lambda **fields: Place(**{**fields, "arrival": next(numbers)})
    )
    booking.Place.LIVE, booking.Place.TAKES_A_PLACE = Place.LIVE, Place.TAKES_A_PLACE

    rush(work_group)

    assert work_group.bookings.filter(state="HELD").count() > PLACES


def take_both(monkeypatch) -> list[str]:
    """Let one person ask for two groups that meet at the same time, at once. Returns the states."""
    algebra, geometry, person, school = a_work_group(), a_work_group(), a_person(), a_school()
    together = threading.Barrier(2)
    look = booking.diary

    def look_and_dawdle(*asked):
        planned = look(*asked)
        time.sleep(0.3)  # the window between the look and the leap, held open
        return planned

    monkeypatch.setattr(booking, "diary", look_and_dawdle)

    def ask(work_group: WorkGroup) -> str:
        try:
            together.wait(timeout=10)
            return a_place(work_group, person=person, school=school).state
        except booking.PlaceRefused as refusal:
            return "clash" if "is at the same time" in str(refusal) else str(refusal)
        finally:
            connections["default"].close()

    with ThreadPoolExecutor(2) as pool:
        return sorted(pool.map(ask, [algebra, geometry]))


def test_one_person_cannot_take_two_groups_that_clash_in_the_same_instant(monkeypatch):
    assert take_both(monkeypatch) == ["HELD", "clash"]


def test_without_the_lock_on_the_person_both_would_be_held(monkeypatch):
    """The control of the test above."""
    unlocked = queue._QUEUE.replace("pg_advisory_xact_lock", "")
    monkeypatch.setattr(queue, "_QUEUE", unlocked)

    assert take_both(monkeypatch) == ["HELD", "HELD"]


def test_applying_with_a_trn_while_the_hub_adds_the_same_person_does_not_lock_up(monkeypatch):
    work_group, person, school, desk = a_work_group(), a_person(), a_school(), a_person()
    the_hub_is_at_it, lock = threading.Event(), seats.locked

    def lock_and_dawdle(work_group_id: int) -> WorkGroup:
        locked = lock(work_group_id)
        if not the_hub_is_at_it.is_set():
            the_hub_is_at_it.set()
            time.sleep(0.3)
        return locked

    monkeypatch.setattr(seats, "locked", lock_and_dawdle)
    asked = {"work_group": work_group, "school": school, "role": "TEACHER", "at": SEPTEMBER}

    def add() -> Place:
        try:
            return applying.add_somebody(email=person.email, by=desk, **asked)
        finally:
            connections["default"].close()

    def apply() -> Place:
        try:
            the_hub_is_at_it.wait(timeout=10)
            return applying.apply(person=person, trn="1234567", works_there=False, **asked)
        finally:
            connections["default"].close()

    with ThreadPoolExecutor(2) as pool:
        added, applied = pool.submit(add), pool.submit(apply)
        assert added.result() == applied.result()

    person.refresh_from_db()
    assert (person.trn, counts(work_group)) == ("1234567", (1, 0))
