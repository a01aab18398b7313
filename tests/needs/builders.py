"""Needs, the least that is valid."""

from __future__ import annotations

from mathshubs.hubs.models import Hub
from mathshubs.needs.models import Need

from ..builders import SEPTEMBER


def a_need(hub: Hub | None, title: str = "Fractions in year 5", **fields) -> Need:
    fields.setdefault("what", "Pupils add the tops and the bottoms.")
    fields.setdefault("source", Need.Source.REQUEST)
    fields.setdefault("phases", ["PRIMARY"])
    fields.setdefault("raised_at", SEPTEMBER)
    return Need.objects.create(hub=hub, title=title, **fields)
