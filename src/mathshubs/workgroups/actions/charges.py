"""What a school owes for an absence, by the terms of the group: raised by staff, waived, paid."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.utils.timezone import localdate

from mathshubs.people.models import Person

from ..emails import absences as letters
from ..models import Attendance, Charge, WorkGroup
from ..queries import absences as queries


class ChargeRefused(Exception):
    """Nothing was changed. `str(refusal)` is a sentence for the person who asked."""


@transaction.atomic
def raise_charges(
    *, attendances: Iterable[int], work_groups, by: Person, at: datetime
) -> list[Charge]:
    """
    Charge for these absences (their pks), of those the terms of `work_groups` charge for.

    The school is written to. Twice is harmless: one that is charged for already is left out.
    """
    return [
        _raise(attendance, by, at, tell=True) for attendance in _due(attendances, work_groups, at)
    ]


@transaction.atomic
def let_off(
    *, attendances: Iterable[int], work_groups, reason: str, by: Person, at: datetime
) -> int:
    """Decide, with a reason, that these absences are not charged for. Returns how many."""
    reason = _reason(reason)
    due = _due(attendances, work_groups, at)
    for attendance in due:
        charge = _raise(attendance, by, at, tell=False)
        charge.waived_by, charge.waived_at, charge.waived_because = by, at, reason
        charge.save(update_fields=["waived_by", "waived_at", "waived_because"])
    return len(due)


def _due(attendances: Iterable[int], work_groups, at: datetime) -> list[Attendance]:
    chosen = queries.charges_to_raise(work_groups, localdate(at)).filter(pk__in=list(attendances))
    due = list(chosen.select_for_update(of=("self",)))
    if not due:
        raise ChargeRefused("Choose at least one absence.")
    return due


def _raise(attendance: Attendance, by: Person, at: datetime, *, tell: bool) -> Charge:
    group: WorkGroup = attendance.workshop.work_group
    charge = Charge.objects.create(
        attendance=attendance, pounds=group.absence_charge, raised_by=by, raised_at=at
    )
    if tell:
        letters.charged(charge, at=at)
    return charge


@transaction.atomic
def waive(*, charge: Charge, reason: str, by: Person, at: datetime) -> Charge:
    """Take a charge back, with a reason that is kept; the school is written to. Twice is once."""
    charge = Charge.objects.select_for_update(of=("self",)).get(pk=charge.pk)
    if charge.waived_at:
        return charge
    if charge.paid_on:
        raise ChargeRefused("This charge is paid. Pay it back first, then note it with the hub.")
    charge.waived_because = _reason(reason)
    charge.waived_by, charge.waived_at = by, at
    charge.save(update_fields=["waived_by", "waived_at", "waived_because"])
    letters.waived(charge, at=at)
    return charge


@transaction.atomic
def mark_paid(*, charge: Charge, on: date | None = None, at: datetime) -> Charge:
    """Note that the school paid. Twice is harmless."""
    charge = Charge.objects.select_for_update(of=("self",)).get(pk=charge.pk)
    if charge.waived_at:
        raise ChargeRefused("This charge was waived, so there is nothing to pay.")
    if charge.paid_on is None:
        charge.paid_on = on or localdate(at)
        charge.save(update_fields=["paid_on"])
    return charge


def _reason(reason: str) -> str:
    if not reason.strip():
        raise ChargeRefused("Write why it is not charged for. The reason is kept.")
    return reason.strip()[:300]
