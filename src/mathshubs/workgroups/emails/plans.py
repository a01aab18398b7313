"""Letters about action plans: the head is asked, the head has agreed."""

from __future__ import annotations

from datetime import datetime

from mathshubs.comms.actions import Draft, post_many
from mathshubs.core.templatetags.mathshubs import day
from mathshubs.people.models import Person

from ..models import ActionPlan
from ..queries.plans import digest, signed
from . import words


def in_words(plan: ActionPlan) -> str:
    """Return the whole plan as a letter carries it."""
    steps = [
        f"{number}. {step.what}\n   Who: {step.who}. By: {day(step.by_on)}.\n"
        f"   What will show it: {step.shown_by}"
        for number, step in enumerate(plan.steps.all(), start=1)
    ]
    return "\n\n".join([f"{plan.title}\n\n{plan.aims.strip()}", *steps])


def asks_head(plan: ActionPlan, *, head_name: str, sent_to: str, by: Person, at: datetime) -> None:
    """Post the plan and the link to agree: once for the same words to the same address."""
    group = f" It began in {plan.work_group.title}." if plan.work_group else ""
    parts = [
        f"Dear {head_name}," if head_name.strip() else "Dear colleague,",
        f"{by.name} asks you to agree to what the mathematics department of {plan.school.name} "
        f"sets out to do.{group} It takes two minutes and needs no account.",
        in_words(plan),
        f"Read it and agree:\n{words.address('agree_to_plan', signed(plan))}",
        f"If something should be different, tell {by.name}: {by.email}. The link is for you alone; "
        "please do not pass it on.",
    ]
    _post(plan, sent_to, "plan_asked", digest(plan), f"Please agree: {plan.title}", parts, at)


def head_agreed(plan: ActionPlan, *, at: datetime) -> None:
    """Tell whoever wrote the plan."""
    parts = [
        words.hello(plan.written_by),
        f"{plan.agreed_by} has agreed to the plan “{plan.title}” of {plan.school.name}.",
        f"See it, and note how far you are at each workshop:\n{words.address('plan', plan.pk)}",
    ]
    subject = f"Your head has agreed: {plan.title}"
    _post(plan, plan.written_by, "plan_agreed", digest(plan), subject, parts, at)


def _post(
    plan: ActionPlan, to: Person | str, kind: str, about: str, subject: str, parts: list[str],
    at: datetime,
) -> None:  # fmt: skip
    group = plan.work_group
    draft = Draft(
        to=to,
        kind=f"{words.ROOM}.{kind}",
        about=f"plan:{plan.pk}:{about}",
        topic=words.topic(group) if group else "",
        subject=subject,
        text=words.text([*parts, words.signed(group) if group else ""]),
        from_name=str(group.hub) if group else "",
        reply_to=words.contact(group)[1] if group else "",
    )
    post_many([draft], at=at)
