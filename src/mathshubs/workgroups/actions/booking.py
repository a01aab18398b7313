"""
The one door to a place: every page, import and waiting list takes, gives and returns places here.

Each action locks the group's row, so that everyone who wants a place in it queues. Arrival numbers
are given under that lock: they are the order of the waiting list. Whoever asks for a place is
locked next: no live place begins but in `take_place`, so two that clash cannot both begin.
"""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils.timezone import localdate

from mathshubs.core.templatetags.mathshubs import day, session_time
from mathshubs.people.models import Person
from mathshubs.schools.models import School

from ..emails import place_letters, reopening
from ..emails.words import remember_workshops
from ..models import Place, PlaceDecision, WorkGroup, Workshop
from ..queries.diary import clashes, diary
from ..queries.groups import applications_closed
from ..queries.queue import Queue, queue_for
from . import seats

State = Place.State


class PlaceRefused(Exception):
    """Nothing was changed. `str(refusal)` is a sentence for the person who asked."""


@transaction.atomic
def take_place(
    *, work_group: WorkGroup, person: Person, school: School, role: str, why: str = "",
    access_needs: str = "", diet_needs: str = "", agreed: bool, clash_known: bool = False,
    reason: str = "", reopens: Place | None = None, by: Person, at: datetime,
) -> Place:  # fmt: skip
    """
    Ask for a place in `work_group`: it is held, or waits, or waits for the hub's decision.

    Asking twice is harmless: the live place is returned. `agreed` to the conditions of taking part;
    `clash_known` when the person knows that a workshop clashes with another booking of theirs.
    With a `reason` the hub lets in whoever asks after applications closed; with `reopens`, whom it
    declined: that is kept as a decision. Raises PlaceRefused.
    """
    work_group = seats.locked(work_group.pk)
    queue = queue_for(work_group, person.pk, school.pk)
    if queue.mine:
        return Place.objects.select_related("work_group__hub", "school").get(pk=queue.mine)
    planned = diary(person, work_group)
    workshops = [workshop for workshop in planned if workshop.work_group_id == work_group.pk]
    closed, reason = applications_closed(work_group, localdate(at)), reason.strip()
    if closed and not (reason and seats.gives_places(work_group, localdate(at))):
        raise PlaceRefused(closed)
    _refuse(work_group, school, queue, agreed=agreed, reopens=reopens)
    if workshops and all(workshop.ends_at <= at for workshop in workshops):
        raise PlaceRefused(f"{work_group.title} is over. Ask to be told when it runs again.")
    if not clash_known:
        _refuse_clash(planned, work_group)
    place = Place(
        work_group=work_group, person=person, school=school, role=role, why=why.strip(),
        access_needs=access_needs.strip(), diet_needs=diet_needs.strip(),
        agreed_at=reopens.agreed_at if reopens else at,
        applied_at=at, applied_by=by, arrival=queue.last_arrival + 1,
        state=_first_state(work_group, queue),
    )  # fmt: skip
    if place.state == State.HELD:
        place.held_at = at
    place.save(force_insert=True)
    if closed or reopens:
        PlaceDecision.objects.create(
            place=place, from_state=reopens.state if reopens else "", to_state=place.state, by=by,
            reason=reason[: seats.LONGEST_REASON], overrides=bool(closed), at=at,
        )  # fmt: skip
    if place.state != State.APPLIED:
        seats.count(work_group)
    remember_workshops(work_group, workshops)
    if reopens and place.state == State.APPLIED:
        reopening.reopened(place, at=at)
    else:
        _tell(place, queue, at)
    return place


def _refuse(
    work_group: WorkGroup, school: School, queue: Queue, *, agreed: bool, reopens: Place | None
) -> None:
    title = work_group.title
    if not school.is_open:
        raise PlaceRefused(
            f"{school.name} is not open in the national register. Choose the school you work at."
        )
    if not agreed:
        raise PlaceRefused(
            f"Agree to the conditions of taking part in {title}, then send it again."
        )
    if queue.declined and not reopens:
        raise PlaceRefused(
            f"The hub declined an application of yours for {title}. Write to "
            f"{work_group.contact_email or work_group.hub.email} if something has changed."
        )
    if queue.from_school >= work_group.most_per_school:
        people = "one person" if queue.from_school == 1 else f"{queue.from_school} people"
        raise PlaceRefused(
            f"{school.name} already has {people} in {title}, and that is the most from one school. "
            "Ask a colleague to give their place back, or look for another group."
        )


def _refuse_clash(planned: list[Workshop], work_group: WorkGroup) -> None:
    if found := clashes(planned, work_group.pk):
        clash = found[0]
        raise PlaceRefused(
            f"{clash.wanted} on {session_time(clash.wanted)} is at the same time as "
            f"{clash.other.work_group.title}, which is booked too. Say that this is known, or "
            "withdraw from one of them."
        )


def _first_state(work_group: WorkGroup, queue: Queue) -> str:
    if work_group.decides == WorkGroup.Decides.ADMINISTRATOR:
        return State.APPLIED
    if work_group.counted == WorkGroup.Counted.SCHOOL and queue.school_is_in:
        return State.HELD  # a colleague of somebody who is in takes no further place
    free = queue.taken < work_group.places and not queue.people_waiting
    return State.HELD if free else State.WAITING


def _tell(place: Place, queue: Queue, at: datetime) -> None:
    if place.state == State.HELD:
        place_letters.place_held(place, at=at)
    elif place.state == State.WAITING:
        place_letters.waiting(place, in_front=queue.people_waiting, at=at)
    else:
        place_letters.applied(place, at=at)


@transaction.atomic
def withdraw(*, place: Place, reason: str, note: str = "", by: Person, at: datetime) -> Place:
    """
    Give a live place back; whoever is next in line is offered it. Twice is harmless.

    Raises PlaceRefused without a reason we know, and when the place is no longer live.
    """
    place = seats.locked_place(place)
    if place.state == State.WITHDRAWN:
        return place
    if reason not in Place.Withdrawal.values:
        raise PlaceRefused("Choose the reason why the place is given back.")
    _must_be(place, *Place.LIVE)
    seats.move(
        place, State.WITHDRAWN, by=by, at=at, reason=Place.Withdrawal(reason).label,
        withdrawn_at=at, withdrawal=reason, withdrawal_note=note.strip()[:300],
    )  # fmt: skip
    place_letters.withdrawn(place, at=at)
    seats.settle(place.work_group, at=at)
    return place


@transaction.atomic
def accept_offer(*, place: Place, by: Person, at: datetime) -> Place:
    """Take up an offered place. Twice is harmless. Raises PlaceRefused when it is too late."""
    place = seats.locked_place(place)
    if place.state == State.HELD:
        return place
    if not _is_open_offer(place, localdate(at)):
        ended = f" It was open until {day(place.offer_ends_on)}." if place.offer_ends_on else ""
        raise PlaceRefused(
            f"This offer of a place in {place.work_group.title} is no longer open.{ended} Apply "
            "again if you still want to take part."
        )
    seats.hold(place, by=by, at=at)
    seats.count(place.work_group)
    return place


@transaction.atomic
def turn_down_offer(*, place: Place, by: Person, at: datetime) -> Place:
    """Leave an offered place to the next in line. Twice is harmless."""
    place = seats.locked_place(place)
    if place.state != State.LAPSED:
        _must_be(place, State.OFFERED)
        seats.move(place, State.LAPSED, by=by, at=at, reason="Turned down")
        seats.settle(place.work_group, at=at)
    return place


@transaction.atomic
def lapse_offer(*, place: Place, at: datetime) -> bool:
    """Pass an offer whose last day is over to the next in line. False when it is not over."""
    place = seats.locked_place(place)
    if place.state != State.OFFERED or _is_open_offer(place, localdate(at)):
        return False
    seats.move(place, State.LAPSED, by=None, at=at, reason="Not taken up in time")
    place_letters.offer_lapsed(place, at=at)
    seats.settle(place.work_group, at=at)
    return True


@transaction.atomic
def accept(*, place: Place, by: Person, at: datetime, reason: str = "") -> Place:
    """
    Give a place to somebody who applied. Twice is harmless.

    Raises PlaceRefused when every place is taken, and for one who waits: the list has its order.
    """
    place = seats.locked_place(place)
    if place.state == State.HELD:
        return place
    _must_be(place, State.APPLIED)
    if not seats.has_room_for(place):
        raise PlaceRefused(
            f"All {place.work_group.places} places in {place.work_group.title} are taken. Put "
            f"{place.person.name} on the waiting list, or give a place above the number with a "
            "reason."
        )
    seats.hold(place, by=by, at=at, reason=reason)
    seats.count(place.work_group)
    return place


@transaction.atomic
def put_on_waiting_list(*, place: Place, by: Person, at: datetime, reason: str = "") -> Place:
    """Let somebody who applied wait; where a place is free it is offered at once."""
    place = seats.locked_place(place)
    if place.state == State.WAITING:
        return place
    _must_be(place, State.APPLIED)
    seats.move(place, State.WAITING, by=by, at=at, reason=reason)
    if place not in seats.settle(place.work_group, at=at):
        in_front = place.work_group.bookings.filter(
            state=State.WAITING, arrival__lt=place.arrival
        ).count()
        place_letters.waiting(place, in_front=in_front, at=at)
    return place


@transaction.atomic
def decline(*, place: Place, reason: str, by: Person, at: datetime) -> Place:
    """Refuse an application, a wait or an offer, with a reason the person is told."""
    place = seats.locked_place(place)
    if place.state == State.DECLINED:
        return place
    if not reason.strip():
        raise PlaceRefused("Write the reason. The person is told it.")
    _must_be(place, State.APPLIED, State.WAITING, State.OFFERED)
    seats.move(place, State.DECLINED, by=by, at=at, reason=reason)
    place_letters.declined(place, reason=reason.strip(), at=at)
    seats.settle(place.work_group, at=at)
    return place


@transaction.atomic
def override_into_place(*, place: Place, reason: str, by: Person, at: datetime) -> Place:
    """Give a place above the number, or out of turn, with a reason that is kept."""
    place = seats.locked_place(place)
    if place.state == State.HELD:
        return place
    if not reason.strip():
        raise PlaceRefused("Write why the rule is set aside. The reason is kept.")
    _must_be(place, *Place.LIVE)
    seats.hold(place, by=by, at=at, reason=reason, overrides=True)
    seats.count(place.work_group)
    return place


@transaction.atomic
def offer_free_places(*, work_group: WorkGroup, at: datetime) -> list[Place]:
    """Offer what is free to those who wait: after the number of places was raised."""
    return seats.settle(seats.locked(work_group.pk), at=at)


def _is_open_offer(place: Place, on: date) -> bool:
    last_day = place.offer_ends_on
    return place.state == State.OFFERED and last_day is not None and on <= last_day


def _must_be(place: Place, *states: str) -> None:
    if place.state not in states:
        raise PlaceRefused(
            f"The place of {place.person.name} is not open to this any more: "
            f"{place.get_state_display().lower()}. Load the page again."
        )
