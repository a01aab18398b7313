from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from mathshubs.comms.models import Letter
from mathshubs.schools.models import School
from mathshubs.workgroups.actions import booking, upkeep
from mathshubs.workgroups.actions.booking import PlaceRefused
from mathshubs.workgroups.models import Place, WorkGroup

from ..builders import LONDON, SEPTEMBER, a_hub, a_person, a_school, a_work_group, a_workshop
from .builders import a_place, counts

pytestmark = pytest.mark.django_db
State = Place.State
DAY = timedelta(days=1)


def kinds(person) -> list[str]:
    written = Letter.objects.filter(to_person=person).order_by("pk")
    return [kind.removeprefix("workgroups.") for kind in written.values_list("kind", flat=True)]


def test_a_place_is_held_while_there_are_places():
    work_group = a_work_group(places=1)

    place = a_place(work_group)

    assert (place.state, place.arrival, place.held_at) == (State.HELD, 1, SEPTEMBER)
    assert counts(work_group) == (1, 0)
    assert kinds(place.person) == ["place_held"]


def test_a_full_group_lets_the_next_one_wait():
    work_group = a_work_group(places=1)
    a_place(work_group)

    second, third = a_place(work_group), a_place(work_group)

    assert [second.state, third.state] == [State.WAITING, State.WAITING]
    assert counts(work_group) == (1, 2)
    assert "number 1 on its waiting list" in Letter.objects.get(to_person=second.person).text
    assert "number 2 on its waiting list" in Letter.objects.get(to_person=third.person).text


def test_asking_twice_is_asking_once():
    work_group, person = a_work_group(), a_person()
    first = a_place(work_group, person=person)

    again = a_place(work_group, person=person, at=SEPTEMBER + DAY)

    assert again == first
    assert counts(work_group) == (1, 0)
    assert kinds(person) == ["place_held"]


def test_the_hub_decides_where_it_says_so():
    work_group = a_work_group(places=1, decides="ADMINISTRATOR")
    first, second, third = (a_place(work_group) for _ in range(3))
    assert [first.state, second.state, third.state] == [State.APPLIED] * 3
    assert counts(work_group) == (0, 0)
    admin = a_person("Ada", "Min")

    booking.accept(place=second, by=admin, at=SEPTEMBER)

    assert counts(work_group) == (1, 0)
    assert kinds(second.person) == ["applied", "place_held"]
    with pytest.raises(PlaceRefused, match="The only place in"):
        booking.accept(place=first, by=admin, at=SEPTEMBER)
    assert booking.put_on_waiting_list(place=first, by=admin, at=SEPTEMBER).state == State.WAITING
    booking.decline(place=third, reason="Secondary schools only.", by=admin, at=SEPTEMBER)
    assert "Secondary schools only." in Letter.objects.get(kind="workgroups.declined").text
    assert [
        (decision.from_state, decision.to_state, decision.reason, decision.by)
        for decision in third.decisions.all()
    ] == [("APPLIED", "DECLINED", "Secondary schools only.", admin)]


@pytest.mark.parametrize(
    ("group", "sentence"),
    [
        ({"state": "PUBLISHED"}, "not open for applications yet"),
        ({"state": "RUNNING"}, "no longer takes applications"),
        ({"state": "CANCELLED"}, "is cancelled"),
        ({"apply_by": date(2025, 9, 1)}, "closed on 1 September 2025"),
        ({"first_on": date(2025, 9, 1)}, "has begun"),
    ],
)
def test_a_closed_group_says_why(group, sentence):
    work_group = a_work_group(**group)

    with pytest.raises(PlaceRefused, match=sentence):
        a_place(work_group)

    assert not Place.objects.exists()


def test_a_school_sends_no_more_than_its_number():
    work_group, oak = a_work_group(most_per_school=2), a_school("Oak")
    a_place(work_group, school=oak)
    a_place(work_group, school=oak)

    with pytest.raises(PlaceRefused, match="Oak already has 2 people"):
        a_place(work_group, school=oak)

    assert counts(work_group) == (2, 0)


def test_who_has_not_agreed_or_works_at_a_closed_school_is_told_what_to_do():
    work_group, person = a_work_group(), a_person()
    closed = a_school("Elm", status=School.Status.CLOSED)

    with pytest.raises(PlaceRefused, match="Agree to the conditions"):
        booking.take_place(
            work_group=work_group, person=person, school=a_school(), role="TEACHER", agreed=False,
            by=person, at=SEPTEMBER,
        )  # fmt: skip
    with pytest.raises(PlaceRefused, match="Elm is not open"):
        a_place(work_group, school=closed)


def test_where_schools_count_a_colleague_takes_no_further_place():
    work_group = a_work_group(places=1, counted="SCHOOL", most_per_school=3)
    oak, elm = a_school("Oak"), a_school("Elm")

    states = [a_place(work_group, school=school).state for school in (oak, elm, oak, elm)]

    assert states == [State.HELD, State.WAITING, State.HELD, State.WAITING]
    assert counts(work_group) == (1, 1)


def test_where_schools_count_a_place_is_free_when_the_last_of_a_school_has_gone():
    work_group = a_work_group(places=1, counted="SCHOOL", most_per_school=3)
    oak, elm = a_school("Oak"), a_school("Elm")
    oaks = [a_place(work_group, school=oak) for _ in range(2)]
    elms = [a_place(work_group, school=elm) for _ in range(2)]

    withdraw(oaks[0])
    assert [state_of(place) for place in elms] == [State.WAITING, State.WAITING]
    withdraw(oaks[1])

    assert [state_of(place) for place in elms] == [State.OFFERED, State.OFFERED]
    assert counts(work_group) == (1, 0)


def test_a_clash_with_another_booking_is_never_unseen():
    person, hub = a_person(), a_hub()
    fractions = a_work_group(title="Fractions", hub=hub)
    a_place(fractions, person=person)
    algebra = a_work_group(title="Algebra", hub=hub, workshops=0, first_on=date(2025, 11, 3))
    a_workshop(algebra, starts_at=datetime(2025, 11, 3, 15, 0, tzinfo=LONDON))

    with pytest.raises(PlaceRefused, match="at the same time as Fractions"):
        a_place(algebra, person=person)
    assert not algebra.bookings.exists()

    assert a_place(algebra, person=person, clash_known=True).state == State.HELD


def test_workshops_one_after_the_other_do_not_clash():
    person = a_person()
    a_place(a_work_group(title="Fractions"), person=person)
    algebra = a_work_group(title="Algebra", workshops=0)
    a_workshop(algebra, starts_at=datetime(2025, 11, 3, 15, 30, tzinfo=LONDON))

    assert a_place(algebra, person=person).state == State.HELD


def withdraw(place, at=SEPTEMBER):
    return booking.withdraw(
        place=place, reason="CAPACITY", note="No cover.", by=place.person, at=at
    )


def state_of(place) -> str:
    place.refresh_from_db()
    return place.state


def test_the_next_in_line_is_offered_a_place_given_back():
    work_group = a_work_group(places=1)
    first, second, third = (a_place(work_group) for _ in range(3))

    withdraw(first)

    assert [state_of(place) for place in (first, second, third)] == [
        "WITHDRAWN",
        "OFFERED",
        "WAITING",
    ]
    assert second.offer_ends_on == date(2025, 9, 15)  # five school days after Mon 8 Sept
    assert counts(work_group) == (1, 1)
    assert kinds(second.person) == ["waiting", "place_offered"]
    offer = Letter.objects.get(kind="workgroups.place_offered")
    assert "Accept it by the end of Mon 15 Sep 2025" in offer.text


def test_a_newcomer_cannot_take_the_place_offered_to_another():
    work_group = a_work_group(places=1)
    first, second = a_place(work_group), a_place(work_group)
    withdraw(first)

    newcomer = a_place(work_group)

    assert newcomer.state == State.WAITING
    booking.accept_offer(place=second, by=second.person, at=SEPTEMBER + DAY)
    assert (state_of(second), counts(work_group)) == (State.HELD, (1, 1))


def test_an_offer_that_is_not_taken_up_goes_to_the_next():
    work_group = a_work_group(places=1)
    first, second, third = (a_place(work_group) for _ in range(3))
    withdraw(first)

    assert upkeep.lapse_offers(at=datetime(2025, 9, 15, 23, 0, tzinfo=LONDON)) == 0
    assert upkeep.lapse_offers(at=datetime(2025, 9, 16, 0, 30, tzinfo=LONDON)) == 1
    assert upkeep.lapse_offers(at=datetime(2025, 9, 16, 0, 30, tzinfo=LONDON)) == 0

    assert [state_of(place) for place in (second, third)] == ["LAPSED", "OFFERED"]
    assert kinds(second.person) == ["waiting", "place_offered", "offer_lapsed"]
    with pytest.raises(PlaceRefused, match="open until Mon 15 Sep 2025"):
        booking.accept_offer(place=second, by=second.person, at=SEPTEMBER + 9 * DAY)


def test_an_offer_cannot_be_accepted_after_its_last_day_even_before_it_lapses():
    work_group = a_work_group(places=1)
    first, second = a_place(work_group), a_place(work_group)
    withdraw(first)

    with pytest.raises(PlaceRefused, match="no longer open"):
        booking.accept_offer(place=second, by=second.person, at=SEPTEMBER + 8 * DAY)

    assert state_of(second) == State.OFFERED


def test_an_offer_turned_down_goes_to_the_next():
    work_group = a_work_group(places=1)
    first, second, third = (a_place(work_group) for _ in range(3))
    withdraw(first)

    booking.turn_down_offer(place=second, by=second.person, at=SEPTEMBER)

    assert [state_of(place) for place in (second, third)] == ["LAPSED", "OFFERED"]


def test_withdrawing_twice_is_withdrawing_once_and_needs_a_reason():
    work_group = a_work_group(places=1)
    first, second, third = (a_place(work_group) for _ in range(3))

    with pytest.raises(PlaceRefused, match="Choose the reason"):
        booking.withdraw(place=first, reason="BORED", by=first.person, at=SEPTEMBER)
    withdraw(first)
    withdraw(first)

    assert [state_of(place) for place in (second, third)] == ["OFFERED", "WAITING"]
    first.refresh_from_db()
    assert (first.withdrawal, first.withdrawal_note) == ("CAPACITY", "No cover.")


def test_who_withdrew_may_come_back_at_the_end_of_the_line():
    work_group = a_work_group(places=1)
    first = a_place(work_group)
    a_place(work_group)
    withdraw(first)

    back = a_place(work_group, person=first.person)

    assert (back.state, back.arrival) == (State.WAITING, 3)


def test_who_was_declined_is_sent_to_the_hub():
    work_group = a_work_group(decides="ADMINISTRATOR", contact_email="ada@example.org")
    place = a_place(work_group)
    booking.decline(place=place, reason="Full.", by=a_person(), at=SEPTEMBER)

    with pytest.raises(PlaceRefused, match=r"Write to ada@example\.org"):
        a_place(work_group, person=place.person)


def test_an_override_goes_above_the_number_with_a_reason_that_is_kept():
    work_group, admin = a_work_group(places=1), a_person("Ada", "Min")
    a_place(work_group)
    second, third = a_place(work_group), a_place(work_group)

    with pytest.raises(PlaceRefused, match="Write why"):
        booking.override_into_place(place=third, reason=" ", by=admin, at=SEPTEMBER)
    booking.override_into_place(place=third, reason="Hosts workshop 2.", by=admin, at=SEPTEMBER)

    assert [state_of(place) for place in (second, third)] == ["WAITING", "HELD"]
    assert counts(work_group) == (2, 1)
    decision = third.decisions.get()
    assert (decision.overrides, decision.reason, decision.by) == (True, "Hosts workshop 2.", admin)


def test_a_group_above_its_number_offers_nothing_until_it_is_below():
    work_group, admin = a_work_group(places=1), a_person()
    first, second, third = (a_place(work_group) for _ in range(3))
    booking.override_into_place(place=second, reason="Hosts.", by=admin, at=SEPTEMBER)

    withdraw(first)
    assert (state_of(third), counts(work_group)) == (State.WAITING, (1, 1))
    withdraw(second)

    assert (state_of(third), counts(work_group)) == (State.OFFERED, (1, 0))


def test_more_places_are_offered_to_those_who_wait():
    work_group = a_work_group(places=1)
    a_place(work_group)
    second, third = a_place(work_group), a_place(work_group)
    WorkGroup.objects.update(places=2)

    offered = booking.offer_free_places(work_group=work_group, at=SEPTEMBER)

    assert offered == [second]
    assert [state_of(place) for place in (second, third)] == ["OFFERED", "WAITING"]


def test_places_free_when_a_postponed_group_comes_back_are_offered_by_the_next_hour():
    work_group = a_work_group(places=1)
    first, second = a_place(work_group), a_place(work_group)
    WorkGroup.objects.update(state="POSTPONED")
    withdraw(first)
    assert state_of(second) == State.WAITING
    WorkGroup.objects.update(state="RECRUITING")

    assert upkeep.offer_free_places(at=SEPTEMBER) == 1
    assert upkeep.offer_free_places(at=SEPTEMBER) == 0

    assert state_of(second) == State.OFFERED


def test_needs_are_gone_when_the_place_is_given_back_and_after_the_last_workshop():
    work_group = a_work_group()
    needs = {"access_needs": "Step-free.", "diet_needs": "No nuts."}
    stays, goes = a_place(work_group, **needs), a_place(work_group, **needs)

    withdraw(goes)
    upkeep.forget_needs(at=datetime(2025, 11, 3, 23, 0, tzinfo=LONDON))
    stays.refresh_from_db()
    goes.refresh_from_db()

    assert (goes.access_needs, goes.diet_needs) == ("", "")
    assert (stays.access_needs, stays.diet_needs) == ("Step-free.", "No nuts.")
    assert upkeep.forget_needs(at=datetime(2025, 11, 4, 4, 0, tzinfo=LONDON)) == 1
    stays.refresh_from_db()
    assert (stays.access_needs, stays.diet_needs) == ("", "")


def test_a_long_reason_is_kept_as_far_as_there_is_room():
    place = a_place(a_work_group(decides="ADMINISTRATOR"))

    booking.accept(place=place, reason="x" * 400, by=a_person(), at=SEPTEMBER)

    assert place.decisions.get(to_state="HELD").reason == "x" * 300


def test_nobody_takes_a_place_in_what_is_over_even_on_its_day():
    event = a_work_group(kind="EVENT")
    ends_at = event.workshops.get().ends_at

    with pytest.raises(booking.PlaceRefused, match="is over"):
        a_place(event, at=ends_at)

    assert a_place(event, at=ends_at - timedelta(minutes=1)).state == State.HELD
