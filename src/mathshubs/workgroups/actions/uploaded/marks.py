"""Attendance from a file: a report of an online meeting, or a sheet somebody filled in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from mathshubs.people.models import Person
from mathshubs.people.queries import person_with

from ...methods import meetings, names
from ...models import AbsenceNotice, Attendance, Leader, Place, Upload, Workshop
from ...queries.attendance import HERE
from .. import attendance
from . import NOBODY, Column, Row, RowsRefused, Told, row, told_in

Mark = Attendance.Mark
PRESENT_FROM = 75  # per cent of the workshop
FEWEST_MINUTES = 10

SHEET = (
    Column("email", "Email", ("email address", "e mail"), True, "tess@oak.sch.uk"),
    Column("given", "First name", ("given name",), False, "Tess"),
    Column("family", "Last name", ("family name", "surname"), False, "Teacher"),
    Column("workshop", "Workshop number", ("workshop", "number", "session"), True, "1"),
    Column("mark", "Mark", ("attendance",), True, "Present"),
    Column("substitute", "Who came instead", ("substitute", "substitute name"), False, ""),
)
_MARKS = {mark.label.lower(): mark for mark in Mark} | {mark.value.lower(): mark for mark in Mark}
_MARKS |= {
    "p": Mark.PRESENT, "yes": Mark.PRESENT, "y": Mark.PRESENT, "l": Mark.LATE, "a": Mark.ABSENT,
    "no": Mark.ABSENT, "n": Mark.ABSENT, "part": Mark.PART, "substitute": Mark.SUBSTITUTE,
    "not expected": Mark.NOT_EXPECTED,
}  # fmt: skip


class _Places:
    """The places of a group, found by address, by name, by near name."""

    def __init__(self, upload: Upload):
        held = Place.objects.filter(
            work_group=upload.work_group_id, state=Place.State.HELD, person__isnull=False
        )
        order = ("person__family_name", "person__given_name", "pk")
        self.all = list(held.select_related("person", "school").order_by(*order))
        self.by_pk = {place.pk: place for place in self.all}
        self.by_person = {place.person_id: place for place in self.all}
        self.by_email = {_person(place).email.lower(): place for place in self.all}
        self.by_name: dict[str, list[Place]] = defaultdict(list)
        for place in self.all:
            self.by_name[names.plain(_person(place).name)].append(place)

    def with_email(self, email: str) -> Place | None:
        if not email or email in self.by_email:
            return self.by_email.get(email)
        person = person_with(email)
        return self.by_person.get(person.pk) if person else None

    def near(self, name: str) -> list[Place]:
        plain = names.plain(name)
        liked = [(names.likeness(plain, other), other) for other in self.by_name]
        near = sorted((one for one in liked if one[0] >= names.NEAR), reverse=True)
        return [place for _, other in near for place in self.by_name[other]]


def _person(place: Place) -> Person:
    assert place.person
    return place.person


def _choice(place: Place) -> list[str]:
    return [str(place.pk), f"{_person(place).name}, {place.school.name}"]


def read_meeting(upload: Upload, sheet: list[list[str]], at: datetime, told: Told) -> list[Row]:
    """Find who of the group each person of a meeting is: sure, in doubt, or none."""
    places = _Places(upload)
    leaders = Leader.objects.filter(work_group=upload.work_group_id).select_related("person")
    leads = {one.person.email for one in leaders} | {
        names.plain(one.person.name) for one in leaders
    }
    rows = []
    for line, one in enumerate(meetings.attendees(sheet), start=1):
        exact = places.by_name.get(names.plain(one.name), [])
        place = places.with_email(one.email) or (exact[0] if len(exact) == 1 else None)
        read = row(
            line, one.name, email=one.email, minutes=one.minutes, place=place.pk if place else None
        )
        if place:
            read["result"] = _person(place).name
        elif one.email in leads or names.plain(one.name) in leads:
            read["result"] = "Leads the group: not on the register"
        else:
            near = exact or places.near(one.name)
            others = [each for each in places.all if each not in near]
            read["choices"] = [*map(_choice, near), [NOBODY, "Nobody of this group"]]
            read["choices"] += map(_choice, others)
            read["doubt"] = "Is this one of these people?" if near else ""
        rows.append(read)
    _foretell(upload, rows)
    return rows


def _foretell(upload: Upload, rows: list[Row]) -> None:
    """Say of each row that is sure what it becomes on the register."""
    assert upload.workshop
    marked = {one.place_id: one for one in upload.workshop.attendances.all()}
    minutes: dict[int, int] = defaultdict(int)
    for read in rows:
        minutes[read["place"]] += read["minutes"]
    for read in rows:
        if pk := read["place"]:
            stands = marked.get(pk)
            if stands and stands.mark in HERE:
                read["becomes"] = f"stays {stands.get_mark_display().lower()}"
            else:
                mark = mark_for(minutes[pk], upload.workshop)
                read["becomes"] = Mark(mark).label if mark else "too short to count"


def _minutes(upload: Upload) -> dict[int, int]:
    """Return how long each place was in the meeting, with what was answered where in doubt."""
    total: dict[int, int] = defaultdict(int)
    for read in upload.rows:
        answer = upload.answers.get(str(read["line"]), NOBODY)
        place = read["place"] or (int(answer) if answer != NOBODY else None)
        if place:
            total[place] += read["minutes"]
    return total


def mark_for(minutes: int, workshop: Workshop) -> str:
    """Return the mark for so many minutes of it; "" for too few to count."""
    if minutes < FEWEST_MINUTES:
        return ""
    length = (workshop.ends_at - workshop.starts_at).total_seconds() / 60
    return Mark.PRESENT if 100 * minutes >= PRESENT_FROM * length else Mark.PART


def carry_out_meeting(upload: Upload, by: Person, at: datetime, told: Told) -> None:
    """Mark those who were there, unless somebody did; with the tick, the others as absent."""
    assert upload.workshop
    workshop, places = upload.workshop, _Places(upload)
    marked = {one.place_id: one for one in workshop.attendances.all()}
    minutes = _minutes(upload)
    wanted = []
    for pk, place in places.by_pk.items():
        mark = mark_for(minutes.get(pk, 0), workshop)
        if mark and (pk not in marked or marked[pk].mark not in HERE):
            wanted.append((0, workshop, place, mark, ""))
    if upload.answers.get("others"):
        notices = AbsenceNotice.objects.filter(workshop=workshop).values_list(
            "place", "substitute_name"
        )
        told_before = dict(notices)
        seen = {each[2].pk for each in wanted} | marked.keys()
        for pk, place in places.by_pk.items():
            if pk not in seen:
                name = told_before.get(pk, "")
                mark = Mark.APOLOGIES if pk in told_before else Mark.ABSENT
                wanted.append((0, workshop, place, Mark.SUBSTITUTE if name else mark, name))
    _mark(upload, wanted, by, at, told)


def read_sheet(upload: Upload, sheet: list[list[str]], at: datetime, told: Told) -> list[Row]:
    """Find the place, the workshop and the mark each row says."""
    assert upload.work_group
    places = _Places(upload)
    workshops = {
        str(one.number): one for one in upload.work_group.workshops.filter(cancelled_at=None)
    }
    rows: list[Row] = []
    seen: dict[tuple[int, int], int] = {}
    for line, said in told_in(sheet, SHEET):
        name = f"{said.get('given', '')} {said.get('family', '')}".strip()
        read = row(line, name or said["email"])
        workshop, mark = workshops.get(said["workshop"]), _MARKS.get(said["mark"].lower())
        exact = places.by_name.get(names.plain(name), [])
        place = places.with_email(said["email"].lower()) or (exact[0] if len(exact) == 1 else None)
        near = exact or (places.near(name) if name else [])
        if workshop is None:
            read["problem"] = f"There is no workshop {said['workshop']}. " + _numbers(workshops)
        elif mark is None:
            read["problem"] = f"“{said['mark']}” is no mark. Use one of: {', '.join(Mark.labels)}."
        elif mark == Mark.SUBSTITUTE and not said.get("substitute"):
            read["problem"] = "Write the name of the person who came instead."
        elif not attendance.is_open(workshop, at):
            read["problem"] = f"{workshop} is still to come, so it has no marks yet."
        elif place is None and not near:
            read["problem"] = "Nobody with this address or name holds a place in this group."
        elif place and (first := seen.get((place.pk, workshop.pk))):
            read["problem"] = f"This person and workshop are in row {first} already."
        else:
            _say(read, place, near, workshop, mark, said.get("substitute", ""))
            if place:
                seen[place.pk, workshop.pk] = line
        rows.append(read)
    return rows


def _numbers(workshops: Iterable[str]) -> str:
    return f"This group has: {', '.join(sorted(workshops))}."


def _say(read: Row, place: Place | None, near: list[Place], workshop, mark: str, name: str) -> None:
    read |= {"workshop": workshop.pk, "mark": mark, "name": name if mark == Mark.SUBSTITUTE else ""}
    read["place"] = place.pk if place else None
    read["result"] = f"{workshop}: {Mark(mark).label}{f', {name}' if read['name'] else ''}"
    if place is None:
        read["doubt"] = "Nobody has exactly this name. Who is it?"
        read["choices"] = [*map(_choice, near), [NOBODY, "None of them: leave this row out"]]


def carry_out_sheet(upload: Upload, by: Person, at: datetime, told: Told) -> None:
    assert upload.work_group
    places, wanted = _Places(upload), []
    workshops = upload.work_group.workshops.in_bulk()
    for read in upload.rows:
        answer = upload.answers.get(str(read["line"]), NOBODY)
        pk = read["place"] or (int(answer) if answer != NOBODY else 0)
        if not pk:
            continue
        if pk not in places.by_pk or read["workshop"] not in workshops:
            raise RowsRefused({read["line"]: "This person no longer has a place in the group."})
        wanted.append(
            (
                read["line"],
                workshops[read["workshop"]],
                places.by_pk[pk],
                read["mark"],
                read["name"],
            )
        )
    _mark(upload, wanted, by, at, told)


def _mark(upload: Upload, wanted: list[tuple], by: Person, at: datetime, told: Told) -> None:
    """Make the marks, all or none, and keep what was there before, so that it can be undone."""
    done, problems = [], {}
    before = {
        (one.place_id, one.workshop_id): [
            one.mark, one.substitute_name, one.marked_by_id, one.marked_at.isoformat(),
        ]
        for one in Attendance.objects.filter(workshop__work_group=upload.work_group_id)
    }  # fmt: skip
    for number, (line, workshop, place, mark, name) in enumerate(wanted):
        try:
            made = attendance.mark(
                workshop=workshop, place=place, mark=mark, substitute_name=name, by=by,
                tapped_at=at, at=at,
            )  # fmt: skip
        except attendance.MarkRefused as refusal:
            problems[line] = str(refusal)
            continue
        was = before.get((place.pk, workshop.pk))  # None when nobody had marked it
        if made.marked_at == at and made.marked_by_id == by.pk:
            done.append({"mark": made.pk, "was": was})
        told(number / len(wanted))
    if problems:
        raise RowsRefused(problems)
    upload.answers = {**upload.answers, "done": done, "at": at.isoformat()}


def undo(upload: Upload) -> tuple[int, int]:
    """Put back what was there before, but where it changed since. Returns how many of each."""
    at = datetime.fromisoformat(upload.answers["at"])
    done: dict[int, Any] = {each["mark"]: each["was"] for each in upload.answers["done"]}
    marks = Attendance.objects.select_for_update(of=("self",)).filter(
        pk__in=done, marked_at=at, charge=None
    )
    undone = 0
    for mark in marks:
        if was := done[mark.pk]:
            mark.mark, mark.substitute_name, mark.marked_by_id = was[:3]
            mark.marked_at = datetime.fromisoformat(was[3])
            mark.save()
        else:
            mark.delete()
        undone += 1
    return undone, len(done) - undone
