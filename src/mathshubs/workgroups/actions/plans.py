"""Action plans of departments: written, agreed with the head, reviewed, closed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from mathshubs.core.templatetags.mathshubs import day
from mathshubs.people.models import Person

from ..emails import plans as emails
from ..models import ActionPlan, PlanReview, PlanStep, Workshop
from ..queries import plans as queries


class PlanRefused(Exception):
    """The change cannot be made. `str(refusal)` is a sentence for whoever asked."""


@transaction.atomic
def keep_plan(
    *, plan: ActionPlan, steps: Iterable[PlanStep], without: Iterable[int] = (), by: Person,
    at: datetime,
) -> ActionPlan:  # fmt: skip
    """
    Keep a plan with its steps in this order. When other words stand in it than the head agreed
    to, the agreement ends, and the reviews say so.

    Raises PlanRefused when it was closed.
    """
    before = ActionPlan.objects.select_for_update().filter(pk=plan.pk).first()
    if before and before.closed_at:
        raise PlanRefused("This plan is closed. Open it again first.")
    agreed_to = queries.digest(before) if before and before.agreed_at else ""
    if not before:
        plan.written_by, plan.written_at = by, at
    plan.save()
    plan.steps.filter(pk__in=without).delete()
    for number, step in enumerate(steps):
        step.plan, step.order = plan, number
        step.save()
    plan = ActionPlan.objects.get(pk=plan.pk)
    if agreed_to and queries.digest(plan) != agreed_to:
        note = (
            f"Changed since {plan.agreed_by} agreed on {day(plan.agreed_at)}. Ask the head again."
        )
        plan.agreed_at, plan.agreed_by = None, ""
        plan.save(update_fields=["agreed_at", "agreed_by"])
        PlanReview.objects.create(plan=plan, note=note, by=by, at=at)
    return plan


@transaction.atomic
def ask_head(*, plan: ActionPlan, head_name: str, sent_to: str, by: Person, at: datetime) -> None:
    """
    Send the head the plan with a link to agree. The same words to the same address go once.

    Raises PlanRefused for a plan without steps, one that is closed, one that is agreed.
    """
    if plan.agreed_at:
        raise PlanRefused(f"{plan.agreed_by} has agreed already.")
    if plan.closed_at:
        raise PlanRefused("This plan is closed. Open it again first.")
    if not plan.steps.exists():
        raise PlanRefused("Write the first step, then ask the head to agree.")
    emails.asks_head(plan, head_name=head_name, sent_to=sent_to, by=by, at=at)


@transaction.atomic
def agree(*, plan: ActionPlan, name: str, as_read: bool, at: datetime) -> ActionPlan:
    """
    The head agrees to the plan as they read it. Twice is harmless.

    Raises PlanRefused without a name, and when the plan has changed since the letter.
    """
    plan = ActionPlan.objects.select_for_update().get(pk=plan.pk)
    if plan.agreed_at:
        return plan
    if not as_read:
        raise PlanRefused("The plan has changed since this letter. Ask for the link again.")
    if plan.closed_at:
        raise PlanRefused("This plan is closed, so nothing is left to agree to.")
    if not name.strip():
        raise PlanRefused("Type your name.")
    plan.agreed_at, plan.agreed_by = at, name.strip()[:150]
    plan.save(update_fields=["agreed_at", "agreed_by"])
    emails.head_agreed(plan, at=at)
    return plan


@transaction.atomic
def review(
    *, plan: ActionPlan, note: str, states: dict[int, str], workshop: Workshop | None = None,
    by: Person, at: datetime,
) -> PlanReview:  # fmt: skip
    """
    Keep what was said when the plan was looked at, and how far each step is (`states` by pk).

    Raises PlanRefused when it is closed.
    """
    if plan.closed_at:
        raise PlanRefused("This plan is closed. Open it again first.")
    for step in plan.steps.select_for_update():
        if states.get(step.pk, step.state) != step.state:
            step.state = states[step.pk]
            step.save(update_fields=["state"])
    return PlanReview.objects.create(plan=plan, note=note, workshop=workshop, by=by, at=at)


@transaction.atomic
def close(*, plan: ActionPlan, at: datetime | None) -> None:
    """Close a plan that is done or given up; without `at`, open it again."""
    plan = ActionPlan.objects.select_for_update().get(pk=plan.pk)
    plan.closed_at = at
    plan.save(update_fields=["closed_at"])
