"""Who may change what the network offers."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser

from mathshubs.hubs import rules as hubs
from mathshubs.people.models import Person
from mathshubs.people.rules import is_national_staff

from .methods import plan_steps
from .models import Plan, Project


def may_edit(person: Person | AnonymousUser, project: Project) -> bool:
    """National staff change national projects; those who run a hub change its own."""
    return hubs.runs(person, project.hub) if project.hub else is_national_staff(person)


def may_take(person: Person | AnonymousUser, plan: Plan, to: str) -> bool:
    """
    Whether they may take the plan to the state `to`.

    Those who run the hub prepare and submit; national staff who do not run it return or approve.
    What the board said, its chair records too.
    """
    who = plan_steps.who_takes(plan.state, to)
    runs = hubs.runs(person, plan.hub)
    if who == plan_steps.HUB:
        chairs = to == Plan.State.BOARD_REVIEWED and hubs.chairs_board(person, plan.hub)
        return runs or chairs
    return who == plan_steps.NATIONAL and is_national_staff(person) and not runs
