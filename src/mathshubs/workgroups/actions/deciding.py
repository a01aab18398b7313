"""What the hub's desk decides about a place, by name."""

from __future__ import annotations

from datetime import date, datetime

from mathshubs.people.models import Person

from ..models import Place
from . import applying, booking, ranking
from .seats import gives_places

State = Place.State
_OPEN_TO = {
    "accept": (State.APPLIED,),
    "wait": (State.APPLIED,),
    "override": (State.APPLIED, State.WAITING, State.OFFERED, State.AGREEMENT),
    "decline": (State.APPLIED, State.WAITING, State.OFFERED),
    "withdraw": Place.LIVE,
    "reopen": (State.DECLINED,),
}
_IN_TURN = ("accept", "wait")  # a rule says whose turn it is: these places are given out together


def open_to(place: Place, today: date) -> tuple[str, ...]:
    """Return the decisions that can be made about a place in its state and its group."""
    if place.state == State.DECLINED and not _may_ask_again(place, today):
        return ()
    by_rule = ranking.is_by_rule(place.work_group)
    return tuple(
        decision
        for decision, states in _OPEN_TO.items()
        if place.state in states and not (by_rule and decision in _IN_TURN)
    )


def decide(
    *, place: Place, decision: str, reason: str = "", note: str = "", by: Person, at: datetime
) -> str:
    """
    Make one decision and return the sentence that says what is now true. Raises PlaceRefused.

    `reason` is one of Place.Withdrawal for "withdraw", else words.
    """
    name = place.who
    if decision == "accept":
        state = booking.accept(place=place, by=by, at=at, reason=reason).state
        kept = state == State.AGREEMENT
        return f"A place is kept for {name}: the head is asked." if kept else f"{name} has a place."
    if decision == "wait":
        state = booking.put_on_waiting_list(place=place, by=by, at=at, reason=reason).state
        offered = state == State.OFFERED
        return f"{name} is offered a place." if offered else f"{name} is on the waiting list."
    if decision == "override":
        booking.override_into_place(place=place, reason=reason, by=by, at=at)
        return f"{name} has a place, with your reason kept."
    if decision == "decline":
        booking.decline(place=place, reason=reason, by=by, at=at)
        return f"{name} is told that there is no place, and why."
    if decision == "withdraw":
        booking.withdraw(place=place, reason=reason, note=note, by=by, at=at)
        return f"The place of {name} is given back."
    if decision == "reopen":
        state = applying.reopen(place=place, reason=reason, by=by, at=at).get_state_display()
        return f"The application of {name} is open again: {state.lower()}. We have written to them."
    raise booking.PlaceRefused("Choose what to decide.")


def _may_ask_again(place: Place, today: date) -> bool:
    """Whether the group still gives places, and they have not asked again already."""
    later = Place.objects.filter(work_group=place.work_group_id, person=place.person_id)
    asked = later.filter(arrival__gt=place.arrival)
    return gives_places(place.work_group, today) and not asked.exists()
