"""Reads about what happened at workshops."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from mathshubs.people.models import Person

from ..models import AbsenceNotice, Attendance, Certificate, Place, WorkGroup, Workshop
from .groups import TAKEN, work_groups_run_by

# Somebody of the place was in the room.
HERE = (*Attendance.ATTENDED, Attendance.Mark.SUBSTITUTE)


def work_groups_recorded_by(person: Person) -> QuerySet[WorkGroup]:
    """Return the groups whose registers `person` keeps: of hubs they run, and those they lead."""
    return work_groups_run_by(person).select_related("hub", "project")


def workshops_recorded_by(person: Person) -> QuerySet[Workshop]:
    recorded = work_groups_recorded_by(person).order_by()
    return Workshop.objects.filter(work_group__in=recorded).select_related(
        "work_group__hub", "work_group__project", "host_school"
    )


@dataclass(frozen=True)
class Row:
    """One place on a register, with its mark ("" when none yet)."""

    place: Place
    mark: str
    substitute_name: str
    heading: str = ""
    taken: bool = True
    told: AbsenceNotice | None = None

    @property
    def name(self) -> str:
        return self.place.who

    @property
    def label(self) -> str:
        if self.mark:
            return Attendance.Mark(self.mark).label
        return "Not marked" if self.taken else "Not taken"

    @property
    def told_mark(self) -> str:
        """The mark that follows from what they told before; "" when they told nothing."""
        if self.told is None:
            return ""
        named = self.told.substitute_name
        return Attendance.Mark.SUBSTITUTE if named else Attendance.Mark.APOLOGIES

    @property
    def who_came(self) -> str:
        """The substitute's name: of the mark, else as it was told before."""
        if self.mark or self.told is None:
            return self.substitute_name
        return self.told.substitute_name


def register_of(workshop: Workshop) -> list[Row]:
    """
    Return a row for everybody who holds a place, by family name, in three queries.

    Somebody who withdrew stays on the registers they were marked on.
    """
    marks = Attendance.objects.filter(workshop=workshop)
    expected = Q(state=Place.State.HELD, person__isnull=False) | Q(pk__in=marks.values("place"))
    places = (
        Place.objects.filter(expected, work_group=workshop.work_group_id)
        .select_related("person", "school")
        .prefetch_related(
            Prefetch("attendances", marks, to_attr="marked"),
            Prefetch(
                "absence_notices", AbsenceNotice.objects.filter(workshop=workshop), to_attr="told"
            ),
        )
        .order_by("person__family_name", "person__given_name", "pk")
    )
    return [
        _row(place, next(iter(place.marked), None), told=next(iter(place.told), None))
        for place in places
    ]


def _row(
    place: Place, attendance: Attendance | None, heading: str = "", taken: bool = True,
    told: AbsenceNotice | None = None,
) -> Row:  # fmt: skip
    if attendance is None:
        return Row(place, "", "", heading, taken, told)
    return Row(place, attendance.mark, attendance.substitute_name, heading, told=told)


@dataclass(frozen=True)
class Record:
    """What one place did over all workshops of its group that are over."""

    place: Place
    rows: list[Row]
    attended: int
    expected: int
    needed: int  # per cent

    @property
    def name(self) -> str:
        return self.place.who

    @property
    def earned(self) -> bool:
        """Whether the rule of the group for a certificate is met so far."""
        return self.attended > 0 and 100 * self.attended >= self.needed * self.expected

    @property
    def percent(self) -> int:
        return round(100 * self.attended / self.expected) if self.expected else 0


def with_taken(workshops: QuerySet[Workshop]) -> QuerySet[Workshop]:
    """Tell of each workshop whether its register is `taken`: whether anybody has a mark."""
    return workshops.annotate(taken=TAKEN)  # type: ignore[no-redef]  # the model tells its type


def workshops_over(work_group: WorkGroup, at: datetime) -> list[Workshop]:
    """Return the workshops that took place before `at`, in order, as `with_taken`."""
    return list(with_taken(work_group.workshops.filter(ends_at__lte=at, cancelled_at=None)))


def attendance_of(work_group: WorkGroup, workshops: list[Workshop]) -> list[Record]:
    """
    Return a record for everybody who holds a place or was ever marked, by family name.

    Only `workshops` count, which come from `with_taken`. Somebody not expected at one is not
    counted absent from it, and nobody is where no register was taken.
    """
    marks = Attendance.objects.filter(workshop__in=workshops)
    ever = Exists(marks.filter(place=OuterRef("pk")))
    places = (
        work_group.bookings.filter(Q(state=Place.State.HELD, person__isnull=False) | ever)
        .select_related("person", "school", "certificate")
        .prefetch_related(Prefetch("attendances", marks, to_attr="marked"))
        .order_by("person__family_name", "person__given_name", "pk")
    )
    return [record_of(place, work_group, place.marked, workshops) for place in places]


def record_of(
    place: Place, work_group: WorkGroup, marks: list[Attendance], workshops: list[Workshop]
) -> Record:
    """Return the record of one place from its marks. `workshops` come from `with_taken`."""
    by_workshop = {mark.workshop_id: mark for mark in marks}
    rows = [
        _row(place, by_workshop.get(workshop.pk), str(workshop), workshop.taken)
        for workshop in workshops
    ]
    attended = sum(row.mark in Attendance.ATTENDED for row in rows)
    expected = sum(row.taken and row.mark != Attendance.Mark.NOT_EXPECTED for row in rows)
    return Record(place, rows, attended, expected, work_group.attendance_needed)


def registers_not_taken(work_groups: QuerySet[WorkGroup], at: datetime) -> QuerySet[Workshop]:
    """Return the workshops that are over and have people with a place but not one mark."""
    held = Place.objects.filter(state=Place.State.HELD, person__isnull=False)
    expected = Exists(held.filter(work_group=OuterRef("work_group")))
    return (
        Workshop.objects.filter(~TAKEN, expected, work_group__in=work_groups.order_by())
        .filter(ends_at__lte=at, cancelled_at=None)
        .select_related("work_group__hub")
        .order_by("starts_at")
    )


def certificate_with(code: str) -> Certificate | None:
    """Return the certificate with this code, typed with or without spaces, hyphens or capitals."""
    tidy = code.upper().replace(" ", "").replace("-", "")
    return (
        Certificate.objects.filter(code=tidy)
        .select_related("place__person", "place__work_group__hub", "place__work_group__project")
        .first()
    )
