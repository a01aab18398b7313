"""Marks on a register."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction

from mathshubs.people.models import Person

from ..models import Attendance, Place, Workshop

NOT_IN_GROUP = "This person is not in this group. Load the register again."


class MarkRefused(Exception):
    """The mark cannot be made. `str(refusal)` is a sentence for whoever tapped."""


@dataclass(frozen=True)
class Tap:
    """A mark somebody made: for which place (its pk), and when."""

    place: int
    mark: str
    substitute_name: str
    tapped_at: datetime
    if_unmarked: bool = False


def is_open(workshop: Workshop, at: datetime) -> bool:
    return at >= workshop.starts_at - timedelta(hours=12)


def _open_register(workshop: Workshop, at: datetime) -> None:
    """Lock the workshop's row, so that telephones take turns and nobody cancels it meanwhile."""
    facts = Workshop.objects.only("cancelled_at", "starts_at")
    workshop = facts.select_for_update().get(pk=workshop.pk)
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
        raise MarkRefused(NOT_IN_GROUP)
    _open_register(workshop, at)
    found = Attendance.objects.filter(workshop=workshop, place=place).first()
    attendance = found or Attendance(workshop=workshop, place=place)
    tap = Tap(place.pk, mark, substitute_name, tapped_at, if_unmarked)
    return _mark(attendance, tap, by=by, at=at)


@transaction.atomic
def mark_all(*, workshop: Workshop, taps: list[Tap], by: Person, at: datetime) -> list[str]:
    """
    Record what a telephone kept, as `mark` does. Returns why each was refused, "" where it was not.
    """
    try:
        _open_register(workshop, at)
    except MarkRefused as refusal:
        return [str(refusal)] * len(taps)
    asked = [tap.place for tap in taps]
    places = Place.objects.filter(pk__in=asked, work_group=workshop.work_group_id)
    mine = set(places.values_list("pk", flat=True))
    found = {one.place_id: one for one in workshop.attendances.filter(place__in=mine)}
    refusals = []
    for tap in taps:
        try:
            if tap.place not in mine:
                raise MarkRefused(NOT_IN_GROUP)
            new = Attendance(workshop=workshop, place_id=tap.place)
            found[tap.place] = _mark(found.get(tap.place, new), tap, by=by, at=at)
        except MarkRefused as refusal:
            refusals.append(str(refusal))
        else:
            refusals.append("")
    return refusals


def _mark(attendance: Attendance, tap: Tap, *, by: Person, at: datetime) -> Attendance:
    """Make the mark, unless another one stands. The workshop's row is locked."""
    mark, substitute_name = tap.mark, tap.substitute_name
    if mark not in Attendance.Mark.values:
        raise MarkRefused("That is not a mark we know. Load the register again.")
    if mark != Attendance.Mark.SUBSTITUTE:
        substitute_name = ""
    # A telephone may send what PostgreSQL keeps in no text.
    substitute_name = "".join(filter(str.isprintable, substitute_name)).strip()
    if mark == Attendance.Mark.SUBSTITUTE and not substitute_name:
        raise MarkRefused("Type the name of the person who came instead.")
    tapped_at = min(tap.tapped_at, at)
    tapped = (mark, substitute_name[:150])
    if attendance.pk and (
        tap.if_unmarked
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
