"""Reads about year plans: of a hub, their lines, what a plan says in words, what is asked."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum

from mathshubs.core.nested import objects_of, rows_within
from mathshubs.core.years import academic_year_of, next_year
from mathshubs.hubs.models import Hub
from mathshubs.hubs.queries import hubs_read_by
from mathshubs.people.models import Person
from mathshubs.people.rules import is_national_staff

from ..models import (
    Commitment,
    HalfTerm,
    HalfTermReturn,
    Plan,
    PlanLine,
    PlanVersion,
    Project,
    Target,
)


def plans_of(hub: Hub) -> QuerySet[Plan]:
    plans = Plan.objects.filter(hub=hub).order_by("-year")
    return plans.annotate(many=Count("lines"), cost=Sum("lines__cost"))


def plans_seen_by(person: Person | AnonymousUser, on: date) -> QuerySet[Plan]:
    """Return the plans of hubs they run, or on whose board they sit; national staff: all."""
    plans = Plan.objects.select_related("hub")
    return plans if is_national_staff(person) else plans.filter(hub__in=hubs_read_by(person, on))


def lines_of(plan: Plan) -> list[PlanLine]:
    """Return the lines in their order, each with its project, lead and targets. One query."""
    targets = Target.objects.filter(line=OuterRef("pk")).order_by("measure")
    lines = plan.lines.select_related("project", "lead").annotate(
        aims=rows_within(targets, "id", "measure", "planned")
    )
    return list(lines.order_by("order", "pk"))


def targets_of(line: PlanLine) -> list[Target]:
    """Return the targets of a line: those that came with it, or asked for."""
    kept = line.__dict__.get("aims")
    return list(line.targets.order_by("measure")) if kept is None else objects_of(Target, kept)


def lines_open_to(hub: Hub, years: Iterable[str]) -> QuerySet[PlanLine]:
    """Return the lines that a group of `hub` in one of the `years` may carry out."""
    lines = PlanLine.objects.filter(plan__hub=hub, plan__year__in=years)
    return lines.select_related("plan").order_by("-plan__year", "order", "pk")


def years_to_plan(hub: Hub, on: date) -> list[str]:
    """Return this year and the next, those without a plan of the hub."""
    this = academic_year_of(on)
    planned = set(Plan.objects.filter(hub=hub).values_list("year", flat=True))
    return [year for year in (this, next_year(this)) if year not in planned]


@dataclass(frozen=True)
class Asked:
    """What the nation asks of a project, and what the plan's lines hold of it."""

    commitment: Commitment
    lines: list[PlanLine]

    @property
    def groups(self) -> int:
        return sum(line.groups for line in self.lines)

    @property
    def schools(self) -> int:
        return sum(line.schools for line in self.lines)

    @property
    def is_held(self) -> bool:
        asked = self.commitment
        return self.groups >= asked.groups and self.schools >= asked.schools


def commitments_of(hub: Hub, year: str) -> list[Commitment]:
    found = Commitment.objects.filter(hub=hub, project__year=year)
    return list(found.select_related("project").order_by("project__code"))


def asked_of(plan: Plan, lines: list[PlanLine]) -> list[Asked]:
    """Return each commitment of the plan's hub and year beside the lines that hold it."""
    serving: dict[int | None, list[PlanLine]] = defaultdict(list)
    for line in lines:
        serving[line.project_id].append(line)
    return [Asked(each, serving[each.project_id]) for each in commitments_of(plan.hub, plan.year)]


@dataclass(frozen=True)
class Row:
    """A hub in the national grid: its plan, and what is asked of it by project."""

    hub: Hub
    plan: Plan | None
    cells: list[tuple[Project, Commitment | None]]


@dataclass(frozen=True)
class Grid:
    projects: list[Project]
    rows: list[Row]
    sums: list[tuple[Project, int]]


def grid(year: str) -> Grid:
    """Return the hubs against the national projects of `year`. Four queries."""
    projects = list(Project.objects.filter(year=year, hub=None).order_by("code"))
    plans = {plan.hub_id: plan for plan in Plan.objects.filter(year=year)}
    asked = {
        (each.hub_id, each.project_id): each
        for each in Commitment.objects.filter(project__in=projects)
    }
    sums = Counter[int]()
    for each in asked.values():
        sums[each.project_id] += each.groups
    rows = [
        Row(hub, plans.get(hub.pk), [(one, asked.get((hub.pk, one.pk))) for one in projects])
        for hub in Hub.objects.order_by("name")
    ]
    return Grid(projects, rows, [(one, sums[one.pk]) for one in projects])


def content_of(plan: Plan, lines: list[PlanLine], serves: Mapping[int, str] | None = None) -> dict:
    """
    Return what the plan says as words and numbers, as a version keeps it.

    `serves`: by line, the priorities it serves, in words. Priorities are known higher up only.
    """
    return {
        "summary": plan.summary,
        "budget": None if plan.budget is None else f"{plan.budget:.2f}",
        "lines": [_content(line, (serves or {}).get(line.pk, "")) for line in lines],
    }


def _content(line: PlanLine, serves: str) -> dict:
    return {
        "line": line.pk,
        "kind": line.get_kind_display(),
        "title": line.title,
        "project": str(line.project or ""),
        "serves": serves,
        "rationale": line.rationale,
        "outcomes": line.outcomes,
        "lead": line.lead.name if line.lead else "",
        "phases": line.phases_in_words,
        "target_schools": line.target_schools,
        "groups": line.groups,
        "schools": line.schools,
        "cost": f"{line.cost:.2f}",
        "targets": "\n".join(_target(each) for each in targets_of(line)),
    }


def _target(target: Target) -> str:
    steps = [
        f"{half_term.label}: {target.planned[half_term]}"
        for half_term in HalfTerm
        if half_term in target.planned
    ]
    return f"{target.get_measure_display()} ({', '.join(steps)})"


def version_of(plan: Plan, number: int) -> PlanVersion | None:
    return plan.versions.filter(number=number).select_related("by").first()


def approved_version(plan: Plan) -> PlanVersion | None:
    """Return the latest approved version: what holds while the plan is changed."""
    return plan.versions.filter(state=Plan.State.APPROVED).first()


def waiting(year: str) -> QuerySet[Plan]:
    """Return the plans of a year that wait for the national team."""
    return Plan.objects.filter(year=year).filter(Q(state=Plan.State.SUBMITTED))


def without_return(year: str, half_term: str) -> QuerySet[Plan]:
    """Return the approved plans of a year whose return of the half term is not sent."""
    sent = HalfTermReturn.objects.filter(half_term=half_term, sent_at__isnull=False)
    return in_force(year).exclude(pk__in=sent.values("plan"))


def in_force(year: str) -> QuerySet[Plan]:
    """Return the plans of a year that were approved, though one of them may be changed just now."""
    approved = PlanVersion.objects.filter(plan=OuterRef("pk"), state=Plan.State.APPROVED)
    holds = Q(state__in=[Plan.State.APPROVED, Plan.State.AMENDED]) | Q(Exists(approved))
    return Plan.objects.filter(holds, year=year)
