"""Who works where."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from mathshubs.people.models import Person
from mathshubs.schools.models import Employment, School
from mathshubs.schools.queries import LEADS_A_SCHOOL
from mathshubs.schools.rules import has_address_of


class EmploymentRefused(Exception):
    """It cannot be so. `str(refusal)` is a sentence for the person who asked."""


@transaction.atomic
def add_employment(*, person: Person, school: School, role: str, from_on: date) -> Employment:
    """
    Note that `person`, by their own word, works at `school`. Asking twice is harmless.

    Until somebody confirms it, it opens nothing. An email address of the school confirms it too,
    but not that somebody leads the school: pupils have such addresses.
    """
    Person.objects.select_for_update().get(pk=person.pk)
    held = Employment.objects.on(from_on).filter(person=person, school=school, role=role)
    if employment := held.first():
        return employment
    return Employment.objects.create(
        person=person,
        school=school,
        role=role,
        from_on=from_on,
        confirmed=role not in LEADS_A_SCHOOL and has_address_of(person, school),
    )


def end_employment(*, employment: Employment, last_day: date) -> None:
    """Note the last day. What was done there stays with the school."""
    if last_day < employment.from_on:
        raise EmploymentRefused("The last day must be on or after the first.")
    employment.to_on = last_day
    employment.save(update_fields=["to_on"])


def confirm_employment(*, employment: Employment) -> None:
    employment.confirmed = True
    employment.save(update_fields=["confirmed"])


def deny_employment(*, employment: Employment, last_day: date) -> None:
    """Somebody who knows says it is not so: it ends, unconfirmed."""
    employment.to_on = max(last_day, employment.from_on)
    employment.save(update_fields=["to_on"])
