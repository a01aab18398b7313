"""Lines of Today: groups that wait for a step of their hub."""

from __future__ import annotations

from mathshubs.workgroups.models import WorkGroup

from .today_hub import of_hubs
from .today_lines import BLOCKED, LATER, Line, Waits, if_any

State = WorkGroup.State


def _in_state(state: str) -> Waits:
    return of_hubs(lambda who: who.work_groups.filter(state=state))


def _led_in_state(state: str) -> Waits:
    """Only the Maths Hub Lead takes this step."""
    leads = if_any("leads")
    return leads(lambda who: WorkGroup.objects.filter(hub__in=list(who.leads), state=state))


DECISIONS = (
    Line(
        _led_in_state(State.DESIGNED),
        note="begins {day}",
        one="A group waits for your approval",
        many="{} groups wait for your approval",
        why="Approve it, or send it back with what is to change.",
        action="Open it",
        page="workgroups:manage",
        urgency=BLOCKED,
    ),
    Line(
        _in_state(State.APPROVED),
        note="begins {day}",
        one="A group waits to be published",
        many="{} groups wait to be published",
        why="Approved, and seen by nobody outside the hub yet.",
        action="Open it",
        page="workgroups:manage",
    ),
    Line(
        _led_in_state(State.REPORTED),
        note="begins {day}",
        one="A report waits for your sign-off",
        many="{} reports wait for your sign-off",
        why="Sign it, and the group is closed.",
        action="Open it",
        page="workgroups:manage",
        urgency=LATER,
    ),
)
