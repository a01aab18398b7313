"""Letters to those who see to a commission: something is due soon, or has not come."""

from __future__ import annotations

from mathshubs.comms.actions import Draft
from mathshubs.core.templatetags.mathshubs import day

from ..models import Deliverable
from . import words


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
