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

from mathshubs.core.templatetags.mathshubs import day
from mathshubs.people.models import Person
from mathshubs.schools.models import School

from ..emails import place_letters, reopening
from ..emails.words import remember_workshops
from ..models import Enrolment, Place, PlaceDecision, WorkGroup, Workshop
from ..queries.diary import diary
from ..queries.lines import all_taken
from ..queries.queue import Queue, queue_for
from . import heads, ranking, refusing, seats
from .refusing import PlaceRefused

State = Place.State


@transaction.atomic
def take_place(
    *, work_group: WorkGroup, person: Person | None, school: School, role: str, why: str = "",
    access_needs: str = "", diet_needs: str = "", agreed: bool, clash_known: bool = False,
    career_year: int | None = None, people: int = 1, enrolment: Enrolment | None = None,
    came_from: Place | None = None, instead_of: Place | None = None, reason: str = "",
    reopens: Place | None = None, by: Person, at: datetime,
) -> Place:  # fmt: skip
    """
    Ask for a place in `work_group`: it is held, or waits, or waits for the hub or for the head.

    Asking twice is harmless: the live place is returned. `agreed` to the conditions of taking part;
    `clash_known` when the person knows that a workshop clashes with another booking of theirs.
    With an `enrolment` the school asks for so many `people`, perhaps to be named later (`person`
    None); with `instead_of` this is a lesser choice, given back when that one is held.
    A `reason` of the hub sets rules aside: the last day to apply, a head's no, who can take part.
    With `reopens` it lets somebody in whom it declined. Either is kept as a decision.
    Raises PlaceRefused.
    """
    work_group = seats.locked(work_group.pk)
    queue = queue_for(work_group, person.pk if person else None, school.pk)
    if queue.mine:
        return Place.objects.select_related("work_group__hub", "school").get(pk=queue.mine)
    planned = _without(diary(person, work_group), instead_of)
    workshops = [workshop for workshop in planned if workshop.work_group_id == work_group.pk]
    set_aside = refusing.set_aside(
        work_group, school, person, role, career_year=career_year, people=people, reason=reason,
        at=at,
    )  # fmt: skip
    refusing.refuse(work_group, school, queue, agreed=agreed, reopens=reopens)
    if workshops and all(workshop.ends_at <= at for workshop in workshops):
        raise PlaceRefused(f"{work_group.title} is over. Ask to be told when it runs again.")
    if not clash_known:
        refusing.refuse_clash(planned, work_group)
    place = Place(
        work_group=work_group, person=person, school=school, role=role, why=why.strip(),
        access_needs=access_needs.strip(), diet_needs=diet_needs.strip(),
        enrolment=enrolment, came_from=came_from, instead_of=instead_of, career_year=career_year,
        agreed_at=reopens.agreed_at if reopens else at,
        applied_at=at, applied_by=by, arrival=queue.last_arrival + 1,
        state=_first_state(work_group, school, queue),
    )  # fmt: skip
    if place.state == State.HELD:
        place.held_at = at
    place.save(force_insert=True)
    if set_aside or reopens:
        PlaceDecision.objects.create(
            place=place, from_state=reopens.state if reopens else "", to_state=place.state, by=by,
            reason=(set_aside or reason.strip())[: seats.LONGEST_REASON],
            overrides=bool(set_aside), at=at,
        )  # fmt: skip
    if place.state != State.APPLIED:
        seats.count(work_group)
    remember_workshops(work_group, workshops)
    _tell(place, queue, reopened=bool(reopens), at=at)
    return place


def _without(planned: list[Workshop], instead_of: Place | None) -> list[Workshop]:
    """Leave out the choices preferred to this one: only one of them will be held."""
    others = set()
    while instead_of:
        others.add(instead_of.work_group_id)
        instead_of = instead_of.instead_of
    return [workshop for workshop in planned if workshop.work_group_id not in others]


def _first_state(work_group: WorkGroup, school: School, queue: Queue) -> str:
    if work_group.decides == WorkGroup.Decides.ADMINISTRATOR:
        return State.APPLIED
    by_school = work_group.counted == WorkGroup.Counted.SCHOOL
    is_in = by_school and queue.school_is_in  # then a colleague takes no further place
    if not is_in and (queue.taken >= work_group.places or queue.people_waiting):
        return State.WAITING
    return State.AGREEMENT if heads.must_agree_first(work_group, school.pk) else State.HELD


def _tell(place: Place, queue: Queue, *, reopened: bool, at: datetime) -> None:
    """Ask the head where the place waits for them, and write to its person, if it has one yet."""
    asked = None
    if place.state == State.AGREEMENT:
        asked = heads.ask(place.work_group, place.school, at=at)
    if place.person is None:
        return
    if reopened and place.state == State.APPLIED:
        reopening.reopened(place, at=at)
    elif place.state == State.HELD:
        place_letters.place_held(place, at=at)
    elif place.state == State.AGREEMENT:
        place_letters.kept(place, asked, at=at)
    elif place.state == State.WAITING:
        place_letters.waiting(place, in_front=queue.people_waiting, at=at)
    else:
        place_letters.applied(place, at=at)


@transaction.atomic
def withdraw(
    *, place: Place, reason: str, note: str = "", tell: bool = True, by: Person, at: datetime
) -> Place:
    """
    Give a live place back; whoever is next in line is offered it. Twice is harmless.

    They are written to, unless whoever calls does so (`tell`).

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
    if tell:
        place_letters.withdrawn(place, at=at)
    seats.settle(place.work_group, at=at)
    return place


@transaction.atomic
def accept_offer(*, place: Place, by: Person, at: datetime) -> Place:
    """
    Take up an offered place: it is held, or kept until the head agrees. Twice is harmless.

    Raises PlaceRefused when it is too late.
    """
    place = seats.locked_place(place)
    if place.state in (State.HELD, State.AGREEMENT):
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
    Give a place to somebody who applied, or keep it until their head agrees. Twice is harmless.

    Raises PlaceRefused when every place is taken, for one who waits: the list has its order, and
    where a rule says who comes first.
    """
    place = seats.locked_place(place)
    if place.state in (State.HELD, State.AGREEMENT):
        return place
    _must_be(place, State.APPLIED)
    _refuse_out_of_turn(place.work_group)
    if not seats.has_room_for(place):
        raise PlaceRefused(
            f"{all_taken(place.work_group)} Put {place.who} on the waiting list, or give a place "
            "above the number with a reason."
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
    _refuse_out_of_turn(place.work_group)
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


def _refuse_out_of_turn(work_group: WorkGroup) -> None:
    if ranking.is_by_rule(work_group):
        raise PlaceRefused(
            f"Places in {work_group.title} are given by its rule: {ranking.words(work_group)} Use "
            "“Give out the places”, or give one out of turn with a reason."
        )


def _is_open_offer(place: Place, on: date) -> bool:
    last_day = place.offer_ends_on
    return place.state == State.OFFERED and last_day is not None and on <= last_day


def _must_be(place: Place, *states: str) -> None:
    if place.state not in states:
        raise PlaceRefused(
            f"The place of {place.who} is not open to this any more: "
            f"{place.get_state_display().lower()}. Load the page again."
        )
