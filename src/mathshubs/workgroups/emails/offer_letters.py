"""Letters about how places were given, and about groups that change: moved, merged, freed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from mathshubs.comms.actions import Draft, post_many

from .. import calendars
from ..models import Leader, Place, WorkGroup
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


_THERE = {
    Place.State.HELD: "Your place is held there.",
    Place.State.AGREEMENT: "A place is kept for you there until your head agrees to its dates.",
    Place.State.OFFERED: "You are offered a place there. Answer as you would have here.",
    Place.State.WAITING: "You are on its waiting list.",
    Place.State.APPLIED: "The hub reads your application there and writes to you.",
}


def moved(place: Place, new: Place, *, reason: str = "", full: bool = False, at: datetime) -> None:
    """
    Tell that a place goes on in another group and why, with a calendar file that takes out the old.

    `full`: the old one is cancelled with the place they had, and there is none left there.
    """
    old, into = place.work_group, new.work_group
    if full:
        subject = f"{old.title} is cancelled: you ask for a place in {into.title}"
        first = (
            f"{old.title} is cancelled, and your place in it with it. We have moved you to "
            f"{into.title}. All places there are taken now."
        )
    else:
        subject = f"You move to {into.title}"
        first = f"We have moved you from {old.title} to {into.title}."
    parts = [
        f"{first} {_THERE.get(Place.State(new.state), '')}",
        _because(reason),
        _what_next(new) if full else "",
        words.dates(into),
        "The calendar file with this letter takes the dates of the group you leave out of your "
        "calendar.",
        "If the new dates do not suit you, tell us or give it back:\n" + words.address("my_places"),
    ]
    calendar = calendars.cancelled_ics(words.workshops_of(old), old)
    about = f"place:{place.pk}"
    letter = words.draft(
        place, kind="moved", about=about, subject=subject, parts=parts, calendar=calendar
    )
    post_many([letter], at=at)


def _what_next(new: Place) -> str:
    if new.state != Place.State.WAITING:
        return ""
    return (
        "What happens next: when a place comes free it is offered to whoever is first in line. You "
        "then have five school days to accept it."
    )


def kept_there(
    place: Place, there: Place, *, had_one: bool, goes_on: bool, reason: str, at: datetime
) -> None:
    """
    Tell somebody who is in both of two groups that the one they keep is `there`, and why.

    `had_one`: whether the one that ends took up a place; `goes_on`: whether it does so there.
    """
    old, into = place.work_group, there.work_group
    ends = f"merged into {into.title}" if old.merged_into_id == into.pk else "cancelled"
    states = {
        Place.State.HELD: f"You keep your place in {into.title}.",
        Place.State.AGREEMENT: f"The place in {into.title} stays kept for you until your head "
        "agrees to its dates.",
        Place.State.OFFERED: f"The place offered to you in {into.title} is still yours to accept.",
        Place.State.WAITING: f"You keep your turn on the waiting list of {into.title}.",
        Place.State.APPLIED: f"Your application for {into.title} stands as it is.",
    }
    said = states.get(Place.State(there.state), "")
    if goes_on:
        until = "" if there.state == Place.State.HELD else ", kept until your head agrees"
        said = f"You had a place in {old.title}, so you have one in {into.title} now{until}."
    elif had_one and there.state == Place.State.WAITING:
        said = f"All places in {into.title} are taken now. {said}"
    drafts = [
        words.draft(
            place,
            kind="kept_there",
            about=f"place:{place.pk}",
            subject=f"{old.title} is {ends}: what you keep",
            parts=[
                f"{old.title} is {ends}. You asked for a place in both groups. {said}",
                _because(reason),
                words.dates(into),
                f"The calendar file with this letter takes the dates of {old.title} out of your "
                "calendar.",
                f"See your places:\n{words.address('my_places')}",
            ],
            calendar=calendars.cancelled_ics(words.workshops_of(old), old),
        )
    ]
    post_many(drafts, at=at)


def _because(reason: str) -> str:
    return f"The reason: {reason.strip()}" if reason.strip() else ""


def groups_merged(leader: Leader, work_group: WorkGroup, into: WorkGroup, reason: str) -> Draft:
    """Tell somebody who leads one of two groups that they are one now."""
    person = leader.person
    parts = [
        words.hello(person),
        f"{work_group.title} is merged into {into.title}. Everyone who had or wanted a place has "
        "been moved and written to.",
        f"The reason: {reason.strip()}",
        words.dates(into),
        f"See who takes part now:\n{words.address('manage', into.pk)}",
        words.signed(into),
    ]
    return Draft(
        to=person,
        kind=f"{words.ROOM}.groups_merged",
        about=f"leader:{leader.pk}:into:{into.pk}",
        topic=words.topic(into),
        subject=f"Merged: {work_group.title} into {into.title}",
        text=words.text(parts),
        from_name=str(into.hub),
        reply_to=words.contact(into)[1],
    )
