"""What the staff of a hub have to do, and where each of their groups stands."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import Count, Exists, OuterRef, Q
from django.urls import reverse

from mathshubs.hubs import rules
from mathshubs.hubs.models import Hub, HubArea, LeadSchoolTenure, Post
from mathshubs.people.models import Person
from mathshubs.workgroups.models import Place, WorkGroup, Workshop
from mathshubs.workgroups.queries.attendance import registers_not_taken
from mathshubs.workgroups.queries.groups import ShownState, state_shown
from mathshubs.workgroups.queries.places import groups_without_joining_details


@dataclass
class DeskRow:
    """A group as its hub sees it."""

    group: WorkGroup
    shown: ShownState
    applied: int
    no_joining_details: bool
    registers: int

    @property
    def decision(self) -> Decision | None:
        """Return the step that waits for somebody's word, if one does."""
        return DECISIONS.get(self.group.state)


@dataclass(frozen=True)
class Decision:
    """A step in the life of a group that the hub takes. Some only its Maths Hub Lead takes."""

    what: str
    why: str
    short: str
    for_lead: bool


DECISIONS = {
    WorkGroup.State.DESIGNED.value: Decision(
        "Waits for approval", "The Maths Hub Lead approves it, or sends it back.",
        "to approve", True,
    ),
    WorkGroup.State.APPROVED.value: Decision(
        "Waits to be published", "It is approved. Nobody outside the hub sees it yet.",
        "to publish", False,
    ),
    WorkGroup.State.REPORTED.value: Decision(
        "Waits for sign-off", "Its report is written. The Maths Hub Lead signs and closes it.",
        "to sign", True,
    ),
}  # fmt: skip


@dataclass
class Desk:
    rows: list[DeskRow]
    decisions: list[DeskRow] = field(default_factory=list)
    applied: list[DeskRow] = field(default_factory=list)
    no_joining_details: list[WorkGroup] = field(default_factory=list)
    registers: list[Workshop] = field(default_factory=list)

    @property
    def needs(self) -> int:
        """How many things wait, without the decisions about whole groups."""
        return len(self.applied) + len(self.no_joining_details) + len(self.registers)


def lacks(hub: Hub, person: Person, on: date) -> list[tuple[str, str, str, str]]:
    """Return what a new hub is without: (what, why, where to mend it or "", word of the button)."""
    of_hub = {"hub": OuterRef("pk")}
    area, led, staffed = (
        Hub.objects.filter(pk=hub.pk)
        .values_list(
            Exists(HubArea.objects.on(on).filter(**of_hub)),
            Exists(LeadSchoolTenure.objects.on(on).filter(**of_hub)),
            Exists(Post.objects.on(on).filter(**of_hub, kind=Post.Kind.HUB_LEAD)),
        )
        .get()
    )
    return [
        (what, why, reverse(page, args=[hub.slug]) if may else "", action)
        for there, what, why, may, page, action in (
            (
                area, "No district in its area yet",
                "Schools find a hub by the district they stand in.",
                rules.may_change_area(person), "hubs:area", "Area",
            ),
            (
                led, "No lead school yet", "One school holds the grant and answers for the hub.",
                rules.may_change_lead_school(person), "hubs:lead_school", "Lead school",
            ),
            (
                staffed, "Nobody leads it yet",
                "The Maths Hub Lead gives the other posts of the hub.",
                rules.may_change_posts(person, hub), "hubs:people", "People",
            ),
        )
        if not there
    ]  # fmt: skip


_FIELDS = (
    "title", "kind", "state", "year", "first_on", "last_on", "places", "places_taken", "waiting",
    "counted", "apply_by", "hub",
)  # fmt: skip


def desk(hub: Hub, at: datetime, on: date) -> Desk:
    """Return the hub's groups that are not over, and what waits for its staff. Three queries."""
    over = {*WorkGroup.OVER, WorkGroup.State.CANCELLED}
    groups = (
        WorkGroup.objects.filter(hub=hub)
        .exclude(state__in=over - {WorkGroup.State.REPORTED})
        .only(*_FIELDS)
        .annotate(applied=Count("bookings", filter=Q(bookings__state=Place.State.APPLIED)))
        .order_by("first_on", "pk")
    )
    lacking = list(groups_without_joining_details(hub, on).only(*_FIELDS))
    registers = list(registers_not_taken(WorkGroup.objects.filter(hub=hub), at))
    without = {group.pk for group in lacking}
    rows = [
        DeskRow(
            group,
            state_shown(group, on),
            group.applied,
            group.pk in without,
            sum(workshop.work_group_id == group.pk for workshop in registers),
        )
        for group in groups
    ]
    return Desk(
        [row for row in rows if row.group.state not in over],
        [row for row in rows if row.decision],
        [row for row in rows if row.applied and row.group.state not in over],
        lacking,
        registers,
    )
