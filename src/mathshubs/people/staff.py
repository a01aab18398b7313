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

from mathshubs.core.prepared import Prepared

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
    known = getattr(person, "_is_staff", None)
    if known is None:
        holds = _holds_a_role(person, localdate())
        known = Person.objects.filter(holds, pk=person.pk).exists()
        setattr(person, "_is_staff", known)  # noqa: B010  the model declares no such attribute
    return known


def read(pk: int) -> Person | None:
    """Return the person, who knows whether they are staff without asking again."""
    return next(iter(_PERSON(pk, localdate())), None)


_PERSON = Prepared(
    lambda pk, day: Person.objects.filter(pk=pk).annotate(
        _is_staff=_holds_a_role(OuterRef("pk"), day)
    ),
    int,
    date,
)


def _holds_a_role(person: Person | OuterRef, day: date) -> Q | Exists:
    return reduce(or_, [Exists(roles_of(person, day)) for roles_of in _registered])


register(lambda person, day: NationalRole.objects.on(day).filter(person=person))
