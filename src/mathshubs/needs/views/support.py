"""Targeted support for one school: a hub's list, and each plan for those it concerns."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_http_methods, require_safe

from mathshubs.core import exports
from mathshubs.core.identifiers import row_number
from mathshubs.core.paging import paged
from mathshubs.hubs.views import hub_they_see

from .. import rules
from ..actions import support as actions
from ..actions.support import SupportRefused
from ..forms import support as forms
from ..models import SupportPlan
from ..queries import support as queries
from ..queries.needs import needs_of

A_PAGE = 30
HEADER = (
    "School", "URN", "Level", "Who leads it", "From", "To", "Milestones", "Reached", "What for",
    "How it ended",
)  # fmt: skip


@login_required
@require_safe
def support_plans(request: HttpRequest, slug: str) -> HttpResponse:
    """The schools that the hub supports one by one."""
    hub, on = hub_they_see(request, slug), localdate()
    show = request.GET.get("show", "open")
    show = show if show in queries.LISTED else "open"
    seen = queries.support_seen_by(request.user, on).filter(hub=hub)
    rows = queries.listed(seen, show)
    if exports.ending(request):
        return exports.table(request, f"support-{hub.slug}-{on}", HEADER, map(_cells, rows))
    page = {
        "hub": hub, "show": show, "states": queries.LISTED, "today": on,
        "may_change": rules.keeps(request.user, hub), **paged(request, rows, A_PAGE),
    }  # fmt: skip
    return render(request, "needs/support_plans.html", page)


def _cells(plan) -> list:
    return [
        plan.school.name, plan.school.urn, plan.get_level_display(), plan.leader.name,
        plan.from_on, plan.to_on, plan.steps, plan.reached, plan.aims, plan.review,
    ]  # fmt: skip


@login_required
@require_safe
def my_support(request: HttpRequest) -> HttpResponse:
    """The support that one leads, or that one's school is given."""
    plans = queries.own_support(request.user, localdate())
    return render(request, "needs/my_support.html", {"plans": plans, "today": localdate()})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new_support(request: HttpRequest, slug: str) -> HttpResponse:
    """Agree support for a school; `?need=` says which need it answers."""
    hub, on = hub_they_see(request, slug), localdate()
    if not rules.keeps(request.user, hub):
        raise PermissionDenied
    need = needs_of(hub).filter(pk=row_number(request.GET.get("need", ""))).first()
    initial = {"from_on": on}
    if need:
        initial |= {"school": queries.school_of(need), "aims": need.what}
    posted = request.POST if request.method == "POST" else None
    form = forms.AgreeSupport(posted, initial=initial, leaders=queries.leaders_for(hub, on))
    if form.is_valid():
        try:
            plan = actions.agree_support(
                hub=hub, need=need, by=request.user, at=now(), **form.cleaned_data
            )
        except SupportRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "The support is agreed. Next: its milestones.")
            return redirect("needs:support_plan", plan.pk)
    return render(request, "needs/support_form.html", {"hub": hub, "need": need, "form": form})


def _plan(request: HttpRequest, support_plan_id: int) -> SupportPlan:
    seen = queries.support_seen_by(request.user, localdate())
    return get_object_or_404(seen, pk=support_plan_id)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def change_support(request: HttpRequest, support_plan_id: int) -> HttpResponse:
    plan, on = _plan(request, support_plan_id), localdate()
    if not rules.keeps(request.user, plan.hub):
        raise PermissionDenied
    initial = {
        "leader": plan.leader_id,
        "level": plan.level,
        "aims": plan.aims,
        "to_on": plan.to_on,
    }
    posted = request.POST if request.method == "POST" else None
    form = forms.SupportFacts(posted, initial=initial, leaders=queries.leaders_for(plan.hub, on))
    if form.is_valid():
        try:
            actions.change_support(plan=plan, by=request.user, at=now(), **form.cleaned_data)
        except SupportRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Saved.")
            return redirect("needs:support_plan", plan.pk)
    return render(request, "needs/support_form.html", {"hub": plan.hub, "plan": plan, "form": form})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def support_plan(request: HttpRequest, support_plan_id: int) -> HttpResponse:
    """One plan: for the hub, its leader, and those who lead the school or its maths."""
    plan, on = _plan(request, support_plan_id), localdate()
    may_change = rules.keeps(request.user, plan.hub)
    may_work = may_change or plan.leader_id == request.user.pk
    if request.method == "POST" and not may_work:
        raise PermissionDenied
    do = request.POST.get("do", "")
    waiting = plan.milestones.filter(reached_on=None)

    def posted(name: str):
        return request.POST if do == name else None

    parts = {}
    if may_work and not plan.review:
        today = {"reached_on": on}
        parts = {
            "add": forms.NewMilestone(posted("add")),
            "reach": forms.Reached(posted("reach"), waiting=waiting, on=on, initial=today),
        }
        if may_change:
            parts["end"] = forms.EndSupport(posted("end"), initial={"to_on": on})
    sent = parts.get(do)
    if request.method == "POST" and (sent is None or sent.is_valid()):
        try:
            messages.success(request, _do(plan, do, sent))
        except SupportRefused as refusal:
            if sent is None:
                messages.error(request, str(refusal))
            else:
                sent.add_error(None, str(refusal))
        if sent is None or not sent.errors:
            return redirect("needs:support_plan", plan.pk)
    page = {
        "plan": plan, "milestones": list(plan.milestones.all()), "today": on, "parts": parts,
        "sent": sent, "may_change": may_change, "may_work": may_work and not plan.review,
        "nobody_told": (
            may_work and not plan.review and not queries.people_who_lead(plan.school, on)
        ),
    }  # fmt: skip
    return render(request, "needs/support_plan.html", page)


def _do(plan: SupportPlan, do: str, sent) -> str:
    """Do what was asked and return the sentence that says so."""
    if do == "add" and sent:
        actions.add_milestone(plan=plan, **sent.cleaned_data)
        return "The milestone is added."
    if do == "reach" and sent:
        reached = actions.reach(**sent.cleaned_data)
        return f"Reached: {reached.words}"
    if do == "end" and sent:
        actions.end_support(plan=plan, at=now(), **sent.cleaned_data)
        return "The support has ended. Its leader and the school are told."
    what, _, number = do.partition("-")
    if what in ("drop", "unreach"):
        milestone = get_object_or_404(plan.milestones.all(), pk=row_number(number))
        if what == "unreach":
            actions.unreach(milestone=milestone)
            return f"Not reached yet: {milestone.words}"
        actions.drop_milestone(milestone=milestone)
        return f"Taken away: {milestone.words}"
    return "Nothing was asked, and nothing changed."
