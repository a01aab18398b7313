"""A person's own application: what the profile lacked, and the place."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from mathshubs.people.models import Person

from ..models import Place, WorkGroup
from . import booking


def apply(
    *, work_group: WorkGroup, person: Person, trn: str = "", trn_absence: str = "",
    clash_known: bool = False, at: datetime, **application,
) -> Place:  # fmt: skip
    """
    Take a place for oneself, keeping the TRN, or the reason for none, where one was given.

    Raises PlaceRefused; then the profile is as it was.
    """
    asked = {
        **application, "work_group": work_group, "person": person, "agreed": True,
        "clash_known": clash_known, "by": person, "at": at,
    }  # fmt: skip
    if not (trn or trn_absence):
        return booking.take_place(**asked)
    with transaction.atomic():
        person.trn, person.trn_absence = trn or None, trn_absence
        person.save(update_fields=["trn", "trn_absence"])
        return booking.take_place(**asked)
