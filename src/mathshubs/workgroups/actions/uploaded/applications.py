"""Applications from a file, through the one door to a place: tried first, then taken back."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from mathshubs.people.models import Person
from mathshubs.schools.models import School

from ...models import Place, Upload
from .. import booking
from . import Column, Row, RowsRefused, Told, told_in
from .people import WHO, read_who, who

SHEET = (
    *WHO,
    Column("why", "Why", ("reason to take part",), False, "To lead the department"),
    Column("agreed", "They and their head agree to the dates", ("agreed",), True, "yes"),
    Column("clash", "Clash known", (), False, ""),
    Column("reason", "Reason to set a rule aside", ("reason",), False, ""),
)
_YES = ("yes", "y", "true", "1", "x")


def read_applications(
    upload: Upload, sheet: list[list[str]], at: datetime, told: Told
) -> list[Row]:
    """Say what each row would come to, by doing it all and taking it all back."""
    said = told_in(sheet, SHEET)
    rows = read_who(said, at)
    for read, (_, each) in zip(rows, said, strict=True):
        read["why"], read["reason"] = each.get("why", ""), each.get("reason", "")
        read["clash"] = each.get("clash", "").lower() in _YES
        if each["agreed"].lower() not in _YES:
            agree = "Write yes when they and their headteacher agreed to the dates."
            read["problem"] = f"{read['problem']} {agree}".strip()
    by_line = {read["line"]: read for read in rows}
    guesses = {str(read["line"]): read["choices"][0][0] for read in rows if read["choices"]}
    with transaction.atomic():
        for line, found in _try_all(upload, rows, guesses, upload.by, at, told).items():
            read = by_line[line]
            if isinstance(found, str):
                read["problem"] = found
            else:
                read["result"] = f"{read['result']}. {_words(found, at)}".lstrip(". ")
        transaction.set_rollback(True)
    return rows


def _words(place: Place, at: datetime) -> str:
    state = place.get_state_display()
    return state if _is_new(place, at) else f"Has asked already: {state.lower()}"


def _is_new(place: Place, at: datetime) -> bool:
    """Asking again is harmless: the place there was is returned."""
    return place.applied_at == at


def carry_out_applications(upload: Upload, by: Person, at: datetime, told: Told) -> None:
    found = _try_all(upload, upload.rows, upload.answers, by, at, told)
    problems = {line: one for line, one in found.items() if isinstance(one, str)}
    if problems:
        raise RowsRefused(problems)
    for read in upload.rows:
        place = found.get(read["line"])
        read["result"] = _words(place, at) if isinstance(place, Place) else "Left out"
    upload.answers["made"] = {
        str(line): {"place": place.pk, "state": place.state}
        for line, place in found.items()
        if isinstance(place, Place) and _is_new(place, at)
    }


def _try_all(
    upload: Upload, rows: list[Row], answers: dict[str, str], by: Person, at: datetime, told: Told
) -> dict[int, Place | str]:
    """Apply for each row, in order. Returns each line's place, or why it has none."""
    assert upload.work_group
    urns = {read.get("urn", "") for read in rows}
    schools = {one.urn: one for one in School.objects.filter(urn__in=urns)}
    found: dict[int, Place | str] = {}
    lines: dict[int, int] = {}
    for number, read in enumerate(rows):
        told(number / len(rows))
        if read["problem"]:
            continue
        try:
            with transaction.atomic():
                person, _ = who(read, answers)
                if person is None:
                    continue
                if first := lines.get(person.pk):
                    raise booking.PlaceRefused(f"{person.name} is in row {first} already.")
                lines[person.pk] = read["line"]
                found[read["line"]] = booking.take_place(
                    work_group=upload.work_group, person=person, school=schools[read["urn"]],
                    role=read["role"], why=read["why"], agreed=True, clash_known=read["clash"],
                    reason=read["reason"], by=by, at=at,
                )  # fmt: skip
        except booking.PlaceRefused as refusal:
            found[read["line"]] = str(refusal)
        except RowsRefused as refused:
            found |= refused.problems
    return found
