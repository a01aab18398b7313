"""Letters about targeted support for a school: it begins, it ends."""

from __future__ import annotations

from mathshubs.comms.actions import Draft
from mathshubs.core.templatetags.mathshubs import day
from mathshubs.people.models import Person

from ..models import SupportPlan
from . import words


def begins(plan: SupportPlan, to: Person) -> Draft:
    """Tell whoever leads it, or the school, what it is for."""
    leads = to == plan.leader
    said = (
        f"You are asked to lead support for maths at {plan.school}"
        if leads
        else f"{plan.hub} supports maths at {plan.school}. {plan.leader.name} leads it,"
    )
    parts = [
        f"Hello {to.given_name}",
        f"{said} from {day(plan.from_on)}.",
        f"What it is for: {plan.aims}",
        "Its milestones, and which are reached, stand here:\n"
        f"{words.address('support_plan', plan.pk)}",
    ]
    return words.letter(
        plan.hub, parts, to=to, kind="support_begins", about=f"support:{plan.pk}:{plan.leader_id}",
        subject=f"Support for {plan.school}",
    )  # fmt: skip


def ended(plan: SupportPlan, to: Person) -> Draft:
    parts = [
        f"Hello {to.given_name}",
        f"The support for maths at {plan.school} has ended. How it ended:",
        plan.review,
        "The school goes on with all that the hub offers.",
        f"Its milestones stay here:\n{words.address('support_plan', plan.pk)}",
    ]
    return words.letter(
        plan.hub, parts, to=to, kind="support_ended", about=f"support:{plan.pk}",
        subject=f"Support for {plan.school} has ended",
    )  # fmt: skip
