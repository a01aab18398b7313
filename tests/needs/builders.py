"""Needs and what follows from them, the least that is valid."""

from __future__ import annotations

from datetime import date

from mathshubs.hubs.models import Hub
from mathshubs.needs.models import Need, PartnerOffer, Priority, PriorityRound, Provision
from mathshubs.people.models import Person

from ..builders import SEPTEMBER


def a_need(hub: Hub | None, title: str = "Fractions in year 5", **fields) -> Need:
    fields.setdefault("what", "Pupils add the tops and the bottoms.")
    fields.setdefault("source", Need.Source.REQUEST)
    fields.setdefault("phases", ["PRIMARY"])
    fields.setdefault("raised_at", SEPTEMBER)
    return Need.objects.create(hub=hub, title=title, **fields)


def a_round(hub: Hub | None, by: Person, **fields) -> PriorityRound:
    """A round of 2026/27, open for comments until the end of September 2025."""
    fields.setdefault("year", "2026/27")
    fields.setdefault("consult_until", date(2025, 9, 30))
    return PriorityRound.objects.create(hub=hub, by=by, at=SEPTEMBER, **fields)


def a_priority(round_: PriorityRound, title: str = "Fractions", *, needs=(), **fields) -> Priority:
    fields.setdefault("why", "Many schools ask.")
    fields.setdefault("phases", ["PRIMARY"])
    priority = Priority.objects.create(round=round_, title=title, **fields)
    priority.needs.set(needs)
    return priority


def an_answer(priority: Priority, by: Person, title: str = "A course", **fields) -> Provision:
    fields.setdefault("mode", Provision.Mode.DEVELOP)
    fields.setdefault("kind", "DEVELOPMENT")
    fields.setdefault("what", "Nothing like it exists.")
    return Provision.objects.create(priority=priority, title=title, by=by, at=SEPTEMBER, **fields)


def an_offer(
    hub: Hub, title: str = "A day in our lab", *, districts=(), themes=(), **fields
) -> PartnerOffer:
    """A listed offer of a university."""
    fields.setdefault("of", PartnerOffer.From.UNIVERSITY)
    fields.setdefault("what", "For year 12, free.")
    fields.setdefault("kind", "UNIVERSITIES")
    fields.setdefault("phases", ["POST_16"])
    fields.setdefault("state", PartnerOffer.State.LISTED)
    fields.setdefault("name", "Ada Lab")
    fields.setdefault("email", "ada@example.ac.uk")
    fields.setdefault("organisation", "Keele Lab")
    offer = PartnerOffer.objects.create(hub=hub, title=title, at=SEPTEMBER, **fields)
    offer.districts.set(districts)
    offer.themes.set(themes)
    return offer
