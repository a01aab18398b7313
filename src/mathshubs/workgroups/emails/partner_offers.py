"""Letters to a partner about the events that are made of what they offer."""

from __future__ import annotations

from datetime import datetime

from mathshubs.comms.actions import Draft
from mathshubs.core.templatetags.mathshubs import session_time
from mathshubs.needs.models import PartnerOffer

from ..models import WorkGroup, Workshop
from ..queries.lines import where_of
from . import words


def event_made(event: WorkGroup, offer: PartnerOffer, workshop: Workshop) -> Draft:
    """Tell the partner that an event is planned, when and where, and what they can put right."""
    parts = [
        f"We plan an event of what you offered: {event.title}.",
        f"When and where: {session_time(workshop)}, {where_of(workshop)}.",
        f"Up to {event.places} people may come. They book with us.",
        f"If the day or the place does not suit, write to {event.hub.email} now. We write to you "
        "when either changes, and if it does not take place.",
        f"What became of your offer:\n{words.address('listed_offer', offer.pk)}",
    ]
    return _letter(event, "event_of_an_offer", f"An event of your offer: {event.title}", parts)


def event_moved(event: WorkGroup, workshop: Workshop) -> Draft:
    """Tell the partner a new time or place of their event, once for each `sequence`."""
    parts = [
        f"{event.title}, the event of what you offered, has a new time or place. It is now:",
        f"{session_time(workshop)}, {where_of(workshop)}",
        f"If it does not suit, write to {event.hub.email} now.",
    ]
    about = f"workshop:{workshop.pk}:{workshop.sequence}"
    subject = f"Changed: {event.title}, {session_time(workshop)}"
    return _letter(event, "event_of_an_offer_moved", subject, parts, about=about)


def event_off(event: WorkGroup, *, reason: str, waits: bool = False, at: datetime) -> Draft:
    """Tell the partner that their event is postponed, or does not take place."""
    parts = [
        f"{event.title}, the event of what you offered, "
        + ("is postponed. We write to you with a new day." if waits else "does not take place."),
        *([f"The reason: {reason}"] if reason else []),
        f"If another day suits you, tell us: {event.hub.email}.",
    ]
    subject = f"{'Postponed' if waits else 'Not taking place'}: {event.title}"
    kind = "event_of_an_offer_postponed" if waits else "event_of_an_offer_off"
    return _letter(event, kind, subject, parts, about=f"work_group:{event.pk}:{at:%Y%m%d}")


def event_full(event: WorkGroup) -> Draft:
    """Tell the partner that every place is taken, and how many come: no names."""
    return _who_comes(event, "Full", "Every place is taken.", "event_full_for_partner")


def event_soon(event: WorkGroup) -> Draft:
    """Tell the partner in the week before how many come: once for each day it may be on."""
    about = f"work_group:{event.pk}:{event.first_on}"
    says = "It is in a week or less."
    return _who_comes(event, "Soon", says, "event_soon_for_partner", about=about)


def _who_comes(event: WorkGroup, short: str, says: str, kind: str, *, about: str = "") -> Draft:
    people = event.__dict__["held"]
    come = "1 person has a place." if people == 1 else f"{people} people have a place."
    parts = [
        f"This is about the event of what you offered: {event.title}. {says} {come}",
        words.dates(event),
        f"If anything has changed on your side, write to {event.hub.email} now.",
    ]
    return _letter(event, kind, f"{short}: {event.title}", parts, about=about)


def _letter(
    event: WorkGroup, kind: str, subject: str, parts: list[str], *, about: str = ""
) -> Draft:
    offer = event.partner_offer
    assert offer
    return Draft(
        to=offer.person or offer.email,
        kind=f"{words.ROOM}.{kind}",
        about=about or f"work_group:{event.pk}",
        topic=f"partner_offer:{offer.pk}",
        subject=subject,
        text=words.text([f"Hello {offer.name}", *parts, words.signed(event)]),
        from_name=str(event.hub),
        reply_to=event.hub.email,
    )
