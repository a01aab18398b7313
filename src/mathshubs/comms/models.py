"""The letterbox: every letter the network writes, and what became of it."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models


class Letter(models.Model):
    """
    One letter to one address.

    `kind`, `about` and the address together are unique: writing the same letter twice is writing
    it once. `topic` is what the ledger groups by ("work_group:12"). This room never words a letter.
    """

    class State(models.TextChoices):
        QUEUED = "QUEUED", "Waiting to be sent"
        SENT = "SENT", "Sent"
        BOUNCED = "BOUNCED", "Came back"
        FAILED = "FAILED", "Could not be sent"

    to_email = models.EmailField()
    to_person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="letters"
    )
    kind = models.CharField(max_length=60, help_text="Such as: workgroups.place_held")
    about = models.CharField(max_length=100, help_text="Such as: place:12")
    topic = models.CharField(max_length=60, blank=True, help_text="Such as: work_group:5")
    subject = models.CharField(max_length=200)
    text = models.TextField()
    html = models.TextField(blank=True)
    from_name = models.CharField(
        max_length=100, blank=True, help_text="Such as: Salt Way Maths Hub"
    )
    reply_to = models.EmailField(blank=True)
    calendar = models.TextField(blank=True, help_text="An .ics file to go with it.")
    secret_until = models.DateTimeField(
        null=True,
        blank=True,
        help_text="Its words are a secret until then: blanked once sent, not sent later.",
    )
    message_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    state = models.CharField(max_length=10, choices=State.choices, default=State.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    reason = models.CharField(max_length=500, blank=True, help_text="Why it was not delivered.")
    written_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["to_email", "kind", "about"], name="the_same_letter_is_written_once"
            ),
        ]
        indexes = [
            models.Index(fields=["topic", "-written_at"]),
            models.Index(fields=["to_person", "-written_at"]),
            models.Index(
                fields=["written_at"], name="letters_waiting", condition=models.Q(state="QUEUED")
            ),
        ]

    def hide_who(self) -> None:
        """Mask who it went to, for a page of those who may not know. Such a row is not saved."""
        whole = self.to_email
        name, _, domain = whole.partition("@")
        self.to_email, self.to_person = f"{name[:1]}•••@{domain}", None
        self.reason = self.reason.replace(whole, self.to_email)
