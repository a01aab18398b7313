"""
Checking in at the door: a code on a screen that changes, a scan, one tap.

The code is made from the workshop and the half minute it is shown in, so a picture of it that is
forwarded is worth nothing a minute later. Whoever scanned in time may tap a little later: signing
in takes longer than a code lasts.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.crypto import constant_time_compare, salted_hmac

from mathshubs.core.templatetags.mathshubs import session_time
from mathshubs.people.models import Person
from mathshubs.schools.models import School

from ..models import Attendance, Place, Workshop
from ..queries.attendance import HERE
from . import applying, attendance, booking

CODE_LASTS = timedelta(seconds=30)
SCAN_LASTS = timedelta(minutes=15)
OPENS_BEFORE = timedelta(hours=2)
LATE_AFTER = timedelta(minutes=15)


class CheckInRefused(Exception):
    """Nobody was checked in. `str(refusal)` is a sentence for whoever stands at the door."""


def code_of(workshop: Workshop, at: datetime) -> str:
    """Return the code on the screen `at` that moment."""
    return _code(workshop, _window(at))


def is_code_of(workshop: Workshop, code: str, at: datetime) -> bool:
    """Return whether this is the code on the screen, or the one before it."""
    window = _window(at)
    return any(constant_time_compare(code, _code(workshop, window - back)) for back in (0, 1))


def seconds_left(at: datetime) -> int:
    """Return for how long the code on the screen stays there."""
    lasts = int(CODE_LASTS.total_seconds())
    return lasts - int(at.timestamp()) % lasts


def _window(at: datetime) -> int:
    return int(at.timestamp()) // int(CODE_LASTS.total_seconds())


def _code(workshop: Workshop, window: int) -> str:
    about = f"{workshop.uid}:{window}"
    return salted_hmac("mathshubs.workgroups.check_in", about, algorithm="sha256").hexdigest()[:16]


def closed(workshop: Workshop, at: datetime) -> str:
    """Return the sentence that says why nobody can check in `at` that moment; "" while they can."""
    if workshop.cancelled_at:
        return "This workshop was cancelled."
    if at < workshop.starts_at - OPENS_BEFORE:
        return f"Checking in opens two hours before the workshop: {session_time(workshop)}."
    if at > workshop.ends_at:
        return "This workshop is over. Whoever leads it can still mark you on the register."
    return ""


@transaction.atomic
def check_in(
    *, workshop: Workshop, person: Person, scanned_at: datetime, at: datetime
) -> Attendance:
    """
    Mark `person` as present, or as late when they scanned more than a quarter of an hour in.

    Twice is harmless, and a mark that says they were there stays as it is. Raises CheckInRefused
    for a scan too long ago, for somebody without a place, and before and after the workshop.
    """
    if not scanned_at <= at < scanned_at + SCAN_LASTS:
        raise CheckInRefused("That scan was too long ago. Scan the code at the door again.")
    workshop = Workshop.objects.select_for_update().get(pk=workshop.pk)
    if sentence := closed(workshop, at):
        raise CheckInRefused(sentence)
    place = place_at(workshop, person)
    if place is None:
        raise CheckInRefused(
            "You do not hold a place in this group. Tell whoever leads it: they can add you."
        )
    marked = Attendance.objects.filter(workshop=workshop, place=place).first()
    if marked and marked.mark in HERE:
        return marked
    mark = _mark_for(workshop, scanned_at)
    return attendance.mark(
        workshop=workshop, place=place, mark=mark, by=person, tapped_at=at, at=at
    )


def _mark_for(workshop: Workshop, came_at: datetime) -> str:
    late = came_at > workshop.starts_at + LATE_AFTER
    return Attendance.Mark.LATE if late else Attendance.Mark.PRESENT


@transaction.atomic
def add_at_the_door(
    *, workshop: Workshop, email: str, given_name: str = "", family_name: str = "",
    school: School, role: str, by: Person, at: datetime,
) -> Place:  # fmt: skip
    """
    Give a place to somebody who came without one, above the number if need be, and mark them here.

    Raises CheckInRefused with the sentence of whatever refused; then nothing was changed.
    """
    reason = f"Came to {workshop}"
    try:
        place = applying.add_somebody(
            work_group=workshop.work_group, email=email, given_name=given_name,
            family_name=family_name, school=school, role=role, clash_known=True, reason=reason,
            by=by, at=at,
        )  # fmt: skip
        if place.state != Place.State.HELD:
            booking.override_into_place(place=place, reason=reason, by=by, at=at)
        attendance.mark(
            workshop=workshop, place=place, mark=_mark_for(workshop, at), by=by, tapped_at=at,
            at=at, if_unmarked=True,
        )  # fmt: skip
    except (booking.PlaceRefused, attendance.MarkRefused) as refusal:
        raise CheckInRefused(str(refusal)) from None
    return place


def place_at(workshop: Workshop, person: Person) -> Place | None:
    """Return the place `person` holds in the group of the workshop, if any."""
    held = Place.objects.filter(work_group=workshop.work_group_id, state=Place.State.HELD)
    return held.filter(person=person.pk).select_related("school").first()
