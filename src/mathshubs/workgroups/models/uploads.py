"""Spreadsheets handed in: read, shown, then applied as a whole or not at all."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from mathshubs.core.files import StoredFile
from mathshubs.hubs.models import Hub

from .group import WorkGroup, Workshop


class Upload(StoredFile):
    """
    A spreadsheet of applications, attendance or people; gone 30 days after it was handed in.

    `rows`: what each row says and what becomes of it, as the preview shows it.
    """

    class Kind(models.TextChoices):
        APPLICATIONS = "APPLICATIONS", "Applications"
        ATTENDANCE = "ATTENDANCE", "Attendance"
        MEETING = "MEETING", "Attendance from an online meeting"
        PEOPLE = "PEOPLE", "People"

    class State(models.TextChoices):
        CHECKING = "CHECKING", "Being read"
        READY = "READY", "To confirm"
        APPLYING = "APPLYING", "Being carried out"
        DONE = "DONE", "Done"
        UNDONE = "UNDONE", "Undone"
        DISCARDED = "DISCARDED", "Discarded"
        REFUSED = "REFUSED", "Could not be read"

    AT_WORK = (State.CHECKING, State.APPLYING)

    kind = models.CharField(max_length=12, choices=Kind.choices)
    state = models.CharField(max_length=9, choices=State.choices, default=State.READY)
    hub = models.ForeignKey(Hub, models.CASCADE, related_name="uploads")
    work_group = models.ForeignKey(
        WorkGroup, models.CASCADE, null=True, blank=True, related_name="uploads"
    )
    workshop = models.ForeignKey(
        Workshop, models.CASCADE, null=True, blank=True, related_name="uploads"
    )
    rows = models.JSONField(default=list)
    answers = models.JSONField(default=dict, help_text="What was chosen where it was in doubt.")
    progress = models.PositiveSmallIntegerField(default=0, help_text="Per cent.")
    refusal = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["-at", "-pk"]
