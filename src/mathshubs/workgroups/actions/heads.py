"""
Asking heads. Used by the doors to a place, under the lock on the group.

What follows from their answer is in `agreements`.
"""

from __future__ import annotations

from datetime import datetime

from django.utils.timezone import localdate

from mathshubs.people.models import Person
from mathshubs.schools.models import School

from ..emails import agreements as letters
from ..models import HeadAgreement, WorkGroup
from ..queries import agreements as queries


def must_agree_first(work_group: WorkGroup, school_id: int) -> bool:
    """Whether no place can be held for the school yet. Asks only where the group requires it."""
    return work_group.head_agrees and not queries.has_agreed(work_group, school_id)


def declined(work_group: WorkGroup, school_id: int) -> str:
    """Return the sentence that says that the head said no; "" when they did not, or no matter."""
    if not work_group.head_agrees:
        return ""
    known = queries.agreement_of(work_group, school_id)
    if known is None or known.answer != HeadAgreement.Answer.DECLINED:
        return ""
    return (
        f"{known.answered_by} did not agree that the school takes part in {work_group.title}. Talk "
        f"to them, then write to {work_group.contact_email or work_group.hub.email}."
    )


def note(
    work_group: WorkGroup, school: School, *, head_name: str, sent_to: str, by: Person
) -> HeadAgreement:
    """
    Keep whom to ask, until a place depends on it. Who was asked already is not changed.

    Call it under the lock on the group.
    """
    known = queries.agreement_of(work_group, school.pk)
    if known is None:
        known = HeadAgreement(work_group=work_group, school=school)
    elif known.asked_at or known.answer:
        return known
    known.head_name, known.sent_to, known.asked_by = head_name.strip(), sent_to.strip().lower(), by
    known.save()
    return known


def ask(work_group: WorkGroup, school: School, *, at: datetime) -> HeadAgreement | None:
    """
    Write to the head whom somebody named, once. None while nobody has: then nobody can be asked.
    """
    known = queries.agreement_of(work_group, school.pk)
    if known is None or known.asked_at or known.answer:
        return known
    known.work_group, known.school = work_group, school
    known.text, known.version = letters.commitment(work_group, school), letters.VERSION
    known.asked_at, known.answer_by = at, queries.last_day_to_answer(work_group, localdate(at))
    known.save()
    letters.asks(known, at=at)
    return known
