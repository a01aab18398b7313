"""The planner of groups: asked, answered, edited and asked anew."""

from __future__ import annotations

from datetime import date

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
from mathshubs.core.years import academic_year_of, next_year
from mathshubs.hubs import rules as hubs
from mathshubs.hubs.views import hub_they_see
from mathshubs.people.actions import log_export
from mathshubs.programmes.actions import planner as actions
from mathshubs.programmes.actions.planner import PlannerRefused
from mathshubs.programmes.methods.planning.written import read_question
from mathshubs.programmes.models import PlannerRun

from ..actions.planner import make_lines
from ..forms.planner import AskPlanner
from ..queries import planner as queries
from ..queries import planner_answer as answers
from ..queries.planner_question import as_typed, question_of

GROUPS = (
    "Term", "Project", "Phase", "Place", "Leader", "Schools", "Need reached", "Leader days",
    "Cost, £", "Whom it reaches",
)  # fmt: skip


@login_required
@require_safe
def planner(request: HttpRequest, slug: str) -> HttpResponse:
    """What the hub asked the planner, the latest first."""
    hub = hub_they_see(request, slug)
    page = {
        "hub": hub,
        "runs": hubs.runs(request.user, hub),
        **paged(request, queries.runs_of(hub), 20),
    }
    return render(request, "insight/planner.html", page)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def planner_new(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask the planner, with the numbers of the records or those of an earlier run (?from=)."""
    hub, on = hub_they_see(request, slug), localdate()
    if not hubs.runs(request.user, hub):
        raise PermissionDenied
    start = row_number(request.GET.get("from"))
    earlier = PlannerRun.objects.filter(hub=hub, pk=start).first() if start else None
    this = academic_year_of(on)
    years = [this, next_year(this)]
    year = earlier.year if earlier else request.GET.get("year", "")
    year = year if year in years else years[0]
    facts = queries.facts(hub, year, on)
    typed = request.POST if request.method == "POST" else None
    initial = (
        earlier.asked if earlier else {"terms": [_next_term(on) if year == this else "Autumn"]}
    )
    form = AskPlanner(typed, facts=facts, initial=initial)
    if form.is_valid():
        try:
            run = _ask(request, form, earlier)
        except PlannerRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect(run)
    page = {"hub": hub, "form": form, "facts": facts, "year": year, "years": years,
            "earlier": earlier}  # fmt: skip
    return render(request, "insight/planner_new.html", page)


def _next_term(on: date) -> str:
    return "Spring" if on.month >= 9 else "Summer"


def _ask(request: HttpRequest, form: AskPlanner, earlier: PlannerRun | None) -> PlannerRun:
    facts, typed = form.facts, form.cleaned_data
    question = question_of(facts, typed)
    if not question.needs:
        raise PlannerRefused(
            "No school is in need of the priorities chosen. Give one a weight above 0."
        )
    if earlier:
        question = actions.with_decisions(question, read_question(earlier.question))
    return actions.ask(
        hub=facts.hub, year=facts.year, asked=as_typed(typed), question=question,
        seconds=int(typed["seconds"]), by=request.user, at=now(), follows=earlier,
        change="Numbers changed" if earlier else "",
    )  # fmt: skip


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def planner_run(request: HttpRequest, planner_run_id: int) -> HttpResponse:
    """How far a run is; then its answer, whose groups are kept or barred to ask anew."""
    run = get_object_or_404(queries.runs_seen_by(request.user, localdate()), pk=planner_run_id)
    runs = hubs.runs(request.user, run.hub)
    if request.method == "POST":
        if not runs:
            raise PermissionDenied
        try:
            return redirect(_do(request, run))
        except PlannerRefused as refusal:
            messages.error(request, str(refusal))
        return redirect(run)
    found = answers.shown(run)
    if exports.ending(request):
        name = f"groups-{run.hub.slug}-{run.year.replace('/', '-')}-{run.pk}"
        log_export(
            what=f"planned groups, {run.hub}", rows=len(found.groups), by=request.user, at=now()
        )
        return exports.table(request, name, GROUPS, map(_cells, found.groups))
    page = {
        "run": run,
        "hub": run.hub,
        "runs": runs,
        "found": found,
        "stopped": run.has_stopped(now()),
    }
    return render(request, "insight/planner_run.html", page)


def _do(request: HttpRequest, run: PlannerRun):
    """Do what a button asks, and return the page to show next."""
    what, _, number = request.POST.get("do", "").partition("-")
    how = {"run": run, "by": request.user, "at": now()}
    at = int(number) if number.isdecimal() else -1
    if what in ("keep", "bar"):
        return actions.decide(group=at, keep=what == "keep", **how)
    if what in ("unkeep", "unbar"):
        return actions.undecide(lock=at, kept=what == "unkeep", **how)
    if what == "again":
        return actions.again(**how)
    if what == "lines":
        plan = make_lines(run=run, at=now())
        messages.success(request, "The lines are in the plan. Write what each is for.")
        return plan
    raise PlannerRefused("Nothing was asked, and nothing changed.")


def _cells(row: answers.GroupRow) -> list:
    return [
        row.term, row.project, row.phase, row.venue, row.leader, row.schools, round(row.need, 1),
        row.days, row.cost, "; ".join(row.reaches),
    ]  # fmt: skip
