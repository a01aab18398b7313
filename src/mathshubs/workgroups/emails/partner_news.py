"""Letters to a partner about who comes to an event of their offer: how many, and no names."""

from __future__ import annotations

from mathshubs.comms.actions import Draft

from ..models import WorkGroup
from . import words


def full(event: WorkGroup) -> Draft:
    """Tell the partner that every place is taken. `event` has `held`, as the week's letter does."""
    about = f"work_group:{event.pk}"
    return _letter(event, "event_full", about, "Full", "Every place is taken.")


def a_week_away(event: WorkGroup) -> Draft:
    about = f"work_group:{event.pk}:{event.first_on}"
    return _letter(event, "event_soon", about, "Soon", "It is in a week or less.")


def _letter(event: WorkGroup, kind: str, about: str, short: str, says: str) -> Draft:
    offer = event.partner_offer
    assert offer
    people = event.__dict__["held"]
    come = "1 person has a place." if people == 1 else f"{people} people have a place."
    parts = [
        f"Hello {offer.name}",
        f"This is about the event of what you offered: {event.title}. {says} {come}",
        words.dates(event),
        f"If anything has changed on your side, write to {event.hub.email} now.",
    ]
    return Draft(
        to=offer.person or offer.email,
        kind=f"{words.ROOM}.{kind}_for_partner",
        about=about,
        topic=f"partner_offer:{offer.pk}",
        subject=f"{short}: {event.title}",
        text=words.text([*parts, words.signed(event)]),
        from_name=str(event.hub),
        reply_to=event.hub.email,
    )
