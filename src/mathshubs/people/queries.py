"""Reads about people that have a name."""

from __future__ import annotations

from django.utils.timezone import localdate

from .models import NationalRole, Person


def national_roles(person: Person) -> set[str]:
    """Return the kinds of national role they hold today: one statement, kept on the person."""
    if not hasattr(person, "_national_roles"):
        roles = NationalRole.objects.on(localdate()).filter(person=person)
        person._national_roles = set(roles.values_list("kind", flat=True))
    return person._national_roles
