"""Certificates: who has earned one, by the rule of the group."""

from __future__ import annotations

import secrets
from datetime import datetime

from django.db import transaction

from mathshubs.comms.actions import post_many
from mathshubs.people.models import Person

from ..emails import place_letters
from ..models import Certificate, Place, WorkGroup
from ..queries.attendance import Record, attendance_of, record_of, workshops_over
from ..queries.tasks import did_enough, handed_in_by_place

# Crockford's base 32: no I, L, O or U to mistake for a digit or to spell words with.
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


class CertificateRefused(Exception):
    """No certificate yet. `str(refusal)` is a sentence for whoever asked."""


@transaction.atomic
def certificate_for(*, place: Place, at: datetime) -> Certificate:
    """
    Return the certificate of `place`, issuing it when it is earned. Asking twice gives the same.

    Raises CertificateRefused before the last workshop is over, or when too few were attended.
    """
    work_group = WorkGroup.objects.select_for_update().get(pk=place.work_group_id)
    if existing := Certificate.objects.filter(place=place).first():
        return existing
    workshops = _all_workshops(work_group, at)
    record = record_of(place, work_group, list(place.attendances.all()), workshops)
    if not record.expected:
        raise CertificateRefused(
            "No register says yet that you were at a workshop. If you came, write to your hub: a "
            f"certificate needs {work_group.attendance_needed}% of the workshops."
        )
    if not record.earned:
        raise CertificateRefused(
            f"You attended {record.attended} of {record.expected} workshops. A certificate needs "
            f"{work_group.attendance_needed}%. If the register is wrong, write to your hub."
        )
    done, of = _tasks(work_group)
    if not did_enough(work_group, done.get(place.pk, 0), of):
        raise CertificateRefused(
            f"You handed in {done.get(place.pk, 0)} of {of} tasks. A certificate needs "
            f"{work_group.tasks_needed}%. You can still hand in: see your page of tasks."
        )
    return _issue(record, at)


@transaction.atomic
def issue_certificates(*, work_group: WorkGroup, by: Person | None, at: datetime) -> int:
    """
    Issue what has been earned and not been issued, write to each, and return how many.

    `by` is empty when the rule does it. Raises CertificateRefused before the last workshop is over;
    and to the rule while a register is missing, which staff may decide to do without.
    """
    work_group = WorkGroup.objects.select_for_update().get(pk=work_group.pk)
    workshops = _all_workshops(work_group, at)
    if by is None and not all(workshop.taken for workshop in workshops):
        raise CertificateRefused("A register is not taken yet. Take it, or issue them by hand.")
    done, of = _tasks(work_group)
    earned = [
        record
        for record in attendance_of(work_group, workshops)
        if not hasattr(record.place, "certificate") and record.earned
        if did_enough(work_group, done.get(record.place.pk, 0), of)
    ]
    issued = [_issue(record, at) for record in earned]
    post_many([place_letters.certificate_ready(certificate) for certificate in issued], at=at)
    return len(issued)


def _tasks(work_group: WorkGroup) -> tuple[dict[int, int], int]:
    """Return what was handed in, by place, and of how many: asked only where the rule asks."""
    return handed_in_by_place(work_group) if work_group.tasks_needed else ({}, 0)


def _all_workshops(work_group: WorkGroup, at: datetime) -> list:
    workshops = workshops_over(work_group, at)
    left = work_group.workshops.filter(ends_at__gt=at, cancelled_at=None).first()
    if left or not workshops:
        raise CertificateRefused("Certificates are ready after the last workshop of the group.")
    return workshops


def new_code() -> str:
    return "".join(secrets.choice(_ALPHABET) for _ in range(12))


def _issue(record: Record, at: datetime) -> Certificate:
    return Certificate.objects.create(
        place=record.place,
        code=new_code(),
        workshops_attended=record.attended,
        workshops_held=record.expected,
        issued_at=at,
    )
