"""From the planner's answer to lines of the year plan."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from mathshubs.needs.models import Provision
from mathshubs.programmes.actions.planner import PlannerRefused
from mathshubs.programmes.actions.plans import PlanRefused, add_line, make_plan
from mathshubs.programmes.models import Plan, PlannerRun, Project

from ..queries.planner_answer import by_project


@transaction.atomic
def make_lines(*, run: PlannerRun, at: datetime) -> Plan:
    """
    Add a line for each project of the answer to the hub's plan of the year.

    Answers to priorities that name the project and have no line yet get this one. Once for a run.
    """
    run = PlannerRun.objects.select_for_update(of=("self",)).select_related("hub").get(pk=run.pk)
    found = by_project(run)
    if not found:
        raise PlannerRefused("There is no group to make a line of.")
    if run.lines_at:
        raise PlannerRefused("The lines of this answer are in the plan already. Change them there.")
    assert run.hub, "a plan of all hubs has no lines: each hub makes those of its part"
    plan = Plan.objects.filter(hub=run.hub, year=run.year).first()
    plan = plan or make_plan(hub=run.hub, year=run.year)
    priorities = {need["priority"][1:] for need in run.question["needs"]}
    for project in Project.objects.filter(pk__in=found).order_by("code", "title", "pk"):
        groups, schools, cost, terms = found[project.pk]
        order = [term for term in run.terms if term in terms]
        answers = Provision.objects.filter(
            priority__in=[int(pk) for pk in priorities],
            priority__round__hub=run.hub,
            project=project,
            plan_line=None,
        )
        try:
            line = add_line(
                plan=plan, title=project.title, project=project, phases=project.phases,
                groups=groups, schools=schools, cost=cost,
                rationale=f"Proposed by the planner for {', '.join(order)}.",
            )  # fmt: skip
        except PlanRefused as refusal:
            raise PlannerRefused(str(refusal)) from refusal
        for answer in answers:
            answer.plan_line = line
            answer.save(update_fields=["plan_line"])
    run.lines_at = at
    run.save(update_fields=["lines_at"])
    return plan
