"""
A school's own people in its places: a colleague takes over, somebody leaves.

What somebody did stays with them and with the school it was done for: a place is never renamed, the
next person has one of their own that carries it on.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction
from django.utils.timezone import localdate

from mathshubs.people.models import Person
from mathshubs.schools.actions.employments import (
    add_employment,
    confirm_employment,
    end_employment,
)
from mathshubs.schools.models import Employment, School

from ..emails import handing_over as letters
from ..models import Attendance, Place, PlaceDecision
from ..queries.attendance import workshops_over
from ..queries.diary import diary
from ..queries.eligibility import refusals
from ..queries.queue import queue_for
from ..queries.successors import open_places
from . import booking, refusing, seats
from .booking import PlaceRefused

Reason = Place.Withdrawal


@transaction.atomic
def hand_over(
    *, place: Place, to: Person, role: str, clash_known: bool = False, by: Person, at: datetime
) -> Place:  # fmt: skip
    """
    Let a colleague carry on a live place: the school stays in, in the same state and turn.

    What happened so far stays with whoever had it; what is over is not expected of the next. Both
    are written to. Twice is harmless. Raises PlaceRefused; then nothing was changed.
    """
    place = seats.locked_place(place)
    went_to = place.went_to.filter(person=to).first()
    if place.withdrawal == Reason.REPLACED and went_to:
        return went_to
    queue = queue_for(place.work_group, to.pk, place.school_id)
    _refuse_taking_over(place, to, role, queue.mine, clash_known=clash_known, at=at)
    state, turn = place.state, place.arrival
    place.arrival = queue.last_arrival + 1  # the next person keeps the turn of this one
    seats.move(
        place, Place.State.WITHDRAWN, by=by, at=at, reason=f"{to.name} takes over",
        withdrawn_at=at, withdrawal=Reason.REPLACED, arrival=place.arrival,
    )  # fmt: skip
    successor = _carry_on(place, to, role, state=state, turn=turn, by=by, at=at)
    letters.handed_over(place, successor, by=by, at=at)
    seats.count(place.work_group)
    return successor


def _refuse_taking_over(
    place: Place, to: Person, role: str, has_one: int | None, *, clash_known: bool, at: datetime
) -> None:
    if place.state not in Place.LIVE or place.person is None:
        raise PlaceRefused(f"There is no place of {place.who} to hand over. Load the page again.")
    group = place.work_group
    if has_one:
        raise PlaceRefused(f"{to.name} already has a place in {group.title}. Choose somebody else.")
    found = refusals(
        group, place.school, to.pk, role, localdate(at), career_year=place.career_year, people=0
    )
    if found:
        raise PlaceRefused(" ".join(found))
    if not clash_known:
        coming = [workshop for workshop in diary(to, group) if workshop.ends_at > at]
        refusing.refuse_clash(coming, group)


def _carry_on(
    place: Place, to: Person, role: str, *, state: str, turn: int, by: Person, at: datetime
) -> Place:
    successor = Place.objects.create(
        work_group=place.work_group, person=to, school=place.school, role=role, state=state,
        arrival=turn, enrolment=place.enrolment, came_from=place, why=place.why,
        agreed_at=place.agreed_at, applied_at=at, applied_by=by, offered_at=place.offered_at,
        offer_ends_on=place.offer_ends_on, held_at=at if state == Place.State.HELD else None,
    )  # fmt: skip
    PlaceDecision.objects.create(
        place=successor, to_state=state, by=by, reason=f"Takes over from {place.who}", at=at
    )
    Attendance.objects.bulk_create(
        Attendance(
            workshop=workshop, place=successor, mark=Attendance.Mark.NOT_EXPECTED, marked_by=by,
            marked_at=at,
        )
        for workshop in workshops_over(place.work_group, at)
        if workshop.taken
    )  # fmt: skip
    return successor


@transaction.atomic
def leave(
    *, person: Person, school: School, last_day: date, passed_to: Mapping[int, Person], by: Person,
    at: datetime,
) -> tuple[int, int]:  # fmt: skip
    """
    Somebody leaves a school: their work there ends, and each open place is passed on or given back.

    `passed_to` says who carries on which place (by its pk); the others are given back. All or none:
    raises PlaceRefused. Returns how many were passed on and how many given back.
    """
    for held in person.employments.filter(school=school).exclude(to_on__lte=last_day):
        end_employment(employment=held, last_day=max(last_day, held.from_on))
    passed = given_back = 0
    places = open_places(localdate(at)).filter(person=person, school=school)
    for place in places.select_related("work_group").order_by("work_group", "pk"):
        if colleague := passed_to.get(place.pk):
            role = role_at(school, colleague, localdate(at))
            try:
                hand_over(place=place, to=colleague, role=role, clash_known=True, by=by, at=at)
            except PlaceRefused as refusal:
                said = f"{place.work_group.title}, {colleague.name}: {refusal}"
                raise PlaceRefused(said) from None
            passed += 1
        else:
            booking.withdraw(place=place, reason=Reason.STAFF_LEFT, by=by, at=at)
            given_back += 1
    return passed, given_back


def role_at(school: School, colleague: Person, on: date) -> str:
    """
    Return as what they work at the school. Somebody new there is noted as a teacher, confirmed by
    whoever leads the school and says so.
    """
    held = Employment.objects.on(on).filter(person=colleague, school=school).first()
    if held is None:
        teacher = Employment.Role.TEACHER
        held = add_employment(person=colleague, school=school, role=teacher, from_on=on)
        confirm_employment(employment=held)
    return held.role
