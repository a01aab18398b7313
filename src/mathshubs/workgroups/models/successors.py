"""Places that went on to another school with their school."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from mathshubs.schools.models import School

from .place import Place


class SchoolChange(models.Model):
    """
    A place was for one school and is for another since: the school became it, or a person said.

    What happened before stays with the earlier school: "as it was" asks here.
    """

    place = models.ForeignKey(Place, models.CASCADE, related_name="school_changes")
    from_school = models.ForeignKey(School, models.PROTECT, related_name="+")
    to_school = models.ForeignKey(School, models.PROTECT, related_name="+")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+",
        help_text="Empty when the register says it.",
    )  # fmt: skip
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="a_place_goes_to_another_school", condition=~Q(from_school=F("to_school"))
            )
        ]
