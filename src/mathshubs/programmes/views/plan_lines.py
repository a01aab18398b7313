"""The lines of a year plan, and their targets."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate
from django.views.decorators.http import require_http_methods

from mathshubs.hubs import rules as hubs

from ..actions import plans as actions
from ..actions.plans import PlanRefused
from ..forms.plans import LineFacts, Targets
from ..methods.half_terms import ends_on
from ..models import HalfTerm, Plan, PlanLine
from ..queries import plans as queries
from .plans import plan_they_see

FACTS = (
    "title", "project", "rationale", "outcomes", "lead", "phases", "target_schools", "groups",
    "schools", "cost",
)  # fmt: skip


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new_line(request: HttpRequest, year_plan_id: int) -> HttpResponse:
    plan = plan_they_see(request, year_plan_id)
    _may_change(request, plan)
    return _edit(request, plan, None)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def line(request: HttpRequest, plan_line_id: int) -> HttpResponse:
    line = _line(request, plan_line_id)
    return _edit(request, line.plan, line)


def _line(request: HttpRequest, plan_line_id: int) -> PlanLine:
    """Return a line of a plan they see, when they may change it."""
    seen = queries.plans_seen_by(request.user, localdate())
    lines = PlanLine.objects.filter(plan__in=seen)
    line = get_object_or_404(lines.select_related("plan__hub", "project"), pk=plan_line_id)
    _may_change(request, line.plan)
    return line


def _may_change(request: HttpRequest, plan: Plan) -> None:
    if not hubs.runs(request.user, plan.hub):
        raise PermissionDenied


def _edit(request: HttpRequest, plan: Plan, line: PlanLine | None) -> HttpResponse:
    posted = request.POST if request.method == "POST" else None
    initial = {name: getattr(line, name) for name in FACTS} if line else {}
    form = LineFacts(posted, initial=initial, plan=plan, line=line, on=localdate())
    if form.is_valid():
        try:
            if line:
                actions.change_line(line=line, **form.cleaned_data)
            else:
                line = actions.add_line(plan=plan, **form.cleaned_data)
            messages.success(request, f"{line.title} is saved.")
            return redirect(f"{plan.get_absolute_url()}#line-{line.pk}")
        except PlanRefused as refusal:
            form.add_error(None, str(refusal))
    heading = line.title if line else "Add a line"
    page = {"plan": plan, "line": line, "form": form, "heading": heading}
    return render(request, "programmes/plan_form.html", page)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def remove_line(request: HttpRequest, plan_line_id: int) -> HttpResponse:
    """Ask, then take the line away."""
    line = _line(request, plan_line_id)
    if request.method == "POST":
        try:
            actions.remove_line(line=line)
            messages.success(request, f"{line.title} is removed.")
        except PlanRefused as refusal:
            messages.error(request, str(refusal))
        return redirect(line.plan)
    return render(request, "programmes/remove_line.html", {"plan": line.plan, "line": line})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def targets(request: HttpRequest, plan_line_id: int) -> HttpResponse:
    """What the line means to have reached by the end of each half term."""
    line = _line(request, plan_line_id)
    form = Targets(request.POST if request.method == "POST" else None, line=line)
    if form.is_valid():
        try:
            actions.set_target(line=line, planned=form.planned)
            messages.success(request, f"The targets of {line.title} are saved.")
            return redirect(f"{line.plan.get_absolute_url()}#line-{line.pk}")
        except PlanRefused as refusal:
            form.add_error(None, str(refusal))
    half_terms = [(each.label, ends_on(line.plan.year, each)) for each in HalfTerm]
    page = {"plan": line.plan, "line": line, "form": form, "half_terms": half_terms}
    return render(request, "programmes/targets.html", page)
