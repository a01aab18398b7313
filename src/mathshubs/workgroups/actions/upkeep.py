"""What time itself does to places. Twice is harmless."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q
from django.utils.timezone import localdate

from ..models import Place
from . import booking


def lapse_offers(*, at: datetime) -> int:
    """Pass on each offer whose last day is over. Returns how many."""
    over = Place.objects.filter(state=Place.State.OFFERED, offer_ends_on__lt=localdate(at))
    return sum(booking.lapse_offer(place=place, at=at) for place in over.order_by("pk"))


def forget_needs(*, at: datetime) -> int:
    """Blank what people needed on the day once the last workshop is over. Returns how many."""
    told = ~Q(access_needs="") | ~Q(diet_needs="")
    over = Place.objects.filter(told, work_group__last_on__lt=localdate(at))
    return over.update(access_needs="", diet_needs="")
