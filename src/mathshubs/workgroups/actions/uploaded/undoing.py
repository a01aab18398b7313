"""
Applications and people of a file taken back: all of them, where nothing came of any since.

`answers["made"]` of an upload holds, by line, what was made of the row.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from mathshubs.core.references import references_to
from mathshubs.people.models import Person, PersonPair
from mathshubs.schools.models import Employment

from ...emails import place_letters
from ...models import Place, PlaceDecision, Upload
from .. import booking, seats
from . import Row

MISTAKE = "Brought in by mistake"
NUMBERS = {"trn": "TRN", "phone": "phone number"}


@dataclass(frozen=True)
class TakenBack:
    """What becomes of a row when its upload is undone; or why that cannot be."""

    line: int
    who: str
    becomes: str = ""
    in_the_way: str = ""


def preview(upload: Upload) -> list[TakenBack]:
    """Return what would become of each row of which something was made."""
    if upload.kind == Upload.Kind.APPLICATIONS:
        return list(_places(upload))
    return list(_people(upload))


def undo(upload: Upload, by: Person, at: datetime) -> int:
    """Take back what was made, by whoever found that nothing is in the way. Returns how many."""
    if upload.kind == Upload.Kind.APPLICATIONS:
        return _withdraw(upload, by, at)
    return _take_out(upload)


def _made(upload: Upload) -> list[tuple[Row, dict]]:
    made = upload.answers.get("made", {})
    return [(row, made[str(row["line"])]) for row in upload.rows if str(row["line"]) in made]


def _places(upload: Upload) -> Iterator[TakenBack]:
    made = _made(upload)
    places = Place.objects.in_bulk([each["place"] for _, each in made])
    since = references_to(Place, list(places), but=[PlaceDecision])
    decided = PlaceDecision.objects.filter(place__in=places, at__gt=upload.done_at)
    changed = set(decided.values_list("place", flat=True))
    for row, each in made:
        place = places[each["place"]]
        state = place.get_state_display()
        why = ""
        if place.state != each["state"] or place.pk in changed:
            why = f"Since then: {state[0].lower()}{state[1:]}."
        elif found := since.get(place.pk):
            why = _there_is(found)
        elif place.access_needs or place.diet_needs:
            why = "They have told what they need on the day."
        becomes = f"{state}: taken back, with a letter that says it was our mistake."
        yield TakenBack(row["line"], row["who"], becomes, why)


def _withdraw(upload: Upload, by: Person, at: datetime) -> int:
    """Take the places back; those that wait first, so that none of them is offered a place."""
    assert upload.work_group_id
    seats.locked(upload.work_group_id)
    places = Place.objects.filter(pk__in=[each["place"] for _, each in _made(upload)])
    places = places.select_related("work_group__hub", "person", "school").order_by("-arrival")
    taken_back = sorted(places, key=lambda place: place.state in Place.TAKES_A_PLACE)
    for place in taken_back:
        held = place.state == Place.State.HELD
        booking.withdraw(
            place=place, reason=Place.Withdrawal.OTHER, note=MISTAKE, tell=False, by=by, at=at
        )
        place_letters.taken_back(place, held=held, at=at)
    return len(taken_back)


def _people(upload: Upload) -> Iterator[TakenBack]:
    made = _made(upload)
    people = Person.objects.in_bulk([each["person"] for _, each in made])
    new = [each["person"] for _, each in made if each["new"]]
    since = references_to(Person, new, but=[Employment, PersonPair])
    works = Employment.objects.in_bulk([each["works"] for _, each in made if each["works"]])
    others = Employment.objects.filter(person__in=new).exclude(pk__in=works)
    elsewhere = set(others.values_list("person", flat=True))
    for row, each in made:
        person = people.get(each["person"])
        why = "They are no longer here." if person is None else _changed(row, each, person, works)
        if not why and (found := since.get(each["person"])):
            why = _there_is(found)
        if not why and each["person"] in elsewhere:
            why = "They have said since that they work somewhere else too."
        yield TakenBack(row["line"], row["who"], _becomes(each), why)


def _changed(row: Row, each: dict, person: Person, works: dict[int, Employment]) -> str:
    if person.merged_into_id:
        return "Their record was joined with another."
    if each["new"] and person.last_login:
        return "They have signed in since."
    for field in each["filled"]:
        if getattr(person, field) != row[field]:
            return f"Their {NUMBERS[field]} was changed since."
    if each["works"]:
        held = works.get(each["works"])
        if held is None or held.to_on or held.confirmed != each["confirmed"]:
            return "Where they work was confirmed or changed since."
    return ""


def _becomes(each: dict) -> str:
    if each["new"]:
        return "Deleted: they were new with this upload."
    parts = [f"{NUMBERS[field]} taken out" for field in each["filled"]]
    if each["works"]:
        parts.append("no longer at the school")
    said = ", ".join(parts)
    return f"{said[0].upper()}{said[1:]}." if said else "Nothing: they were here already."


def _take_out(upload: Upload) -> int:
    """Delete who was new, and take out what was filled in of the others."""
    made = _made(upload)
    Employment.objects.filter(pk__in=[each["works"] for _, each in made if each["works"]]).delete()
    for _, each in made:
        person = Person.objects.get(pk=each["person"])
        if each["new"]:
            person.delete()
            continue
        if "trn" in each["filled"]:
            person.trn, person.trn_absence = None, each["absence"]
        if "phone" in each["filled"]:
            person.phone = ""
        person.save(update_fields=["trn", "trn_absence", "phone"])
    return len(made)


def _there_is(found: set[str]) -> str:
    named = [f"{'an' if name[0] in 'aeiou' else 'a'} {name}" for name in sorted(found)]
    return f"There is {', '.join(named)} now."
