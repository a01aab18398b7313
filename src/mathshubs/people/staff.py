"""
Whose sign-in needs a second factor.

People know only their national roles; the rooms above say which of theirs make somebody staff.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import reduce
from operator import or_

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.timezone import localdate

from .models import NationalRole, Person

RolesOf = Callable[[Person | OuterRef, date], QuerySet]
_registered: list[RolesOf] = []


def register(roles_of: RolesOf) -> None:
    """Let `roles_of(person, day)` name rows any of which makes that person staff on that day."""
    _registered.append(roles_of)


def is_staff(person: Person) -> bool:
    """
    Return whether they hold any staff role today.

    Known already for the person of a request (see `backends`); else one statement, kept on the
    person.
    """
    if not hasattr(person, "_is_staff"):
        person._is_staff = Person.objects.filter(_holds_a_role(person), pk=person.pk).exists()
    return person._is_staff


def with_is_staff(people: QuerySet[Person]) -> QuerySet[Person]:
    """Return the people, each knowing whether they are staff without asking again."""
    return people.annotate(_is_staff=_holds_a_role(OuterRef("pk")))


def _holds_a_role(person: Person | OuterRef) -> Q:
    today = localdate()
    return reduce(or_, [Exists(roles_of(person, today)) for roles_of in _registered])


register(lambda person, day: NationalRole.objects.on(day).filter(person=person))
