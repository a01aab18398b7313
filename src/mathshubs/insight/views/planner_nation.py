"""The planner for all hubs at once: for the national team."""

from __future__ import annotations

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
from mathshubs.people.actions import log_export
from mathshubs.people.rules import is_national_staff
from mathshubs.programmes.actions.planner import PlannerRefused
from mathshubs.programmes.models import PlannerRun

from ..actions.planner_nation import ask_for_all
from ..forms.planner_nation import AskNation
from ..queries import planner_nation as queries
from ..queries.planner_costs import national_projects
from ..queries.planner_question import as_typed

HUBS = (
    "Hub", "Groups", "Schools", "Cost, £", "Need reached", "Need of the next best group each time",
    "More, %", "At most left to gain, %", "Why not",
)  # fmt: skip


def _national(request: HttpRequest) -> None:
    if not is_national_staff(request.user):
        raise PermissionDenied


@login_required
@require_safe
def nation_planner(request: HttpRequest) -> HttpResponse:
    """What was planned for all hubs, the latest first."""
    _national(request)
    page = paged(request, queries.runs_of_nation(), 20)
    return render(request, "insight/nation_planner.html", page)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def nation_planner_new(request: HttpRequest) -> HttpResponse:
    """Ask for all hubs, with usual numbers or those of an earlier run (?from=)."""
    _national(request)
    start = row_number(request.GET.get("from"))
    earlier = PlannerRun.objects.filter(hub=None, pk=start).first() if start else None
    this = academic_year_of(localdate())
    years = [this, next_year(this)]
    year = earlier.year if earlier else request.GET.get("year", "")
    year = year if year in years else years[0]
    facts = queries.nation_facts(year, national_projects(year))
    initial = earlier.asked if earlier else {"terms": ["Autumn", "Spring", "Summer"]}
    typed = request.POST if request.method == "POST" else None
    form = AskNation(typed, facts=facts, initial=initial)
    if form.is_valid():
        try:
            run = ask_for_all(
                year=year, asked=as_typed(form.cleaned_data), follows=earlier,
                seconds=int(form.cleaned_data["seconds"]), by=request.user, at=now(),
            )  # fmt: skip
        except PlannerRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect(run)
    page = {"form": form, "facts": facts, "year": year, "years": years, "earlier": earlier}
    return render(request, "insight/nation_planner_new.html", page)


@login_required
@require_safe
def nation_run(request: HttpRequest, nation_run_id: int) -> HttpResponse:
    """How far it is; then what is planned for each hub, beside the greedy plan."""
    _national(request)
    run = get_object_or_404(queries.runs_of_nation(), pk=nation_run_id)
    rows = queries.by_hub(run)
    if exports.ending(request):
        log_export(what="planned groups of all hubs", rows=len(rows), by=request.user, at=now())
        name = f"groups-by-hub-{run.year.replace('/', '-')}-{run.pk}"
        return exports.table(request, name, HUBS, map(_cells, rows))
    planned = [row for row in rows if row.is_planned]
    by_hand = run.answer.get("by_hand") or 0
    page = {
        "run": run,
        "rows": planned,
        "left_out": [row for row in rows if not row.is_planned],
        "stopped": run.has_stopped(now()),
        "groups": sum(row.groups for row in planned),
        "schools": sum(row.schools for row in planned),
        "cost": sum(row.cost for row in planned),
        "gap": 100 * (run.answer.get("gap") or 0),
        "better": 100 * (run.answer["objective"] - by_hand) / by_hand if by_hand else 0,
        "most": max((row.need for row in planned), default=0),
    }
    return render(request, "insight/nation_run.html", page)


def _cells(row: queries.HubRow) -> list:
    if not row.is_planned:
        return [row.hub, *[None] * 7, row.refusal]
    rounded = [None if each is None else round(each, 1) for each in (row.better, row.gap)]
    return [
        row.hub, row.groups, row.schools, row.cost, round(row.need, 1), round(row.by_hand, 1),
        *rounded, "",
    ]  # fmt: skip
