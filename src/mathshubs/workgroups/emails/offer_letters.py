"""Letters about how places were given, and about groups that change: moved, merged, freed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from mathshubs.comms.actions import post_many

from .. import calendars
from ..models import Place
from . import words


def wait_by_the_rule(places: Iterable[Place], rule: str, *, at: datetime) -> None:
    """Tell who gets no place now by which rule places were given, and what happens next."""
    drafts = [
        words.draft(
            place,
            kind="wait_by_the_rule",
            about=f"place:{place.pk}",
            subject=f"You are on the waiting list: {place.work_group.title}",
            parts=[
                f"More people asked for a place in {place.work_group.title} than there are places. "
                "You are on its waiting list.",
                f"How places are given: {rule}",
                words.dates(place.work_group),
                "What happens next: when a place comes free it is offered to whoever is first by "
                "that rule. You then have five school days to accept it.",
                f"If you no longer want a place, leave the list:\n{words.address('my_places')}",
            ],
        )
        for place in places
    ]
    post_many(drafts, at=at)


def better_choice_held(place: Place, better: Place, *, at: datetime) -> None:
    """Tell that a lesser choice is given back, with a calendar file that takes its dates out."""
    group, kept = place.work_group, better.work_group
    post_many(
        [
            words.draft(
                place,
                kind="better_choice_held",
                about=f"place:{place.pk}",
                subject=f"Given back: {group.title}",
                parts=[
                    f"You have a place in {kept.title}, which you preferred to {group.title}. So "
                    f"we have given back what you had asked for in {group.title}.",
                    "You need do nothing. The calendar file with this letter takes its dates out "
                    "of your calendar.",
                    f"See your places:\n{words.address('my_places')}",
                ],
                calendar=calendars.cancelled_ics(words.workshops_of(group), group),
            )
        ],
        at=at,
    )
