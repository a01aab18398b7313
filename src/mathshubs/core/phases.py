"""The phases of school that work is for: one list for projects, groups and those who lead them."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import models


class Phase(models.TextChoices):
    EARLY_YEARS = "EARLY_YEARS", "Early years"
    PRIMARY = "PRIMARY", "Primary"
    SECONDARY = "SECONDARY", "Secondary"
    POST_16 = "POST_16", "Post-16"


def phases_in_words(phases: Iterable[str]) -> str:
    """Return the phases as people read them: Primary, Secondary."""
    return ", ".join(Phase(phase).label for phase in phases)
