"""The private address of a person's calendar."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from mathshubs.people.models import Person

from ..models import CalendarFeed


@transaction.atomic
def make(*, person: Person, at: datetime) -> CalendarFeed:
    """Make a new address. An earlier one stops working."""
    stop(person=person)
    return CalendarFeed.objects.create(person=person, created_at=at)


def stop(*, person: Person) -> None:
    CalendarFeed.objects.filter(person=person).delete()
