"""
The words of each letter about a place, as drafts for the letterbox.

Each letter is posted once for each person and what it is about. The letterbox sets the text as
HTML when it sends, so both twins say the same.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.conf import settings
from django.urls import reverse
from django.utils.timezone import localdate

from mathshubs.comms.actions import Draft, post_many
from mathshubs.core.templatetags.mathshubs import day, session_time
from mathshubs.people.models import Person

from . import calendars
from .models import Certificate, JoiningDetails, Place, RunAgainRequest, WorkGroup, Workshop
from .queries.places import JOINING_DETAILS_SENT

ROOM = "workgroups"


def address(name: str, *args) -> str:
    """Return the full address of a page of this room."""
    return settings.SITE_URL + reverse(f"{ROOM}:{name}", args=args)


def workshops_of(work_group: WorkGroup) -> list[Workshop]:
    """Return the workshops that will be, asked once for each group instance."""
    known = work_group.__dict__
    if "_workshops_held" not in known:
        workshops = work_group.workshops.filter(cancelled_at=None)
        known["_workshops_held"] = list(workshops.select_related("host_school"))
    return known["_workshops_held"]


def remember_workshops(work_group: WorkGroup, workshops: Iterable[Workshop]) -> None:
    """Spare `workshops_of` its query."""
    work_group.__dict__["_workshops_held"] = list(workshops)


def place_held(place: Place, *, at: datetime) -> None:
    work_group = place.work_group
    issued = joining_details_are_out(work_group, localdate(at))
    details = joining_details_of(work_group) if issued else None
    drafts = [
        _draft(
            place,
            kind="place_held",
            about=f"place:{place.pk}",
            subject=f"Your place is held: {work_group.title}",
            parts=[
                f"Your place in {work_group.title} is held, for {place.school.name}.",
                _dates(work_group),
                "What happens next: the joining details come in a letter of their own, today."
                if details
                else "What happens next: the joining details, with all you need on the day, come "
                "about ten days before the first workshop.",
                "If you cannot come, give your place back so that somebody else can have it:\n"
                + address("my_places"),
            ],
            calendar=calendars.work_group_ics(
                work_group, workshops_of(work_group), with_links=True
            ),
        )
    ]
    if details:
        drafts.append(joining_details(place, details))
    post_many(drafts, at=at)


def applied(place: Place, *, at: datetime) -> None:
    title = place.work_group.title
    parts = [
        f"We have your application for a place in {title}, for {place.school.name}.",
        _dates(place.work_group),
        "What happens next: the hub reads every application and writes to you with its answer. "
        "You need do nothing until then.",
        f"See your application, or withdraw it:\n{address('my_places')}",
    ]
    _post(place, "applied", f"We have your application: {title}", parts, at=at)


def waiting(place: Place, *, in_front: int, at: datetime) -> None:
    title = place.work_group.title
    others = {0: "Nobody is in front of you.", 1: "One person is in front of you."}
    parts = [
        f"Every place in {title} is taken, so you are number {in_front + 1} on its waiting list. "
        + others.get(in_front, f"{in_front} people are in front of you."),
        _dates(place.work_group),
        "What happens next: when a place comes free it is offered to the first on the list. You "
        "then have five school days to accept it. Please keep the dates free until you hear.",
        f"If you no longer want a place, leave the list:\n{address('my_places')}",
    ]
    _post(place, "waiting", f"You are on the waiting list: {title}", parts, at=at)


def place_offered(place: Place, *, at: datetime) -> None:
    title, last_day = place.work_group.title, day(place.offer_ends_on)
    parts = [
        f"A place in {title} has come free, and it is yours if you want it.",
        f"Accept it by the end of {last_day}, or say that you do not want it:\n"
        + address("offer", place.pk),
        _dates(place.work_group),
        f"If we hear nothing by the end of {last_day}, it goes to the next person who waits.",
    ]
    _post(place, "place_offered", f"A place for you, accept by {last_day}: {title}", parts, at=at)


def offer_lapsed(place: Place, *, at: datetime) -> None:
    title = place.work_group.title
    parts = [
        f"We offered you a place in {title} until {day(place.offer_ends_on)}. We did not hear from "
        "you, so it has gone to the next person who waits.",
        f"If you still want to take part, apply again:\n{address('detail', place.work_group_id)}",
    ]
    _post(place, "offer_lapsed", f"The place offered to you has gone: {title}", parts, at=at)


def declined(place: Place, *, reason: str, at: datetime) -> None:
    title = place.work_group.title
    parts = [
        f"We cannot give you a place in {title} this time.",
        f"The reason: {reason}",
        "Other Work Groups have places. See which are near you:\n"
        + settings.SITE_URL + reverse(f"{ROOM}:list"),
    ]  # fmt: skip
    _post(place, "declined", f"No place this time: {title}", parts, at=at)


def withdrawn(place: Place, *, at: datetime) -> None:
    title = place.work_group.title
    parts = [
        f"You no longer have a place in {title}. Take its dates out of your calendar.",
        "Thank you for telling us. Somebody else may have the place now.",
        "If this was a mistake, apply again or write to us:\n"
        + address("detail", place.work_group_id),
    ]
    calendar = calendars.cancelled_ics(workshops_of(place.work_group), place.work_group)
    subject = f"Your place is given back: {title}"
    _post(place, "withdrawn", subject, parts, at=at, calendar=calendar)


def joining_details_of(work_group: WorkGroup) -> JoiningDetails | None:
    return getattr(work_group, "joining_details", None)


def joining_details_are_out(work_group: WorkGroup, today: date) -> bool:
    """Return whether those with a place have the joining details, so that a late joiner should."""
    first, last = work_group.first_on, work_group.last_on
    return bool(first and last and first - JOINING_DETAILS_SENT <= today <= last)


def joining_details(place: Place, details: JoiningDetails, *, changed: bool = False) -> Draft:
    """All that somebody needs on the day. `changed` for a second letter after a correction."""
    work_group = place.work_group
    workshops = workshops_of(work_group)
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
    return _draft(
        place,
        kind="joining_details_changed" if changed else "joining_details",
        about=f"place:{place.pk}{version}",
        subject=f"{'Changed: j' if changed else 'J'}oining details for {work_group.title}",
        parts=[
            opening,
            _dates(work_group, with_links=True),
            *(f"{title}:\n{text.strip()}" for title, text in sections if text.strip()),
            "If you cannot come, tell us as soon as you can:\n" + address("my_places"),
        ],
        calendar=calendars.work_group_ics(work_group, workshops, with_links=True),
    )


def reminder(place: Place, workshop: Workshop, *, days: int) -> Draft:
    """`days` before: 7 or 1."""
    work_group = place.work_group
    details = joining_details_of(work_group)
    first = next(iter(workshops_of(work_group)), None) == workshop
    parts = [
        f"{_named(workshop, work_group)} is on {session_time(workshop)}.",
        _line(workshop, with_link=True),
        f"Getting there:\n{details.arrival.strip()}"
        if details and details.arrival.strip() and workshop.mode != Workshop.Mode.ONLINE
        else "",
        f"Bring, or do before:\n{details.bring.strip()}"
        if details and details.bring.strip() and first
        else "",
        f"If you cannot come, tell us today:\n{address('my_places')}",
    ]
    return _draft(
        place,
        kind=f"reminder_{days}",
        about=f"place:{place.pk}{on_the_day(workshop)}",
        subject=f"{day(workshop.starts_at)}: {_named(workshop, work_group)}",
        parts=parts,
    )


def on_the_day(workshop: Workshop) -> str:
    """Return what a reminder is about: one that moves to another day is reminded of again."""
    return f":workshop:{workshop.pk}:{workshop.starts_at:%Y%m%d}"


def workshop_changed(place: Place, workshop: Workshop) -> Draft:
    work_group = place.work_group
    holds = place.state == Place.State.HELD
    return _draft(
        place,
        kind="workshop_changed",
        about=f"place:{place.pk}:workshop:{workshop.pk}:{workshop.sequence}",
        subject=f"Changed: {_named(workshop, work_group)}, {session_time(workshop)}",
        parts=[
            f"The date or the place of {_named(workshop, work_group)} has changed. It is now:",
            _line(workshop, with_link=holds),
            "The calendar file with this letter moves it in your calendar. Check that you can be "
            "released from school then.",
            f"If you can no longer come, tell us:\n{address('my_places')}",
        ],
        calendar=calendars.workshop_ics(
            workshop, work_group, method="REQUEST", to=place.person, with_link=holds
        ),
    )


def workshop_cancelled(place: Place, workshop: Workshop) -> Draft:
    work_group = place.work_group
    return _draft(
        place,
        kind="workshop_cancelled",
        about=f"place:{place.pk}:workshop:{workshop.pk}",
        subject=f"Cancelled: {_named(workshop, work_group)}, {day(workshop.starts_at)}",
        parts=[
            f"{_named(workshop, work_group)} on {session_time(workshop)} is cancelled. Please do "
            "not travel to it or wait for it online.",
            "The rest of the group goes on, and you keep your place. The calendar file with this "
            "letter takes the workshop out of your calendar.",
            f"See the dates that remain:\n{address('my_places')}",
        ],
        calendar=calendars.workshop_ics(
            workshop, work_group, method="CANCEL", to=place.person, with_link=False
        ),
    )


def work_group_cancelled(place: Place, *, reason: str) -> Draft:
    work_group = place.work_group
    return _draft(
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
            + address("detail", work_group.pk),
        ],
        calendar=calendars.cancelled_ics(workshops_of(work_group), work_group),
    )


def work_group_postponed(place: Place, *, reason: str, at: datetime) -> Draft:
    work_group = place.work_group
    return _draft(
        place,
        kind="work_group_postponed",
        about=f"place:{place.pk}:{at:%Y%m%d}",
        subject=f"Postponed: {work_group.title}",
        parts=[
            f"{work_group.title} is postponed. Please do not come to any workshop until we write "
            "to you with new dates.",
            f"The reason: {reason}" if reason else "",
            "You need do nothing to keep your place or your turn.",
            f"If you no longer want it, give it back:\n{address('my_places')}",
        ],
    )


def certificate_ready(certificate: Certificate, *, at: datetime) -> None:
    """Post the letter that comes with a certificate of attendance."""
    place = certificate.place
    title = place.work_group.title
    parts = [
        f"Thank you for taking part in {title}. You came to {certificate.workshops_attended} of "
        f"its {certificate.workshops_held} workshops.",
        f"Your certificate of attendance is here:\n{address('certificate', place.pk)}",
        f"Anyone can check it with its code, {certificate.code}:\n{address('verify')}",
    ]
    _post(place, "certificate_ready", f"Your certificate: {title}", parts, at=at)


def runs_again(request: RunAgainRequest, work_group: WorkGroup) -> Draft:
    parts = [
        "Hello,",
        f"You asked to be told when {request.work_group.title} runs again. It does: "
        f"{work_group.title} takes applications now.",
        _dates(work_group),
        f"Read about it and apply:\n{address('detail', work_group.pk)}",
        "You asked for this one letter. We will not write again about it.",
        _signed(work_group),
    ]
    return Draft(
        to=request.email,
        kind=f"{ROOM}.runs_again",
        about=f"work_group:{work_group.pk}",
        topic=topic(work_group),
        subject=f"It runs again: {work_group.title}",
        text=_text(parts),
        from_name=str(work_group.hub),
        reply_to=_contact(work_group)[1],
    )


def topic(work_group: WorkGroup) -> str:
    """Return what the ledger keeps this group's letters under."""
    return f"work_group:{work_group.pk}"


def _post(
    place: Place, kind: str, subject: str, parts: list[str], *, at: datetime, calendar: str = ""
) -> None:
    # A second offer of the same place, or a second wait, is a letter of its own.
    about = f"place:{place.pk}"
    if place.offered_at:
        about += f":{place.offered_at:%Y%m%d%H%M%S}"
    draft = _draft(place, kind=kind, about=about, subject=subject, parts=parts, calendar=calendar)
    post_many([draft], at=at)


def _draft(
    place: Place, *, kind: str, about: str, subject: str, parts: list[str], calendar: str = ""
) -> Draft:
    work_group = place.work_group
    hello = f"Dear {place.person.given_name or 'colleague'},"
    return Draft(
        to=place.person,
        kind=f"{ROOM}.{kind}",
        about=about,
        topic=topic(work_group),
        subject=subject,
        text=_text([hello, *parts, _signed(work_group)]),
        from_name=str(work_group.hub),
        reply_to=_contact(work_group)[1],
        calendar=calendar,
    )


def _text(parts: list[str]) -> str:
    return "\n\n".join(part for part in parts if part) + "\n"


def _signed(work_group: WorkGroup) -> str:
    name, email, phone = _contact(work_group)
    reach = f"{email} or {phone}" if phone else email
    return f"Questions? Write to {name}: {reach}\n\n{work_group.hub}"


def _contact(work_group: WorkGroup) -> tuple[str, str, str]:
    """Return whom to ask about the group: name, email, phone."""
    hub = work_group.hub
    if work_group.contact_email:
        return (
            work_group.contact_name or str(hub),
            work_group.contact_email,
            work_group.contact_phone,
        )
    return work_group.contact_name or "us", hub.email, work_group.contact_phone or hub.phone


def _dates(work_group: WorkGroup, *, with_links: bool = False) -> str:
    lines = [_line(workshop, with_link=with_links) for workshop in workshops_of(work_group)]
    return "\n".join(["When and where:", *lines]) if lines else ""


def _line(workshop: Workshop, *, with_link: bool) -> str:
    link = f"\n  Join: {workshop.join_link}" if with_link and workshop.join_link else ""
    parts = (str(workshop), session_time(workshop), calendars.where(workshop))
    return "- " + ": ".join((parts[0], ", ".join(part for part in parts[1:] if part))) + link


def _named(workshop: Workshop, work_group: WorkGroup) -> str:
    return calendars.summary(workshop, work_group)


def joining_details_template(work_group: WorkGroup) -> dict[str, str]:
    """Return words to begin the joining details with."""
    modes = {workshop.mode for workshop in workshops_of(work_group)}
    texts = {"arrival": "", "access": "", "bring": "A laptop or tablet, and something to write on."}
    if modes - {Workshop.Mode.ONLINE}:
        texts["arrival"] = (
            "Park: \nEntrance: \nSign in at reception. Coffee is ready 15 minutes before we begin."
        )
        texts["access"] = "The room has step-free access. The nearest accessible toilet is "
    if modes - {Workshop.Mode.IN_PERSON}:
        texts["notes"] = "Join with a camera and a microphone if you can, five minutes early."
    return texts


def preview(work_group: WorkGroup, details: JoiningDetails, to: Person) -> Draft:
    """The joining details as somebody with a place would read them."""
    return joining_details(Place(work_group=work_group, person=to), details)
