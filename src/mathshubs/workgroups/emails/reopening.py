"""The letter to somebody whose declined application the hub has opened again."""

from __future__ import annotations

from datetime import datetime

from ..models import Place
from . import words


def reopened(place: Place, *, at: datetime) -> None:
    """Post it where the hub decides again; who gets a place or a wait at once is told that."""
    title = place.work_group.title
    parts = [
        f"We declined your application for a place in {title}. We have opened it again.",
        words.dates(place.work_group),
        "What happens next: the hub reads it again and writes to you with its answer. It stands "
        "after those that came in meanwhile.",
        "If you need something to take part, tell us again: we deleted what you had written.",
        f"See your application, or withdraw it:\n{words.address('my_places')}",
    ]
    words.post(place, "reopened", f"Your application is open again: {title}", parts, at=at)
