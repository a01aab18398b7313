"""Marks on a register."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import connection, transaction

from mathshubs.people.models import Person

from ..models import Attendance, Place, Workshop


class MarkRefused(Exception):
    """The mark cannot be made. `str(refusal)` is a sentence for whoever tapped."""


def is_open(workshop: Workshop, at: datetime) -> bool:
    return at >= workshop.starts_at - timedelta(hours=12)


def _open_register(workshop: Workshop, at: datetime) -> None:
    """Lock the workshop's row, so that telephones take turns and nobody cancels it meanwhile."""
    workshop = Workshop.objects.select_for_update().get(pk=workshop.pk)
    if workshop.cancelled_at:
        raise MarkRefused("This workshop was cancelled, so it has no register.")
    if not is_open(workshop, at):
        raise MarkRefused("The register opens on the day of the workshop.")


@transaction.atomic
def mark(
    *, workshop: Workshop, place: Place, mark: str, substitute_name: str = "", by: Person,
    tapped_at: datetime, at: datetime, if_unmarked: bool = False,
) -> Attendance:  # fmt: skip
    """
    Record how `place` was used at `workshop`. The latest tap stands, whichever arrives last.

    A tap made without a signal arrives later with the time it was made: `tapped_at`. A telephone
    whose clock runs ahead is taken to have tapped `at` the moment of arrival. With `if_unmarked`
    a mark that somebody else made meanwhile stays.
    Raises MarkRefused for a place in another group, an unknown mark, a substitute without a name,
    or a workshop that has not begun or was cancelled.
    """
    if place.work_group_id != workshop.work_group_id:
        raise MarkRefused("This person is not in this group. Load the register again.")
    if mark not in Attendance.Mark.values:
        raise MarkRefused("That is not a mark we know. Load the register again.")
    _open_register(workshop, at)
    if mark != Attendance.Mark.SUBSTITUTE:
        substitute_name = ""
    # A telephone may send what PostgreSQL keeps in no text.
    substitute_name = "".join(filter(str.isprintable, substitute_name)).strip()
    if mark == Attendance.Mark.SUBSTITUTE and not substitute_name:
        raise MarkRefused("Type the name of the person who came instead.")
    tapped_at = min(tapped_at, at)
    attendance = Attendance.objects.filter(workshop=workshop, place=place).first()
    if attendance is None:
        attendance = Attendance(workshop=workshop, place=place)
    tapped = (mark, substitute_name[:150])
    if attendance.pk and (
        if_unmarked
        or attendance.marked_at > tapped_at
        or tapped == (attendance.mark, attendance.substitute_name)
    ):
        return attendance
    attendance.mark, attendance.substitute_name = tapped
    attendance.marked_by, attendance.marked_at = by, tapped_at
    attendance.save()
    return attendance


@transaction.atomic
def mark_the_rest_present(*, workshop: Workshop, by: Person, at: datetime) -> int:
    """
    Mark everybody who holds a place and has no mark yet as present. Returns how many.

    Who told before that they cannot come gets apologies, or the substitute they named. Raises
    MarkRefused for a workshop that has not begun or was cancelled.
    """
    _open_register(workshop, at)
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO workgroups_attendance
                (workshop_id, place_id, mark, substitute_name, marked_by_id, marked_at)
            SELECT %s, place.id,
                CASE WHEN told.id IS NULL THEN 'PRESENT'
                    WHEN told.substitute_name = '' THEN 'APOLOGIES' ELSE 'SUBSTITUTE' END,
                coalesce(told.substitute_name, ''), %s, %s
            FROM workgroups_place place
            LEFT JOIN workgroups_absencenotice told
                ON told.place_id = place.id AND told.workshop_id = %s
            WHERE place.work_group_id = %s AND place.state = 'HELD'
                AND place.person_id IS NOT NULL
            ON CONFLICT (workshop_id, place_id) DO NOTHING
            """,
            [workshop.pk, by.pk, at, workshop.pk, workshop.work_group_id],
        )
        return cursor.rowcount
