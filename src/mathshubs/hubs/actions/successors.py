"""The hub a school chose goes on with the school that carries it on."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet

from mathshubs.schools.models import School

from .. import queries
from ..models import HubChoice


def choices_to_carry_on(on: date) -> QuerySet[HubChoice]:
    """Return the choices of closed schools that are not over on that day."""
    closed = HubChoice.objects.filter(school__status=School.Status.CLOSED)
    return closed.filter(Q(to_on=None) | Q(to_on__gt=on))


@transaction.atomic
def follow_choice(*, closed: School, successor: School, today: date) -> int:
    """
    Let the hub that a closed school chose be that of its successor from the day after.

    What the successor chose itself stands, and where that hub is the one of its area nothing is to
    be chosen. The old choice stays written. Twice is harmless. Returns how many went on.
    """
    School.objects.select_for_update(no_key=True).get(pk=successor.pk)
    last_day = min(closed.closed_on or today, today)
    went = 0
    for choice in choices_to_carry_on(last_day).filter(school=closed).order_by("from_on"):
        from_on, to_on = max(choice.from_on, last_day + timedelta(days=1)), choice.to_on
        if choice.from_on > last_day:
            choice.delete()
        else:
            choice.to_on = last_day
            choice.save(update_fields=["to_on"])
        own = HubChoice.objects.filter(school=successor)
        own = own.filter(Q(to_on=None) | Q(to_on__gte=from_on))
        if to_on:
            own = own.filter(from_on__lte=to_on)
        area = queries.hub_of_area(successor.district_id, successor.authority_id, from_on)
        if own.exists() or area == choice.hub:
            continue
        HubChoice.objects.create(school=successor, hub=choice.hub, from_on=from_on, to_on=to_on)
        went += 1
    return went
