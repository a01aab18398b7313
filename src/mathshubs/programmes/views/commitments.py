"""What the national team asks of each hub, and where each hub's plan stands."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_http_methods, require_safe

from mathshubs.core import exports
from mathshubs.core.years import academic_year_of, is_academic_year, next_year, year_before
from mathshubs.hubs.models import Hub
from mathshubs.people.rules import is_national_staff

from ..actions import commitments as actions
from ..forms.plans import Asks
from ..models import Project
from ..queries import plans as queries


def _year(request: HttpRequest) -> str:
    """Return the year asked for; from spring the next one is what plans are made for."""
    asked = request.GET.get("year", "")
    if is_academic_year(asked):
        return asked
    on = localdate()
    this = academic_year_of(on)
    return this if on.month >= 9 else next_year(this)


@login_required
@require_safe
def national_plans(request: HttpRequest) -> HttpResponse:
    """Hubs against national projects: what each is asked for, and the state of its plan."""
    if not is_national_staff(request.user):
        raise PermissionDenied
    year = _year(request)
    grid = queries.grid(year)
    if exports.ending(request):
        header = ("Hub", "Plan", *(str(one) for one in grid.projects))
        rows = (
            [
                str(row.hub),
                row.plan.get_state_display() if row.plan else "No plan",
                *(asked.groups if asked else 0 for _, asked in row.cells),
            ]
            for row in grid.rows
        )
        return exports.table(request, f"plans-{year.replace('/', '-')}", header, rows)
    this = academic_year_of(localdate())
    page = {
        "grid": grid,
        "year": year,
        "years": sorted({year_before(this), this, next_year(this), year}),
    }
    return render(request, "programmes/national_plans.html", page)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def asks(request: HttpRequest, slug: str) -> HttpResponse:
    """What the nation asks of one hub in a year, project by project."""
    if not is_national_staff(request.user):
        raise PermissionDenied
    hub, year = get_object_or_404(Hub, slug=slug), _year(request)
    projects = list(Project.objects.filter(year=year, hub=None).order_by("code"))
    kept = {each.project_id: each for each in queries.commitments_of(hub, year)}
    posted = request.POST if request.method == "POST" else None
    form = Asks(posted, projects=projects, kept=kept)
    if form.is_valid():
        actions.ask(hub=hub, year=year, asked=form.asked, by=request.user, at=now())
        messages.success(request, f"What is asked of {hub} in {year} is saved.")
        return redirect(f"{reverse('programmes:national_plans')}?year={year}")
    page = {"hub": hub, "year": year, "form": form}
    return render(request, "programmes/asks.html", page)
