"""Giving out the places of a group together, by the rule it has declared."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from django.db import transaction
from django.db.models import QuerySet
from django.utils.timezone import localdate

from mathshubs.people.models import Person

from ..emails import offer_letters
from ..models import Place, WorkGroup
from . import ranking, seats
from .drawing import STILL_ASK

State = Place.State


class GivingRefused(Exception):
    """No place was given. `str(refusal)` is a sentence for whoever asked."""


@dataclass(frozen=True)
class Turn:
    """One who asks, in order: why they stand there, and whether there is a place for them."""

    place: Place
    why: str
    gets_one: bool


@dataclass(frozen=True)
class Preview:
    """Who would be offered a place now. `stamp` tells this preview from one of another list."""

    turns: list[Turn]

    @property
    def stamp(self) -> str:
        said = [(turn.place.pk, turn.gets_one) for turn in self.turns]
        return sha256(repr(said).encode()).hexdigest()[:16]

    @property
    def offers(self) -> int:
        return sum(turn.gets_one for turn in self.turns)


def preview(work_group: WorkGroup, at: datetime) -> Preview:
    """Return everyone who asks, in order, and who of them there is a place for."""
    ordered = ranking.in_order(work_group, _asking(work_group), on=localdate(at))
    seated, turns = seats.seats_taken(work_group), []
    for place, why in ordered:
        place.work_group = work_group
        seat = seats.seat_of(place)
        why = why or f"Number {place.arrival} to ask"
        if seat in seated:
            why += ", and its school has a place already"
        gets_one = seat in seated or len(seated) < work_group.places
        if gets_one:
            seated.add(seat)
        turns.append(Turn(place, why, gets_one))
    return Preview(turns)


@transaction.atomic
def give_out(
    *, work_group: WorkGroup, seen: str, by: Person, at: datetime
) -> tuple[list[Place], list[Place]]:
    """
    Offer the free places in the order of the rule; whoever gets none waits, in that order.

    `seen` is the stamp of the preview they agreed to. Returns who was offered one, and who waits
    from now on; both are written to. Raises GivingRefused when the list is another meanwhile, and
    when there is nothing to give.
    """
    work_group = seats.locked(work_group.pk)
    if not seats.gives_places(work_group, localdate(at)):
        raise GivingRefused(
            f"{work_group.title} is “{work_group.get_state_display()}”, so it gives no places now."
        )
    if needs_draw(work_group):
        raise GivingRefused("Draw the lottery first. Its order is the order of the places.")
    foreseen = preview(work_group, at)
    if not foreseen.turns:
        raise GivingRefused("Nobody asks for a place now.")
    if foreseen.stamp != seen:
        raise GivingRefused("Meanwhile the list has changed. Look at it again, then confirm.")
    asked = [turn for turn in foreseen.turns if turn.place.state == State.APPLIED]
    for turn in asked:
        seats.move(turn.place, State.WAITING, by=by, at=at, reason=turn.why)
    offered = seats.settle(work_group, at=at)
    given = {place.pk for place in offered}
    waits = [turn.place for turn in asked if turn.place.pk not in given]
    rule = ranking.words(work_group)
    offer_letters.wait_by_the_rule(waits, rule, at=at)
    return offered, waits


def needs_draw(work_group: WorkGroup) -> bool:
    """Return whether a lottery is still to be drawn before any place can be given."""
    if work_group.offer_rule != WorkGroup.OfferRule.LOTTERY:
        return False
    return not work_group.draws.exclude(read_at=None).exists()


def _asking(work_group: WorkGroup) -> QuerySet[Place]:
    asking = work_group.bookings.filter(state__in=STILL_ASK)
    return asking.select_related("person", "school", "enrolment__applied_by")
