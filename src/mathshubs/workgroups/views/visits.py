"""Visits to schools: of a group, of a hub, and one by itself."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_http_methods, require_safe

from mathshubs.core import exports
from mathshubs.core.paging import paged
from mathshubs.hubs import rules as hubs
from mathshubs.hubs.models import Hub

from ..actions import visits as actions
from ..actions.visits import VisitRefused
from ..forms.visits import PlanVisit, RecordVisit
from ..models import Visit, WorkGroup
from ..queries import visits as queries
from ..queries.attendance import work_groups_recorded_by
from .design import above_it, trail

HEADER = ("Day", "School", "URN", "Work Group", "Who visits", "Purpose", "State", "Head met")


@require_safe
@login_required
def visits(request: HttpRequest, work_group_id: int) -> HttpResponse:
    """Who was visited, who will be, and which schools have not been."""
    work_group = get_object_or_404(work_groups_recorded_by(request.user), pk=work_group_id)
    made = list(work_group.visits.select_related("school", "leader"))
    seen = {visit.school_id for visit in made if not visit.cancelled_at}
    page = {
        "work_group": work_group,
        "visits": made,
        "unvisited": [each for each in queries.schools_in(work_group) if each.pk not in seen],
        "today": localdate(),
        "breadcrumbs": trail(request, work_group, "Visits"),
    }
    return render(request, "workgroups/visits.html", page)


@require_safe
@login_required
def hub_visits(request: HttpRequest, slug: str) -> HttpResponse:
    """All visits of a hub's groups, or those to one school: for staff, and leaders their own."""
    hub = get_object_or_404(Hub, slug=slug)
    every = queries.visits_run_by(request.user).filter(work_group__hub=hub)
    if not hubs.runs(request.user, hub) and not every.exists():
        raise Http404
    state, school = request.GET.get("state", ""), request.GET.get("school", "")
    if state in STATES:
        every = every.filter(**STATES[state][1])
    if school.isascii() and school.isdigit():
        every = every.filter(school__urn=school[:6])
    if exports.ending(request):
        rows = [_row(visit) for visit in every]
        return exports.table(request, f"visits-{hub.slug}-{localdate()}", HEADER, rows)
    page = {
        **paged(request, every, 50),
        "hub": hub,
        "state": state,
        "states": [(value, words) for value, (words, _) in STATES.items()],
        "school": school,
        "today": localdate(),
        "breadcrumbs": [above_it(request, hub), ("Visits", "")],
    }
    return render(request, "workgroups/hub_visits.html", page)


STATES: dict[str, tuple[str, dict]] = {
    "planned": ("Planned", {"recorded_at": None, "cancelled_at": None}),
    "recorded": ("Recorded", {"recorded_at__isnull": False}),
    "cancelled": ("Cancelled", {"cancelled_at__isnull": False}),
}


def _row(visit: Visit) -> list:
    state = "Cancelled" if visit.cancelled_at else "Recorded" if visit.recorded_at else "Planned"
    met = {True: "Yes", False: "No", None: ""}[visit.head_met]
    return [
        visit.on.isoformat(), visit.school.name, visit.school.urn, visit.work_group.title,
        visit.leader.name, visit.purpose, state, met,
    ]  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def new_visit(request: HttpRequest, work_group_id: int) -> HttpResponse:
    work_group = get_object_or_404(work_groups_recorded_by(request.user), pk=work_group_id)
    schools = queries.schools_in(work_group)
    visit = Visit(work_group=work_group, school=schools.filter(urn=_urn(request)).first())
    return _write(request, work_group, visit, "Plan a visit")


def _urn(request: HttpRequest) -> str:
    return request.GET.get("school", "").replace("\0", "")[:6]


def _run(request: HttpRequest, visit_id: int) -> Visit:
    """Return a visit they run; their own school's they may only look at."""
    visit = get_object_or_404(queries.visits_seen_by(request.user, localdate()), pk=visit_id)
    if not _runs(request, visit):
        raise PermissionDenied
    return visit


def _runs(request: HttpRequest, visit: Visit) -> bool:
    return work_groups_recorded_by(request.user).filter(pk=visit.work_group_id).exists()


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def change_visit(request: HttpRequest, visit_id: int) -> HttpResponse:
    visit = _run(request, visit_id)
    return _write(request, visit.work_group, visit, "Change the visit")


def _write(request: HttpRequest, group: WorkGroup, visit: Visit, heading: str) -> HttpResponse:
    schools = [visit.school] if visit.pk else list(queries.schools_in(group))
    leaders = [each.person for each in group.leaders.select_related("person")]
    if visit.leader_id and visit.leader not in leaders:
        leaders.append(visit.leader)
    if request.user not in leaders:
        leaders.append(request.user)
    if not visit.leader_id:
        visit.leader = request.user
    posted = request.POST if request.method == "POST" else None
    form = PlanVisit(posted, instance=visit, schools=schools, leaders=leaders)
    if form.is_valid():
        try:
            told = actions.keep_visit(visit=form.instance, at=now())
        except VisitRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"The visit is kept.{_written_to(told)}")
            return redirect("workgroups:visit", form.instance.pk)
    page = {
        "work_group": group,
        "visit": visit,
        "schools": schools,
        "form": form,
        "heading": heading,
        "breadcrumbs": _trail(request, group, heading),
    }
    return render(request, "workgroups/edit_visit.html", page)


def _written_to(told: int) -> str:
    return {0: "", 1: " One person is written to."}.get(told, f" {told} people are written to.")


def _trail(request: HttpRequest, group: WorkGroup, here: str) -> list[tuple[str, str]]:
    *above, last = trail(request, group, here)
    return [*above, ("Visits", reverse("workgroups:visits", args=[group.pk])), last]


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def visit(request: HttpRequest, visit_id: int) -> HttpResponse:
    """A visit: to be recorded by those who lead; the school reads what for, and what was agreed."""
    visit = get_object_or_404(queries.visits_seen_by(request.user, localdate()), pk=visit_id)
    runs = _runs(request, visit)
    if request.method == "POST" and not runs:
        raise PermissionDenied
    form = RecordVisit(
        request.POST if request.method == "POST" else None, initial=RecordVisit.known_of(visit)
    )
    if form.is_valid():
        try:
            actions.record(visit=visit, at=now(), **form.cleaned_data)
        except VisitRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "The visit is recorded.")
            return redirect("workgroups:visit", visit.pk)
    here = f"{visit.school.name}, {visit.on:%-d %b %Y}"
    page = {
        "visit": visit,
        "work_group": visit.work_group,
        "runs": runs,
        "to_come": visit.on > localdate(),
        "form": form,
        "breadcrumbs": _trail(request, visit.work_group, here)
        if runs
        else [("My places", reverse("workgroups:my_places")), (here, "")],
    }
    return render(request, "workgroups/visit.html", page)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def cancel_visit(request: HttpRequest, visit_id: int) -> HttpResponse:
    visit = _run(request, visit_id)
    if request.method == "POST":
        try:
            told = actions.cancel(visit=visit, at=now())
        except VisitRefused as refusal:
            messages.error(request, str(refusal))
        else:
            done = f"The visit to {visit.school.name} is cancelled.{_written_to(told)}"
            messages.success(request, done)
        return redirect("workgroups:visits", visit.work_group_id)
    page = {
        "visit": visit,
        "over": visit.on < localdate(),
        "breadcrumbs": _trail(request, visit.work_group, "Cancel"),
    }
    return render(request, "workgroups/cancel_visit.html", page)
