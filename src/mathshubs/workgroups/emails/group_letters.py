"""Drafts of letters about a group: reminders, what changed, who leads it, that it runs again."""

from __future__ import annotations

from datetime import datetime

from mathshubs.comms.actions import Draft
from mathshubs.core.templatetags.mathshubs import day, session_time
from mathshubs.people.models import Person

from .. import calendars
from ..models import Leader, Place, RunAgainRequest, WorkGroup, Workshop
from . import joining, words


def reminder(place: Place, workshop: Workshop, *, days: int) -> Draft:
    """Write of a workshop that is in `days` days or less: 7 or 1."""
    work_group = place.work_group
    named = calendars.summary(workshop, work_group)
    details = joining.details_of(work_group)
    online = workshop.mode == Workshop.Mode.ONLINE
    first = next(iter(words.workshops_of(work_group)), None) == workshop
    arrival = details.arrival.strip() if details and not online else ""
    bring = details.bring.strip() if details and first else ""
    parts = [
        f"{named} is on {session_time(workshop)}.",
        words.line(workshop, with_link=True),
        arrival and f"Getting there:\n{arrival}",
        bring and f"Bring, or do before:\n{bring}",
        f"If you cannot come, tell us today:\n{words.address('my_places')}",
    ]
    return words.draft(
        place,
        kind=f"reminder_{days}",
        about=f"place:{place.pk}{on_the_day(workshop)}",
        subject=f"{day(workshop.starts_at)}: {named}",
        parts=parts,
    )


def on_the_day(workshop: Workshop) -> str:
    """Return what a reminder is about: one that moves to another day is reminded of again."""
    return f":workshop:{workshop.pk}:{workshop.starts_at:%Y%m%d}"


def workshop_changed(place: Place, workshop: Workshop) -> Draft:
    """Tell of a new time or place, once for each `sequence`. Only a held place gets the link."""
    work_group = place.work_group
    named = calendars.summary(workshop, work_group)
    holds = place.state == Place.State.HELD
    return words.draft(
        place,
        kind="workshop_changed",
        about=f"place:{place.pk}:workshop:{workshop.pk}:{workshop.sequence}",
        subject=f"Changed: {named}, {session_time(workshop)}",
        parts=[
            f"The date or the place of {named} has changed. It is now:",
            words.line(workshop, with_link=holds),
            "The calendar file with this letter moves it in your calendar. Check that you can be "
            "released from school then.",
            f"If you can no longer come, tell us:\n{words.address('my_places')}",
        ],
        calendar=calendars.workshop_ics(
            workshop, work_group, method="REQUEST", to=place.reader, with_link=holds
        ),
    )


def workshop_cancelled(place: Place, workshop: Workshop) -> Draft:
    """Tell that one workshop will not be, while the group goes on."""
    work_group = place.work_group
    named = calendars.summary(workshop, work_group)
    return words.draft(
        place,
        kind="workshop_cancelled",
        about=f"place:{place.pk}:workshop:{workshop.pk}",
        subject=f"Cancelled: {named}, {day(workshop.starts_at)}",
        parts=[
            f"{named} on {session_time(workshop)} is cancelled. Please do not travel to it or wait "
            "for it online.",
            "The rest of the group goes on, and you keep your place. The calendar file with this "
            "letter takes the workshop out of your calendar.",
            f"See the dates that remain:\n{words.address('my_places')}",
        ],
        calendar=calendars.workshop_ics(
            workshop, work_group, method="CANCEL", to=place.reader, with_link=False
        ),
    )


def work_group_cancelled(place: Place, *, reason: str) -> Draft:
    """Tell that the whole group will not be, with a calendar file that takes its dates out."""
    work_group = place.work_group
    return words.draft(
        place,
        kind="work_group_cancelled",
        about=f"place:{place.pk}",
        subject=f"Cancelled: {work_group.title}",
        parts=[
            f"{work_group.title} is cancelled. Please do not come to any of its workshops.",
            f"The reason: {reason}",
            "You need do nothing. The calendar file with this letter takes the dates out of your "
            "calendar.",
            "See the same project elsewhere, or ask to be told when it runs again:\n"
            + words.address("detail", work_group.pk),
        ],
        calendar=calendars.cancelled_ics(words.workshops_of(work_group), work_group),
    )


def work_group_postponed(place: Place, *, reason: str, at: datetime) -> Draft:
    """Tell that the dates no longer hold, once a day; places and turns stay as they are."""
    work_group = place.work_group
    return words.draft(
        place,
        kind="work_group_postponed",
        about=f"place:{place.pk}:{at:%Y%m%d}",
        subject=f"Postponed: {work_group.title}",
        parts=[
            f"{work_group.title} is postponed. Please do not come to any workshop until we write "
            "to you with new dates.",
            f"The reason: {reason}" if reason else "",
            "You need do nothing to keep your place or your turn.",
            f"If you no longer want it, give it back:\n{words.address('my_places')}",
        ],
    )


def leads(leader: Leader, *, by: Person) -> Draft:
    """Tell somebody that they lead the group, and what to do."""
    person, work_group = leader.person, leader.work_group
    parts = [
        words.hello(person),
        f"{by.name} has named you as one of those who lead {work_group.title} ({work_group.hub}, "
        f"{work_group.year}).",
        "What to do: sign in with this email address, look at the design, and write a few lines "
        f"about yourself for its page:\n{words.address('manage', work_group.pk)}",
        f"If this is a mistake, write to {work_group.hub.email}.",
    ]
    return Draft(
        to=person,
        kind=f"{words.ROOM}.leads",
        about=f"leader:{leader.pk}",
        topic=words.topic(work_group),
        subject=f"You lead {work_group.title}",
        text=words.text(parts),
        from_name=str(work_group.hub),
        reply_to=work_group.hub.email,
    )


def runs_again(request: RunAgainRequest, work_group: WorkGroup) -> Draft:
    """Tell an address, which may be nobody's we know, that `work_group` now takes applications."""
    parts = [
        "Hello,",
        f"You asked to be told when {request.work_group.title} runs again. It does: "
        f"{work_group.title} takes applications now.",
        words.dates(work_group),
        f"Read about it and apply:\n{words.address('detail', work_group.pk)}",
        "You asked for this one letter. We will not write again about it.",
        words.signed(work_group),
    ]
    return Draft(
        to=request.email,
        kind=f"{words.ROOM}.runs_again",
        about=f"work_group:{work_group.pk}",
        topic=words.topic(work_group),
        subject=f"It runs again: {work_group.title}",
        text=words.text(parts),
        from_name=str(work_group.hub),
        reply_to=words.contact(work_group)[1],
    )
