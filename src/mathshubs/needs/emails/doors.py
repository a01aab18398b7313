"""Letters about what came through a door: that it arrived, and what became of it."""

from __future__ import annotations

from mathshubs.comms.actions import Draft

from ..models import Message, PartnerOffer
from . import words

_THANKS = {
    "CONTACT": "Thank you for writing to us",
    "SUGGESTION": "Thank you for your idea of how we could work together",
}


def message_arrived(message: Message) -> Draft:
    parts = [
        f"Hello {message.name}",
        f"{_THANKS[message.kind]}: {message.subject}. Somebody answers within five school days.",
        f"What you wrote, and what becomes of it:\n{words.told('message', message.pk)}",
    ]
    return words.letter(
        message.hub, parts, to=message.person or message.email, kind="message_arrived",
        about=f"message:{message.pk}", subject=f"We have what you wrote: {message.subject}",
    )  # fmt: skip


def message_to_owner(message: Message) -> Draft:
    assert message.owner
    who = f"{message.name}, {message.organisation}" if message.organisation else message.name
    parts = [
        f"Hello {message.owner.given_name}",
        f"{who}, wrote to {message.hub}: {message.subject}.",
        f"Read it and answer here, so that others see that it is answered:\n"
        f"{words.address('message', message.pk)}",
    ]
    return words.letter(
        message.hub, parts, to=message.owner, kind="message_to_answer",
        about=f"message:{message.pk}", subject=f"To answer: {message.subject}",
    )  # fmt: skip


def message_answered(message: Message) -> Draft:
    parts = [
        f"Hello {message.name}",
        f"You wrote to us: {message.subject}. Our answer:",
        message.answer,
        f"What you wrote, and our answer, stay here:\n{words.told('message', message.pk)}",
    ]
    return words.letter(
        message.hub, parts, to=message.person or message.email, kind="message_answered",
        about=f"message:{message.pk}", subject=f"Our answer: {message.subject}",
    )  # fmt: skip


def offer_arrived(offer: PartnerOffer) -> Draft:
    parts = [
        f"Hello {offer.name}",
        f"Thank you for offering to work with schools: {offer.title}. Somebody reads it within "
        "five school days and says whether we can list it.",
        f"What you offered, and what becomes of it:\n{words.told('offer', offer.pk)}",
    ]
    return words.letter(
        offer.hub, parts, to=offer.person or offer.email, kind="offer_arrived",
        about=f"partner_offer:{offer.pk}", subject=f"We have your offer: {offer.title}",
    )  # fmt: skip


def offer_to_owner(offer: PartnerOffer) -> Draft:
    assert offer.owner
    parts = [
        f"Hello {offer.owner.given_name}",
        f"{offer.organisation or offer.name} offers {offer.hub} something for schools: "
        f"{offer.title}.",
        "Read it and say whether it is listed:\n"
        + words.address_in("workgroups:partner_offer", offer.pk),
    ]
    return words.letter(
        offer.hub, parts, to=offer.owner, kind="offer_to_look_at",
        about=f"partner_offer:{offer.pk}", subject=f"An offer to look at: {offer.title}",
    )  # fmt: skip


def offer_decided(offer: PartnerOffer) -> Draft:
    listed = offer.state == offer.State.LISTED
    said = "is listed now, where schools find it" if listed else "is not listed"
    parts = [
        f"Hello {offer.name}",
        f"Your offer {said}: {offer.title}.",
        *([offer.answer] if offer.answer else []),
        f"All that became of it:\n{words.told('offer', offer.pk)}",
    ]
    return words.letter(
        offer.hub, parts, to=offer.person or offer.email, kind=f"offer_{offer.state.lower()}",
        about=f"partner_offer:{offer.pk}", subject=f"Your offer: {offer.title}",
    )  # fmt: skip
