"""Registers, attendance and certificates."""

from __future__ import annotations

import json
from datetime import UTC, datetime

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import now
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mathshubs.core.exports import csv_file, xlsx_file
from mathshubs.core.identifiers import row_number
from mathshubs.people.actions import log_export

from .. import documents
from ..actions import attendance as actions
from ..actions import certificates
from ..models import Attendance, Place, WorkGroup, Workshop
from ..queries import absences
from ..queries import attendance as queries
from ..queries.statements import statement_with

OTHER_MARKS = [
    mark
    for mark in Attendance.Mark
    if mark not in (Attendance.Mark.PRESENT, Attendance.Mark.SUBSTITUTE)
]


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def register(request: HttpRequest, workshop_id: int) -> HttpResponse:
    """The register on a phone. Without JavaScript each tap is a small form."""
    workshop = get_object_or_404(queries.workshops_recorded_by(request.user), pk=workshop_id)
    if request.method == "POST":
        return _tapped(request, workshop)
    made = _milliseconds(now())  # before the rows are read, so that it is never too late
    rows = queries.register_of(workshop)
    page = {
        "workshop": workshop,
        "group": workshop.work_group,
        "rows": rows,
        "made": made,
        "is_open": actions.is_open(workshop, now()),
        "is_over": workshop.ends_at < now(),
        "other_marks": OTHER_MARKS,
        "here": sum(row.mark in queries.HERE for row in rows),
        "unmarked": sum(not row.mark for row in rows),
        "told": sum(bool(not row.mark and row.told) for row in rows),
        "breadcrumbs": _breadcrumbs(workshop.work_group, "Register"),
    }
    return render(request, "workgroups/register.html", page)


def _breadcrumbs(group: WorkGroup, here: str) -> list[tuple[str, str]]:
    return [
        ("Work Groups", reverse("workgroups:list")),
        (group.title, group.get_absolute_url()),
        (here, ""),
    ]


def _tapped(request: HttpRequest, workshop: Workshop) -> HttpResponse:
    asked = request.POST.get("mark", "")
    back = reverse("workgroups:register", args=[workshop.pk])
    try:
        if asked == "REST_PRESENT":
            marked = actions.mark_the_rest_present(workshop=workshop, by=request.user, at=now())
            messages.success(request, f"{marked} marked present.")
            return redirect(back)
        place = _place(workshop, request.POST.get("place", ""))
        actions.mark(
            workshop=workshop, place=place, mark=asked, by=request.user, at=now(),
            substitute_name=request.POST.get("substitute_name", ""), tapped_at=now(),
        )  # fmt: skip
    except actions.MarkRefused as refusal:
        messages.error(request, str(refusal))
        return redirect(back)
    return HttpResponseRedirect(f"{back}#place-{place.pk}")


def _place(workshop: Workshop, typed: object) -> Place:
    mine = Place.objects.filter(work_group=workshop.work_group_id)
    place = mine.filter(pk=row_number(typed)).first()
    if place is None:
        raise actions.MarkRefused(actions.NOT_IN_GROUP)
    return place


@require_POST
@login_required
def taps(request: HttpRequest, workshop_id: int) -> JsonResponse:
    """
    Take taps that a phone kept while the signal was gone: a list of place, mark, name and time.

    Answers why each was refused ("" for one that was saved), in the order they came, and when.
    """
    workshop = _whose_marks(request, workshop_id)
    try:
        sent = json.loads(request.body) if request.content_type == "application/json" else None
    except (ValueError, RecursionError):
        sent = None
    if not isinstance(sent, list):
        return JsonResponse({"error": "These taps could not be read."}, status=400)
    kept = [_tap(each if isinstance(each, dict) else {}) for each in sent[:500]]
    refusals = actions.mark_all(workshop=workshop, taps=kept, by=request.user, at=now())
    return JsonResponse({"refusals": refusals, "at": _milliseconds(now())})


def _whose_marks(request: HttpRequest, workshop_id: int) -> Workshop:
    """Return the workshop with what its marks need of it: phones ask many times a minute."""
    recorded = queries.workshops_recorded_by(request.user).select_related(None)
    return get_object_or_404(recorded.only("work_group"), pk=workshop_id)


def _tap(sent: dict) -> actions.Tap:
    return actions.Tap(
        place=row_number(sent.get("place")),
        mark=str(sent.get("mark", "")),
        substitute_name=str(sent.get("name", "")),
        tapped_at=_time(sent.get("at")),
        if_unmarked=bool(sent.get("rest")),
    )


@require_safe
@login_required
def marks(request: HttpRequest, workshop_id: int) -> JsonResponse:
    """What the register says now, for a phone that has it open: others mark, and check in."""
    workshop = _whose_marks(request, workshop_id)
    at = _milliseconds(now())  # before they are read
    marked = workshop.attendances.values_list("place", "mark", "substitute_name")
    told = [{"place": str(pk), "mark": mark, "name": name} for pk, mark, name in marked]
    return JsonResponse({"marks": told, "at": at})


@require_safe
def worker(request: HttpRequest) -> FileResponse:
    """
    The script that keeps registers on a phone.

    It answers for addresses beside its own, so it is served here and not among static files.
    """
    script = (settings.SRC / "static" / "register-worker.js").open("rb")
    headers = {"Cache-Control": "no-cache"}
    return FileResponse(script, content_type="text/javascript", headers=headers)


def _milliseconds(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)


def _time(milliseconds: object) -> datetime:
    """Read a phone's clock, milliseconds since 1970; anything unreadable is now."""
    try:
        return datetime.fromtimestamp(float(str(milliseconds)) / 1000, tz=UTC)
    except (ValueError, OverflowError, OSError):
        return now()


@require_safe
@login_required
def sheet(request: HttpRequest, workshop_id: int) -> HttpResponse:
    """A sheet to sign on paper."""
    workshop = get_object_or_404(queries.workshops_recorded_by(request.user), pk=workshop_id)
    rows = queries.register_of(workshop)
    return _pdf(documents.sign_in_sheet(workshop, rows), f"sign-in-sheet-{workshop.pk}")


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def attendance(request: HttpRequest, work_group_id: int) -> HttpResponse:
    """Who came to which workshop; certificates."""
    groups = queries.work_groups_recorded_by(request.user)
    work_group = get_object_or_404(groups, pk=work_group_id)
    if request.method == "POST":
        try:
            issued = certificates.issue_certificates(
                work_group=work_group, by=request.user, at=now()
            )
        except certificates.CertificateRefused as refusal:
            messages.error(request, str(refusal))
        else:
            what = "certificate" if issued == 1 else "certificates"
            messages.success(request, f"{issued} {what} issued.")
        return redirect("workgroups:attendance", work_group.pk)
    workshops = list(queries.with_taken(work_group.workshops.filter(cancelled_at=None)))
    over = [workshop for workshop in workshops if workshop.ends_at <= now()]
    records = queries.attendance_of(work_group, over)
    this = WorkGroup.objects.filter(pk=work_group.pk)
    if request.GET.get("as") in ("csv", "xlsx"):
        return _attendance_export(request, work_group, over, records)
    page = {
        "group": work_group,
        "workshops": workshops,
        "over": over,
        "records": records,
        "all_over": bool(workshops) and len(over) == len(workshops),
        "breadcrumbs": _breadcrumbs(work_group, "Attendance"),
        "totals": [(each, _total(records, index)) for index, each in enumerate(over)],
        "runs": absences.runs_of_absence(this, now()),
        "told": absences.notices_to_come(this, now()),
        "missing": [workshop for workshop in over if not workshop.taken] if records else [],
    }
    return render(request, "workgroups/attendance.html", page)


def _total(records: list[queries.Record], index: int) -> str:
    rows = [record.rows[index] for record in records]
    here = sum(row.mark in Attendance.ATTENDED for row in rows)
    expected = sum(row.mark != Attendance.Mark.NOT_EXPECTED for row in rows)
    return f"{here} of {expected}" if any(row.mark for row in rows) else "Not taken"


def _attendance_export(request, work_group: WorkGroup, over, records) -> HttpResponse:
    header = ["Family name", "Given name", "School", "URN", *map(str, over), "Attended", "%"]
    rows = [
        [
            record.place.person.family_name,
            record.place.person.given_name,
            record.place.school.name,
            record.place.school.urn,
            *[row.label for row in record.rows],
            record.attended,
            record.percent if record.expected else "",
        ]
        for record in records
    ]
    log_export(what=f"attendance of {work_group.title}", rows=len(rows), by=request.user, at=now())
    file = csv_file if request.GET["as"] == "csv" else xlsx_file
    return file(f"attendance-{work_group.pk}", header, rows)


@require_safe
@login_required
def certificate(request: HttpRequest, place_id: int) -> HttpResponse:
    """The certificate of a place: for the person, and for those who keep the register."""
    place = (
        Place.objects.filter(pk=place_id)
        .select_related("person", "school", "work_group__hub", "work_group__project")
        .first()
    )
    recorded = queries.work_groups_recorded_by(request.user)
    if place is None or (
        place.person_id != request.user.pk and not recorded.filter(pk=place.work_group_id).exists()
    ):
        return get_object_or_404(Place.objects.none())
    try:
        issued = certificates.certificate_for(place=place, at=now())
    except certificates.CertificateRefused as refusal:
        page = {"group": place.work_group, "refusal": str(refusal)}
        return render(request, "workgroups/no_certificate.html", page)
    return _pdf(documents.certificate(issued, place), f"certificate-{issued.code}")


def _pdf(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    return response


@require_safe
def verify(request: HttpRequest) -> HttpResponse:
    """Anyone can check a certificate by its code."""
    if code := request.GET.get("code", "").strip():
        if found := queries.certificate_with(code[:40]):
            return redirect("workgroups:verified", found.code)
        if statement := statement_with(code[:40]):
            return redirect("workgroups:verified_statement", statement.code)
        return render(request, "workgroups/verify.html", {"code": code[:40], "unknown": True})
    return render(request, "workgroups/verify.html")


@require_safe
def verified(request: HttpRequest, code: str) -> HttpResponse:
    """What a code proves: initials and course, no name."""
    found = queries.certificate_with(code[:40])
    if found is None:
        page = {"code": code[:40], "unknown": True}
        return render(request, "workgroups/verify.html", page, status=404)
    person = found.place.person
    initials = ".".join(name[:1] for name in (person.given_name, person.family_name) if name)
    page = {"certificate": found, "group": found.place.work_group, "initials": f"{initials}."}
    return render(request, "workgroups/verified.html", page)
