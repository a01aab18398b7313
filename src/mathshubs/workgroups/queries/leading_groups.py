"""Groups that look for somebody to lead them, and who could."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from mathshubs.hubs.models import Hub, LeaderRecord
from mathshubs.hubs.queries import leaders_of
from mathshubs.people.models import Person

from ..models import Leader, LeadersWanted, LeadInterest, WorkGroup
from .leading import NOT_LED, LeaderRow, as_rows

_LED = Exists(Leader.objects.filter(work_group=OuterRef("pk")))
_ASKED = Exists(LeadersWanted.objects.filter(work_group=OuterRef("pk")))


def groups_without_leader(hubs: Iterable[Hub] | QuerySet[Hub]) -> QuerySet[WorkGroup]:
    """Return the hubs' groups that are to be, and that nobody leads."""
    groups = WorkGroup.objects.filter(~_LED, hub__in=hubs).exclude(state__in=NOT_LED)
    return groups.select_related("hub").order_by("first_on", "pk")


def groups_to_offer_for(record: LeaderRecord, on: date) -> QuerySet[WorkGroup]:
    """
    Return the groups that the leader may offer to lead, each with its hub.

    Those of any hub that ask for leaders (to their last day), and those of the leader's own hub
    that nobody leads.
    """
    asked = Exists(LeadersWanted.objects.filter(work_group=OuterRef("pk"), answer_by__gte=on))
    open_to = asked | Q(~_ASKED & ~_LED, hub=record.hub_id)
    groups = WorkGroup.objects.filter(open_to).exclude(state__in=NOT_LED)
    return groups.select_related("hub", "leaders_wanted").order_by("first_on", "title", "pk")


def offers_waiting(hubs: Iterable[Hub] | QuerySet[Hub]) -> QuerySet[LeadInterest]:
    """Return the offers to lead groups of `hubs` that wait for an answer, the longest first."""
    waiting = LeadInterest.objects.filter(
        work_group__hub__in=hubs, state=LeadInterest.State.WAITING
    )
    return waiting.select_related("person", "work_group__hub").order_by("said_at", "pk")


def offers_of(person: Person) -> QuerySet[LeadInterest]:
    """Return what somebody offered to lead, the latest first."""
    offers = LeadInterest.objects.filter(person=person).select_related("work_group__hub")
    return offers.order_by("-said_at", "-pk")


@dataclass(frozen=True)
class Offer:
    """An offer to lead, with what the record of who made it says; other hubs' stays with them."""

    interest: LeadInterest
    row: LeaderRow | None


@dataclass(frozen=True)
class WhoCould:
    """Who offered to lead a group, and who else on the hub's list could."""

    offers: list[Offer]
    suited: list[LeaderRow]


def who_could_lead(work_group: WorkGroup, leaders: Iterable[Leader], on: date) -> WhoCould:
    """
    Return every offer, those that wait first, and the hub's leaders in a phase of the group.

    Of these, those who lead nothing come first, then those with the most days left. `leaders` are
    the group's, whom nobody needs to be told of. Four queries.
    """
    interests = list(work_group.lead_interests.select_related("person"))
    interests.sort(key=lambda each: each.state != LeadInterest.State.WAITING)
    in_phase = Q(pk__in=leaders_of([work_group.hub], on).filter(phases__overlap=work_group.phases))
    offered = Q(person__in=[each.person_id for each in interests])
    records = LeaderRecord.objects.filter(offered | in_phase, hub=work_group.hub_id)
    rows = {row.record.person_id: row for row in as_rows(records, on)}
    named = {leader.person_id for leader in leaders} | {each.person_id for each in interests}
    others = [row for person, row in rows.items() if person not in named]
    return WhoCould(
        [Offer(each, rows.get(each.person_id)) for each in interests],
        sorted(others, key=lambda row: (row.leads, -(row.left or 0))),
    )
