"""Statements of professional development: what somebody did over the years, to be checked."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from mathshubs.people.models import Person

from ..models import Statement
from ..queries.statements import lines_of
from .certificates import new_code


class StatementRefused(Exception):
    """There is nothing to state. `str(refusal)` is a sentence for whoever asked."""


@transaction.atomic
def statement_for(*, person: Person, at: datetime) -> Statement:
    """
    Return what `person` did up to `at`; asked for again with nothing new, the same statement.

    Raises StatementRefused before they were at a workshop.
    """
    Person.objects.select_for_update(of=("self",), no_key=True).get(pk=person.pk)
    lines = lines_of(person, at)
    if not lines:
        raise StatementRefused(
            "No register says yet that you were at a workshop. If you came to one, write to your "
            "hub."
        )
    last = Statement.objects.filter(person=person.pk).first()
    if last and last.lines == lines:
        return last
    return Statement.objects.create(person_id=person.pk, code=new_code(), lines=lines, issued_at=at)
