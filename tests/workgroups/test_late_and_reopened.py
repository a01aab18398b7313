"""Whom a hub lets in after applications closed, and whom it declined and asks again."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from mathshubs.comms.models import Letter
from mathshubs.workgroups.actions import applying, booking, letters
from mathshubs.workgroups.actions.booking import PlaceRefused
from mathshubs.workgroups.models import Place

from ..builders import SEPTEMBER, a_person, a_school, a_work_group
from .builders import a_place, counts

pytestmark = pytest.mark.django_db
State = Place.State
LATE = SEPTEMBER.replace(year=2025, month=11, day=10)  # after the first of the workshops


def kinds(person) -> list[str]:
    written = Letter.objects.filter(to_person=person).order_by("pk")
    return [kind.removeprefix("workgroups.") for kind in written.values_list("kind", flat=True)]


def a_group_that_began(**fields):
    work_group = a_work_group(workshops=4, state="RUNNING", **fields)
    letters.write_joining_details(
        work_group=work_group, texts={"arrival": "Use the side door."}, by=a_person(), at=LATE
    )
    return work_group


def let_in(work_group, *, reason="Replaces a colleague.", at=LATE, **more) -> Place:
    return a_place(work_group, reason=reason, at=at, **more)


def decisions(place: Place) -> list[tuple]:
    return list(place.decisions.values_list("from_state", "to_state", "reason", "overrides"))


def test_a_late_joiner_gets_a_place_and_the_joining_details_at_once_and_once():
    work_group = a_group_that_began()

    place = let_in(work_group)
    let_in(work_group, person=place.person)
    letters.issue_all_joining_details(at=LATE + timedelta(hours=1))

    assert kinds(place.person) == ["place_held", "joining_details"]
    assert decisions(place) == [("", "HELD", "Replaces a colleague.", True)]
    assert counts(work_group) == (1, 0)


def test_a_late_joiner_waits_where_every_place_is_taken():
    work_group = a_group_that_began(places=1)

    held, waits = let_in(work_group), let_in(work_group)

    assert (held.state, waits.state) == (State.HELD, State.WAITING)
    assert kinds(waits.person) == ["waiting"]


@pytest.mark.parametrize("reason", ["", "  "])
def test_nobody_comes_in_late_without_a_reason(reason):
    work_group = a_group_that_began()

    with pytest.raises(PlaceRefused, match="no longer takes applications"):
        let_in(work_group, reason=reason)


@pytest.mark.parametrize(
    ("group", "said"),
    [
        ({"state": "CANCELLED"}, "is cancelled"),
        ({"state": "POSTPONED"}, "is postponed"),
        ({"state": "PUBLISHED"}, "is not open for applications yet"),
        ({"state": "EVIDENCE"}, "no longer takes applications"),
        ({"state": "RUNNING", "last_on": date(2025, 11, 9)}, "no longer takes applications"),
    ],
)
def test_no_reason_opens_a_group_that_gives_no_places(group, said):
    work_group = a_work_group(**group)

    with pytest.raises(PlaceRefused, match=said):
        let_in(work_group)
    assert not work_group.bookings.exists()


def test_a_reason_given_in_time_overrides_nothing():
    place = let_in(a_work_group(), at=SEPTEMBER)

    assert (place.state, decisions(place)) == (State.HELD, [])


def declined(work_group) -> Place:
    place = a_place(work_group, why="Leads maths.")
    return booking.decline(place=place, reason="Full.", by=a_person(), at=SEPTEMBER)


def reopen(place: Place, *, reason="Our mistake.", at=SEPTEMBER) -> Place:
    return applying.reopen(place=place, reason=reason, by=a_person("Ada", "Min"), at=at)


def test_a_reopened_application_comes_last_and_the_person_is_told_once():
    work_group = a_work_group(decides="ADMINISTRATOR")
    place = declined(work_group)
    a_place(work_group)

    again = reopen(place)
    twice = reopen(place)

    assert twice == again
    assert (again.state, again.arrival, again.why) == (State.APPLIED, 3, "Leads maths.")
    assert decisions(again) == [("DECLINED", "APPLIED", "Our mistake.", False)]
    assert kinds(place.person) == ["applied", "declined", "reopened"]
    place.refresh_from_db()
    assert (place.state, decisions(place)) == (
        State.DECLINED, [("APPLIED", "DECLINED", "Full.", False)],
    )  # fmt: skip


def test_who_is_declined_again_is_told_again():
    place = declined(a_work_group(decides="ADMINISTRATOR"))
    booking.decline(place=reopen(place), reason="Still full.", by=a_person(), at=SEPTEMBER)

    assert kinds(place.person) == ["applied", "declined", "reopened", "declined"]


def test_a_reopened_application_waits_behind_those_who_wait():
    work_group = a_work_group(places=1)
    a_place(work_group)
    place, waits = declined(work_group), a_place(work_group)

    again = reopen(place)

    assert (again.state, again.arrival > waits.arrival) == (State.WAITING, True)
    assert (
        "number 2 on its waiting list" in Letter.objects.filter(to_person=again.person).last().text
    )


def test_reopening_needs_a_reason_and_keeps_the_rules_of_the_group():
    work_group = a_work_group(decides="ADMINISTRATOR", most_per_school=1)
    place = declined(work_group)

    with pytest.raises(PlaceRefused, match="Write why"):
        reopen(place, reason=" ")
    a_place(work_group, school=place.school)
    with pytest.raises(PlaceRefused, match="already has one person"):
        reopen(place)
    with pytest.raises(PlaceRefused, match="Only a declined application"):
        reopen(a_place(work_group, school=a_school()))


def test_reopening_after_applications_closed_is_an_override():
    work_group = a_work_group(decides="ADMINISTRATOR")
    place = declined(work_group)
    work_group.apply_by = date(2025, 10, 1)
    work_group.save()

    again = reopen(place, at=LATE.replace(month=10))

    assert decisions(again) == [("DECLINED", "APPLIED", "Our mistake.", True)]


def test_who_gave_a_reopened_place_back_may_apply_again():
    work_group = a_work_group(decides="ADMINISTRATOR")
    again = reopen(declined(work_group))
    booking.withdraw(place=again, reason="OTHER", by=again.person, at=SEPTEMBER)

    assert a_place(work_group, person=again.person).state == State.APPLIED
