"""Whom a school says to write to this year."""

from __future__ import annotations

from datetime import datetime

from django.utils.timezone import localdate

from mathshubs.core.years import academic_year_of
from mathshubs.people.models import Person
from mathshubs.schools.models import ContactsConfirmation, School


def confirm_contacts(
    *, school: School, head_name: str, head_email: str, lead_name: str, lead_email: str,
    by: Person, at: datetime,
) -> ContactsConfirmation:  # fmt: skip
    """Keep, for the academic year of `at`, whom to write to. Saying it again changes it."""
    said = {
        "head_name": head_name.strip(), "head_email": head_email.strip().lower(),
        "lead_name": lead_name.strip(), "lead_email": lead_email.strip().lower(),
        "by": by, "at": at,
    }  # fmt: skip
    confirmed, _ = ContactsConfirmation.objects.update_or_create(
        school=school, year=academic_year_of(localdate(at)), defaults=said
    )
    return confirmed
