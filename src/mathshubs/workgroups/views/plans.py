"""Action plans: those of a person's schools, those of a group's schools, the head's answer."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from mathshubs.schools.models import School

from ..actions import plans as actions
from ..actions.plans import PlanRefused
from ..forms.plans import Agree, AskHead, Review, Steps, WritePlan
from ..models import ActionPlan, WorkGroup, Workshop
from ..queries import plans as queries
from ..queries.attendance import work_groups_recorded_by
from .design import trail


@require_safe
@login_required
def plans(request: HttpRequest, work_group_id: int) -> HttpResponse:
    """The plans of the schools that take part in a group, for those who lead it."""
    work_group = get_object_or_404(work_groups_recorded_by(request.user), pk=work_group_id)
    page = {
        "work_group": work_group,
        "rows": queries.plans_in(work_group),
        "breadcrumbs": trail(request, work_group, "Action plans"),
    }
    return render(request, "workgroups/plans.html", page)


@require_safe
@login_required
def my_plans(request: HttpRequest) -> HttpResponse:
    today = localdate()
    mine = queries.with_progress(queries.plans_written_by(request.user, today))
    page = {
        "plans": mine.order_by("-closed_at", "-written_at"),
        "groups": queries.groups_to_plan_in(request.user, today).filter(queries.not_over(today)),
        "breadcrumbs": [("My places", reverse("workgroups:my_places")), ("Action plans", "")],
    }
    return render(request, "workgroups/my_plans.html", page)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def new_plan(request: HttpRequest, work_group_id: int) -> HttpResponse:
    """For those whose school takes part in the group."""
    groups = queries.groups_to_plan_in(request.user, localdate())
    work_group = get_object_or_404(groups, pk=work_group_id)
    held = work_group.bookings.filter(state="HELD").values("school")
    mine = queries.schools_planned_by(request.user, localdate()).filter(pk__in=held)
    schools = list(mine.order_by("name", "pk"))
    plan = ActionPlan(work_group=work_group, school=schools[0])
    return _write(request, plan, schools, "A new action plan")


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def change_plan(request: HttpRequest, plan_id: int) -> HttpResponse:
    plan = _writes(request, plan_id)
    return _write(request, plan, [plan.school], f"Change {plan}")


def _sees(request: HttpRequest, plan_id: int) -> ActionPlan:
    seen = queries.plans_seen_by(request.user, localdate())
    return get_object_or_404(queries.whole(seen), pk=plan_id)


def _may_write(request: HttpRequest, plan: ActionPlan) -> bool:
    return queries.plans_written_by(request.user, localdate()).filter(pk=plan.pk).exists()


def _writes(request: HttpRequest, plan_id: int) -> ActionPlan:
    plan = _sees(request, plan_id)
    if not _may_write(request, plan):
        raise PermissionDenied
    return plan


def _write(
    request: HttpRequest, plan: ActionPlan, schools: list[School], heading: str
) -> HttpResponse:
    posted = request.POST if request.method == "POST" else None
    form = WritePlan(posted, instance=plan, schools=schools)
    steps = Steps(posted, instance=plan, prefix="step")
    if form.is_valid() and steps.is_valid():
        gone = [each.instance.pk for each in steps.deleted_forms if each.instance.pk]
        kept = [
            each.instance
            for each in steps.forms
            if each not in steps.deleted_forms and (each.instance.pk or each.has_changed())
        ]
        try:
            plan = actions.keep_plan(
                plan=form.instance, steps=kept, without=gone, by=request.user, at=now()
            )
        except PlanRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"{plan} is kept.")
            if request.POST.get("do") == "more":
                return redirect(reverse("workgroups:change_plan", args=[plan.pk]) + "#more")
            return redirect("workgroups:plan", plan.pk)
    page = {
        "plan": plan,
        "form": form,
        "steps": steps,
        "problems": form if form.errors else steps,
        "heading": heading,
        "breadcrumbs": [
            ("Action plans", reverse("workgroups:my_plans")),
            *([(str(plan), reverse("workgroups:plan", args=[plan.pk]))] if plan.pk else []),
            ("Change" if plan.pk else "New", ""),
        ],
    }
    return render(request, "workgroups/edit_plan.html", page)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def plan(request: HttpRequest, plan_id: int) -> HttpResponse:
    """A plan: what, who, by when; how far it is; what was said of it."""
    plan = _sees(request, plan_id)
    steps = list(plan.steps.all())
    workshops = _begun(plan.work_group) if plan.work_group else []
    writes = _may_write(request, plan)
    do = request.POST.get("do", "")
    if do in ("close", "reopen") and writes:
        actions.close(plan=plan, at=now() if do == "close" else None)
        return redirect("workgroups:plan", plan.pk)
    form = Review(
        request.POST if request.method == "POST" else None, steps=steps, workshops=workshops
    )
    if form.is_valid():
        try:
            actions.review(
                plan=plan, note=form.cleaned_data["note"], states=form.states, by=request.user,
                workshop=_one_of(workshops, form.cleaned_data.get("workshop")), at=now(),
            )  # fmt: skip
        except PlanRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Kept with the plan.")
            return redirect("workgroups:plan", plan.pk)
    page = {
        "plan": plan,
        "steps": steps,
        "form": form,
        "writes": writes,
        "asked": None if plan.agreed_at else queries.letter_to_the_head(plan),
        "agree_with": _to_agree(request, plan, steps),
        "today": localdate(),
        "breadcrumbs": _trail(request, plan, writes),
    }
    return render(request, "workgroups/plan.html", page)


def _to_agree(request: HttpRequest, plan: ActionPlan, steps: list) -> str:
    """What the link in the head's letter carries, for the head who is signed in; or ""."""
    open_ = steps and not plan.agreed_at and not plan.closed_at
    if open_ and queries.is_head_of(request.user, plan.school, localdate()):
        return queries.signed(plan)
    return ""


def _begun(group: WorkGroup) -> list[Workshop]:
    return list(group.workshops.filter(cancelled_at=None, starts_at__date__lte=localdate()))


def _one_of(workshops: list[Workshop], pk: int | None) -> Workshop | None:
    return next((each for each in workshops if each.pk == pk), None)


def _trail(request: HttpRequest, plan: ActionPlan, writes: bool) -> list[tuple[str, str]]:
    if writes or plan.work_group is None:
        return [("Action plans", reverse("workgroups:my_plans")), (str(plan), "")]
    *above, last = trail(request, plan.work_group, str(plan))
    if not work_groups_recorded_by(request.user).filter(pk=plan.work_group_id).exists():
        return [last]
    return [*above, ("Action plans", reverse("workgroups:plans", args=[plan.work_group_id])), last]


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def ask_head(request: HttpRequest, plan_id: int) -> HttpResponse:
    plan = _writes(request, plan_id)
    name, address = queries.head_of(plan.school)
    posted = request.POST if request.method == "POST" else None
    form = AskHead(posted, initial={"head_name": name, "sent_to": address})
    if form.is_valid():
        try:
            actions.ask_head(plan=plan, by=request.user, at=now(), **form.cleaned_data)
        except PlanRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(
                request, f"We have written to {form.cleaned_data['sent_to']}. You hear from us "
                "when they agree.",
            )  # fmt: skip
            return redirect("workgroups:plan", plan.pk)
    page = {
        "plan": plan,
        "form": form,
        "breadcrumbs": [
            ("Action plans", reverse("workgroups:my_plans")),
            (str(plan), reverse("workgroups:plan", args=[plan.pk])),
            ("Ask the head", ""),
        ],
    }
    return render(request, "workgroups/ask_head_of_plan.html", page)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def agree_to_plan(request: HttpRequest, signed_plan: str) -> HttpResponse:
    """What the head reads by the link in their letter. Whoever has the link may answer."""
    found = queries.plan_with(signed_plan)
    if found is None:  # cut off in the letter: says so, as for the other link a head gets
        return render(request, "workgroups/agree.html", {"agreement": None}, status=404)
    plan, as_read = found
    form = Agree(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            actions.agree(plan=plan, name=form.cleaned_data["name"], as_read=as_read, at=now())
        except PlanRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("workgroups:agree_to_plan", signed_plan)
    page = {"plan": plan, "steps": plan.steps.all(), "as_read": as_read, "form": form}
    response = render(request, "workgroups/agree_to_plan.html", page)
    response["X-Robots-Tag"] = "noindex"
    return response
