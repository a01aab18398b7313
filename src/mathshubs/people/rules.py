"""Who may do what over the whole network."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser

from .models import NationalRole, Person
from .queries import national_roles


def is_national_staff(person: Person | AnonymousUser) -> bool:
    return person.is_authenticated and NationalRole.Kind.STAFF in national_roles(person)
