"""Letters to many: written once by somebody, sent to each by the letterbox."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models

from mathshubs.hubs.models import Hub


class BulkLetter(models.Model):
    """
    One letter to the people of some groups, or to schools, as it was written, with who sent it.

    Each person's own letter is in the letterbox (kind `workgroups.bulk`, about `bulk:<pk>`).
    """

    hub = models.ForeignKey(Hub, models.PROTECT, related_name="bulk_letters")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    token = models.UUIDField(default=uuid.uuid4, unique=True, help_text="Pressed twice, sent once.")
    subject = models.CharField(max_length=150)
    text = models.TextField(help_text="In Markdown.")
    to_whom = models.CharField(max_length=300, help_text="The filters in force, in words.")
    places = ArrayField(
        models.BigIntegerField(), default=list, blank=True,
        help_text="One place of each person who is written to.",
    )  # fmt: skip
    addresses = models.JSONField(
        default=list, blank=True,
        help_text="Of a letter to schools: [school, address] of each letter.",
    )  # fmt: skip
    written_at = models.DateTimeField()
    done_at = models.DateTimeField(
        null=True, blank=True, help_text="When the last was put in the letterbox."
    )

    class Meta:
        ordering = ["-written_at", "-pk"]
        indexes = [models.Index(fields=["hub", "-written_at"])]

    def __str__(self) -> str:
        return self.subject

    @property
    def many(self) -> int:
        """How many letters it is: of people, or of schools' addresses."""
        return len(self.places) + len(self.addresses)

    @property
    def topic(self) -> str:
        return f"bulk:{self.pk}"
