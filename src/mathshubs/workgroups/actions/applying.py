"""Who applies: a person for themselves, or the hub for somebody who asked by other ways."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from mathshubs.people.actions import PersonRefused, find_or_add
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
        place = booking.take_place(**asked)  # first, for its locks: the next line locks the person
        person.trn, person.trn_absence = trn or None, trn_absence
        person.save(update_fields=["trn", "trn_absence"])
        return place


@transaction.atomic
def add_somebody(
    *, work_group: WorkGroup, email: str, given_name: str = "", family_name: str = "",
    clash_known: bool = False, by: Person, at: datetime, **application,
) -> Place:  # fmt: skip
    """
    Apply for the person with this address; a place, a wait and a letter follow as for anybody.

    Somebody nobody knows yet needs both names. Raises PlaceRefused; then nobody was made known.
    """
    try:
        person = find_or_add(email=email, given_name=given_name, family_name=family_name)
    except PersonRefused as refusal:
        raise booking.PlaceRefused(str(refusal)) from None
    return booking.take_place(
        work_group=work_group, person=person, agreed=True, clash_known=clash_known, by=by, at=at,
        **application,
    )  # fmt: skip
