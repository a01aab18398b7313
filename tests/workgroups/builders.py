"""Builders of this room: places, and the least that booking one needs."""

from __future__ import annotations

from datetime import datetime

from mathshubs.people.models import Person
from mathshubs.schools.models import School
from mathshubs.workgroups.actions import booking
from mathshubs.workgroups.models import Place, WorkGroup

from ..builders import SEPTEMBER, a_person, a_school


def a_place(
    work_group: WorkGroup, *, person: Person | None = None, school: School | None = None,
    at: datetime = SEPTEMBER, **more,
) -> Place:  # fmt: skip
    """Ask for a place as a teacher does: held, waiting or applied, as the group decides."""
    person = person or a_person()
    return booking.take_place(
        work_group=work_group, person=person, school=school or a_school(), role="TEACHER",
        agreed=True, by=person, at=at, **more,
    )  # fmt: skip


def a_standing_place(
    work_group: WorkGroup, school: School | None = None, *, state: str = "HELD",
    person: Person | None = None, **fields,
) -> Place:  # fmt: skip
    """A place in whatever state, written as it stands: without its letters, and not counted."""
    person = person or a_person()
    return Place.objects.create(
        work_group=work_group, person=person, school=school or a_school(), role="TEACHER",
        state=state, arrival=work_group.bookings.count() + 1, agreed_at=SEPTEMBER,
        applied_at=SEPTEMBER, applied_by=person,
        held_at=SEPTEMBER if state == "HELD" else None, **fields,
    )  # fmt: skip


def counts(work_group: WorkGroup) -> tuple[int, int]:
    """Return (places taken, waiting) as the group's row says."""
    work_group.refresh_from_db(fields=["places_taken", "waiting"])
    return work_group.places_taken, work_group.waiting
