"""The year plans of a hub, and the words of each. A plan's own page reads from higher rooms."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models.expressions import Combinable
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate
from django.views.decorators.http import require_http_methods

from mathshubs.hubs import rules as hubs
from mathshubs.hubs.views import hub_they_read

from ..actions import plans as actions
from ..actions.plans import PlanRefused
from ..forms.plans import PlanWords
from ..models import Plan
from ..queries import plans as queries


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def plans(request: HttpRequest, slug: str) -> HttpResponse:
    """The hub's plans, a year each; those who run it make the next."""
    hub = hub_they_read(request, slug)
    runs = hubs.runs(request.user, hub)
    years = queries.years_to_plan(hub, localdate())
    if request.method == "POST":
        if not runs:
            raise PermissionDenied
        if (year := request.POST.get("year", "")) in years:
            plan = actions.make_plan(hub=hub, year=year)
            messages.success(request, "The draft is made. Each line needs its words.")
            return redirect(plan)
    page = {"hub": hub, "plans": queries.plans_of(hub), "years": years, "runs": runs}
    return render(request, "programmes/plans.html", page)


def plan_they_see(request: HttpRequest, year_plan_id: int, **more: Combinable) -> Plan:
    """
    Return the plan when it is of a hub whose papers they read; another is not there for them.

    `more` is what is read with it.
    """
    seen = queries.plans_seen_by(request.user, localdate()).annotate(**more)
    return get_object_or_404(seen, pk=year_plan_id)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, year_plan_id: int) -> HttpResponse:
    """The words and the budget of the whole plan."""
    plan = plan_they_see(request, year_plan_id)
    if not hubs.runs(request.user, plan.hub):
        raise PermissionDenied
    posted = request.POST if request.method == "POST" else None
    form = PlanWords(posted, initial={"summary": plan.summary, "budget": plan.budget})
    if form.is_valid():
        try:
            actions.change_plan(plan=plan, **form.cleaned_data)
            messages.success(request, "Saved.")
            return redirect(plan)
        except PlanRefused as refusal:
            form.add_error(None, str(refusal))
    page = {"plan": plan, "form": form, "heading": "The year in words, and its budget"}
    return render(request, "programmes/plan_form.html", page)
