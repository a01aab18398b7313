"""What changes the record that a hub keeps about somebody who leads its work."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal

import pghistory
from django.db import transaction

from mathshubs.people.actions import PersonRefused, find_or_add
from mathshubs.people.models import Person
from mathshubs.schools.models import District

from .. import emails
from ..models import Accreditation, DevelopmentNote, Hub, LeaderRecord, LeaderYear


class LeaderRefused(Exception):
    """The record stays as it is. `str(refusal)` is a sentence for the person who asked."""


@transaction.atomic
def add_leader(
    *, hub: Hub, email: str, given_name: str = "", family_name: str = "", from_on: date,
    by: Person, at: datetime,
) -> LeaderRecord:  # fmt: skip
    """
    Begin a record for the person with this address, and write to them. Twice is once.

    A record of this hub that had ended goes on. Raises LeaderRefused when another hub keeps one,
    or somebody new lacks a name.
    """
    try:
        person = find_or_add(email=email, given_name=given_name, family_name=family_name)
    except PersonRefused as refusal:
        raise LeaderRefused(str(refusal)) from None
    return begin_record(hub=hub, person=person, from_on=from_on, by=by, at=at)


@transaction.atomic
def begin_record(
    *, hub: Hub, person: Person, from_on: date, by: Person, at: datetime
) -> LeaderRecord:
    """As `add_leader`, for somebody we know."""
    Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    record = LeaderRecord.objects.filter(person=person).select_related("hub").first()
    if record and record.hub_id != hub.pk:
        raise LeaderRefused(
            f"{record.hub} keeps the record of {person.name}, and there is one for each leader. "
            "Ask that hub to hand it over."
        )
    with _noted(by, at):
        if record is None:
            record = LeaderRecord.objects.create(hub=hub, person=person, from_on=from_on)
        elif record.to_on is None:
            return record
        else:
            record.to_on = None
            record.save(update_fields=["to_on"])
    emails.record_begun(record, by=by, at=at)
    return record


@transaction.atomic
def change_record(
    *, record: LeaderRecord, districts: Iterable[District] | None = None, by: Person, at: datetime,
    **facts: object,
) -> None:  # fmt: skip
    """Write the facts that are given, and no others. Raises LeaderRefused for days out of order."""
    for name, value in facts.items():
        setattr(record, name, value)
    if record.to_on and record.to_on < record.from_on:
        raise LeaderRefused("The last day is before the first. Change one of them.")
    with _noted(by, at):
        record.save(update_fields=[*facts])
        if districts is not None:
            record.districts.set(districts)


@transaction.atomic
def say_days(*, record: LeaderRecord, year: str, **days: Decimal | None) -> None:
    """Write the days `contracted` or `available` in an academic year: those given, no others."""
    LeaderYear.objects.update_or_create(record=record, year=year, defaults=days)


@transaction.atomic
def accredit(
    *, record: LeaderRecord, kind: str, awarded_on: date, expires_on: date | None = None,
    cohort: int | None = None, by: Person, at: datetime,
) -> Accreditation:  # fmt: skip
    """
    Record an accreditation. Asking twice is harmless.

    Raises LeaderRefused when they have one of this kind from another day: it is renewed.
    """
    record = LeaderRecord.objects.select_for_update(no_key=True).get(pk=record.pk)
    if held := record.accreditations.filter(kind=kind).first():
        if (held.awarded_on, held.cohort) == (awarded_on, cohort):
            return held
        raise LeaderRefused(
            f"{held} was awarded on {held.awarded_on:%-d %B %Y}. Open it to renew or correct it."
        )
    _in_order(awarded_on, None, expires_on)
    with _noted(by, at):
        return record.accreditations.create(
            kind=kind, cohort=cohort, awarded_on=awarded_on, expires_on=expires_on
        )


@transaction.atomic
def change_accreditation(
    *, accreditation: Accreditation, by: Person, at: datetime, awarded_on: date,
    renewed_on: date | None, expires_on: date | None, cohort: int | None,
) -> None:  # fmt: skip
    """Renew or correct it. Raises LeaderRefused when it would end or be renewed before it began."""
    _in_order(awarded_on, renewed_on, expires_on)
    accreditation.awarded_on, accreditation.renewed_on = awarded_on, renewed_on
    accreditation.expires_on, accreditation.cohort = expires_on, cohort
    with _noted(by, at):
        accreditation.save()


def _in_order(awarded_on: date, renewed_on: date | None, expires_on: date | None) -> None:
    if renewed_on and renewed_on < awarded_on:
        raise LeaderRefused("It is renewed after it was awarded. Check the two days.")
    if expires_on and expires_on < (renewed_on or awarded_on):
        raise LeaderRefused("It expires after it was awarded and renewed. Check the last day.")


@transaction.atomic
def remove_accreditation(*, accreditation: Accreditation, by: Person, at: datetime) -> None:
    """Remove one that was recorded by mistake; the history keeps that it was there."""
    with _noted(by, at):
        accreditation.delete()


def add_note(
    *, record: LeaderRecord, text: str, on: date, by: Person, at: datetime
) -> DevelopmentNote:
    return record.notes.create(text=text, on=on, by=by, written_at=at)


@transaction.atomic
def hand_over(*, record: LeaderRecord, to: Hub, by: Person, at: datetime) -> None:
    """Let another hub keep the record, and write to the leader and to that hub. Twice is once."""
    record = LeaderRecord.objects.select_for_update(no_key=True).get(pk=record.pk)
    if record.hub_id == to.pk:
        return
    before, record.hub = record.hub, to
    with _noted(by, at):
        record.save(update_fields=["hub"])
    emails.record_handed_over(record, before=before, by=by, at=at)


def _noted(by: Person, at: datetime) -> pghistory.context:
    return pghistory.context(person=by.pk, at=at.isoformat())
