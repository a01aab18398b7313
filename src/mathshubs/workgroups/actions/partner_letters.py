"""Tell partners how many people come to the events that are made of what they offer."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Count, F, Q
from django.utils.timezone import localdate

from mathshubs.comms.actions import post_many

from ..emails import partner_offers as emails
from ..models import Place, WorkGroup

COMING = (*WorkGroup.BOOKABLE, WorkGroup.State.RUNNING)
WEEK = timedelta(days=7)


@transaction.atomic
def tell_partners(*, at: datetime) -> int:
    """
    Write to the partner when an event of their offer is full, and when it is a week away: each
    once for an event, the second again when its day changes. Returns how many letters were written.
    """
    on = localdate(at)
    held = Count("bookings", filter=Q(bookings__state=Place.State.HELD))
    events = WorkGroup.objects.filter(
        Q(first_on__lte=on + WEEK) | Q(places_taken__gte=F("places")),
        partner_offer__isnull=False, state__in=COMING, first_on__gte=on,
    )  # fmt: skip
    letters = [
        emails.event_soon(event) if event.first_on and event.first_on <= on + WEEK
        else emails.event_full(event)
        for event in events.select_related("hub", "partner_offer__person").annotate(held=held)
    ]  # fmt: skip
    return len(post_many(letters, at=at))
