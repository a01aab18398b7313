"""One of each thing of year plans, for the walk of every address by every role."""

from __future__ import annotations

from mathshubs.hubs.models import Hub
from mathshubs.people.models import Person
from mathshubs.programmes.models import Plan, PlanLine, PlanVersion, Project
from mathshubs.programmes.queries.plans import content_of, lines_of

from ..builders import SEPTEMBER


def a_plan(hub: Hub, year: str = "2025/26", **fields) -> Plan:
    return Plan.objects.create(hub=hub, year=year, **fields)


def a_line(plan: Plan, title: str = "Fractions in year 5", **fields) -> PlanLine:
    fields.setdefault("rationale", "Pupils guess.")
    fields.setdefault("outcomes", "Pupils reason.")
    fields.setdefault("phases", ["PRIMARY"])
    fields.setdefault("order", plan.lines.count() + 1)
    return PlanLine.objects.create(plan=plan, title=title, **fields)


def plans_in_the_world(hub: Hub, project: Project, by: Person) -> dict[str, object]:
    plan = a_plan(hub)
    line = a_line(plan, kind=PlanLine.Kind.NATIONAL, project=project)
    PlanVersion.objects.create(
        plan=plan, number=1, state="DRAFT", content=content_of(plan, lines_of(plan)), by=by,
        at=SEPTEMBER,
    )  # fmt: skip
    return {"year_plan_id": plan.pk, "plan_line_id": line.pk, "half_term": "AUTUMN_1"}
