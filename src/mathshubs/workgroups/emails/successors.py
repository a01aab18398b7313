"""The letter about a place that goes on with its school."""

from __future__ import annotations

from datetime import datetime

from mathshubs.comms.actions import post_many
from mathshubs.schools.models import School

from ..models import Place
from . import words


def school_changed(place: Place, was: School, *, at: datetime) -> None:
    """Tell that nothing is lost, and which school the place is for now."""
    title = place.work_group.title
    parts = [
        f"{was.name} has closed in the national register, so your place in {title} is for "
        f"{place.school.name} now. Nothing else changes: dates, links and what you have done so "
        "far stay as they are.",
        f"If that is not your school, tell us:\n{words.address('my_places')}",
    ]
    about = f"place:{place.pk}:school:{place.school_id}"
    written = words.draft(
        place, kind="school_changed", about=about,
        subject=f"Your place goes on at {place.school.name}: {title}", parts=parts,
    )  # fmt: skip
    post_many([written], at=at)
