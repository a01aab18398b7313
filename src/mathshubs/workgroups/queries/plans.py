"""Reads about action plans: whose they are, who may see them, how far they are."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256

from django.core.signing import BadSignature, Signer
from django.db.models import (
    Count,
    Exists,
    Max,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    TextField,
    Value,
)
from django.db.models.functions import Cast, Concat

from mathshubs.comms.models import Letter
from mathshubs.people.models import Person
from mathshubs.schools.models import ContactsConfirmation, Employment, School
from mathshubs.schools.queries import and_before, schools_led_by

from ..models import ActionPlan, HeadAgreement, Place, PlanReview, PlanStep, WorkGroup
from .groups import work_groups_run_by
from .successors import now_at

_SIGNER = Signer(salt="workgroups.action_plan")
AFTERWARDS = timedelta(days=365)  # those who led a group see how its schools went on


def schools_planned_by(person: Person, on: date) -> QuerySet[School]:
    """Return the schools whose plans `person` may write: where they work, or take part for."""
    works = Employment.objects.on(on).filter(person=person.pk, confirmed=True)
    not_over = Q(work_group__last_on=None) | Q(work_group__last_on__gte=on)
    place = Place.objects.filter(not_over, person=person.pk, state=Place.State.HELD)
    mine = Q(pk__in=works.values("school")) | Q(pk__in=place.values("school"))
    return School.objects.filter(mine | Q(pk__in=schools_led_by(person, on).order_by()))


def _of(schools: QuerySet[School]) -> Q:
    """A plan goes on with its school: where it converted or merged, however often, its own too."""
    return Q(school__in=and_before(schools))


def plans_written_by(person: Person, on: date) -> QuerySet[ActionPlan]:
    return ActionPlan.objects.filter(_of(schools_planned_by(person, on))).distinct()


def plans_seen_by(person: Person, on: date) -> QuerySet[ActionPlan]:
    """
    Return the plans of their own schools; and for those who lead groups or run the hub those
    begun in their groups, and those of schools that take part in them now.
    """
    run = work_groups_run_by(person).order_by()
    lately = run.filter(Q(last_on=None) | Q(last_on__gte=on - AFTERWARDS))
    there = School.objects.filter(
        pk__in=Place.objects.filter(work_group__in=lately, state=Place.State.HELD).values("school")
    )
    seen = _of(schools_planned_by(person, on)) | _of(there) | Q(work_group__in=run)
    return ActionPlan.objects.filter(seen).distinct()


def with_progress(plans: QuerySet[ActionPlan]) -> QuerySet[ActionPlan]:
    """Tell of each plan its number of `steps_planned`, of `steps_done`, and `reviewed_at`."""
    kept = ~Q(steps__state=PlanStep.State.DROPPED)
    done = Q(steps__state=PlanStep.State.DONE)
    return plans.annotate(
        steps_planned=Count("steps", filter=kept, distinct=True),
        steps_done=Count("steps", filter=done, distinct=True),
        reviewed_at=Max("reviews__at"),
    ).select_related("school", "work_group")


def plans_of_school(school: School) -> QuerySet[ActionPlan]:
    """Return the plans of a school, and of those it came from, open ones first: one query."""
    of_it = _of(School.objects.filter(pk=school.pk))
    plans = ActionPlan.objects.filter(of_it).distinct()
    return with_progress(plans).order_by("-closed_at", "-written_at")


@dataclass(frozen=True)
class OfSchool:
    """A school that takes part in a group, with its plans: the open ones first."""

    school: School
    plans: list[ActionPlan]


def plans_in(work_group: WorkGroup) -> list[OfSchool]:
    """Return each school with a place in the group, by name, with its open plans. Two queries."""
    held = work_group.bookings.filter(state=Place.State.HELD).values("school")
    schools = list(School.objects.filter(pk__in=held).order_by("name", "pk"))
    by_school: dict[int, list[ActionPlan]] = defaultdict(list)
    wanted = Q(closed_at=None) | Q(work_group=work_group)
    plans = ActionPlan.objects.filter(_of(School.objects.filter(pk__in=held)), wanted).distinct()
    known = {school.pk for school in schools}
    found = list(with_progress(plans).order_by("-written_at"))
    before = {plan.school_id for plan in found} - known
    now_of = now_at(before, known) if before else {}
    for plan in found:
        by_school[now_of.get(plan.school_id, plan.school_id)].append(plan)
    return [OfSchool(school, by_school[school.pk]) for school in schools]


def whole(plans: QuerySet[ActionPlan]) -> QuerySet[ActionPlan]:
    """Return the plans with all that their page shows: three queries for one plan."""
    reviews = Prefetch("reviews", PlanReview.objects.select_related("by", "workshop"))
    with_names = plans.select_related("school", "work_group__hub", "written_by")
    return with_names.prefetch_related("steps", reviews)


def digest(plan: ActionPlan) -> str:
    """Return a short text that changes when what a head agrees to changes: not a step's state."""
    steps = [
        (step.what, step.who, step.by_on.isoformat(), step.shown_by) for step in plan.steps.all()
    ]
    return sha256(repr((plan.title, plan.aims, steps)).encode()).hexdigest()[:12]


def signed(plan: ActionPlan) -> str:
    """Return what the link to the head carries: which plan, and in which words."""
    return _SIGNER.sign(f"{plan.pk}-{digest(plan)}")


def plan_with(signed_text: str) -> tuple[ActionPlan, bool] | None:
    """Return the plan of a link, and whether it reads as it did then; None when it is not ours."""
    try:
        number, _, then = _SIGNER.unsign(signed_text).partition("-")
    except BadSignature:
        return None
    plan = whole(ActionPlan.objects.filter(pk=int(number))).first()
    return (plan, digest(plan) == then) if plan else None


def head_of(school: School) -> tuple[str, str]:
    """Return the name and the address of the head, as the school last gave them."""
    said = ContactsConfirmation.objects.filter(school=school).order_by("-at").first()
    if said:
        return said.head_name, said.head_email
    asked = HeadAgreement.objects.filter(school=school).defer("text").order_by("-pk").first()
    return (asked.head_name, asked.sent_to) if asked else (school.head_name, "")


def groups_to_plan_in(person: Person, on: date) -> QuerySet[WorkGroup]:
    """Return the Work Groups in which a school whose plans they may write has a place."""
    held = Place.objects.filter(
        state=Place.State.HELD, school__in=schools_planned_by(person, on).order_by()
    )
    groups = WorkGroup.objects.filter(
        pk__in=held.values("work_group"), kind=WorkGroup.Kind.WORK_GROUP
    )
    return groups.exclude(state=WorkGroup.State.CANCELLED).order_by("first_on", "pk")


def not_over(on: date) -> Q:
    return Q(last_on=None) | Q(last_on__gte=on)


def letter_to_the_head(plan: ActionPlan) -> Letter | None:
    """Return the last letter that asked a head to agree to the plan as it is now."""
    about = f"plan:{plan.pk}:{digest(plan)}"
    asked = Letter.objects.filter(kind="workgroups.plan_asked", about=about)
    return asked.order_by("-written_at", "-pk").first()


def plans_that_wait_for_heads(schools: QuerySet[School]) -> QuerySet[ActionPlan]:
    """Return the open plans of these schools that a head was asked to agree to, and has not."""
    about = Concat(
        Value("plan:"), Cast(OuterRef("pk"), TextField()), Value(":"), output_field=TextField()
    )
    asked = Letter.objects.filter(kind="workgroups.plan_asked", about__startswith=about)
    plans = ActionPlan.objects.filter(school__in=schools.order_by(), closed_at=None, agreed_at=None)
    return plans.filter(Exists(asked))


def is_head_of(person: Person, school: School, on: date) -> bool:
    """Return whether it is confirmed that the person is the head there."""
    works = Employment.objects.on(on).filter(person=person, school=school, confirmed=True)
    return works.filter(role=Employment.Role.HEAD).exists()
