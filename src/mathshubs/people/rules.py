"""Who may do what over the whole network."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser

from .models import NationalRole, Person
from .queries import national_roles


def is_national_staff(person: Person | AnonymousUser) -> bool:
    return person.is_authenticated and NationalRole.Kind.STAFF in national_roles(person)


def is_evaluator(person: Person | AnonymousUser) -> bool:
    """Whether they evaluate: rows and figures of the whole network, without personal data."""
    return person.is_authenticated and NationalRole.Kind.EVALUATOR in national_roles(person)
