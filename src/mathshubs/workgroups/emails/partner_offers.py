"""Letters to a partner about the events that are made of what they offer."""

from __future__ import annotations

from mathshubs.comms.actions import Draft
from mathshubs.core.templatetags.mathshubs import session_time
from mathshubs.needs.models import PartnerOffer

from ..models import WorkGroup, Workshop
from ..queries.lines import where_of
from . import words


def event_made(event: WorkGroup, offer: PartnerOffer, workshop: Workshop) -> Draft:
    """Tell the partner that an event is planned, when and where, and what they can put right."""
    parts = [
        f"Hello {offer.name}",
        f"We plan an event of what you offered, {offer.title}: {event.title}.",
        f"When and where: {session_time(workshop)}, {where_of(workshop)}.",
        f"Up to {event.places} people may come. They book with us.",
        f"If the day or the place does not suit, write to {event.hub.email} now. Once it is "
        "published, its page and the bookings follow any change.",
        f"What became of your offer:\n{words.address('listed_offer', offer.pk)}",
    ]
    return Draft(
        to=offer.person or offer.email,
        kind=f"{words.ROOM}.event_of_an_offer",
        about=f"work_group:{event.pk}",
        topic=f"partner_offer:{offer.pk}",
        subject=f"An event of your offer: {event.title}",
        text=words.text([*parts, words.signed(event)]),
        from_name=str(event.hub),
        reply_to=event.hub.email,
    )
