"""Checking in at the door of a workshop: the code on the screen, the scan, the tap."""

from __future__ import annotations

from datetime import UTC, datetime
from io import BytesIO

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.timezone import now
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from ..actions import checking_in as actions
from ..forms.checking_in import AtTheDoor
from ..models import Workshop
from ..queries import attendance as queries

SCANNED = "scanned"  # of a session: when the code of which workshop was scanned


@require_safe
@login_required
def door(request: HttpRequest, workshop_id: int) -> HttpResponse:
    """The code, as large as the screen, new every half minute."""
    workshop = get_object_or_404(queries.workshops_recorded_by(request.user), pk=workshop_id)
    at = now()
    scan = reverse("workgroups:scan", args=[workshop.pk, actions.code_of(workshop, at)])
    rows = queries.register_of(workshop)
    page = {
        "workshop": workshop,
        "group": workshop.work_group,
        "closed": actions.closed(workshop, at),
        "drawn": _drawn(request.build_absolute_uri(scan)),
        "again_in": actions.seconds_left(at),
        "here": sum(row.mark in queries.HERE for row in rows),
        "all": len(rows),
    }
    return render(request, "workgroups/door.html", page)


def _drawn(address: str) -> SafeString:
    import segno  # loaded by the first code, not by every page

    file = BytesIO()
    segno.make(address, error="m").save(
        file, kind="svg", border=2, xmldecl=False, svgclass="mh-checkin__code", lineclass=None,
        omitsize=True, dark="#14213d", light="#ffffff", title="Code to check in",
    )  # fmt: skip
    return SafeString(file.getvalue().decode())


@never_cache
@require_safe
def scan(request: HttpRequest, workshop_id: int, code: str) -> HttpResponse:
    """What a phone opens. The scan is kept in its session, so that signing in loses nothing."""
    at = now()
    workshop = Workshop.objects.filter(pk=workshop_id).first()
    if workshop is None or not actions.is_code_of(workshop, code, at):
        return render(request, "workgroups/check_in.html", {"scan_again": True})
    kept = request.session.get(SCANNED, {})
    request.session[SCANNED] = {**kept, str(workshop.pk): at.timestamp()}
    return redirect("workgroups:check_in", workshop.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def check_in(request: HttpRequest, workshop_id: int) -> HttpResponse:
    """One tap, for whoever scanned the code. Nobody else learns anything of the workshop."""
    at = now()
    scanned_at = _scanned_at(request, workshop_id)
    if scanned_at is None or scanned_at + actions.SCAN_LASTS <= at:
        return render(request, "workgroups/check_in.html", {"scan_again": True})
    workshop = get_object_or_404(Workshop.objects.select_related("work_group"), pk=workshop_id)
    page = {"workshop": workshop, "group": workshop.work_group}
    if request.method == "POST":
        try:
            actions.check_in(workshop=workshop, person=request.user, scanned_at=scanned_at, at=at)
        except actions.CheckInRefused as refusal:
            page["refusal"] = str(refusal)
        else:
            return redirect("workgroups:check_in", workshop.pk)
    page["closed"] = actions.closed(workshop, at)
    page["place"] = place = actions.place_at(workshop, request.user)
    page["marked"] = place and place.attendances.filter(workshop=workshop).first()
    page["is_here"] = page["marked"] and page["marked"].mark in queries.HERE
    return render(request, "workgroups/check_in.html", page)


def _scanned_at(request: HttpRequest, workshop_id: int) -> datetime | None:
    scanned = request.session.get(SCANNED, {}).get(str(workshop_id))
    return datetime.fromtimestamp(scanned, tz=UTC) if scanned else None


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def add(request: HttpRequest, workshop_id: int) -> HttpResponse:
    """Somebody came without a place: whoever keeps the register lets them in."""
    workshop = get_object_or_404(queries.workshops_recorded_by(request.user), pk=workshop_id)
    form = AtTheDoor(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            place = actions.add_at_the_door(
                workshop=workshop, by=request.user, at=now(), **form.cleaned_data
            )
        except actions.CheckInRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"{place.person.name} has a place, and is on the register.")
            return redirect("workgroups:register", workshop.pk)
    page = {"workshop": workshop, "group": workshop.work_group, "form": form}
    return render(request, "workgroups/at_the_door.html", page)
