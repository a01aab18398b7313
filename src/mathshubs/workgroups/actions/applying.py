"""Who applies: a person for themselves, or the hub for somebody who asked by other ways."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.timezone import localdate

from mathshubs.people.actions import PersonRefused, find_or_add
from mathshubs.people.models import Person
from mathshubs.schools.actions.employments import add_employment
from mathshubs.schools.models import School

from ..models import Place, WorkGroup
from . import booking, heads, seats


def apply(
    *, work_group: WorkGroup, person: Person, school: School, role: str, works_there: bool,
    trn: str = "", trn_absence: str = "", head_name: str = "", head_email: str = "",
    clash_known: bool = False, at: datetime, **application,
) -> Place:  # fmt: skip
    """
    Take a place for oneself, keeping what was said beside: TRN, or why none, the work, the head.

    Unless it is known that they work at the school, that is kept from today, by their own word.
    Raises PlaceRefused; then nothing was kept.
    """
    asked = {
        **application, "work_group": work_group, "person": person, "school": school, "role": role,
        "agreed": True, "clash_known": clash_known, "by": person, "at": at,
    }  # fmt: skip
    if works_there and not (trn or trn_absence or head_email):
        return booking.take_place(**asked)
    with transaction.atomic():
        if head_email:
            heads.note(
                seats.locked(work_group.pk), school, head_name=head_name, sent_to=head_email,
                by=person,
            )  # fmt: skip
        place = booking.take_place(**asked)  # first, for its locks: the next lines lock the person
        if trn or trn_absence:
            person.trn, person.trn_absence = trn or None, trn_absence
            person.save(update_fields=["trn", "trn_absence"])
        if not works_there:
            add_employment(person=person, school=school, role=role, from_on=localdate(at))
        return place


@transaction.atomic
def keep_details(
    *, place: Place, access_needs: str, diet_needs: str, trn: str = "", trn_absence: str = ""
) -> None:
    """Keep what somebody with a place needs on the day, and their TRN or why they have none."""
    place.access_needs, place.diet_needs = access_needs.strip(), diet_needs.strip()
    place.save(update_fields=["access_needs", "diet_needs"])
    person = place.person
    if person and (trn or trn_absence):
        person.trn, person.trn_absence = trn or None, trn_absence
        person.save(update_fields=["trn", "trn_absence"])


def reopen(*, place: Place, reason: str, by: Person, at: datetime) -> Place:
    """
    Let somebody the hub declined ask again: a new place, last in the queue, by the same rules.

    The declined one stays as it is. Twice is harmless. Raises PlaceRefused.
    """
    if place.state != Place.State.DECLINED:
        raise booking.PlaceRefused("Only a declined application can be reopened. Load it again.")
    if not reason.strip():
        raise booking.PlaceRefused("Write why the application is reopened. The reason is kept.")
    return booking.take_place(
        work_group=place.work_group, person=place.person, school=place.school, role=place.role,
        why=place.why, enrolment=place.enrolment, agreed=True, clash_known=True, reason=reason,
        reopens=place, by=by, at=at,
    )  # fmt: skip


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
