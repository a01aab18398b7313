"""Letters about a commission: an offer came; something is due soon, or has not come."""

from __future__ import annotations

from mathshubs.comms.actions import Draft
from mathshubs.core.templatetags.mathshubs import day, pounds

from ..models import Deliverable, Tender
from ..queries.briefs import tender_key
from . import words


def offer_arrived(tender: Tender) -> Draft:
    """Acknowledge an offer that a supplier sent."""
    provision = tender.commission.provision
    by, page = tender.commission.reply_by, words.address("my_tender", tender_key(tender))
    parts = [
        f"Hello {tender.organisation}",
        f"We have your offer for {provision.title}, for {pounds(tender.price)}. Offers can be made "
        f"until {day(by)}; after that we choose, and write to everybody with the reason.",
        f"What you offered, and what becomes of it:\n{page}",
    ]
    return words.letter(
        provision.priority.round.hub, parts, to=tender.email, kind="tender_arrived",
        about=f"tender:{tender.pk}", subject=f"We have your offer for {provision.title}",
    )  # fmt: skip


def offer_to_read(tender: Tender) -> Draft:
    """Tell who sees to the answer that an offer came by the link."""
    provision = tender.commission.provision
    reader = provision.owner or provision.by
    parts = [
        f"Hello {reader.given_name}",
        f"{tender.organisation} offers to do {provision.title}, for {pounds(tender.price)}.",
        f"It stands among the offers received:\n{words.address('commission', provision.pk)}",
    ]
    return words.letter(
        provision.priority.round.hub, parts, to=reader, kind="tender_to_read",
        about=f"tender:{tender.pk}", subject=f"An offer for {provision.title}",
    )  # fmt: skip


def due_soon(deliverable: Deliverable) -> Draft:
    said = f"is due on {day(deliverable.due_on)}"
    ask = "Ask them whether it comes in time."
    return _letter(deliverable, "deliverable_soon", "Due soon", said, ask)


def overdue(deliverable: Deliverable) -> Draft:
    said = f"was due on {day(deliverable.due_on)} and has not come"
    ask = "Ask them for it. When it has come, say so on the page."
    return _letter(deliverable, "deliverable_late", "Overdue", said, ask)


def _letter(deliverable: Deliverable, kind: str, short: str, said: str, ask: str) -> Draft:
    provision = deliverable.commission.provision
    reader = provision.owner or provision.by
    parts = [
        f"Hello {reader.given_name}",
        f"You see to {provision.title}. Of what was commissioned, {deliverable.title} {said}.",
        f"{ask}\n{words.address('commission', provision.pk)}",
    ]
    return words.letter(
        provision.priority.round.hub, parts, to=reader, kind=kind,
        about=f"deliverable:{deliverable.pk}:{deliverable.due_on}",
        subject=f"{short}: {deliverable.title}",
    )  # fmt: skip
