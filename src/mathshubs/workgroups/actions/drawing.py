"""The sealed lottery: the seed is drawn and kept, and only then is the list of names read."""

from __future__ import annotations

import secrets
from datetime import datetime

from django.db import transaction
from django.utils.timezone import localdate

from mathshubs.people.models import Person

from ..models import Draw, Place, WorkGroup
from ..queries.groups import applications_closed
from . import seats

STILL_ASK = (Place.State.APPLIED, Place.State.WAITING)


class DrawRefused(Exception):
    """Nothing was drawn. `str(refusal)` is a sentence for whoever asked."""


def draw(*, work_group: WorkGroup, by: Person, at: datetime) -> Draw:
    """
    Draw the lottery of a group, once: asking again returns the same draw.

    In two transactions, so that the seed is on record before anybody could know what it does to
    the list; if the second fails, asking again reads the list for the seed that was kept.
    Raises DrawRefused where another rule holds, and while people can still apply.
    """
    with transaction.atomic():
        drawn = _seed(seats.locked(work_group.pk), by, at)
    with transaction.atomic():
        work_group = seats.locked(work_group.pk)
        drawn = Draw.objects.select_for_update().get(pk=drawn.pk)
        if drawn.read_at is None:
            asking = work_group.bookings.filter(state__in=STILL_ASK)
            drawn.entries = list(asking.order_by("pk").values_list("pk", flat=True))
            drawn.read_at = at
            drawn.save(update_fields=["entries", "read_at"])
    return drawn


def _seed(work_group: WorkGroup, by: Person, at: datetime) -> Draw:
    if drawn := work_group.draws.first():
        return drawn
    if work_group.offer_rule != WorkGroup.OfferRule.LOTTERY:
        raise DrawRefused(f"{work_group.title} gives its places by another rule.")
    if not applications_closed(work_group, localdate(at)):
        raise DrawRefused(
            f"People can still apply for {work_group.title}. Draw after the last day to apply."
        )
    if not work_group.bookings.filter(state__in=STILL_ASK).exists():
        raise DrawRefused(f"Nobody asks for a place in {work_group.title}: there is none to draw.")
    return work_group.draws.create(seed=secrets.token_hex(32), drawn_at=at, drawn_by=by)
