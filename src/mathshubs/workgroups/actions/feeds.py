"""The private address of a person's calendar."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from mathshubs.people.models import Person

from ..models import CalendarFeed


@transaction.atomic
def make(*, person: Person, at: datetime) -> bool:
    """Make a new address. Return whether there was an earlier one, which stops working."""
    stopped = stop(person=person)
    CalendarFeed.objects.create(person=person, created_at=at)
    return stopped


def stop(*, person: Person) -> bool:
    """Return whether there was an address to stop."""
    return CalendarFeed.objects.filter(person=person).delete()[0] > 0
