"""Year plans: what the nation asks, each hub's plan with its targets, its returns so far."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta

from django.db.models import Count

from mathshubs.core.years import starts_on
from mathshubs.insight.queries.plans import priorities_of, progress_of, serves
from mathshubs.insight.queries.returns import figures_of
from mathshubs.programmes.actions.plans import make_plan
from mathshubs.programmes.methods.half_terms import HALF_TERMS, ends_on, over_by
from mathshubs.programmes.models import (
    Commitment,
    HalfTermReturn,
    Plan,
    PlanLine,
    PlanStep,
    PlanVersion,
    Project,
    Target,
)
from mathshubs.programmes.queries.plans import content_of, lines_of
from mathshubs.workgroups.models import WorkGroup

from .catalogue import words
from .world import HubWorld, World, moment

State = Plan.State
# How far the plans of this year came: one hub after the other goes round the list.
WAYS = (
    (State.BOARD_REVIEWED, State.SUBMITTED, State.APPROVED),
    (State.BOARD_REVIEWED, State.SUBMITTED, State.RETURNED, State.SUBMITTED, State.APPROVED),
    (State.BOARD_REVIEWED, State.SUBMITTED, State.APPROVED, State.AMENDED),
    (State.BOARD_REVIEWED, State.SUBMITTED, State.RETURNED),
    (State.BOARD_REVIEWED, State.SUBMITTED),
)
PACE = (40, 70, 85, 95, 100, 100)  # per cent of a year's schools by the end of each half term


def write(world: World) -> int:
    """Write what is asked of each hub and its plan of this year; return how many plans."""
    told, year = words("plans"), world.years[1]
    lines = _asked_and_lines(world, year)
    for number, hub in enumerate(hub for hub in world.hubs if hub.lead):
        way = WAYS[0] if hub is world.telford else WAYS[number % len(WAYS)]
        plan = Plan.objects.create(hub=hub.hub, year=year, summary=told["summary"])
        _lines(plan, lines[hub.hub.pk], told, hub)
        _walk(world, plan, way, hub, told)
        if State.APPROVED in way and number % 4 != 3:
            _returns(world, plan, hub, told, number)
    draft = make_plan(hub=world.telford.hub, year=world.years[2])
    Plan.objects.filter(pk=draft.pk).update(summary=told["next"])
    return Plan.objects.count()


def _asked_and_lines(world: World, year: str) -> dict[int, list[tuple[Project, int, int]]]:
    """Ask each hub for the national projects its groups carry out; return all its projects."""
    projects = Project.objects.filter(year=year).in_bulk()
    groups = WorkGroup.objects.filter(year=year, project__in=projects).exclude(state="CANCELLED")
    counted = groups.values_list("hub", "project").annotate(
        many=Count("pk", distinct=True), of=Count("bookings")
    )
    found = defaultdict(list)
    by = world.cast["national"].id
    asked = []
    following = dict(
        Project.objects.filter(follows__in=projects, hub=None).values_list("follows", "pk")
    )
    for hub, project, many, of in counted.order_by("hub", "project__code", "project"):
        schools = max(many * 6, round(of * 1.2 if len(found[hub]) % 4 == 3 else of / 2))
        found[hub].append((projects[project], many, schools))
        if projects[project].hub_id is None:
            for one in filter(None, (project, following.get(project))):
                asked.append(
                    Commitment(
                        hub_id=hub, project_id=one, groups=many, schools=schools, by_id=by,
                        at=moment(starts_on(year) - timedelta(days=150), 9),
                    )
                )  # fmt: skip
    Commitment.objects.bulk_create(asked)
    return found


def _lines(plan: Plan, rows: list[tuple[Project, int, int]], told: dict, hub: HubWorld) -> None:
    """Write a line for each project, let its groups name it, and set its targets."""
    lines = PlanLine.objects.bulk_create(
        PlanLine(
            plan=plan, order=order, title=project.title, project=project,
            kind="LOCAL" if project.hub_id else "NATIONAL", rationale=project.summary,
            outcomes=told["outcomes"][project.phases[0]], phases=project.phases, groups=many,
            schools=schools, cost=1800 * many, lead_id=hub.lead.id if hub.lead else None,
        )
        for order, (project, many, schools) in enumerate(rows, start=1)
    )  # fmt: skip
    Plan.objects.filter(pk=plan.pk).update(budget=sum(line.cost for line in lines) + 4000)
    plan.refresh_from_db()
    targets = []
    for line in lines:
        groups = WorkGroup.objects.filter(
            hub=plan.hub, year=plan.year, project=line.project
        ).exclude(state__in=WorkGroup.DRAFT)
        begin = [day for day in groups.values_list("first_on", flat=True) if day]
        groups.update(plan_line=line)
        planned = {
            "GROUPS": _begun(plan.year, begin),
            "SCHOOLS": {
                each: line.schools * part // 100
                for each, part in zip(HALF_TERMS, PACE, strict=True)
            },
        }
        targets += [Target(line=line, measure=each, planned=planned[each]) for each in planned]
    Target.objects.bulk_create(targets)


def _begun(year: str, begin: list[date]) -> dict[str, int]:
    return {each: sum(day <= ends_on(year, each) for day in begin) for each in HALF_TERMS}


def _walk(world: World, plan: Plan, way: tuple, hub: HubWorld, told: dict) -> None:
    """Let the plan go its way from May on, with a version for each step."""
    day = starts_on(plan.year) - timedelta(days=110)
    content = content_of(plan, lines_of(plan))
    before, lead = State.DRAFT, hub.lead
    assert lead
    said = {"BOARD_REVIEWED": "board", "RETURNED": "returned", "AMENDED": "amended"}
    for number, to in enumerate(way, start=1):
        by = world.cast["national"].id if to in (State.RETURNED, State.APPROVED) else lead.id
        at = moment(min(day + timedelta(days=17 * number), world.today), 7)
        PlanStep.objects.create(
            plan=plan, from_state=before, to_state=to, by_id=by, at=at,
            words=told.get(said.get(to, ""), ""),
            met_on=at.date() - timedelta(days=2) if to == State.BOARD_REVIEWED else None,
        )  # fmt: skip
        PlanVersion.objects.create(
            plan=plan, number=number, state=to, by_id=by, at=at,
            content=_before_the_board(content) if number == 1 else content,
        )  # fmt: skip
        before = to
    plan.state = before
    plan.save(update_fields=["state"])


def tell_priorities() -> None:
    """Let the versions kept say which priorities their lines serve: answers are chosen later."""
    for plan in Plan.objects.filter(lines__provisions__isnull=False).distinct():
        words = serves(priorities_of(lines_of(plan)))
        for version in plan.versions.all():
            for line in version.content["lines"]:
                line["serves"] = words.get(line["line"], "")
            version.save(update_fields=["content"])


def _before_the_board(content: dict) -> dict:
    """Return what the board saw: a line fewer, one with a group more, and no budget."""
    *lines, _ = content["lines"]
    lines = [{**line, "groups": line["groups"] + (at == 0)} for at, line in enumerate(lines)]
    return {**content, "budget": None, "lines": lines}


def _returns(world: World, plan: Plan, hub: HubWorld, told: dict, number: int) -> None:
    """Send the returns of the half terms that are over."""
    over = over_by(plan.year, world.today)
    progress = progress_of(plan, world.today) if over else []
    for place, half_term in enumerate(over):
        sent = min(ends_on(plan.year, half_term) + timedelta(days=5), world.today)
        first = {str(progress[0].line.pk): told["of_line"]} if progress else {}
        HalfTermReturn.objects.create(
            plan=plan, half_term=half_term, figures=figures_of(progress, half_term),
            words={"0": told["whole"][(number + place) % len(told["whole"])], **first},
            sent_at=moment(sent, 7), by_id=hub.lead.id if hub.lead else None,
        )  # fmt: skip
