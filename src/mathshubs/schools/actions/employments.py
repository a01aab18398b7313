"""Who works where."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction
from django.db.models import Q

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


@transaction.atomic
def follow_school(*, closed: School, successor: School, today: date) -> int:
    """
    Let those who work at a school that closed work at its successor from the day after.

    Where they worked before stays written. Twice is harmless. Returns how many went on.
    """
    went = 0
    for held in Employment.objects.on(today).filter(school=closed).select_related("person"):
        last_day = max(min(closed.closed_on or today, today), held.from_on)
        since = {"person": held.person, "school": successor, "role": held.role}
        if not Employment.objects.filter(Q(to_on=None) | Q(to_on__gt=last_day), **since).exists():
            from_on = last_day + timedelta(days=1)
            Employment.objects.create(**since, from_on=from_on, confirmed=held.confirmed)
            went += 1
        held.to_on = last_day
        held.save(update_fields=["to_on"])
    return went
