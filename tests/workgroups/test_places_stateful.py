"""
Everything that can happen to places, in whatever order, over the real database.

Three groups of one project: one gives its places together by a rule, one at once, one when heads
agree. After every step: never above the number, nobody lost or doubled, offered in the order of
the rule. `MATHSHUBS_STATEFUL_EXAMPLES=200` makes a long run of it (the default is 4 for each rule).
"""

from __future__ import annotations

import os
from contextlib import suppress
from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from mathshubs.schools.models import PriorityList
from mathshubs.workgroups.actions import (
    agreements,
    booking,
    choosing,
    design,
    drawing,
    enrolling,
    giving,
    merging,
    moving,
    ranking,
    seats,
    states,
    upkeep,
)
from mathshubs.workgroups.actions.booking import PlaceRefused
from mathshubs.workgroups.methods import ordering
from mathshubs.workgroups.models import HeadAgreement, Place, PlaceDecision, WorkGroup

from ..builders import SEPTEMBER, a_district, a_hub, a_person, a_project, a_school, a_work_group
from .builders import a_place, a_standing_place, counts

EXAMPLES = int(os.environ.get("MATHSHUBS_STATEFUL_EXAMPLES", "4"))
STEPS = 18
State = Place.State
Rule = WorkGroup.OfferRule
SEQUENTIAL = (Rule.SPREAD, Rule.NEW_SCHOOLS)  # who is next depends on who has a place by then
some = st.integers(min_value=0, max_value=30)


class Places(RuleBasedStateMachine):
    offer_rule: str

    @initialize(places=st.integers(1, 3), counted=st.sampled_from(["PERSON", "SCHOOL"]))
    def begin(self, places, counted):
        self.at = SEPTEMBER
        self.staff = a_person("Ada", "Min")
        hub, stage = a_hub(), a_project(code="NCP24-11")
        districts = [a_district("One"), a_district("Two"), a_district("Three")]
        areas = PriorityList.objects.create(name="Areas", from_on="2020-09-01")
        areas.districts.add(districts[2])
        self.schools = [
            a_school(f"School {number}", district=districts[number % 3], fsm_percent=number * 9)
            for number in range(6)
        ]
        before = a_work_group(hub=hub, project=stage, last_on="2025-06-01")
        for school in self.schools[::2]:
            a_standing_place(before, school)
        common = {"hub": hub, "project": a_project(), "places": places, "counted": counted}
        by_rule = {"offer_rule": self.offer_rule, "new_schools_share": 50}
        by_rule["eligibility"] = [{"rule": "EARLIER_STAGE", "codes": ["NCP24-11"], "only": False}]
        self.groups = [
            a_work_group(title="By rule", decides="ADMINISTRATOR", **by_rule, **common),
            a_work_group(title="At once", **common),
            a_work_group(title="With heads", head_agrees=True, **common),
        ]
        for group in self.groups:
            group.most_per_school = 4
            group.save()
        self.above: set[int] = set()  # groups in which staff set the number aside
        self.before = before.pk
        self.seen = 0
        self.settled_once = True
        for number in range(places + 4):  # so that there is something to lose from the beginning
            self.somebody_asks(number, number)
        for number in range(2):
            self.somebody_chooses_among_several(number * 2, [1, 2, 0], 3)

    def group(self, number: int) -> WorkGroup:
        group = self.groups[number % 3]
        group.refresh_from_db()
        return group

    def places(self, *states: str, **where):
        places = Place.objects.exclude(work_group=self.before)
        return places.filter(state__in=states, **where).order_by("pk")

    def one(self, number: int, *states: str, **where) -> Place | None:
        places = list(self.places(*states, **where))
        return places[number % len(places)] if places else None

    @rule(number=some, where=some)
    def somebody_asks(self, number, where):
        group, school = self.group(where), self.schools[number % 6]
        waited = group.bookings.filter(state=State.WAITING).exists()
        with suppress(PlaceRefused):
            place = a_place(group, school=school, at=self.at, clash_known=True)
            self.name_the_head(place)
            if group.counted == WorkGroup.Counted.PERSON and waited:
                assert place.state in (State.WAITING, State.APPLIED)

    def name_the_head(self, place: Place) -> None:
        if place.work_group.head_agrees:
            with suppress(PlaceRefused):
                agreements.ask_at(
                    work_group=place.work_group, school=place.school, head_name="Bo Head",
                    sent_to="bo@school.example.org", staff=True, by=self.staff, at=self.at,
                )  # fmt: skip

    @rule(number=some, where=some, named=st.integers(0, 2), unnamed=st.integers(0, 2))
    def a_school_asks_for_several(self, number, where, named, unnamed):
        colleagues = [
            enrolling.Colleague(email=a_person().email, role="TEACHER", clash_known=True)
            for _ in range(named)
        ] + [enrolling.Colleague(role="TEACHER") for _ in range(unnamed)]
        before = Place.objects.count()
        try:
            enrolment = enrolling.enrol(
                work_group=self.group(where), school=self.schools[number % 6],
                colleagues=colleagues, applicant=self.staff, by=self.staff, at=self.at,
                names_by=(self.at + timedelta(days=6)).date(), head_name="Bo Head",
                head_email="bo@school.example.org",
            )  # fmt: skip
        except enrolling.EnrolRefused:
            assert Place.objects.count() == before  # none of them
        else:
            assert enrolment.places.count() == named + unnamed  # all of them

    @rule(number=some)
    def the_school_names_somebody(self, number):
        if place := self.one(number, *Place.LIVE, person=None):
            colleague = enrolling.Colleague(
                email=a_person().email, role="TEACHER", clash_known=True
            )
            with suppress(PlaceRefused, enrolling.EnrolRefused):
                enrolling.name_somebody(place=place, colleague=colleague, by=self.staff, at=self.at)

    @rule(number=some, order=st.permutations([0, 1, 2]), many=st.integers(2, 3))
    def somebody_chooses_among_several(self, number, order, many):
        person = a_person()
        known = self.one(number, *Place.LIVE, person__isnull=False)
        person = known.person if known and number % 2 else person
        with suppress(PlaceRefused):
            choosing.apply_for_choices(
                choices=[self.group(each) for each in order[:many]], person=person,
                school=self.schools[number % 6], role="TEACHER", works_there=True,
                clash_known=True, at=self.at,
            )  # fmt: skip

    @rule(number=some)
    def a_better_choice_comes_free(self, number):
        lesser = self.one(number, *Place.LIVE, instead_of__state__in=[State.WAITING, State.OFFERED])
        if lesser is None:
            return
        better, here = lesser.instead_of, {"work_group": lesser.instead_of.work_group_id}
        taken = self.one(number, State.AGREEMENT, State.HELD, **here)
        if better.state == State.WAITING and taken:
            booking.withdraw(place=taken, reason="OTHER", by=self.staff, at=self.at)
        with suppress(PlaceRefused):  # somebody else was first, or it is too late
            booking.accept_offer(place=better, by=self.staff, at=self.at)

    @rule(number=some)
    def somebody_withdraws(self, number):
        if place := self.one(number, *Place.LIVE):
            booking.withdraw(place=place, reason="OTHER", by=self.staff, at=self.at)

    @rule(number=some, yes=st.booleans())
    def somebody_answers_an_offer(self, number, yes):
        if place := self.one(number, State.OFFERED):
            answer = booking.accept_offer if yes else booking.turn_down_offer
            with suppress(PlaceRefused):  # too late
                answer(place=place, by=self.staff, at=self.at)

    @rule(days=st.integers(1, 5))
    def time_goes_by(self, days):
        if self.at < SEPTEMBER + timedelta(days=40):
            self.at += timedelta(days=days)
        went = upkeep.lapse_offers(at=self.at) + upkeep.lapse_agreements(at=self.at)
        went += upkeep.chase_names(at=self.at)
        self.settled_once = went <= 1

    @rule(number=some, yes=st.booleans())
    def a_head_answers(self, number, yes):
        open_ = list(HeadAgreement.objects.filter(answer="", asked_at__isnull=False).order_by("pk"))
        if not open_:
            return
        agreement, said = open_[number % len(open_)], {"name": "Bo Head", "at": self.at}
        with suppress(agreements.AgreementRefused):
            if yes:
                agreements.agree(agreement=agreement, **said)
            else:
                agreements.decline(agreement=agreement, reason="Not this year.", **said)
                self.settled_once = False  # each place of the school is handed on

    @rule(number=some)
    def the_hub_gives_the_places_out(self, number):
        if number % 2:
            self.the_lottery_is_drawn()
        group = self.group(0)
        with suppress(giving.GivingRefused):
            seen = giving.preview(group, self.at).stamp
            giving.give_out(work_group=group, seen=seen, by=self.staff, at=self.at)

    @rule()
    def the_lottery_is_drawn(self):
        if self.offer_rule == Rule.LOTTERY:
            WorkGroup.objects.filter(pk=self.groups[0].pk).update(
                apply_by=(self.at - timedelta(days=1)).date()
            )
            with suppress(drawing.DrawRefused):
                drawing.draw(work_group=self.group(0), by=self.staff, at=self.at)

    @rule(number=some)
    def the_hub_decides_on_one(self, number):
        if place := self.one(number, State.APPLIED):
            act = booking.accept if number % 2 else booking.put_on_waiting_list
            with suppress(PlaceRefused):
                act(place=place, by=self.staff, at=self.at)

    @rule(number=some)
    def the_hub_declines(self, number):
        if place := self.one(number, State.APPLIED, State.WAITING, State.OFFERED):
            booking.decline(place=place, reason="Not now.", by=self.staff, at=self.at)

    @rule(number=some)
    def the_hub_sets_the_number_aside(self, number):
        if number < 5 and (place := self.one(number, State.APPLIED, State.WAITING)):
            self.above.add(place.work_group_id)
            booking.override_into_place(place=place, reason="Hosts.", by=self.staff, at=self.at)

    @rule(number=some, where=some, insist=st.integers(0, 5))
    def somebody_is_moved(self, number, where, insist):
        if place := self.one(number, *Place.LIVE):
            into, reason = self.group(where), "Our mistake." if not insist else ""
            full = not moving.has_room(into, place)
            with suppress(PlaceRefused):
                moving.transfer(
                    place=place, into=into, reason=reason, clash_known=True, by=self.staff,
                    at=self.at,
                )  # fmt: skip
                if full:
                    self.above.add(into.pk)

    @rule(what=st.integers(0, 9), on=some)
    def what_happens_seldom(self, what, on):
        """After a merger or the end of a group little more can happen."""
        if what == 0:
            with suppress(merging.MergeRefused):
                merging.merge(
                    work_group=self.group(1), into=self.group(2 * (on % 2)), reason="Too few.",
                    by=self.staff, at=self.at,
                )  # fmt: skip
        elif what == 1:
            self.changes_to("CANCELLED", self.group(2), self.group(on % 2) if on % 3 else None)
        elif what < 5:
            group = self.group(1)
            self.changes_to("RECRUITING" if group.state == "POSTPONED" else "POSTPONED", group)
            upkeep.offer_free_places(at=self.at)

    def changes_to(self, to: str, group: WorkGroup, move_to: WorkGroup | None = None) -> None:
        with suppress(states.StateRefused):
            states.change_state(
                work_group=group, to=to, reason="Illness.", by=self.staff, at=self.at,
                move_to=move_to,
            )  # fmt: skip

    @rule(where=some, places=st.integers(1, 5))
    def the_number_of_places_changes(self, where, places):
        group = self.group(where)
        group.places = places
        with suppress(design.DesignRefused):
            design.change_places(work_group=group, fields=["places"], at=self.at)
            if self.seats(group, *Place.TAKES_A_PLACE) <= places:
                self.above.discard(group.pk)

    @invariant()
    def lesser_choices_are_given_back_and_then_nobody_has_a_lesser_beside_a_better(self):
        freed = choosing.free_lesser_choices(at=self.at)
        self.settled_once = self.settled_once and not freed
        for place in self.places(*Place.LIVE).exclude(instead_of=None):
            better, known = place.instead_of, {place.pk}
            while better:
                assert better.pk not in known, "choices run in a ring"
                known.add(better.pk)
                assert better.state != State.HELD
                better = better.instead_of
        self.offers_follow_the_rule()

    def offers_follow_the_rule(self):
        """Nobody was offered a place in this step while somebody before them waited for it."""
        made = PlaceDecision.objects.filter(pk__gt=self.seen, to_state=State.OFFERED)
        made = list(made.order_by("pk").values_list("place", "place__work_group"))
        last = PlaceDecision.objects.order_by("-pk").first()
        self.seen = last.pk if last else 0
        for group in map(self.group, range(3)):
            offered = {place for place, there in made if there == group.pk}
            offered &= set(self.places(State.OFFERED).values_list("pk", flat=True))
            simple = self.settled_once or group.offer_rule not in SEQUENTIAL
            if offered and simple and group.counted == WorkGroup.Counted.PERSON:
                self.are_first(group, offered)
        self.settled_once = True

    def are_first(self, group: WorkGroup, offered: set[int]) -> None:
        asked = group.bookings.filter(pk__in=offered) | group.bookings.filter(state=State.WAITING)
        on = self.at.date()
        asked = ranking._with_facts(asked.select_related("school__district"), group, on)
        room = ranking._room(group, on)
        room = ordering.Room(
            room.places, tuple(one for one in room.seated if one.id not in offered), room.kept,
            room.drawn, room.seed,
        )  # fmt: skip
        ordered = ordering.ORDER[group.offer_rule](
            [ranking._entry(place, group) for place in asked], room
        )
        assert {entry.id for entry, _ in ordered[: len(offered)]} == offered

    @invariant()
    def no_more_places_are_taken_than_there_are(self):
        for group in map(self.group, range(3)):
            if group.pk not in self.above:
                assert self.seats(group, *Place.TAKES_A_PLACE) <= group.places

    @invariant()
    def the_counts_on_the_groups_are_true(self):
        for group in self.groups:
            true = self.seats(group, *Place.TAKES_A_PLACE), self.seats(group, State.WAITING)
            assert counts(group) == true

    @invariant()
    def no_place_lies_free_while_somebody_waits(self):
        for group in map(self.group, range(3)):
            free = self.seats(group, *Place.TAKES_A_PLACE) < group.places
            if free and seats.gives_places(group, self.at.date()) and not giving.needs_draw(group):
                assert not self.places(State.WAITING, work_group=group).exists()

    @invariant()
    def nobody_is_lost(self):
        """Everyone who asked is somewhere; what ended has its reason, what moved goes on once."""
        for group in self.groups:
            arrivals = group.bookings.order_by("arrival").values_list("arrival", flat=True)
            assert list(arrivals) == list(range(1, len(arrivals) + 1))
        over = Place.objects.exclude(state__in=Place.LIVE).exclude(work_group=self.before)
        for place in over.prefetch_related("decisions", "went_to"):
            last = max(place.decisions.all(), key=lambda decision: decision.pk)
            assert last.to_state == place.state
            assert last.reason
            if place.withdrawal == Place.Withdrawal.MOVED:
                self.goes_on_elsewhere(place)

    def goes_on_elsewhere(self, place: Place) -> None:
        went_to = list(place.went_to.all())
        assert len(went_to) <= 1
        if not went_to:  # then they had a place there already
            others = Place.objects.filter(person=place.person_id).exclude(pk=place.pk)
            assert others.exclude(work_group=place.work_group_id).exists()

    @invariant()
    def nobody_is_doubled(self):
        live = [
            (place.work_group_id, place.person_id)
            for place in self.places(*Place.LIVE).exclude(person=None)
        ]
        assert len(live) == len(set(live))
        closed = [group.pk for group in map(self.group, range(3))
                  if group.state in ("MERGED", "CANCELLED")]  # fmt: skip
        assert not self.places(*Place.LIVE, work_group__in=closed).exists()

    def seats(self, group: WorkGroup, *states: str) -> int:
        counted = "school" if group.counted == WorkGroup.Counted.SCHOOL else "pk"
        return group.bookings.filter(state__in=states).values(counted).distinct().count()


@pytest.mark.django_db
@pytest.mark.parametrize("offer_rule", Rule.values)
def test_whatever_happens_places_are_given_once_to_somebody_in_the_order_of_the_rule(offer_rule):
    class Fresh(Places):
        def __init__(self):
            super().__init__()
            self.offer_rule = offer_rule
            self.world = transaction.atomic()
            self.world.__enter__()

        def teardown(self):
            transaction.set_rollback(True)
            self.world.__exit__(None, None, None)

    run_state_machine_as_test(
        Fresh,
        settings=settings(
            max_examples=EXAMPLES, stateful_step_count=STEPS, deadline=None,
            derandomize=EXAMPLES == 4, phases=[Phase.generate], database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )  # fmt: skip
