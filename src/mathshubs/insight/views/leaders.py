"""Whether the hubs have the leaders their groups need."""

from __future__ import annotations

from decimal import Decimal

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate
from django.views.decorators.http import require_safe

from mathshubs.core import exports
from mathshubs.core.phases import Phase
from mathshubs.core.years import academic_year_of, next_year
from mathshubs.hubs import rules
from mathshubs.hubs.models import Hub
from mathshubs.hubs.views import hub_they_see
from mathshubs.people.rules import is_national_staff
from mathshubs.workgroups.queries.leading_forecast import DAYS_A_WORKSHOP, WORKSHOPS_UNPLANNED

from ..queries import leaders as queries

HUBS = (
    "Hub", "Leaders", "Not deployed", "Days needed", "Days available", "Leaders who have not said",
    "Groups short of a leader", "Something ends", "Ready to lead",
)  # fmt: skip


def _years(request: HttpRequest) -> tuple[str, str, str]:
    """Return the year asked for (next year, unless this one is), this year and next year."""
    this = academic_year_of(localdate())
    year = this if request.GET.get("year") == this else next_year(this)
    return year, this, next_year(this)


@login_required
@require_safe
def capacity(request: HttpRequest, slug: str) -> HttpResponse:
    """Days, gaps, who is free and who may leave. National staff see numbers, not names."""
    hub, on = hub_they_see(request, slug), localdate()
    year, this, following = _years(request)
    found = queries.capacity(hub, year, on)
    page = {
        "hub": hub,
        "capacity": found,
        "bars": _bars(found),
        "runs": rules.runs(request.user, hub),
        "years": [this, following],
        "phases": Phase.labels,
        "a_workshop": DAYS_A_WORKSHOP,
        "unplanned": WORKSHOPS_UNPLANNED,
    }
    return render(request, "insight/leaders.html", page)


def _bars(found: queries.Capacity) -> list[dict]:
    """Return each phase with the lengths of its two bars, in hundredths of the longest."""
    rows = found.by_phase
    most = max([row.needed for row in rows] + [row.available for row in rows] + [Decimal(1)])
    return [
        {
            "row": row,
            "needed": round(100 * row.needed / most),
            "available": round(100 * row.available / most),
        }
        for row in rows
    ]


@login_required
@require_safe
def national_leaders(request: HttpRequest) -> HttpResponse:
    """The same in one line for each hub, for national staff."""
    if not is_national_staff(request.user):
        raise PermissionDenied
    year, this, following = _years(request)
    hubs = queries.capacities(Hub.objects.order_by("name"), year, localdate())
    if exports.ending(request):
        rows = (_cells(hub, found) for hub, found in hubs)
        return exports.table(request, f"leaders-{year.replace('/', '-')}", HUBS, rows)
    page = {"hubs": hubs, "year": year, "years": [this, following], "query": f"year={year}"}
    return render(request, "insight/national_leaders.html", page)


def _cells(hub: Hub, found: queries.Capacity) -> list:
    return [
        str(hub), len(found.leaders), len(found.free), found.needed, found.available,
        found.not_said, len(found.without_leader), len(found.leaving), len(found.ready),
    ]  # fmt: skip
