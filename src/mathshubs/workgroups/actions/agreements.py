"""What heads answer, by the link sent to them or on paper, and what follows for the places."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.timezone import localdate

from mathshubs.core.school_days import add_school_days
from mathshubs.people.models import Person
from mathshubs.schools.models import School

from ..emails import agreements as letters
from ..emails import place_letters
from ..models import HeadAgreement, Place, WorkGroup
from ..queries import agreements as queries
from . import heads, seats

Answer = HeadAgreement.Answer
State = Place.State
REMINDED_AFTER = (3, 7)  # school days
MOST_ADDRESSES = 3  # that a school may give for one group; the hub may give more


class AgreementRefused(Exception):
    """Nothing was changed. `str(refusal)` is a sentence for whoever asked."""


@transaction.atomic
def agree(*, agreement: HeadAgreement, name: str, at: datetime) -> HeadAgreement:
    """
    The head agrees: the places kept for the school are held. Twice is harmless.

    Raises AgreementRefused when the question is no longer open.
    """
    agreement = _open(agreement, at)
    if agreement.answer == Answer.AGREED:
        return agreement
    _keep(agreement, Answer.AGREED, name=name, at=at)
    letters.thanks(agreement, at=at)
    letters.answered(agreement, at=at)
    _hold_places(agreement, by=None, reason=f"{agreement.answered_by} agreed", at=at)
    return agreement


@transaction.atomic
def decline(*, agreement: HeadAgreement, name: str, reason: str, at: datetime) -> HeadAgreement:
    """
    The head says no: the school's places in the group are given back, those next are offered them.

    Raises AgreementRefused without a reason, and when the question is no longer open.
    """
    if not reason.strip():
        raise AgreementRefused("Write why. Those who applied read it.")
    agreement = _open(agreement, at)
    if agreement.answer == Answer.DECLINED:
        return agreement
    agreement.reason = reason.strip()[:300]
    _keep(agreement, Answer.DECLINED, name=name, at=at)
    work_group = agreement.work_group
    places = list(queries.places_of(work_group, agreement.school))
    for place in places:
        place.work_group = work_group
        seats.move(
            place, State.WITHDRAWN, by=None, at=at, reason=f"{agreement.answered_by} declined",
            withdrawn_at=at, withdrawal=Place.Withdrawal.HEAD_DECLINED,
            withdrawal_note=agreement.reason,
        )  # fmt: skip
    letters.declined(agreement, places, at=at)
    seats.settle(work_group, at=at)
    return agreement


@transaction.atomic
def ask_at(
    *, work_group: WorkGroup, school: School, head_name: str, sent_to: str, staff: bool = False,
    by: Person, at: datetime,
) -> HeadAgreement:  # fmt: skip
    """
    Ask the head at this address, in place of any asked before; the earlier link stops.

    Raises AgreementRefused when the head agreed already, after a no unless `staff` ask again, and
    when the school has given many addresses.
    """
    work_group = seats.locked(work_group.pk)
    known = queries.agreement_of(work_group, school.pk)
    if known and known.answer == Answer.AGREED:
        raise AgreementRefused(f"{known.answered_by} has agreed already. Nobody was asked again.")
    if not staff:
        if known and known.answer:
            raise AgreementRefused(heads.declined(work_group, school.pk))
        asked = HeadAgreement.objects.filter(work_group=work_group, school=school)
        if asked.exclude(asked_at=None).count() >= MOST_ADDRESSES:
            raise AgreementRefused(
                f"We have asked at {MOST_ADDRESSES} addresses. Write to "
                f"{work_group.contact_email or work_group.hub.email}: the hub can ask again."
            )
    if known:
        known.withdrawn_at = at
        known.save(update_fields=["withdrawn_at"])
    heads.note(work_group, school, head_name=head_name, sent_to=sent_to, by=by)
    asked_now = heads.ask(work_group, school, at=at)
    assert asked_now
    return asked_now


@transaction.atomic
def agreed_on_paper(
    *, work_group: WorkGroup, school: School, name: str, reason: str, by: Person, at: datetime
) -> HeadAgreement:
    """
    Keep that the head agreed by other ways, with `reason`: where that can be read. Twice is once.

    Raises AgreementRefused without the head's name or the reason.
    """
    if not (name.strip() and reason.strip()):
        raise AgreementRefused("Write who agreed, and where that can be read. It is kept.")
    work_group = seats.locked(work_group.pk)
    known = queries.agreement_of(work_group, school.pk)
    if known and known.answer == Answer.AGREED:
        return known
    if known and known.answer:
        known.withdrawn_at = at
        known.save(update_fields=["withdrawn_at"])
        known = None
    known = known or HeadAgreement(head_name=name.strip(), asked_by=by)
    known.work_group, known.school = work_group, school
    known.recorded_by, known.reason = by, reason.strip()[:300]
    _keep(known, Answer.AGREED, name=name, at=at)
    _hold_places(known, by=by, reason=f"The head agreed on paper: {known.reason}", at=at)
    return known


@transaction.atomic
def lapse(*, agreement: HeadAgreement, at: datetime) -> bool:
    """Give the places on when the last day to answer is over. False when it is not."""
    work_group = seats.locked(agreement.work_group_id)
    agreement = _known(agreement, work_group)
    over = agreement.answer_by is not None and agreement.answer_by < localdate(at)
    if agreement.answer or agreement.withdrawn_at or not over:
        return False
    agreement.withdrawn_at = at
    agreement.save(update_fields=["withdrawn_at"])
    kept = list(queries.places_of(work_group, agreement.school).filter(state=State.AGREEMENT))
    for place in kept:
        place.work_group = work_group
        seats.move(place, State.LAPSED, by=None, at=at, reason="The head did not answer in time")
    if kept:
        letters.silent(agreement, kept, at=at)
        seats.settle(work_group, at=at)
    return True


@transaction.atomic
def lapse_unasked(*, place: Place, at: datetime) -> bool:
    """Give on a place that is kept for a head whom nobody named in time. False when in time."""
    work_group = seats.locked(place.work_group_id)
    kept = queries.kept_for_nobody().filter(pk=place.pk).first()
    if kept is None:
        return False
    last_day = queries.last_day_to_answer(work_group, localdate(kept.__dict__["kept_at"]))
    if last_day >= localdate(at):
        return False
    kept.work_group = work_group
    seats.move(
        kept, State.LAPSED, by=None, at=at, reason="Nobody said in time which head to ask"
    )  # fmt: skip
    place_letters.kept_in_vain(kept, last_day, at=at)
    seats.settle(work_group, at=at)
    return True


@transaction.atomic
def remind(*, agreement: HeadAgreement, at: datetime) -> bool:
    """Remind the head when it is time: after 3 and after 7 school days, each once."""
    known = _OF_A_LETTER.select_for_update(of=("self",), skip_locked=True)
    found = known.filter(pk=agreement.pk, answer="", withdrawn_at=None).first()
    if found is None or found.asked_at is None or found.reminders >= len(REMINDED_AFTER):
        return False
    due = add_school_days(localdate(found.asked_at), REMINDED_AFTER[found.reminders])
    if localdate(at) < due:
        return False
    found.reminders, found.reminded_at = found.reminders + 1, at
    found.save(update_fields=["reminders", "reminded_at"])
    letters.reminds(found, at=at)
    return True


_OF_A_LETTER = HeadAgreement.objects.select_related("work_group__hub", "school", "asked_by")


def _known(agreement: HeadAgreement, work_group: WorkGroup) -> HeadAgreement:
    """Return the agreement as it is now, its group locked."""
    agreement = HeadAgreement.objects.select_related("school", "asked_by").get(pk=agreement.pk)
    agreement.work_group = work_group
    return agreement


def _open(agreement: HeadAgreement, at: datetime) -> HeadAgreement:
    """Return the agreement, its group locked. One that was answered is as good as open."""
    agreement = _known(agreement, seats.locked(agreement.work_group_id))
    if agreement.withdrawn_at or agreement.asked_at is None:
        raise AgreementRefused("This question is no longer open. Ask your colleague, or the hub.")
    if agreement.answer:
        return agreement
    if agreement.answer_by is not None and agreement.answer_by < localdate(at):
        raise AgreementRefused("The last day to answer is over. Write to the hub.")
    return agreement


def _keep(agreement: HeadAgreement, answer: str, *, name: str, at: datetime) -> None:
    if not name.strip():
        raise AgreementRefused("Type your name.")
    agreement.answer, agreement.answered_at = answer, at
    agreement.answered_by = name.strip()[:150]
    agreement.save()


def _hold_places(
    agreement: HeadAgreement, *, by: Person | None, reason: str, at: datetime
) -> None:  # fmt: skip
    work_group = agreement.work_group
    kept = queries.places_of(work_group, agreement.school).filter(state=State.AGREEMENT)
    for place in kept:
        place.work_group = work_group
        seats.hold(place, by=by, reason=reason, at=at)
    seats.count(work_group)
