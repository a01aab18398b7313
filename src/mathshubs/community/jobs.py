"""Background work of communities. Every job may run twice, at any hour, on any worker."""

from __future__ import annotations

from django.utils.timezone import localtime, now
from procrastinate.contrib.django import app

from .actions import digests, posts, spaces

WAKING_HOURS = range(7, 21)


@app.periodic(cron="12 * * * *")
@app.task(name="community.open_spaces", queueing_lock="community.open_spaces")
def open_spaces(timestamp: int = 0) -> None:
    """Open the spaces of what was published meanwhile."""
    spaces.open_missing_spaces(at=now())


@app.periodic(cron="*/15 * * * *")
@app.task(name="community.write_digests", queueing_lock="community.write_digests")
def write_digests(timestamp: int = 0) -> None:
    """Tell once a day what is new, in waking hours."""
    at = now()
    if localtime(at).hour in WAKING_HOURS:
        digests.write_digests(at=at)


@app.periodic(cron="50 3 * * *")
@app.task(name="community.forget_taken_back", queueing_lock="community.forget_taken_back")
def forget_taken_back(timestamp: int = 0) -> None:
    """Blank what its writers took back more than a week ago."""
    posts.forget_taken_back(at=now())
