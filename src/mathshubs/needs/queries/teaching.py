"""Reads of enquiries into teaching: they stay with the hub, and with whoever has the link."""

from __future__ import annotations

from datetime import date

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet

from mathshubs.hubs.queries import hubs_run_by
from mathshubs.people.models import Person

from ..models import TrainingEnquiry
from .needs import read_told_key

# Of those who run a hub, what waits for them.
WAITS = Q(answered_at=None, handed_at=None, forgotten_at=None)


def enquiries_seen_by(person: Person | AnonymousUser, on: date) -> QuerySet[TrainingEnquiry]:
    """Return the enquiries to hubs they run: nobody else reads who thinks of teaching."""
    found = TrainingEnquiry.objects.filter(hub__in=hubs_run_by(person, on))
    return found.select_related("hub", "owner", "handed_by")


def enquiry_by_key(key: str) -> TrainingEnquiry | None:
    """Return the enquiry whose letter has the link; None when the key is not one of ours."""
    kind, pk = read_told_key(key) or ("", 0)
    if kind != "teaching":
        return None
    return TrainingEnquiry.objects.select_related("hub").filter(pk=pk).first()


def providers_known(person: Person | AnonymousUser, on: date) -> list[tuple[str, str]]:
    """Return the providers that enquiries were handed on to: name and email, the latest first."""
    handed = enquiries_seen_by(person, on).filter(handed_at__isnull=False)
    rows = handed.order_by("-handed_at").values_list("handed_to", "handed_email")[:50]
    return list(dict.fromkeys(rows))
