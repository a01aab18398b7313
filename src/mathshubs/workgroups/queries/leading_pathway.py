"""The pathway from taking part to co-leading to leading, and the programmes that train leaders."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Exists, OuterRef, Q, QuerySet

from mathshubs.core.phases import Phase, phases_in_words
from mathshubs.hubs.models import Accreditation, Hub
from mathshubs.people.models import Person

from ..models import ForLeaders, Leader, LeadInvitation, Place, WorkGroup
from .attendance import Record, attendance_of, workshops_over
from .groups import PUBLIC
from .leading import NOT_LED

REMEMBERED = timedelta(days=3 * 365)  # how long ago a group may have ended to count
ASKED_AGAIN = timedelta(days=365)  # after a no
_LATEST = ("-work_group__last_on", "pk")


@dataclass(frozen=True)
class Suggestion:
    """Somebody who could take the next step, and what the record says they did."""

    person: Person
    kind: str
    groups: list[WorkGroup]
    school: str
    because: str

    @property
    def phases(self) -> set[str]:
        return {phase for group in self.groups for phase in group.phases}

    @property
    def phases_in_words(self) -> str:
        return phases_in_words(phase for phase in Phase.values if phase in self.phases)


def suggestions(hub: Hub, on: date, *, person: int | None = None) -> list[Suggestion]:
    """
    Return who could lead next, or co-lead, those who did most first. Three queries.

    To lead: who co-led a group of the hub to its end and has led none. To co-lead: who earned the
    certificate of a group of the hub in the last three years and has led none. Not those whom the
    hub has asked already, nor who said no in the last year.
    """
    named = Q(person=person) if person else Q()
    steps = [
        (Leader.Kind.LEAD, "Co-led", list(_done(_co_led(hub, on).filter(named)))),
        (Leader.Kind.CO_LEAD, "Completed", list(_done(_took_part(hub, on).filter(named)))),
    ]
    ids = {pk for _, _, people in steps for row in people for pk in row["groups"]}
    groups = WorkGroup.objects.only("title", "year", "phases").in_bulk(ids)
    return [
        _suggestion(row, kind, did, [groups[pk] for pk in row["groups"]])
        for kind, did, people in steps
        for row in sorted(people, key=lambda row: (-len(row["groups"]), row["person__family_name"]))
    ]


def _done(rows: QuerySet) -> QuerySet:
    """Return one row for each person, with the groups they did it in, the latest first."""
    grouped = rows.order_by().values(
        "person", "person__given_name", "person__family_name", "person__email"
    )
    found = grouped.annotate(groups=ArrayAgg("work_group", order_by=_LATEST))
    if rows.model is Place:
        found = found.annotate(schools=ArrayAgg("school__name", order_by=_LATEST))
    return found


def _co_led(hub: Hub, on: date) -> QuerySet[Leader]:
    led = Leader.objects.filter(person=OuterRef("person"), kind=Leader.Kind.LEAD)
    return Leader.objects.filter(
        ~Exists(led), ~Exists(_asked(hub, on, Leader.Kind.LEAD)),
        kind=Leader.Kind.CO_LEAD, work_group__hub=hub, work_group__state__in=WorkGroup.OVER,
    )  # fmt: skip


def _took_part(hub: Hub, on: date) -> QuerySet[Place]:
    led = Leader.objects.filter(person=OuterRef("person"))
    return Place.objects.filter(
        ~Exists(led), ~Exists(_asked(hub, on, Leader.Kind.CO_LEAD)),
        certificate__isnull=False, person__isnull=False, work_group__hub=hub,
        work_group__last_on__gte=on - REMEMBERED, work_group__kind=WorkGroup.Kind.WORK_GROUP,
    )  # fmt: skip


def _asked(hub: Hub, on: date, kind: str) -> QuerySet[LeadInvitation]:
    invited = LeadInvitation.objects.filter(hub=hub, person=OuterRef("person"))
    lately = Q(state=LeadInvitation.State.NO, answered_at__date__gt=on - ASKED_AGAIN)
    yes = Q(state=LeadInvitation.State.YES, kind=kind)
    return invited.filter(Q(state=LeadInvitation.State.SENT) | yes | lately)


def _suggestion(row: dict, kind: str, did: str, groups: list[WorkGroup]) -> Suggestion:
    person = Person(  # to be named, not to be saved
        pk=row["person"],
        given_name=row["person__given_name"],
        family_name=row["person__family_name"],
        email=row["person__email"],
    )
    return Suggestion(
        person, kind, groups, row.get("schools", [""])[0], f"{did} {_in_words(groups)}"[:200]
    )


def _in_words(groups: list[WorkGroup]) -> str:
    latest = f"{groups[0].title} ({groups[0].year})"
    more = len(groups) - 1
    return latest if not more else f"{latest} and {more} other{'' if more == 1 else 's'}"


def invitations_of(hub: Hub) -> QuerySet[LeadInvitation]:
    """Return whom the hub has invited a step further, the latest first."""
    return LeadInvitation.objects.filter(hub=hub).select_related("person", "sent_by")


def invitations_open(person: Person) -> QuerySet[LeadInvitation]:
    """Return the invitations to lead that wait for the person's answer."""
    sent = LeadInvitation.objects.filter(person=person, state=LeadInvitation.State.SENT)
    return sent.select_related("hub", "person")


def cohorts_to_come(on: date) -> QuerySet[ForLeaders]:
    """Return the programmes that train leaders and have not begun, the first deadline first."""
    cohorts = ForLeaders.objects.exclude(awards="").filter(work_group__state__in=PUBLIC)
    return (
        cohorts.exclude(work_group__state__in=NOT_LED)
        .filter(Q(work_group__first_on=None) | Q(work_group__first_on__gte=on))
        .select_related("work_group__hub", "work_group__project")
        .order_by("work_group__apply_by", "work_group__first_on", "pk")
    )


def events_for_leaders(on: date) -> QuerySet[ForLeaders]:
    """Return the events of the leaders' community to come, the next first."""
    events = ForLeaders.objects.filter(
        awards="", work_group__state__in=PUBLIC, work_group__last_on__gte=on
    )
    events = events.exclude(work_group__state__in=NOT_LED).select_related("work_group__hub")
    return events.order_by("work_group__first_on", "pk")


def completed_by(work_group: WorkGroup, at: datetime) -> list[Record] | None:
    """Return those who met the group's rule; None while a workshop of it is still to come."""
    workshops = workshops_over(work_group, at)
    if not workshops or work_group.workshops.filter(ends_at__gt=at, cancelled_at=None).exists():
        return None
    records = attendance_of(work_group, workshops)
    return [record for record in records if record.earned and record.place.person]


def accredited_people(for_leaders: ForLeaders) -> set[int]:
    """Return the pks of those who hold what the cohort awards."""
    held = Accreditation.objects.filter(kind=for_leaders.awards, cohort=for_leaders.cohort)
    return set(held.values_list("record__person", flat=True))
