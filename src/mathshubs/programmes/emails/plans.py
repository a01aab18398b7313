"""Letters about a year plan: each step is told to those whom it concerns."""

from __future__ import annotations

from django.conf import settings
from django.utils.timezone import localdate

from mathshubs.comms.actions import Draft
from mathshubs.core.templatetags.mathshubs import day
from mathshubs.hubs.models import Post
from mathshubs.hubs.queries import current_posts
from mathshubs.people.models import NationalRole, Person

from ..models import Plan, PlanLine, PlanStep

NATIONAL_TEAM = "The national team of the maths hubs"
_SAYS = {
    "DRAFT": "{The plan} is a draft again, so that it can be worked on.",
    "BOARD_REVIEWED": "The board met on {met_on} and looked at {the plan}. It said:",
    "SUBMITTED": "{The plan} is submitted. Read it, then approve it, or return it with the words "
    "the hub needs.",
    "RETURNED": "{The plan} comes back to you. Change it, and submit it again. This has to change:",
    "APPROVED": "{The plan} is approved. Work Groups can be designed from its lines.",
    "AMENDED": "{The plan} was approved, and the hub is changing it. The approved version holds "
    "until the changed one is approved. Why it has to change:",
}
_TO_NATIONAL = ("SUBMITTED", "AMENDED")


def of_step(plan: Plan, step: PlanStep, lines: list[PlanLine]) -> list[Draft]:
    """
    Return the letters that a step owes.

    What is for the national team goes to its staff, everything else to the hub's lead and to who
    submitted the plan; when it is approved, each person who leads a line reads which.
    """
    to = _national_staff(step) if step.to_state in _TO_NATIONAL else _of_the_hub(plan, step)
    letters = [_step(plan, step, person) for person in to if person.pk != step.by_id]
    if step.to_state == Plan.State.APPROVED:
        letters += _to_leads(plan, step, lines)
    return letters


def _national_staff(step: PlanStep) -> list[Person]:
    roles = NationalRole.objects.on(localdate(step.at)).filter(kind=NationalRole.Kind.STAFF)
    return list(Person.objects.filter(pk__in=roles.values("person"), is_active=True))


def _of_the_hub(plan: Plan, step: PlanStep) -> list[Person]:
    posts = current_posts(plan.hub, localdate(step.at))
    people = {post.person_id: post.person for post in posts if post.kind == Post.Kind.HUB_LEAD}
    submitted = plan.steps.filter(to_state=Plan.State.SUBMITTED).select_related("by").last()
    if submitted and any(post.person_id == submitted.by_id for post in posts):
        people.setdefault(submitted.by_id, submitted.by)
    return list(people.values())


def _step(plan: Plan, step: PlanStep, to: Person) -> Draft:
    names = {"the plan": f"the plan {_which(plan)}", "The plan": f"The plan {_which(plan)}"}
    says = _SAYS[step.to_state].format(met_on=day(step.met_on), **names)
    parts = [says, *([step.words] if step.words else [])]
    state = step.get_to_state_display().lower()
    return _letter(plan, step, to, "plan_step", f"{plan}: {state}", parts)


def _which(plan: Plan) -> str:
    return f"of {plan.hub} for {plan.year}"


def _to_leads(plan: Plan, step: PlanStep, lines: list[PlanLine]) -> list[Draft]:
    leads = {line.lead_id: line.lead for line in lines if line.lead}
    return [
        _letter(
            plan, step, lead, "plan_line_approved", f"You lead part of the plan for {plan.year}",
            [
                f"The plan {_which(plan)} is approved. In it you lead:",
                "\n".join(f"- {line.title}" for line in lines if line.lead_id == pk),
            ],
        )
        for pk, lead in leads.items()
    ]  # fmt: skip


def _letter(
    plan: Plan, step: PlanStep, to: Person, kind: str, subject: str, parts: list[str]
) -> Draft:
    from_hub = step.to_state not in ("RETURNED", "APPROVED")
    signed = str(plan.hub) if from_hub else NATIONAL_TEAM
    return Draft(
        to=to,
        kind=f"programmes.{kind}",
        about=f"plan:{plan.pk}:{step.pk}",
        topic=f"plan:{plan.pk}",
        subject=subject,
        text="\n\n".join(
            [
                f"Hello {to.given_name}",
                *parts,
                f"The plan:\n{settings.SITE_URL}{plan.get_absolute_url()}",
                signed,
            ]
        ),
        from_name=signed,
        reply_to=plan.hub.email if from_hub else "",
    )
