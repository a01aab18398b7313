"""Who leads which group next, and the days it took: deploying, asking, offering, choosing."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pghistory
from django.db import transaction
from django.utils.timezone import localdate

from mathshubs.comms.actions import post_many
from mathshubs.hubs.models import Hub
from mathshubs.people.models import Person

from ..emails import leading as emails
from ..models import DaysUsed, Leader, LeadersWanted, LeadFeedback, LeadInterest, WorkGroup
from ..queries.leading import NOT_LED
from . import leaders

State = LeadInterest.State


class LeadingRefused(Exception):
    """Nothing was changed. `str(refusal)` is a sentence for the person who asked."""


@transaction.atomic
def use_days(
    *, person: Person, hub: Hub, on: date, days: Decimal, what: str,
    work_group: WorkGroup | None = None, by: Person, at: datetime,
) -> DaysUsed:  # fmt: skip
    """Write a line of the ledger. Raises LeadingRefused for a group of another hub."""
    if work_group and work_group.hub_id != hub.pk:
        raise LeadingRefused(f"{work_group.title} is not a group of {hub}. Choose one of its own.")
    return DaysUsed.objects.create(
        person=person, hub=hub, on=on, days=days, what=what, work_group=work_group, by=by,
        written_at=at,
    )  # fmt: skip


@transaction.atomic
def remove_days(*, line: DaysUsed, by: Person, at: datetime) -> None:
    """Take a line that was wrong out of the ledger; the history keeps who did, and when."""
    with pghistory.context(person=by.pk, at=at.isoformat()):
        line.delete()


@transaction.atomic
def write_feedback(
    *, person: Person, work_group: WorkGroup, source: str, on: date, words: str, by: Person,
    at: datetime,
) -> LeadFeedback:  # fmt: skip
    """
    Keep what somebody said of how `person` led a group.

    Raises LeadingRefused for a group they do not lead, and for a day still to come.
    """
    if not work_group.leaders.filter(person=person).exists():
        raise LeadingRefused(f"{person.name} does not lead {work_group.title}.")
    if on > localdate(at):
        raise LeadingRefused("The day is still to come. Give the day on which it was said.")
    return LeadFeedback.objects.create(
        person=person, work_group=work_group, source=source, on=on, words=words.strip(), by=by,
        written_at=at,
    )  # fmt: skip


@transaction.atomic
def remove_feedback(*, feedback: LeadFeedback, by: Person, at: datetime) -> None:
    """Remove what was written by mistake; the history keeps that it was there."""
    with pghistory.context(person=by.pk, at=at.isoformat()):
        feedback.delete()


@transaction.atomic
def deploy(*, work_group: WorkGroup, person: Person, kind: str, by: Person, at: datetime) -> Leader:
    """
    Let somebody lead the group, as lead or co-lead, and write to them. Twice is once.

    What they offered for it is chosen with it. Raises LeadingRefused when the group is over.
    """
    work_group = WorkGroup.objects.select_for_update().select_related("hub").get(pk=work_group.pk)
    if work_group.state in NOT_LED:
        raise LeadingRefused(f"{work_group.title} is {work_group.get_state_display().lower()}.")
    if not work_group.leaders.filter(person=person).exists():
        _found_one(work_group)
    leader = leaders.add_leader(work_group=work_group, email=person.email, by=by, at=at)
    if leader.kind != kind:
        leader.kind = kind
        leader.save(update_fields=["kind"])
    waiting = work_group.lead_interests.filter(person=person, state=State.WAITING)
    waiting.update(state=State.CHOSEN, decided_by=by, decided_at=at)
    return leader


def _found_one(work_group: WorkGroup) -> None:
    """Look for one leader fewer; after the last, for none."""
    wanted = LeadersWanted.objects.filter(work_group=work_group)
    if not wanted.filter(number=2).update(number=1):
        wanted.delete()


@transaction.atomic
def ask_for_leaders(
    *, work_group: WorkGroup, number: int, answer_by: date, what: str, by: Person, at: datetime
) -> LeadersWanted:
    """
    Show leaders that the group looks for one or two more. Asking again changes what is asked.

    Raises LeadingRefused when the group is over, or the last day to answer is.
    """
    if work_group.state in NOT_LED:
        raise LeadingRefused(f"{work_group.title} is {work_group.get_state_display().lower()}.")
    if answer_by < localdate(at):
        raise LeadingRefused("The last day to answer is over. Choose today or a later day.")
    asked = {"number": number, "answer_by": answer_by, "what": what}
    asked |= {"asked_by": by, "asked_at": at}
    return LeadersWanted.objects.update_or_create(work_group=work_group, defaults=asked)[0]


@transaction.atomic
def stop_asking(*, work_group: WorkGroup) -> None:
    """Ask nobody any more. Who has offered still waits for an answer. Twice is once."""
    LeadersWanted.objects.filter(work_group=work_group).delete()


@transaction.atomic
def offer_to_lead(
    *, work_group: WorkGroup, person: Person, kind: str, why: str, at: datetime
) -> LeadInterest:
    """
    Note that somebody would like to lead the group, and tell its hub. Again changes the words.

    Raises LeadingRefused when they lead it already, or it is over.
    """
    work_group = WorkGroup.objects.select_for_update().select_related("hub").get(pk=work_group.pk)
    if work_group.state in NOT_LED:
        raise LeadingRefused(f"{work_group.title} is {work_group.get_state_display().lower()}.")
    if work_group.leaders.filter(person=person).exists():
        raise LeadingRefused(f"You lead {work_group.title} already.")
    interest, new = LeadInterest.objects.get_or_create(
        work_group=work_group, person=person, state=State.WAITING,
        defaults={"kind": kind, "why": why, "said_at": at},
    )  # fmt: skip
    if new:
        post_many([emails.offered(interest)], at=at)
    else:
        interest.kind, interest.why = kind, why
        interest.save(update_fields=["kind", "why"])
    return interest


@transaction.atomic
def take_back(*, interest: LeadInterest, at: datetime) -> None:
    """Take an offer to lead back. Twice is once; one that was answered stays as it was."""
    LeadInterest.objects.filter(pk=interest.pk, state=State.WAITING).update(
        state=State.WITHDRAWN, decided_at=at
    )


@transaction.atomic
def choose(*, interest: LeadInterest, by: Person, at: datetime) -> Leader:
    """
    Let who offered lead the group, and write to them. Twice is once.

    When as many came as were looked for, the group asks nobody any more.
    Raises LeadingRefused when the offer was taken back or declined.
    """
    interest = _locked(interest)
    if interest.state not in (State.WAITING, State.CHOSEN):
        raise LeadingRefused(
            f"The offer of {interest.person.name} is closed: "
            f"{interest.get_state_display().lower()}. Name them as a leader instead."
        )
    return deploy(
        work_group=interest.work_group, person=interest.person, kind=interest.kind, by=by, at=at
    )


@transaction.atomic
def decline(*, interest: LeadInterest, answer: str, by: Person, at: datetime) -> None:
    """
    Say no to an offer with a kind sentence, which is written to them. Twice is once.

    Raises LeadingRefused when they lead the group already.
    """
    interest = _locked(interest)
    if interest.state == State.CHOSEN:
        raise LeadingRefused(f"{interest.person.name} leads the group. Remove them there first.")
    if interest.state != State.WAITING:
        return
    interest.state, interest.answer = State.DECLINED, answer
    interest.decided_by, interest.decided_at = by, at
    interest.save(update_fields=["state", "answer", "decided_by", "decided_at"])
    post_many([emails.declined(interest)], at=at)


def _locked(interest: LeadInterest) -> LeadInterest:
    found = LeadInterest.objects.select_for_update(of=["self"])
    return found.select_related("work_group__hub", "person").get(pk=interest.pk)
