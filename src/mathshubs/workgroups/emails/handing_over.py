"""Letters to the one who hands a place over and to the one who carries it on."""

from __future__ import annotations

from datetime import datetime

from django.utils.timezone import localdate

from mathshubs.comms.actions import post_many
from mathshubs.people.models import Person

from .. import calendars
from ..models import Place
from . import joining, words


def handed_over(place: Place, successor: Place, *, by: Person, at: datetime) -> None:
    """Write to both; with a held place the next one gets the dates, and what the others have."""
    group, title = place.work_group, place.work_group.title
    held = successor.state == Place.State.HELD
    calendar = calendars.cancelled_ics(words.workshops_of(group), group)
    gone = words.draft(
        place, kind="handed_over", about=f"place:{place.pk}",
        subject=f"{successor.who} takes over your place: {title}",
        parts=[
            f"{by.name} at {place.school.name} says that {successor.who} carries on in your place "
            f"in {title}. Take its dates out of your calendar.",
            "What you did so far stays yours, and stands on your page:\n"
            + words.address("my_places"),
        ],
        calendar=calendar,
    )  # fmt: skip
    coming = words.draft(
        successor, kind="taken_over", about=f"place:{successor.pk}",
        subject=f"You take over a place: {title}",
        parts=[
            f"{by.name} says that you carry on for {place.school.name} in {title}, after "
            f"{place.who}. "
            + ("The place is yours." if held else "The place waits as it did for them."),
            words.dates(group),
            "Tell your head or maths lead if this is news to you. If you cannot come, give the "
            f"place back:\n{words.address('my_places')}",
        ],
        calendar=calendars.work_group_ics(group, words.workshops_of(group), with_links=True)
        if held
        else "",
    )  # fmt: skip
    drafts = [gone, coming]
    details = joining.details_of(group) if held else None
    if details and joining.details_are_out(group, localdate(at)):
        drafts.append(joining.letter(successor, details))
    post_many(drafts, at=at)
