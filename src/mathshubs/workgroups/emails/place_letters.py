"""Letters to one person about their place, each written by the action that makes it true."""

from __future__ import annotations

from datetime import date, datetime

from django.utils.timezone import localdate

from mathshubs.comms.actions import Draft, post_many
from mathshubs.core.templatetags.mathshubs import day

from .. import calendars
from ..models import Certificate, HeadAgreement, Place
from ..queries.agreements import last_day_to_answer
from . import joining, words


def place_held(place: Place, *, at: datetime) -> None:
    """Post it with the calendar file; the joining details too, where the others have them."""
    work_group = place.work_group
    issued = joining.details_are_out(work_group, localdate(at))
    details = joining.details_of(work_group) if issued else None
    if details:
        coming = "come in a letter of their own, today."
    elif issued:
        coming = "with all you need on the day, come as soon as the hub has written them."
    else:
        coming = "with all you need on the day, come about ten days before the first workshop."
    drafts = [
        words.draft(
            place,
            kind="place_held",
            about=f"place:{place.pk}",
            subject=f"Your place is held: {work_group.title}",
            parts=[
                f"Your place in {work_group.title} is held, for {place.school.name}.",
                _asked_for(place),
                words.dates(work_group),
                f"What happens next: the joining details{'' if details else ','} {coming}",
                "If you cannot come, give your place back so that somebody else can have it:\n"
                + words.address("my_places"),
            ],
            calendar=calendars.work_group_ics(
                work_group, words.workshops_of(work_group), with_links=True
            ),
        )
    ]
    if details:
        drafts.append(joining.letter(place, details))
    post_many(drafts, at=at)


def _asked_for(place: Place) -> str:
    """Say who applied for whoever did not themselves, and what is still to be told."""
    if place.enrolment is None or place.enrolment.applied_by_id == place.person_id:
        return ""
    return (
        f"{place.enrolment.applied_by.name} applied for you. Sign in with this email address to "
        "say what you need on the day and to complete your details:\n"
        + words.address("details", place.pk)
    )


def put_forward(place: Place, *, at: datetime) -> None:
    """Post to somebody named now that the school's place, which is theirs, is still open."""
    title = place.work_group.title
    parts = [
        f"You are named to take part in {title}, for {place.school.name}. The place is not held "
        f"yet: {place.get_state_display().lower()}. We write to you when that changes.",
        _asked_for(place),
        words.dates(place.work_group),
        f"If you cannot take part, say so:\n{words.address('my_places')}",
    ]
    words.post(place, "put_forward", f"You are named for {title}", parts, at=at)


def applied(place: Place, *, at: datetime) -> None:
    """Post it where the hub decides: nothing is promised yet."""
    title = place.work_group.title
    parts = [
        f"We have your application for a place in {title}, for {place.school.name}.",
        _asked_for(place),
        words.dates(place.work_group),
        "What happens next: the hub reads every application and writes to you with its answer. "
        "You need do nothing until then.",
        f"See your application, or withdraw it:\n{words.address('my_places')}",
    ]
    words.post(place, "applied", f"We have your application: {title}", parts, at=at)


def kept(place: Place, asked: HeadAgreement | None, *, at: datetime) -> None:
    """Post that the place is kept until the head agrees, and who was asked, if anybody."""
    title = place.work_group.title
    if asked and asked.asked_at:
        whom = (
            f"We have asked {asked.head_name} at {asked.sent_to} to agree, by the end of "
            f"{day(asked.answer_by)}. Tell them to look out for it. Not their address? Give us "
            f"another:\n{words.address('head', place.pk)}"
        )
    else:
        whom = (
            "We do not know yet whom to ask. Give us the name and the address of your head by the "
            f"end of {day(last_day_to_answer(place.work_group, localdate(at)))}, or the place goes "
            f"to the next who waits:\n{words.address('head', place.pk)}"
        )
    parts = [
        f"A place in {title} is kept for you, for {place.school.name}. It is yours when your "
        "headteacher has agreed.",
        _asked_for(place),
        whom,
        words.dates(place.work_group),
        f"If you no longer want it, give it back:\n{words.address('my_places')}",
    ]
    subject = f"Kept until your head agrees: {title}"
    words.post(place, "kept", subject, parts, at=at)


def kept_in_vain(place: Place, last_day: date, *, at: datetime) -> None:
    """Tell that the kept place has gone: nobody said which head to ask."""
    title = place.work_group.title
    parts = [
        f"We kept a place in {title} for {place.school.name} until {day(last_day)}. Nobody told us "
        "which head to ask, so it goes to the next who waits.",
        "If the school still wants to take part, apply again, with the name and the address of "
        f"your head:\n{words.address('detail', place.work_group_id)}",
    ]
    calendar = calendars.cancelled_ics(words.workshops_of(place.work_group), place.work_group)
    subject = f"The place kept for you has gone: {title}"
    words.post(place, "kept_in_vain", subject, parts, at=at, calendar=calendar)


def waiting(place: Place, *, in_front: int, at: datetime) -> None:
    """Post how many people are in front on the waiting list, and what happens next."""
    title = place.work_group.title
    others = {0: "Nobody is in front of you.", 1: "One person is in front of you."}
    parts = [
        f"Every place in {title} is taken, so you are number {in_front + 1} on its waiting list. "
        + others.get(in_front, f"{in_front} people are in front of you."),
        _asked_for(place),
        words.dates(place.work_group),
        "What happens next: when a place comes free it is offered to the first on the list. You "
        "then have five school days to accept it. Please keep the dates free until you hear.",
        f"If you no longer want a place, leave the list:\n{words.address('my_places')}",
    ]
    words.post(place, "waiting", f"You are on the waiting list: {title}", parts, at=at)


def place_offered(place: Place, *, at: datetime) -> None:
    """Post the offer with its last day: each offer of the same place once."""
    title, last_day = place.work_group.title, day(place.offer_ends_on)
    parts = [
        f"A place in {title} has come free, and it is yours if you want it.",
        f"Accept it by the end of {last_day}, or say that you do not want it:\n"
        + words.address("offer", place.pk),
        words.dates(place.work_group),
        f"If we hear nothing by the end of {last_day}, it goes to the next person who waits.",
    ]
    words.post(
        place, "place_offered", f"A place for you, accept by {last_day}: {title}", parts, at=at
    )


def offer_lapsed(place: Place, *, at: datetime) -> None:
    """Tell that the last day of an offer is over. Who turned it down is not written to."""
    title = place.work_group.title
    parts = [
        f"We offered you a place in {title} until {day(place.offer_ends_on)}. We did not hear from "
        "you, so it has gone to the next person who waits.",
        "If you still want to take part, apply again:\n"
        + words.address("detail", place.work_group_id),
    ]
    words.post(place, "offer_lapsed", f"The place offered to you has gone: {title}", parts, at=at)


def declined(place: Place, *, reason: str, at: datetime) -> None:
    """Post the hub's no with its `reason`, in the hub's own words."""
    title = place.work_group.title
    parts = [
        f"We cannot give you a place in {title} this time.",
        f"The reason: {reason}",
        "Other Work Groups have places. See which are near you:\n"
        + words.address("list"),
    ]  # fmt: skip
    words.post(place, "declined", f"No place this time: {title}", parts, at=at)


def withdrawn(place: Place, *, at: datetime) -> None:
    """Post it with a calendar file that takes the workshops out again."""
    title = place.work_group.title
    parts = [
        f"You no longer have a place in {title}. Take its dates out of your calendar.",
        "Thank you for telling us. Somebody else may have the place now.",
        "If this was a mistake, apply again or write to us:\n"
        + words.address("detail", place.work_group_id),
    ]
    calendar = calendars.cancelled_ics(words.workshops_of(place.work_group), place.work_group)
    subject = f"Your place is given back: {title}"
    words.post(place, "withdrawn", subject, parts, at=at, calendar=calendar)


def taken_back(place: Place, *, held: bool, at: datetime) -> None:
    """Post that an application brought in by mistake is gone; a calendar file where it was held."""
    title = place.work_group.title
    dates = " Take its dates out of your calendar." if held else ""
    parts = [
        f"We entered you for {title} by mistake, and have taken that back. You have no place in it "
        f"and need do nothing.{dates}",
        "We are sorry for the letters you had about it.",
        "If you would like to take part, apply or write to us:\n"
        + words.address("detail", place.work_group_id),
    ]
    workshops = words.workshops_of(place.work_group)
    calendar = calendars.cancelled_ics(workshops, place.work_group) if held else ""
    subject = f"Entered by our mistake: {title}"
    words.post(place, "taken_back", subject, parts, at=at, calendar=calendar)


def certificate_ready(certificate: Certificate) -> Draft:
    """Return the letter that comes with a certificate of attendance."""
    place = certificate.place
    title = place.work_group.title
    parts = [
        f"Thank you for taking part in {title}. You came to {certificate.workshops_attended} of "
        f"its {certificate.workshops_held} workshops.",
        f"Your certificate of attendance is here:\n{words.address('certificate', place.pk)}",
        f"Anyone can check it with its code, {certificate.code}:\n{words.address('verify')}",
    ]
    return words.draft(
        place,
        kind="certificate_ready",
        about=f"place:{place.pk}",
        subject=f"Your certificate: {title}",
        parts=parts,
    )
