"""How places are given when more ask than there are places."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from .group import WorkGroup


class Draw(models.Model):
    """
    A sealed lottery. The seed is drawn and kept before the list is read; `entries` is the list as
    it was read, so that anyone can run it again.
    """

    work_group = models.ForeignKey(WorkGroup, models.PROTECT, related_name="draws")
    seed = models.CharField(max_length=64, help_text="Hexadecimal.")
    drawn_at = models.DateTimeField()
    drawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    read_at = models.DateTimeField(null=True, blank=True)
    entries = models.JSONField(default=list, help_text="Numbers of the places, sorted.")

    class Meta:
        ordering = ["drawn_at", "pk"]
