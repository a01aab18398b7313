"""Whatever people do in whatever order: no place is given twice, lost, or given out of turn."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from mathshubs.workgroups.actions import applying, booking, upkeep
from mathshubs.workgroups.models import Place, PlaceDecision, WorkGroup

from ..builders import SEPTEMBER, a_person, a_school, a_work_group
from .builders import a_place, counts

State = Place.State
some = st.integers(min_value=0, max_value=30)


class AnyOrder(RuleBasedStateMachine):
    counted: str
    decides: str

    @initialize(places=st.integers(1, 2))
    def begin(self, places):
        self.at = SEPTEMBER
        self.work_group = a_work_group(
            places=places, counted=self.counted, decides=self.decides, most_per_school=2,
        )  # fmt: skip
        self.schools = [a_school() for _ in range(3)]
        self.staff = a_person("Ada", "Min")
        self.asked = 0
        self.overridden = False
        for number in range(places + 3):  # so that there is something to lose from the beginning
            self.somebody_asks(number)

    def one(self, number: int, *states: str) -> Place | None:
        places = list(self.work_group.bookings.filter(state__in=states).order_by("arrival"))
        return places[number % len(places)] if places else None

    def in_line(self) -> list[int]:
        waiting = self.work_group.bookings.filter(state=State.WAITING)
        return list(waiting.order_by("arrival").values_list("pk", flat=True))

    @rule(number=some)
    def somebody_asks(self, number):
        school = self.schools[number % len(self.schools)]
        live = self.work_group.bookings.filter(school=school, state__in=Place.LIVE)
        if live.count() >= self.work_group.most_per_school:
            with pytest.raises(booking.PlaceRefused, match="already has 2 people"):
                a_place(self.work_group, school=school, at=self.at)
        else:
            place = a_place(self.work_group, school=school, at=self.at)
            self.asked += 1
            assert place.arrival == self.asked

    @rule(number=some)
    def somebody_asks_twice(self, number):
        if place := self.one(number, *Place.LIVE):
            again = a_place(self.work_group, person=place.person, school=place.school, at=self.at)
            assert again == place

    @rule(number=some)
    def somebody_withdraws(self, number):
        if place := self.one(number, *Place.LIVE):
            booking.withdraw(place=place, reason="OTHER", by=place.person, at=self.at)

    @rule(number=some)
    def a_place_comes_free(self, number):
        if place := self.one(number, *Place.TAKES_A_PLACE):
            booking.withdraw(place=place, reason="OTHER", by=place.person, at=self.at)

    @rule(number=some)
    def somebody_accepts_an_offer(self, number):
        if place := self.one(number, State.OFFERED):
            assert booking.accept_offer(place=place, by=place.person, at=self.at).state == "HELD"

    @rule(number=some)
    def somebody_turns_an_offer_down(self, number):
        if place := self.one(number, State.OFFERED):
            booking.turn_down_offer(place=place, by=place.person, at=self.at)

    @rule(days=st.integers(1, 4))
    def time_goes_by(self, days):
        if self.at < SEPTEMBER + timedelta(days=40):
            self.at += timedelta(days=days)
        upkeep.lapse_offers(at=self.at)

    @rule(number=some)
    def the_hub_accepts(self, number):
        if place := self.one(number, State.APPLIED):
            with suppress(booking.PlaceRefused):  # every place is taken
                booking.accept(place=place, by=self.staff, at=self.at)

    @rule(number=some)
    def the_hub_lets_somebody_wait(self, number):
        if place := self.one(number, State.APPLIED):
            booking.put_on_waiting_list(place=place, by=self.staff, at=self.at)

    @rule(number=some)
    def the_hub_declines(self, number):
        if place := self.one(number, State.APPLIED, State.WAITING, State.OFFERED):
            booking.decline(place=place, reason="Not now.", by=self.staff, at=self.at)

    @rule(number=some)
    def the_hub_reopens_what_it_declined(self, number):
        if place := self.one(number, State.DECLINED):
            mine = self.work_group.bookings.filter(person=place.person, state__in=Place.LIVE)
            was_live = mine.exists()
            with suppress(booking.PlaceRefused):  # colleagues have what one school can have
                again = applying.reopen(place=place, reason="Us.", by=self.staff, at=self.at)
                self.asked += not was_live
                assert was_live or again.arrival == self.asked

    @rule(number=some)
    def the_hub_overrides(self, number):
        if place := self.one(number, State.APPLIED, State.WAITING):
            self.overridden = True
            booking.override_into_place(place=place, reason="Hosts.", by=self.staff, at=self.at)

    @invariant()
    def no_more_places_are_taken_than_there_are(self):
        if not self.overridden:
            assert self.taken() <= self.work_group.places

    @invariant()
    def the_counts_on_the_group_are_true(self):
        waiting = self.seats(State.WAITING)
        assert counts(self.work_group) == (self.taken(), waiting)

    @invariant()
    def no_place_lies_free_while_somebody_waits(self):
        if self.taken() < self.work_group.places:
            assert self.in_line() == []

    @invariant()
    def everyone_who_asked_is_somewhere_once(self):
        arrivals = self.work_group.bookings.order_by("arrival").values_list("arrival", flat=True)
        assert list(arrivals) == list(range(1, self.asked + 1))

    @invariant()
    def offers_were_made_in_the_order_of_arrival(self):
        """Nobody was offered a place while somebody who came before waited for the same seat."""
        if self.work_group.counted == WorkGroup.Counted.SCHOOL:
            return  # a colleague of somebody who is in may come before
        offers = PlaceDecision.objects.filter(
            place__work_group=self.work_group, to_state=State.OFFERED
        ).select_related("place")
        waiting = self.work_group.bookings.filter(state=State.WAITING)
        first = min((place.arrival for place in waiting), default=None)
        latest = (
            max((offer.at, offer.pk, offer.place.arrival) for offer in offers) if offers else None
        )
        if latest and first and self.decided_at_once():
            assert latest[2] < first

    def decided_at_once(self) -> bool:
        return self.work_group.decides == WorkGroup.Decides.AT_ONCE

    def taken(self) -> int:
        return self.seats(*Place.TAKES_A_PLACE)

    def seats(self, *states: str) -> int:
        counted = "school" if self.work_group.counted == WorkGroup.Counted.SCHOOL else "person"
        places = self.work_group.bookings.filter(state__in=states)
        return places.values(counted).distinct().count()


@pytest.mark.django_db
@pytest.mark.parametrize("how_counted", WorkGroup.Counted.values)
@pytest.mark.parametrize("who_decides", WorkGroup.Decides.values)
def test_in_any_order_no_place_is_oversold_lost_or_given_out_of_turn(how_counted, who_decides):
    from django.db import transaction
    from hypothesis.stateful import run_state_machine_as_test

    class Fresh(AnyOrder):
        counted, decides = how_counted, who_decides

        def __init__(self):
            super().__init__()
            self.world = transaction.atomic()
            self.world.__enter__()

        def teardown(self):
            transaction.set_rollback(True)
            self.world.__exit__(None, None, None)

    run_state_machine_as_test(
        Fresh,
        settings=settings(
            max_examples=12, stateful_step_count=20, deadline=None, derandomize=True,
            phases=[Phase.generate],  # to make a failure shorter takes minutes
            suppress_health_check=list(HealthCheck),
        ),
    )  # fmt: skip
