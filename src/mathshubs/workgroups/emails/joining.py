"""The joining details: all that somebody with a place needs on the day."""

from __future__ import annotations

from datetime import date

from mathshubs.comms.actions import Draft
from mathshubs.people.models import Person

from .. import calendars
from ..models import JoiningDetails, Place, WorkGroup, Workshop
from ..queries.places import JOINING_DETAILS_SENT
from . import words

BEGUN = ("Park:", "Entrance:", "The nearest accessible toilet is")  # lines to be finished


def unfinished(text: str) -> list[str]:
    """Return the lines of `first_words` that nobody has finished or deleted."""
    return [begun for begun in BEGUN for line in text.splitlines() if line.strip().endswith(begun)]


def details_of(work_group: WorkGroup) -> JoiningDetails | None:
    """Return the group's joining details, or None while nobody has written them."""
    return getattr(work_group, "joining_details", None)


def details_are_out(work_group: WorkGroup, today: date) -> bool:
    """Return whether those with a place have the joining details, so that a late joiner should."""
    first, last = work_group.first_on, work_group.last_on
    return bool(first and last and first - JOINING_DETAILS_SENT <= today <= last)


def letter(place: Place, details: JoiningDetails, *, changed: bool = False) -> Draft:
    """All that somebody needs on the day. `changed` for a second letter after a correction."""
    work_group = place.work_group
    workshops = words.workshops_of(work_group)
    opening = (
        f"The joining details of {work_group.title} have changed. This letter takes the place of "
        "the one before."
        if changed
        else f"Here is all you need for {work_group.title}."
    )
    sections = (
        ("Getting there", details.arrival),
        ("Access", details.access),
        ("Bring, or do before", details.bring),
        ("Also", details.notes),
    )
    version = f":{details.written_at:%Y%m%d%H%M%S}" if changed else ""
    return words.draft(
        place,
        kind="joining_details_changed" if changed else "joining_details",
        about=f"place:{place.pk}{version}",
        subject=f"{'Changed: j' if changed else 'J'}oining details for {work_group.title}",
        parts=[
            opening,
            words.dates(work_group, with_links=True),
            *(f"{title}:\n{text.strip()}" for title, text in sections if text.strip()),
            "If you cannot come, tell us as soon as you can:\n" + words.address("my_places"),
        ],
        calendar=calendars.work_group_ics(work_group, workshops, with_links=True),
    )


def preview(work_group: WorkGroup, details: JoiningDetails, to: Person) -> Draft:
    """The joining details as somebody with a place would read them."""
    return letter(Place(work_group=work_group, person=to), details)


def first_words(work_group: WorkGroup) -> dict[str, str]:
    """Return words to begin the joining details with."""
    modes = {workshop.mode for workshop in words.workshops_of(work_group)}
    texts = {"arrival": "", "access": "", "bring": "A laptop or tablet, and something to write on."}
    if modes - {Workshop.Mode.ONLINE}:
        texts["arrival"] = (
            "Park: \nEntrance: \nSign in at reception. Coffee is ready 15 minutes before we begin."
        )
        texts["access"] = "The room has step-free access. The nearest accessible toilet is "
    if modes - {Workshop.Mode.IN_PERSON}:
        texts["notes"] = "Join with a camera and a microphone if you can, five minutes early."
    return texts
