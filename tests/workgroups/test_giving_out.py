"""Places given out together by the rule a group declares, and the lottery anyone can run again."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from mathshubs.comms.models import Letter
from mathshubs.workgroups.actions import booking, drawing, giving
from mathshubs.workgroups.methods import ordering
from mathshubs.workgroups.models import Draw, Place, PlaceDecision, WorkGroup

from ..builders import SEPTEMBER, a_person, a_school, a_work_group
from .builders import a_place, counts

pytestmark = pytest.mark.django_db
AFTER = SEPTEMBER + timedelta(days=10)
Rule = WorkGroup.OfferRule


def a_group(rule: str = Rule.DISADVANTAGE, **fields) -> WorkGroup:
    fields.setdefault("apply_by", (SEPTEMBER + timedelta(days=5)).date())
    return a_work_group(decides="ADMINISTRATOR", offer_rule=rule, **fields)


def ask(group: WorkGroup, *meals: float) -> list[Place]:
    return [
        a_place(group, school=a_school(f"School {number}", fsm_percent=number)) for number in meals
    ]


def give(group: WorkGroup, at=AFTER):
    seen = giving.preview(group, at).stamp
    return giving.give_out(work_group=group, seen=seen, by=a_person("Ada", "Min"), at=at)


def state(place: Place) -> str:
    place.refresh_from_db(fields=["state"])
    return place.state


def test_as_many_are_offered_a_place_as_there_is_room_for_and_the_others_wait_in_that_order():
    group = a_group(places=2)
    few, most, many = ask(group, 5, 60, 40)

    offered, waits = give(group)

    assert [offered, waits] == [[most, many], [few]]
    assert [state(place) for place in (few, most, many)] == ["WAITING", "OFFERED", "OFFERED"]
    assert counts(group) == (2, 1)


def test_rule_and_reason_are_kept_with_every_offer_and_every_wait():
    group = a_group(places=1)
    few, most = ask(group, 5, 60)

    give(group)

    kept = PlaceDecision.objects.filter(place=most).order_by("pk")
    assert [each.to_state for each in kept] == ["WAITING", "OFFERED"]
    meals = "60% of pupils are eligible for free school meals (band 45% and more), number 2 to ask"
    assert {each.reason for each in kept} == {meals}
    assert few.decisions.get().reason.startswith("5% of pupils")


def test_each_hears_what_became_of_it_and_by_which_rule():
    group = a_group(places=1)
    few, most = ask(group, 5, 60)
    Letter.objects.all().delete()

    give(group)

    assert Letter.objects.get(to_person=most.person).kind == "workgroups.place_offered"
    letter = Letter.objects.get(to_person=few.person)
    assert "How places are given: Schools where more pupils are eligible" in letter.text


def test_whoever_asks_later_is_ranked_with_those_who_wait():
    group = a_group(places=1)
    few, most = ask(group, 5, 60)
    give(group)
    Place.objects.filter(pk=most.pk).update(applied_at=SEPTEMBER)
    late = a_place(group, school=a_school(fsm_percent=50), reason="Hosts.", at=AFTER)

    assert give(group) == ([], [late])
    booking.withdraw(place=most, reason="OTHER", by=most.person, at=AFTER)

    assert (state(late), state(few)) == ("OFFERED", "WAITING")


def test_a_list_that_changed_since_it_was_seen_is_not_given_out():
    group = a_group(places=1)
    ask(group, 5)
    seen = giving.preview(group, AFTER).stamp
    ask(group, 60)

    with pytest.raises(giving.GivingRefused, match="the list has changed"):
        giving.give_out(work_group=group, seen=seen, by=a_person(), at=AFTER)

    assert set(Place.objects.values_list("state", flat=True)) == {"APPLIED"}


def test_colleagues_of_a_school_that_is_in_take_no_further_place_where_schools_are_counted():
    group = a_group(places=1, counted="SCHOOL")
    school = a_school(fsm_percent=60)
    one, two = a_place(group, school=school), a_place(group, school=school)
    other = ask(group, 5)[0]

    offered, waits = give(group)

    assert (offered, waits) == ([one, two], [other])


@pytest.mark.parametrize("fields", [{"state": "POSTPONED"}, {"last_on": date(2025, 9, 1)}])
def test_a_group_that_gives_no_places_gives_none_out(fields):
    group = a_group()
    ask(group, 5)
    for name, value in fields.items():
        setattr(group, name, value)
    group.save()

    with pytest.raises(giving.GivingRefused, match="gives no places now"):
        give(group)


def test_where_nobody_asks_there_is_nothing_to_give():
    with pytest.raises(giving.GivingRefused, match="Nobody asks"):
        give(a_group())


def test_a_lottery_is_drawn_once_then_its_order_is_the_order_of_the_places():
    group = a_group(Rule.LOTTERY, places=2)
    asked = {place.pk: place for place in ask(group, 1, 2, 3, 4, 5)}
    with pytest.raises(giving.GivingRefused, match="Draw the lottery first"):
        give(group)

    drawn = drawing.draw(work_group=group, by=a_person(), at=AFTER)
    again = drawing.draw(work_group=group, by=a_person(), at=AFTER + timedelta(days=1))
    offered, waits = give(group)

    assert again == drawn
    assert Draw.objects.count() == 1
    order = ordering.draw(drawn.seed, asked)
    assert [place.pk for place in [*offered, *waits]] == order
    assert PlaceDecision.objects.filter(reason__contains=f"seed {drawn.seed[:12]}").count() == 7


def test_the_seed_is_kept_before_the_list_is_read(monkeypatch):
    group = a_group(Rule.LOTTERY)
    ask(group, 1, 2)
    monkeypatch.setattr(Draw, "save", lambda self, **fields: 1 / 0)  # reading the list fails
    monkeypatch.setattr(drawing.secrets, "token_hex", lambda size: "ab" * size)
    made = Draw.objects.create
    monkeypatch.setattr(
        type(group.draws), "create", lambda self, **f: made_without_save(group, f), raising=False
    )

    def made_without_save(group, fields):
        drawn = Draw(work_group=group, **fields)
        drawn.save_base(force_insert=True)
        return drawn

    with pytest.raises(ZeroDivisionError):
        drawing.draw(work_group=group, by=a_person(), at=AFTER)

    kept = Draw.objects.get()
    assert (kept.seed, kept.read_at, kept.entries) == ("ab" * 32, None, [])
    monkeypatch.undo()
    drawn = drawing.draw(work_group=group, by=a_person(), at=AFTER)
    assert (drawn.pk, drawn.seed, len(drawn.entries)) == (kept.pk, kept.seed, 2)
    assert made


def test_nothing_is_drawn_while_people_can_apply_or_where_another_rule_holds_or_nobody_asks():
    group = a_group(Rule.LOTTERY)
    with pytest.raises(drawing.DrawRefused, match="Nobody asks"):
        drawing.draw(work_group=group, by=a_person(), at=AFTER)
    ask(group, 1)
    with pytest.raises(drawing.DrawRefused, match="People can still apply"):
        drawing.draw(work_group=group, by=a_person(), at=SEPTEMBER)
    with pytest.raises(drawing.DrawRefused, match="by another rule"):
        drawing.draw(work_group=a_group(), by=a_person(), at=AFTER)

    assert not Draw.objects.exists()


def test_a_turn_says_that_the_school_has_a_place_already():
    group = a_group(places=1, counted="SCHOOL", most_per_school=3)
    oak, elm = a_school("Oak", fsm_percent=60), a_school("Elm", fsm_percent=40)
    for school in (oak, elm, oak):
        a_place(group, school=school)

    turns = giving.preview(group, AFTER).turns

    said = {turn.place.arrival: (turn.gets_one, "has a place already" in turn.why)
            for turn in turns}  # fmt: skip
    assert said == {1: (True, False), 2: (False, False), 3: (True, True)}
