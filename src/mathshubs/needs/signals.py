"""What this room does when the rooms below say that something happened."""

from __future__ import annotations

from datetime import datetime

from .actions import proposals


def propose_soon(sender, at: datetime, **kwargs) -> None:
    """Queue the job that reads published results, in the transaction that took new ones."""
    proposals.ask(by=None, at=at)
