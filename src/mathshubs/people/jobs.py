"""Background work about people. Every job may run twice."""

from __future__ import annotations

from django.core.management import call_command
from django.utils.timezone import now
from procrastinate.contrib.django import app

from . import actions, merging_undone


@app.periodic(cron="17 3 * * *")
@app.task(name="people.tidy", queueing_lock="people.tidy")
def tidy(timestamp: int = 0) -> None:
    """Forget sign-ups nobody confirmed, journals of old merges, and sessions that have ended."""
    actions.forget_unconfirmed(at=now())
    merging_undone.forget_journals(at=now())
    call_command("clearsessions")
