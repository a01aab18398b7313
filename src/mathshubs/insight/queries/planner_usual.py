"""The numbers that the records suggest to the planner, by the names of the boxes they fill."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from mathshubs.needs.models import Priority
from mathshubs.programmes.models import Project

from .planner import Facts, free_days, usual_days
from .planner_costs import known_cost

SAME = {  # for every hub, until somebody changes it
    "near_km": 10, "middle_km": 20, "middle_share": 60, "far_km": 30, "far_share": 30,
    "leader_km": 40, "venue_schools": 30, "venue_cost": Decimal(0),
}  # fmt: skip


def usual(facts: Facts) -> dict[str, Any]:
    """Return what a plan begins with."""
    found: dict[str, Any] = {**SAME, "budget": facts.budget}
    for priority in facts.priorities:
        points = round(priority.__dict__["points"] / 10)
        found[f"weight-{priority.pk}"] = max(1, points) if facts.round else 5
    for project in facts.projects:
        found |= _of_project(facts, project)
    for each in facts.leaders:
        found[f"leader-{each.record.pk}"] = free_days(each)
    hosts = facts.hosts
    hosted = {host.district for host in hosts}
    found |= {f"host-{host.pk}": 2 for host in hosts}
    for district in facts.districts:
        found[f"middle-{district.pk}"] = 0 if district.pk in hosted else 2
    return found


def _of_project(facts: Facts, project: Project) -> dict[str, Any]:
    pk = project.pk
    serves = {one.pk: _usually_serves(project, one) for one in facts.priorities}
    return {
        f"use-{pk}": {"0"} != {"0", *serves.values()},
        f"fewest-{pk}": 6,
        f"most-{pk}": 15,
        f"days-{pk}": usual_days(),
        f"cost-{pk}": known_cost(project)[0],
        **{f"serves-{pk}-{one}": how for one, how in serves.items()},
    }


def _usually_serves(project: Project, priority: Priority) -> str:
    """Fully where it is the answer chosen; partly where none is and a phase is shared."""
    answers = priority.__dict__["answered_by"]
    if project.pk in answers:
        return "100"
    return "50" if not answers and set(project.phases) & set(priority.phases) else "0"


def of_hub(facts: Facts, asked: dict[str, Any]) -> dict[str, Any] | None:
    """
    Return what the planner of one hub is asked: what its records suggest, and what was `asked` of
    all hubs (as JSON keeps it) in place of it. None where nothing can be planned.
    """
    if not (facts.priorities and facts.projects and facts.leaders):
        return None
    typed = usual(facts)
    for name, value in asked.items():
        if name == "budget" or (name.startswith("use-") and value):
            continue  # a project the nation uses is used where the hub's records do
        if name in typed or "-" not in name:
            known = typed.get(name)
            typed[name] = Decimal(str(value)) if isinstance(known, Decimal) else value
    typed["budget"] = facts.budget if asked.get("hub_budgets") else None
    return typed
