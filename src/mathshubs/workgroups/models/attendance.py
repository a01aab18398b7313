"""What happened at workshops, and the certificates that follow."""

from __future__ import annotations

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q

from .group import Workshop
from .place import Place


@pghistory.track(append_only=True)
class Attendance(models.Model):
    """How one place was used at one workshop."""

    class Mark(models.TextChoices):
        PRESENT = "PRESENT", "Present"
        LATE = "LATE", "Late"
        PART = "PART", "Part of it"
        APOLOGIES = "APOLOGIES", "Apologies"
        ABSENT = "ABSENT", "Absent"
        SUBSTITUTE = "SUBSTITUTE", "Substitute came"
        NOT_EXPECTED = "NOT_EXPECTED", "Not expected"

    ATTENDED = (Mark.PRESENT, Mark.LATE, Mark.PART)

    workshop = models.ForeignKey(Workshop, models.CASCADE, related_name="attendances")
    place = models.ForeignKey(Place, models.CASCADE, related_name="attendances")
    mark = models.CharField(max_length=12, choices=Mark.choices)
    substitute_name = models.CharField(max_length=150, blank=True)
    marked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    marked_at = models.DateTimeField(
        help_text="When it was tapped, which may be before it arrived."
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workshop", "place"], name="one_mark_per_place_per_workshop"
            ),
            models.CheckConstraint(
                name="a_substitute_is_named",
                condition=~Q(mark="SUBSTITUTE") | ~Q(substitute_name=""),
            ),
        ]


class Certificate(models.Model):
    """Proof of taking part, which anyone can verify by its code."""

    place = models.OneToOneField(Place, models.PROTECT, related_name="certificate")
    code = models.CharField(max_length=12, unique=True)
    workshops_attended = models.PositiveSmallIntegerField()
    workshops_held = models.PositiveSmallIntegerField()
    issued_at = models.DateTimeField()
