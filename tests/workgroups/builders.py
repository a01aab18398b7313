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


def counts(work_group: WorkGroup) -> tuple[int, int]:
    """Return (places taken, waiting) as the group's row says."""
    work_group.refresh_from_db(fields=["places_taken", "waiting"])
    return work_group.places_taken, work_group.waiting
