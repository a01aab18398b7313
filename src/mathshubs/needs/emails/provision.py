"""Letters about answers to priorities: who sees to one, what was decided of an offer."""

from __future__ import annotations

from mathshubs.comms.actions import Draft

from ..models import PartnerOffer, Provision, Tender
from . import words


def to_owner(provision: Provision) -> Draft:
    """Tell somebody that they see to an answer."""
    assert provision.owner
    hub = provision.priority.round.hub
    parts = [
        f"Hello {provision.owner.given_name}",
        f"You are asked to see to an answer to the priority “{provision.priority}”: "
        f"{provision.title}.",
        provision.what,
        f"Say there when it begins, and what came of it:\n{words.address('answer', provision.pk)}",
    ]
    return words.letter(
        hub, parts, to=provision.owner, kind="answer_to_see_to",
        about=f"provision:{provision.pk}", subject=f"To see to: {provision.title}",
    )  # fmt: skip


def offer_answers(provision: Provision, offer: PartnerOffer) -> Draft:
    """Tell a partner that what they offer answers a priority: named once the round is published."""
    round_ = provision.priority.round
    published = round_.state == round_.State.PUBLISHED
    what = f"our priority “{provision.priority}”" if published else "one of our priorities"
    parts = [
        f"Hello {offer.name}",
        f"{words.whose(round_.hub)} has chosen what you offer, {offer.title}, as an answer to "
        f"{what} for {round_.year}.",
        "We write to you when an event is made of it.",
        f"If your offer has changed, write to {offer.hub.email}. All that became of it:\n"
        + words.told("offer", offer.pk),
    ]
    return words.letter(
        round_.hub, parts, to=offer.person or offer.email, kind="offer_answers",
        about=f"provision:{provision.pk}:partner_offer:{offer.pk}",
        subject=f"What you offer answers a priority: {offer.title}",
    )  # fmt: skip


def offer_decided(tender: Tender) -> Draft:
    """Tell whoever made an offer whether it was chosen, and why."""
    provision = tender.commission.provision
    hub = provision.priority.round.hub
    said = "We have chosen your offer" if tender.chosen else "We have not chosen your offer"
    parts = [
        f"Hello {tender.organisation}",
        f"{said} for {provision.title}. Thank you for making it.",
        tender.reason,
    ]
    return words.letter(
        hub, parts, to=tender.email, kind="tender_decided", about=f"tender:{tender.pk}",
        subject=f"Your offer for {provision.title}",
    )  # fmt: skip
