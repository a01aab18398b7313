"""The next step for somebody: invited to co-lead or to lead, trained in a cohort, accredited."""

from __future__ import annotations

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.timezone import localdate

from mathshubs.comms.actions import post_many
from mathshubs.hubs.actions import leaders as records
from mathshubs.hubs.models import Accreditation, Hub, LeaderRecord
from mathshubs.hubs.queries import hubs_of
from mathshubs.people.models import Person

from ..emails import leading as emails
from ..models import ForLeaders, LeadInvitation, Place, WorkGroup
from ..queries import leading_pathway as queries
from .leading import LeadingRefused

State = LeadInvitation.State


def invite(
    *, hub: Hub, person: Person, kind: str, because: str, words: str, by: Person, at: datetime
) -> LeadInvitation:
    """
    Invite somebody to co-lead, or to lead, and write to them.

    Raises LeadingRefused while an invitation of the hub waits for their answer.
    """
    try:
        with transaction.atomic():
            invitation = LeadInvitation.objects.create(
                hub=hub, person=person, kind=kind, because=because, words=words, sent_by=by,
                sent_at=at,
            )  # fmt: skip
            post_many([emails.invited(invitation)], at=at)
    except IntegrityError:
        raise LeadingRefused(
            f"{person.name} is invited already and has not answered. Wait for the answer."
        ) from None
    return invitation


@transaction.atomic
def answer(*, invitation: LeadInvitation, yes: bool, words: str, at: datetime) -> LeadInvitation:
    """
    Answer an invitation, and tell the hub. With a yes the hub begins a record, if none is kept.

    The same answer twice is one. Raises LeadingRefused for another answer.
    """
    locked = LeadInvitation.objects.select_for_update(of=["self"])
    invitation = locked.select_related("hub", "person", "sent_by").get(pk=invitation.pk)
    said = State.YES if yes else State.NO
    if invitation.state == said:
        return invitation
    if invitation.state != State.SENT:
        raise LeadingRefused(
            f"You have answered already. To change it, write to {invitation.hub.email}."
        )
    invitation.state, invitation.answer, invitation.answered_at = said, words, at
    invitation.save(update_fields=["state", "answer", "answered_at"])
    kept = LeaderRecord.objects.on(localdate(at)).filter(person=invitation.person)
    elsewhere = LeaderRecord.objects.filter(person=invitation.person).exclude(hub=invitation.hub)
    if yes and not kept.exists() and not elsewhere.exists():
        records.begin_record(
            hub=invitation.hub, person=invitation.person, from_on=localdate(at),
            by=invitation.sent_by, at=at,
        )  # fmt: skip
    post_many([emails.invitation_answered(invitation)], at=at)
    return invitation


@transaction.atomic
def say_it_is_for_leaders(*, work_group: WorkGroup, **facts: object) -> ForLeaders:
    """
    Make the group a cohort that trains leaders, or an event of theirs; again changes the facts.

    Raises LeadingRefused when it has awarded an accreditation and would award another, and for an
    event that would award one, or a Work Group that is no cohort.
    """
    is_event = work_group.kind == WorkGroup.Kind.EVENT
    if is_event and facts.get("awards"):
        raise LeadingRefused(f"{work_group.title} is an event, and only a Work Group is a cohort.")
    if not is_event and not facts.get("awards"):
        raise LeadingRefused(
            f"{work_group.title} is a Work Group: choose what its cohort trains. Only an event can "
            "be one of the leaders’ community."
        )
    before = ForLeaders.objects.select_for_update().filter(work_group=work_group).first()
    if before and before.awarded_at and _awards(facts) != (before.awards, before.cohort):
        raise LeadingRefused(f"{before} is awarded to some already, so it stays what it is.")
    return ForLeaders.objects.update_or_create(work_group=work_group, defaults=facts)[0]


def _awards(facts: dict) -> tuple:
    return facts.get("awards"), facts.get("cohort")


@transaction.atomic
def say_it_is_for_all(*, work_group: WorkGroup) -> None:
    """Take back that the group is for leaders. Raises LeadingRefused when it has awarded."""
    found = ForLeaders.objects.select_for_update().filter(work_group=work_group).first()
    if found and found.awarded_at:
        raise LeadingRefused(f"{found} is awarded to some already, so it stays what it is.")
    if found:
        found.delete()


@transaction.atomic
def award(*, for_leaders: ForLeaders, by: Person, at: datetime) -> int:
    """
    Give the accreditation of a cohort to everybody who completed it, and write to each.

    Who holds it from before has it renewed. Who has no record gets one, in the hub of their
    school. Twice is once. Returns how many; raises LeadingRefused before the last workshop.
    """
    locked = ForLeaders.objects.select_for_update(of=["self"]).select_related("work_group__hub")
    cohort = locked.get(pk=for_leaders.pk)
    completed = queries.completed_by(cohort.work_group, at)
    if not cohort.awards or completed is None:
        raise LeadingRefused("It is awarded after the last workshop of the cohort.")
    on = cohort.work_group.last_on or localdate(at)
    places = [record.place for record in completed]
    kept = LeaderRecord.objects.in_bulk(
        [place.person_id for place in places], field_name="person_id"
    )
    hubs = hubs_of([place.school for place in places if place.person_id not in kept], on)
    given = [
        accreditation
        for place in places
        if (
            accreditation := _award_to(
                place, cohort, kept.get(place.person_id or 0), hubs.get(place.school_id), on, by, at
            )
        )
    ]
    cohort.awarded_at = at
    cohort.save(update_fields=["awarded_at"])
    post_many([emails.accredited(each, cohort) for each in given], at=at)
    return len(given)


def _award_to(
    place: Place, cohort: ForLeaders, record: LeaderRecord | None, hub: Hub | None, on: date,
    by: Person, at: datetime,
) -> Accreditation | None:  # fmt: skip
    """Return what was awarded or renewed; None when the cohort gave it to them before."""
    if record is None:
        assert place.person  # only those we know by name complete anything
        record = records.begin_record(
            hub=hub or cohort.work_group.hub, person=place.person, from_on=on, by=by, at=at
        )
    years = cohort.lasts_years
    expires_on = _years_on(on, years) if years else None
    held = record.accreditations.filter(kind=cohort.awards).first()
    if held is None:
        return records.accredit(
            record=record, kind=cohort.awards, awarded_on=on, expires_on=expires_on,
            cohort=cohort.cohort, by=by, at=at,
        )  # fmt: skip
    if on <= (held.renewed_on or held.awarded_on):
        return None
    records.change_accreditation(
        accreditation=held, awarded_on=held.awarded_on, renewed_on=on, expires_on=expires_on,
        cohort=held.cohort, by=by, at=at,
    )  # fmt: skip
    return held


def _years_on(day: date, years: int) -> date:
    # 29 February has no birthday in most years.
    day = day.replace(day=28) if (day.month, day.day) == (2, 29) else day
    return day.replace(year=day.year + years)
