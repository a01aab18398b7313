"""Two half-empty groups become one; a group that is cancelled sends its people to another."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import transaction
from django.db.models import F, Q
from django.utils.timezone import localdate

from mathshubs.comms.actions import post_many
from mathshubs.people.models import Person

from ..emails import offer_letters
from ..models import Place, StateChange, WorkGroup, Workshop
from ..queries.diary import Clash, clashes, for_a_diary
from ..queries.eligibility import refusals_of
from ..queries.lines import people_or_schools
from . import moving, seats

State = Place.State
CAN_BE_MERGED = (
    WorkGroup.State.PUBLISHED, WorkGroup.State.RECRUITING, WorkGroup.State.CONFIRMED,
    WorkGroup.State.RUNNING, WorkGroup.State.POSTPONED,
)  # fmt: skip


class MergeRefused(Exception):
    """Nobody was moved. `str(refusal)` is a sentence for whoever asked."""


@dataclass(frozen=True)
class Move:
    """
    One who would move. `there`: the live place they have in the other group already; `unfit`:
    what of the other group's rules is against them.
    """

    place: Place
    clashes: list[Clash] = field(default_factory=list)
    there: Place | None = None
    unfit: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Preview:
    """Who moves, and whether there is room for all who have a place."""

    moves: list[Move]
    needed: int
    free: int

    @property
    def has_room(self) -> bool:
        return self.needed <= self.free

    @property
    def unfit(self) -> list[Move]:
        """Those who cannot take part there by its rules, unless these are set aside."""
        return [move for move in self.moves if move.unfit]


def preview(work_group: WorkGroup, into: WorkGroup, on: date) -> Preview:
    """Return what a merger would do, in as many queries for one who moves as for many."""
    places = moving.in_turn(
        work_group.bookings.filter(state__in=Place.LIVE).select_related(
            "person", "school", "enrolment__applied_by"
        )
    )
    there = {
        place.person_id: place
        for place in into.bookings.filter(state__in=Place.LIVE).exclude(person=None)
    }
    meetings = _meetings([place.person_id for place in places if place.person_id], into, work_group)
    coming = [place for place in places if place.person_id not in there]
    unfit = refusals_of(into, coming, on, leaving=work_group)
    moves = [
        Move(
            place,
            clashes(meetings.get(place.person_id, ()), into.pk) if place.person_id else [],
            there.get(place.person_id) if place.person_id else None,
            unfit.get(place.pk, []),
        )
        for place in places
    ]
    seated = seats.seats_taken(into)
    needed = {_seat(move, into) for move in moves if move.place.state in Place.TAKES_A_PLACE}
    return Preview(moves, len(needed - seated), max(into.places - len(seated), 0))


@transaction.atomic
def merge(
    *, work_group: WorkGroup, into: WorkGroup, reason: str, set_aside: str = "", by: Person,
    at: datetime,
) -> int:  # fmt: skip
    """
    Move everybody of one group into another of the hub, and close it. Everyone is told.

    Whoever is in both keeps the better of their two places. Twice is once. Returns how many moved.
    Raises MergeRefused without a reason, where not all who have a place find room, and where some
    do not meet its rules, unless the hub says why these are `set_aside`; nobody is left behind.
    """
    work_group, into = moving.locked_both(work_group, into)
    if work_group.merged_into_id == into.pk:
        return 0
    _refuse(work_group, into, reason, at)
    foreseen = preview(work_group, into, localdate(at))
    if not foreseen.has_room:
        noun = people_or_schools(into, foreseen.free)
        raise MergeRefused(
            f"{into.title} has room for {foreseen.free} more {noun}, and {foreseen.needed} would "
            "come. Raise its number of places first."
        )
    if foreseen.unfit and not set_aside.strip():
        raise MergeRefused(_against(foreseen, into))
    work_group.merged_into = into
    for move in foreseen.moves:
        _bring(move, work_group, into, reason=reason, set_aside=set_aside, by=by, at=at)
    StateChange.objects.create(
        work_group=work_group, from_state=work_group.state, to_state=WorkGroup.State.MERGED, by=by,
        at=at, reason=f"Merged into {into.title}. {reason.strip()}"[:300],
    )  # fmt: skip
    work_group.state = WorkGroup.State.MERGED
    work_group.save(update_fields=["state", "merged_into", "changed_at"])
    _cancel_what_is_ahead(work_group, at)
    seats.settle(work_group, at=at)
    seats.settle(into, at=at)
    _tell_leaders(work_group, into, reason, at)
    return len(foreseen.moves)


def move_on(
    work_group: WorkGroup, into: WorkGroup, *, reason: str, set_aside: str = "", by: Person,
    at: datetime,
) -> int:  # fmt: skip
    """
    Move everybody, those who have a place first. Both groups are locked.

    Whoever finds no room asks there, before those who only asked or waited; whoever is in both
    keeps the better. Returns how many moved. Raises MergeRefused as `merge` does for its rules.
    """
    foreseen = preview(work_group, into, localdate(at))
    if foreseen.unfit and not set_aside.strip():
        raise MergeRefused(_against(foreseen, into))
    for move in foreseen.moves:
        _bring(move, work_group, into, reason=reason, set_aside=set_aside, by=by, at=at)
    seats.settle(into, at=at)
    return len(foreseen.moves)


def _bring(
    move: Move, work_group: WorkGroup, into: WorkGroup, *, reason: str, set_aside: str, by: Person,
    at: datetime,
) -> None:  # fmt: skip
    place = move.place
    place.work_group = work_group
    full = place.state in Place.TAKES_A_PLACE and not moving.has_room(into, place)
    if move.there:
        _keep_the_better(move, into, full=full, reason=reason, by=by, at=at)
        return
    moving.carry(
        place, into, reason=reason, against=" ".join(move.unfit),
        because=set_aside if move.unfit else "", full=full, by=by, at=at,
    )  # fmt: skip


def _against(foreseen: Preview, into: WorkGroup) -> str:
    """Say who cannot take part by the rules of the other group, and why."""
    said = "; ".join(f"{move.place.who}: {' '.join(move.unfit)}" for move in foreseen.unfit)
    them = "this person does" if len(foreseen.unfit) == 1 else "these people do"
    return (
        f"By what {into.title} asks for, {them} not take part there. {said} Write why they may "
        "all the same, or first move them to another group."
    )


def _refuse(work_group: WorkGroup, into: WorkGroup, reason: str, at: datetime) -> None:
    if not reason.strip():
        raise MergeRefused("Write why the groups are merged. Their leaders read it.")
    if work_group.pk == into.pk or work_group.hub_id != into.hub_id:
        raise MergeRefused("Choose another group of the same hub.")
    if work_group.state not in CAN_BE_MERGED:
        raise MergeRefused(
            f"{work_group.title} is “{work_group.get_state_display()}”, so it cannot be merged."
        )
    if work_group.counted != into.counted:
        raise MergeRefused(
            "One counts people and the other schools. Merge groups that count the same."
        )
    if not seats.gives_places(into, localdate(at)):
        raise MergeRefused(
            f"{into.title} is “{into.get_state_display()}”, so it gives no places now."
        )


def _keep_the_better(
    move: Move, into: WorkGroup, *, full: bool, reason: str, by: Person, at: datetime
) -> None:
    """End the place here; hold the one there where only this one was held and there is room."""
    place, there = move.place, move.there
    assert there
    has_one = place.state in Place.TAKES_A_PLACE
    why = f"Had a place in {place.work_group.title} too. {reason.strip()}"
    seats.move(
        place, State.WITHDRAWN, by=by, at=at, reason=f"Is in {into.title} too. {reason.strip()}",
        withdrawn_at=at, withdrawal=Place.Withdrawal.MOVED,
    )  # fmt: skip
    there.work_group, there.person, there.school = into, place.person, there.school
    goes_on = has_one and there.state not in Place.TAKES_A_PLACE and not full
    if goes_on:
        seats.hold(there, by=by, at=at, reason=why)
    offer_letters.kept_there(place, there, had_one=has_one, goes_on=goes_on, reason=reason, at=at)


def _seat(move: Move, into: WorkGroup) -> int:
    """What the move takes up there: whoever is in already takes nothing more."""
    if into.counted == WorkGroup.Counted.SCHOOL:
        return move.place.school_id
    return move.there.pk if move.there else -move.place.pk


def _meetings(people: list[int], into: WorkGroup, leaving: WorkGroup) -> dict[int, list[Workshop]]:
    """Return for each person the workshops of `into` and of all else they have booked."""
    booked = Place.objects.filter(person__in=people, state__in=Place.LIVE)
    booked = booked.exclude(work_group__in=[into.pk, leaving.pk])
    groups: dict[int, set[int]] = defaultdict(set)
    for person, group in booked.values_list("person", "work_group"):
        groups[group].add(person)
    held = Workshop.objects.filter(Q(work_group=into.pk) | Q(work_group__in=list(groups)))
    meetings: dict[int, list[Workshop]] = defaultdict(list)
    for workshop in for_a_diary(held.filter(cancelled_at=None)):
        own = workshop.work_group_id == into.pk
        for person in people if own else groups[workshop.work_group_id]:
            meetings[person].append(workshop)
    return meetings


def _cancel_what_is_ahead(work_group: WorkGroup, at: datetime) -> None:
    """What was held stays; what was to come is taken out of every calendar that reads it."""
    ahead = work_group.workshops.filter(cancelled_at=None, starts_at__gt=at)
    ahead.update(cancelled_at=at, sequence=F("sequence") + 1)


def _tell_leaders(work_group: WorkGroup, into: WorkGroup, reason: str, at: datetime) -> None:
    leaders = [
        leader
        for group in (work_group, into)
        for leader in group.leaders.select_related("person", "work_group__hub")
    ]
    post_many(
        [offer_letters.groups_merged(leader, work_group, into, reason) for leader in leaders],
        at=at,
    )
