"""Whom a school says to write to, year by year."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from .register import School


class ContactsConfirmation(models.Model):
    """Somebody who leads the school said, for one academic year, who its contacts are."""

    school = models.ForeignKey(School, models.PROTECT, related_name="contacts")
    year = models.CharField("academic year", max_length=7, help_text="Such as: 2025/26")
    head_name = models.CharField("headteacher or principal", max_length=150)
    head_email = models.EmailField("email address of the head")
    lead_name = models.CharField("who leads maths", max_length=150)
    lead_email = models.EmailField("email address of who leads maths")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-year", "-at"]
        constraints = [
            models.UniqueConstraint(
                fields=["school", "year"], name="contacts_are_confirmed_once_a_year"
            )
        ]
