"""Letters about answers to priorities: who sees to one, what was decided of an offer."""

from __future__ import annotations

from mathshubs.comms.actions import Draft

from ..models import Provision, Tender
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
