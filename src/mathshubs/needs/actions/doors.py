"""Keep what comes through a door, acknowledge it, answer it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.utils.timezone import localdate

from mathshubs.comms.actions import post_many
from mathshubs.hubs.models import Hub
from mathshubs.people.models import Person
from mathshubs.schools.models import District

from ..emails import doors as emails
from ..models import Message, PartnerOffer, Theme
from ..queries.needs import owner_of_new


class DoorRefused(Exception):
    """Nothing changed. `str(refusal)` is a sentence for whoever asked."""


@transaction.atomic
def send_message(*, hub: Hub, at: datetime, **typed) -> Message:
    """Keep a message or an idea for `hub`, and write to whoever sent it and who is to answer."""
    owner = owner_of_new(hub, localdate(at))
    message = Message.objects.create(hub=hub, owner=owner, at=at, **typed)
    letters = [emails.message_arrived(message)]
    if owner:
        letters.append(emails.message_to_owner(message))
    post_many(letters, at=at)
    return message


@transaction.atomic
def answer(*, message: Message, state: str, words: str, by: Person, at: datetime) -> Message:
    """
    Answer a message in words that its sender gets by letter. Raises DoorRefused when it is
    answered already.
    """
    message = Message.objects.select_for_update(of=("self",)).select_related(
        "hub", "person"
    ).get(pk=message.pk)  # fmt: skip
    if message.state != Message.State.RECEIVED:
        raise DoorRefused("Somebody answered it meanwhile. Their words stand on this page.")
    message.state, message.answer, message.answered_at = state, words, at
    message.owner = by
    message.save()
    post_many([emails.message_answered(message)], at=at)
    return message


@transaction.atomic
def offer_support(
    *, hub: Hub, at: datetime, districts: Iterable[District] = (), **typed
) -> PartnerOffer:
    """Keep what a partner offers, and write to them and to who is to look at it."""
    owner = owner_of_new(hub, localdate(at))
    offer = PartnerOffer.objects.create(hub=hub, owner=owner, at=at, **typed)
    offer.districts.set(districts)
    letters = [emails.offer_arrived(offer)]
    if owner:
        letters.append(emails.offer_to_owner(offer))
    post_many(letters, at=at)
    return offer


@transaction.atomic
def sort_offer(
    *, offer: PartnerOffer, kind: str, phases: list[str], until_on: date | None,
    themes: Iterable[Theme] = (), new_theme: str = "", districts: Iterable[District] = (),
) -> PartnerOffer:  # fmt: skip
    """Say what an offer is about, so that schools and needs find it. A new theme is the hub's."""
    offer.kind, offer.phases, offer.until_on = kind, phases, until_on
    offer.save(update_fields=["kind", "phases", "until_on"])
    named = [*themes]
    if new_theme:
        named.append(Theme.objects.get_or_create(hub=offer.hub, name=new_theme)[0])
    offer.themes.set(named)
    offer.districts.set(districts)
    return offer


_MAY_FOLLOW = {
    "OFFERED": ("LISTED", "DECLINED"),
    "LISTED": ("ENDED",),
    "DECLINED": ("LISTED",),
    "ENDED": ("LISTED",),
}


@transaction.atomic
def decide_offer(
    *, offer: PartnerOffer, state: str, by: Person, at: datetime, words: str = ""
) -> PartnerOffer:
    """List an offer, decline it with a reason, or end its listing. Raises DoorRefused."""
    offer = PartnerOffer.objects.select_for_update(of=("self",)).select_related(
        "hub", "person"
    ).get(pk=offer.pk)  # fmt: skip
    if state not in _MAY_FOLLOW[offer.state]:
        raise DoorRefused(f"It is {offer.get_state_display().lower()} already. Read it again.")
    if state == PartnerOffer.State.DECLINED and not words:
        raise DoorRefused("Say why, in a kind sentence. Whoever offered it reads it.")
    offer.state, offer.answer, offer.answered_at, offer.owner = state, words, at, by
    offer.save()
    post_many([emails.offer_decided(offer)], at=at)
    return offer
