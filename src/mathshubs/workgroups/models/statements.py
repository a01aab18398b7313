"""What a person did over the years, as it was written down for them once."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class Statement(models.Model):
    """
    A statement of professional development, which anyone can check by its code.

    `lines`: what it said then, a row for each group. Asked for again with nothing new, it is the
    same statement.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="statements")
    code = models.CharField(max_length=12, unique=True)
    lines = models.JSONField()
    issued_at = models.DateTimeField()

    class Meta:
        ordering = ["-issued_at", "-pk"]
