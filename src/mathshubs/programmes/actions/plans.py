"""Make the year plan of a hub, change its lines, take it from step to step."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction
from django.db.models import Max

from mathshubs.comms.actions import post_many
from mathshubs.hubs.models import Hub
from mathshubs.people.models import Person

from ..emails import plans as emails
from ..methods import plan_steps
from ..models import Plan, PlanLine, PlanStep, Project
from ..queries.plans import commitments_of, content_of, lines_of

State = Plan.State


class PlanRefused(Exception):
    """The plan stays as it is. `str(refusal)` is a sentence for whoever asked."""


@transaction.atomic
def make_plan(*, hub: Hub, year: str) -> Plan:
    """Make the draft of a year, with a line for each national commitment. Twice is once."""
    plan, new = Plan.objects.get_or_create(hub=hub, year=year)
    if new:
        add_what_is_asked(plan=plan)
    return plan


@transaction.atomic
def add_what_is_asked(*, plan: Plan) -> int:
    """Add a line for each national commitment that no line holds yet; return how many."""
    plan = _changeable(plan)
    held = set(plan.lines.values_list("project", flat=True))
    missing = [each for each in commitments_of(plan.hub, plan.year) if each.project_id not in held]
    for each in missing:
        _line_for(plan, each.project, groups=each.groups, schools=each.schools)
    return len(missing)


def _line_for(plan: Plan, project: Project, *, groups: int, schools: int) -> PlanLine:
    return PlanLine.objects.create(
        plan=plan, order=_next_order(plan), kind=PlanLine.Kind.NATIONAL, title=project.title,
        project=project, rationale=project.summary, phases=project.phases, groups=groups,
        schools=schools,
    )  # fmt: skip


def _next_order(plan: Plan) -> int:
    last = plan.lines.aggregate(last=Max("order"))["last"]
    return 1 if last is None else last + 1


def _changeable(plan: Plan) -> Plan:
    """Return the plan, locked. Raises PlanRefused when its state lets nobody change it."""
    plan = Plan.objects.select_for_update(of=("self",)).select_related("hub").get(pk=plan.pk)
    if not plan.is_changeable:
        raise PlanRefused(
            f"The plan is {plan.get_state_display().lower()} now, so its words stay as they are. "
            + (
                "Say first that the approved plan has to change."
                if plan.state == State.APPROVED
                else "It can change again when the national team has answered."
            )
        )
    return plan


@transaction.atomic
def change_plan(*, plan: Plan, **facts) -> Plan:
    """Change the plan's summary and budget. Raises PlanRefused."""
    plan = _changeable(plan)
    for name in ("summary", "budget"):
        setattr(plan, name, facts[name])
    plan.save(update_fields=["summary", "budget"])
    return plan


@transaction.atomic
def add_line(*, plan: Plan, **facts) -> PlanLine:
    """Add a line at the end; what serves a national project is a national line."""
    plan = _changeable(plan)
    return PlanLine.objects.create(
        plan=plan, order=_next_order(plan), kind=_kind(facts.get("project")), **facts
    )


@transaction.atomic
def change_line(*, line: PlanLine, **facts) -> PlanLine:
    _changeable(line.plan)
    for name, value in facts.items():
        setattr(line, name, value)
    line.kind = _kind(line.project)
    line.save()
    return line


def _kind(project: Project | None) -> str:
    is_national = project is not None and project.hub_id is None
    return PlanLine.Kind.NATIONAL if is_national else PlanLine.Kind.LOCAL


@transaction.atomic
def remove_line(*, line: PlanLine) -> None:
    """Take a line away. Groups and answers that pointed to it stay, and point to none."""
    _changeable(line.plan)
    line.delete()


@transaction.atomic
def move_line(*, line: PlanLine, up: bool) -> None:
    """Let a line change places with the one before it, or after it."""
    plan = _changeable(line.plan)
    order = list(plan.lines.order_by("order", "pk"))
    here = next((place for place, one in enumerate(order) if one.pk == line.pk), 0)
    there = here - 1 if up else here + 1
    if 0 <= there < len(order):
        order[here], order[there] = order[there], order[here]
    for place, one in enumerate(order, start=1):
        one.order = place
    PlanLine.objects.bulk_update(order, ["order"])


@transaction.atomic
def set_target(*, line: PlanLine, planned: dict[str, dict[str, int]]) -> None:
    """Keep what the line means to have reached: {measure: {half term: number}}; none takes away."""
    _changeable(line.plan)
    for measure, numbers in planned.items():
        if numbers:
            line.targets.update_or_create(measure=measure, defaults={"planned": numbers})
        else:
            line.targets.filter(measure=measure).delete()


@transaction.atomic
def take_step(
    *,
    plan: Plan,
    to: str,
    by: Person,
    at: datetime,
    words: str = "",
    met_on: date | None = None,
    serves: Mapping[int, str] | None = None,
) -> Plan:
    """
    Take a plan to its next state, keep it as a version, and write to whom it concerns.

    `serves`: by line, the priorities it serves, for the version. Said twice is once. Raises
    PlanRefused when it cannot follow or something is missing.
    """
    plan = Plan.objects.select_for_update(of=("self",)).select_related("hub").get(pk=plan.pk)
    if plan.state == to:
        return plan
    if not plan_steps.who_takes(plan.state, to):
        raise PlanRefused(
            f"The plan is {plan.get_state_display().lower()} now, so this cannot follow. Read the "
            "page again: somebody may have gone on meanwhile."
        )
    lines = lines_of(plan)
    _lacks(plan, lines, to, words, met_on)
    step = PlanStep.objects.create(
        plan=plan, from_state=plan.state, to_state=to, words=words, by=by, at=at,
        met_on=met_on if to == State.BOARD_REVIEWED else None,
    )  # fmt: skip
    plan.state = to
    plan.save(update_fields=["state"])
    number = (plan.versions.aggregate(last=Max("number"))["last"] or 0) + 1
    content = content_of(plan, lines, serves)
    plan.versions.create(number=number, state=to, content=content, by=by, at=at)
    post_many(emails.of_step(plan, step, lines), at=at)
    return plan


def _lacks(plan: Plan, lines: list[PlanLine], to: str, words: str, met_on: date | None) -> None:
    if to in plan_steps.NEED_WORDS and not words:
        raise PlanRefused(plan_steps.NEED_WORDS[to])
    if to == State.BOARD_REVIEWED and met_on is None:
        raise PlanRefused("Enter the day that the board met.")
    if to not in (State.BOARD_REVIEWED, State.SUBMITTED):
        return
    if not lines:
        raise PlanRefused("The plan has no line yet. Add what the hub means to do.")
    bare = next((line for line in lines if not (line.rationale and line.outcomes)), None)
    if to == State.SUBMITTED and bare:
        raise PlanRefused(
            f"“{bare.title}” has no rationale or no intended outcomes yet. Each line needs both."
        )
