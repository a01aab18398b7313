"""What the staff of a hub have to do, and where each of their groups stands."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Exists, OuterRef
from django.urls import reverse

from mathshubs.hubs import rules
from mathshubs.hubs.models import Hub, HubArea, LeadSchoolTenure, Post
from mathshubs.people.models import Person
from mathshubs.workgroups.models import WorkGroup
from mathshubs.workgroups.queries.groups import ShownState, state_shown

from .today_hub import WORK
from .today_lines import Asker, Need, needs
from .today_written import rows_of


@dataclass
class DeskRow:
    """A group as its hub sees it. `to_do` says in a word or two what waits in it."""

    group: WorkGroup
    shown: ShownState
    to_do: list[str]

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
    decisions: list[DeskRow]
    needs: list[Need]


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
    """Return the hub's groups that are not over, and what waits for its staff. Two queries."""
    over = {*WorkGroup.OVER, WorkGroup.State.CANCELLED}
    groups = (
        WorkGroup.objects.filter(hub=hub)
        .exclude(state__in=over - {WorkGroup.State.REPORTED})
        .only(*_FIELDS)
        .order_by("first_on", "pk")
    )
    who = Asker(at, on, hubs={hub.pk: hub})
    waits = rows_of(WORK, who)
    to_do = defaultdict(list)
    for row in waits:
        line = WORK[row.line]
        to_do[row.work_group].append(line.said_of(line.short, [row]))
    rows = [DeskRow(group, state_shown(group, on), to_do[group.pk]) for group in groups]
    return Desk(
        [row for row in rows if row.group.state not in over],
        [row for row in rows if row.decision],
        needs(WORK, waits, who),
    )
