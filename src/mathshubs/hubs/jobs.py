"""Background work about hubs. Every job may run twice."""

from __future__ import annotations

from django.utils.timezone import now
from procrastinate.contrib.django import app

from . import drawing


@app.task(name=drawing.DRAW)
def draw_hubs() -> None:
    drawing.draw_hubs(at=now())


@app.periodic(cron="30 0 * * *")
@app.task(name="hubs.draw_nightly", queueing_lock="hubs.draw_nightly")
def draw_hubs_nightly(timestamp: int = 0) -> None:
    """Changes of area with a day in the future become true overnight."""
    drawing.draw_hubs(at=now())
