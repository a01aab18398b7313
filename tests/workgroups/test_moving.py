"""A place that goes on in another group, with its history."""

from __future__ import annotations

import pytest
import time_machine

from mathshubs.comms.models import Letter
from mathshubs.hubs.models import Post
from mathshubs.workgroups.actions import booking
from mathshubs.workgroups.actions.booking import PlaceRefused
from mathshubs.workgroups.actions.moving import transfer
from mathshubs.workgroups.models import Place

from ..builders import SEPTEMBER, a_hub, a_person, a_post, a_school, a_work_group
from ..people.signing_in import sign_in
from .builders import a_place, counts

pytestmark = pytest.mark.django_db


@pytest.fixture
def hub():
    return a_hub("Salt Way", slug="salt-way")


def move(place: Place, into, **more) -> Place:
    return transfer(place=place, into=into, by=a_person("Ada", "Min"), at=SEPTEMBER, **more)


def test_a_held_place_is_held_in_the_other_group_and_the_next_here_is_offered_one(hub):
    old = a_work_group(hub=hub, title="Old", places=1)
    new = a_work_group(hub=hub, title="New", places=1)
    mine = a_place(old, why="To learn.")
    waits = a_place(old)
    Letter.objects.all().delete()

    moved = move(mine, new, reason="Nearer.")

    mine.refresh_from_db()
    waits.refresh_from_db()
    assert (mine.state, mine.withdrawal) == ("WITHDRAWN", "MOVED")
    assert (moved.state, moved.came_from, moved.why) == ("HELD", mine, "To learn.")
    assert waits.state == "OFFERED"
    assert (counts(old), counts(new)) == ((1, 0), (1, 0))
    kinds = set(Letter.objects.filter(to_person=mine.person).values_list("kind", flat=True))
    assert kinds == {"workgroups.moved", "workgroups.place_held"}


def test_both_places_say_in_their_history_where_it_went_and_why(hub):
    old, new = a_work_group(hub=hub, title="Old"), a_work_group(hub=hub, title="New")
    mine = a_place(old)

    moved = move(mine, new, reason="Nearer.")

    assert mine.decisions.last().reason == "Moved to New. Nearer."
    assert moved.decisions.get().reason == "Moved from Old. Nearer."


def test_moving_twice_is_moving_once(hub):
    mine, new = a_place(a_work_group(hub=hub)), a_work_group(hub=hub)

    assert move(mine, new) == move(mine, new)
    assert Place.objects.count() == 2


def test_a_full_group_takes_nobody_without_a_reason_which_is_kept(hub):
    new = a_work_group(hub=hub, title="New", places=1)
    a_place(new)
    mine = a_place(a_work_group(hub=hub))

    with pytest.raises(PlaceRefused, match="The only place in New is taken"):
        move(mine, new)
    moved = move(mine, new, reason="Our mistake")

    decision = moved.decisions.get()
    assert decision.overrides
    assert "Our mistake. Set aside: The only place in New is taken." in decision.reason


def test_whoever_waits_asks_there_and_is_offered_what_is_free(hub):
    old = a_work_group(hub=hub, places=1)
    a_place(old)
    waits = a_place(old)

    at_once = move(waits, a_work_group(hub=hub))
    at_once.refresh_from_db()
    assert at_once.state == "OFFERED"
    another = a_place(old)

    assert move(another, a_work_group(hub=hub, decides="ADMINISTRATOR")).state == "APPLIED"


def test_the_rules_of_the_other_group_hold(hub):
    rule = {"rule": "ROLE", "roles": ["HEAD"]}
    new = a_work_group(hub=hub, eligibility=[rule])
    mine = a_place(a_work_group(hub=hub))

    with pytest.raises(PlaceRefused, match="It is for headteachers"):
        move(mine, new)
    assert move(mine, new, reason="Acts as head.").state == "HELD"


def test_a_clash_with_something_else_is_said_but_not_with_the_group_they_leave(hub):
    ada = a_person()
    old, new = a_work_group(hub=hub), a_work_group(hub=hub)
    mine = a_place(old, person=ada)
    a_place(a_work_group(title="Elsewhere"), person=ada, clash_known=True)

    with pytest.raises(PlaceRefused, match="at the same time as Elsewhere"):
        move(mine, new)
    assert move(mine, new, clash_known=True).state == "HELD"


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"state": "CLOSED"}, "gives no places now"),
        ({"elsewhere": True}, "Choose another group of the same hub"),
    ],
)
def test_where_nobody_can_be_moved(hub, fields, sentence):
    target = a_hub() if fields.pop("elsewhere", False) else hub
    mine = a_place(a_work_group(hub=hub))

    with pytest.raises(PlaceRefused, match=sentence):
        move(mine, a_work_group(hub=target, **fields))


def test_nobody_is_in_a_group_twice_nor_moved_when_they_have_left(hub):
    ada = a_person()
    old, new = a_work_group(hub=hub), a_work_group(hub=hub)
    mine = a_place(old, person=ada)
    there = a_place(new, person=ada, clash_known=True)

    with pytest.raises(PlaceRefused, match="already"):
        move(mine, new, clash_known=True)
    booking.withdraw(place=there, reason="OTHER", by=ada, at=SEPTEMBER)
    booking.withdraw(place=mine, reason="OTHER", by=ada, at=SEPTEMBER)
    with pytest.raises(PlaceRefused, match="no live place"):
        move(mine, new)


def test_lesser_choices_follow_the_place_that_moved(hub):
    old, new = a_work_group(hub=hub, places=1), a_work_group(hub=hub)
    a_place(old)
    ada = a_person()
    better = a_place(old, person=ada)
    lesser = a_place(a_work_group(), person=ada, clash_known=True, instead_of=better)

    moved = move(better, new, clash_known=True)

    lesser.refresh_from_db()
    assert lesser.instead_of == moved


def test_staff_note_a_withdrawal_in_the_words_of_who_withdrew(client, hub):
    ada = a_person("Ada", "Min")
    a_post(ada, hub, Post.Kind.ADMINISTRATOR)
    place = a_place(a_work_group(hub=hub))

    with time_machine.travel(SEPTEMBER, tick=False):
        page = sign_in(client, ada).get(f"/places/{place.pk}/").text

    assert "What they said" in page
    assert "Why can you not take part?" not in page


def test_staff_move_somebody_on_a_page(client, hub):
    ada = a_person("Ada", "Min")
    a_post(ada, hub, Post.Kind.ADMINISTRATOR)
    old, new = a_work_group(hub=hub, title="Old"), a_work_group(hub=hub, title="New", places=1)
    other_hub = a_work_group(title="Elsewhere")
    a_place(new)
    mine = a_place(old, school=a_school("Oak"))
    with time_machine.travel(SEPTEMBER, tick=False):
        browser = sign_in(client, ada)
        address = f"/places/{mine.pk}/move/"
        page = browser.get(address)
        assert "Elsewhere" not in page.text
        assert "Choose the group." in browser.post(address, {"into": other_hub.pk}).text
        assert "Write a reason" in browser.post(address, {"into": new.pk}).text

        answer = browser.post(address, {"into": new.pk, "reason": "Ours."}, follow=True)

    assert "is in New: place held. They are told." in answer.text
