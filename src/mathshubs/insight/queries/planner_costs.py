"""What a group of a project costs, as lines of approved plans know it."""

from __future__ import annotations

from decimal import Decimal
from statistics import median

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import DecimalField, ExpressionWrapper, F, OuterRef, QuerySet

from mathshubs.hubs.models import Hub
from mathshubs.programmes.models import Plan, PlanLine, Project

ENOUGH = 3  # lines of other hubs, so that none of them can be told apart
KNOWN_BY = {  # the nearest first; the last says nothing of the project itself
    "hub_costs": "the hub's plans name it",
    "all_costs": "plans of all hubs name it",
    "other_costs": "",
}


def known_costs(hub: Hub | None) -> dict[str, ArraySubquery]:
    """
    Return what annotates projects with pounds a group: of the hub's lines for the project, of all
    hubs' lines for it, and of all the hub's lines. A project keeps its title over the years.
    """
    of_project = _pounds_a_group().filter(project__title=OuterRef("title"))
    of_hub = _pounds_a_group().filter(plan__hub=hub)
    return {
        "hub_costs": ArraySubquery(of_project.filter(plan__hub=hub)),
        "all_costs": ArraySubquery(of_project),
        "other_costs": ArraySubquery(of_hub),
    }


def _pounds_a_group() -> QuerySet:
    pounds = ExpressionWrapper(
        F("cost") / F("groups"), DecimalField(max_digits=9, decimal_places=2)
    )
    lines = PlanLine.objects.filter(cost__gt=0, groups__gt=0)
    lines = lines.filter(plan__state__in=[Plan.State.APPROVED, Plan.State.AMENDED])
    return lines.order_by("pk").values(pounds=pounds)


def known_cost(project: Project) -> tuple[Decimal, str]:
    """Return the middle of what a group costs, and how it is known of this project; 0 if not."""
    for name, words in KNOWN_BY.items():
        costs = project.__dict__.get(name) or []
        if len(costs) >= (ENOUGH if name == "all_costs" else 1):
            lines = f"{len(costs)} line{'' if len(costs) == 1 else 's'}"
            said = f"The middle of {lines} in which {words}" if words else ""
            return round(Decimal(median(costs)), 2), said
    return Decimal(0), ""


def national_projects(year: str) -> list[Project]:
    """Return the nation's projects of a year, with what is known of their costs. One query."""
    projects = Project.objects.filter(hub=None, year=year).annotate(**known_costs(None))
    return list(projects.order_by(F("code").asc(nulls_last=True), "title", "pk"))
