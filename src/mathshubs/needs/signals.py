"""What this room does when the rooms below say that something happened."""

from __future__ import annotations

from datetime import datetime

from mathshubs.schools.models import Result

from .actions import proposals


def propose_soon(sender, at: datetime, **kwargs) -> None:
    """Queue the job that reads published results, in the transaction that took new ones."""
    proposals.ask(by=None, at=at)


def propose_as_schools_carry_on(sender, links_changed: bool, at: datetime, **kwargs) -> None:
    """Read results again when links changed: a school that carries on has a longer run of years."""
    if links_changed and Result.objects.exists():
        proposals.ask(by=None, at=at)
