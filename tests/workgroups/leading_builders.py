"""Leaders and their records, the least that is valid."""

from __future__ import annotations

from datetime import date

from mathshubs.hubs.models import Accreditation, Hub, LeaderRecord
from mathshubs.people.models import Person
from mathshubs.workgroups.models import LeadersWanted, LeadInvitation, WorkGroup
from tests.builders import LONG_AGO, SEPTEMBER, a_hub, a_person


def a_leader(hub: Hub, person: Person | None = None, **facts) -> LeaderRecord:
    """Somebody who leads work of the hub since long ago; their checks were seen."""
    facts.setdefault("from_on", LONG_AGO)
    facts.setdefault("checked_on", date(2025, 1, 10))
    facts.setdefault("check_again_by", date(2100, 1, 10))
    return LeaderRecord.objects.create(hub=hub, person=person or a_person(), **facts)


def an_accreditation(record: LeaderRecord, **facts) -> Accreditation:
    facts.setdefault("kind", Accreditation.Kind.PRIMARY_SPECIALIST)
    facts.setdefault("awarded_on", date(2022, 7, 1))
    return Accreditation.objects.create(record=record, **facts)


def leading_in_the_world(
    hub: Hub, work_group: WorkGroup, leader: Person, teacher: Person
) -> dict[str, object]:
    """What addresses about leaders name: `leader` has a record in `hub`."""
    record = a_leader(hub, leader)
    LeadersWanted.objects.create(
        work_group=work_group, number=2, answer_by="2100-01-01", asked_by=leader,
        asked_at=SEPTEMBER,
    )  # fmt: skip
    asked = LeadInvitation.objects.create(
        hub=a_hub(), person=teacher, kind="CO_LEAD", because="Completed a group", sent_by=leader,
        sent_at=SEPTEMBER,
    )  # fmt: skip
    return {
        "record_id": record.pk,
        "accreditation_id": an_accreditation(record).pk,
        "invitation_id": asked.pk,
    }
