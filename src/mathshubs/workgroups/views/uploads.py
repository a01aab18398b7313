"""Spreadsheets handed in: chosen, looked over, confirmed or thrown away, undone."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import now
from django.views.decorators.http import require_http_methods, require_safe

from mathshubs.core.exports import csv_file, xlsx_file
from mathshubs.core.paging import paged

from ..actions import uploads as actions
from ..actions.uploaded import undoing
from ..forms.uploads import HandIn, MeetingReport
from ..models import Upload, WorkGroup
from ..queries import uploads as queries
from ..queries.attendance import workshops_recorded_by

A_PAGE = 20
SHOWN = 100  # rows that need nothing


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def uploads(request: HttpRequest, slug: str) -> HttpResponse:
    """Hand in a spreadsheet for a hub; what was handed in this month."""
    hub = get_object_or_404(queries.hubs_uploaded_for_by(request.user), slug=slug)
    groups = WorkGroup.objects.filter(hub=hub).exclude(state__in=WorkGroup.DRAFT)
    groups = groups.only("title", "kind", "first_on").order_by("-last_on", "title", "pk")
    asked = request.POST, request.FILES
    form = HandIn(*asked if request.method == "POST" else (), work_groups=groups)
    if form.is_valid():
        try:
            upload = actions.hand_in(hub=hub, by=request.user, at=now(), **form.cleaned_data)
        except actions.UploadRefused as refusal:
            form.add_error("file", str(refusal))
        else:
            return redirect("workgroups:upload", upload.pk)
    past = queries.uploads_seen_by(request.user).filter(hub=hub).defer("content", "rows")
    page = {
        "hub": hub,
        "form": form,
        "templates": actions.TEMPLATES,
        **paged(request, past, A_PAGE),
    }
    return render(request, "workgroups/uploads.html", page)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def meeting(request: HttpRequest, workshop_id: int) -> HttpResponse:
    """Attendance of an online workshop, from the report of the meeting."""
    workshop = get_object_or_404(workshops_recorded_by(request.user), pk=workshop_id)
    form = MeetingReport(*(request.POST, request.FILES) if request.method == "POST" else ())
    if form.is_valid():
        group = workshop.work_group
        try:
            upload = actions.hand_in(
                kind=Upload.Kind.MEETING, file=form.cleaned_data["file"], hub=group.hub,
                work_group=group, workshop=workshop, by=request.user, at=now(),
            )  # fmt: skip
        except actions.UploadRefused as refusal:
            form.add_error("file", str(refusal))
        else:
            return redirect("workgroups:upload", upload.pk)
    page = {"workshop": workshop, "group": workshop.work_group, "form": form}
    return render(request, "workgroups/meeting.html", page)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def upload(request: HttpRequest, upload_id: int) -> HttpResponse:
    """What a file would do; confirm it, throw it away, or undo it."""
    found = get_object_or_404(queries.uploads_seen_by(request.user), pk=upload_id)
    problem, answers = "", found.answers
    if request.method == "POST":
        answers = {key: value for key, value in request.POST.items() if key not in _NO_ANSWERS}
        try:
            _act(request, found, answers)
        except actions.UploadRefused as refusal:
            problem = str(refusal)
        else:
            return redirect("workgroups:upload", found.pk)
    page = _shown(found, problem, answers)
    if page["can_be_undone"] and not page["is_attendance"] and {"undo", "undoing"} & {
        *request.GET, *request.POST,
    }:  # fmt: skip
        page["undoing"] = undoing.preview(found)
        page["in_the_way"] = [row for row in page["undoing"] if row.in_the_way]
    return render(request, "workgroups/upload.html", page)


_NO_ANSWERS = ("csrfmiddlewaretoken", "confirm", "discard", "undo")


def _act(request: HttpRequest, found: Upload, answers: dict[str, str]) -> None:
    if "discard" in request.POST:
        actions.discard(upload=found)
        messages.success(request, "The file is thrown away. Nothing was changed.")
    elif "undo" in request.POST:
        undone, kept = actions.undo(upload=found, by=request.user, at=now())
        messages.success(request, _undone(found, undone, kept))
    elif "confirm" in request.POST:
        done = actions.confirm(upload=found, answers=answers, by=request.user, at=now())
        if done.state == Upload.State.DONE:
            messages.success(request, "Done, all of it.")


def _undone(found: Upload, undone: int, kept: int) -> str:
    if found.kind == Upload.Kind.APPLICATIONS:
        return f"{'1 application is' if undone == 1 else f'{undone} applications are'} taken back."
    if found.kind == Upload.Kind.PEOPLE:
        return "The upload is undone: people are as they were before."
    said = "1 mark is as it was" if undone == 1 else f"{undone} marks are as they were"
    return f"{said} before." + (f" Changed since, and left as they are: {kept}." if kept else "")


def _shown(found: Upload, problem: str, answers: dict) -> dict:
    rows = found.rows
    for row in rows:
        row["answer"] = answers.get(str(row["line"]), "" if row["doubt"] else "none")
    refused = [row for row in rows if row["problem"]]
    doubtful = [row for row in rows if row["choices"] and not row["problem"]]
    sure = [row for row in rows if not row["problem"] and not row["choices"]]
    if found.state == Upload.State.DONE:
        chosen = [row | {"result": _chosen(row), "becomes": ""} for row in doubtful]
        sure = sorted([*sure, *chosen], key=lambda row: row["line"])
    return {
        "upload": found,
        "problem": problem,
        "refused": refused,
        "doubtful": doubtful,
        "sure": sure[:SHOWN],
        "more": max(len(sure) - SHOWN, 0),
        "at_work": found.state in Upload.AT_WORK,
        "waits": found.state == Upload.State.READY,
        "others_absent": found.state == Upload.State.DONE and bool(found.answers.get("others")),
        "is_meeting": found.kind == Upload.Kind.MEETING,
        "is_attendance": found.kind in queries.ATTENDANCE,
        "can_be_undone": actions.can_be_undone(found),
        "back": _back(found),
        "again": _again(found),
    }


def _chosen(row: dict) -> str:
    return next((label for value, label in row["choices"] if value == row["answer"]), "")


def _back(found: Upload) -> tuple[str, str]:
    if found.workshop:
        return reverse("workgroups:register", args=[found.workshop_id]), "Register"
    if found.kind == Upload.Kind.ATTENDANCE:
        return reverse("workgroups:attendance", args=[found.work_group_id]), "Attendance"
    if found.work_group:
        return reverse("workgroups:applications", args=[found.work_group_id]), "Applications"
    return reverse("workgroups:uploads", args=[found.hub.slug]), "Uploads"


def _again(found: Upload) -> str:
    if found.workshop:
        return reverse("workgroups:meeting", args=[found.workshop_id])
    return reverse("workgroups:uploads", args=[found.hub.slug])


@require_safe
@login_required
def refused_rows(request: HttpRequest, upload_id: int) -> HttpResponse:
    """The rows that cannot be used, as they came, each with what is wrong with it."""
    found = get_object_or_404(queries.uploads_seen_by(request.user), pk=upload_id)
    header, rows = actions.refused_rows(found)
    return csv_file(f"to-put-right-{found.pk}", header, rows)


@require_safe
@login_required
def template(request: HttpRequest, kind: str) -> HttpResponse:
    """An empty sheet with the titles of its columns and one example."""
    columns = actions.TEMPLATES.get(kind.upper())
    if columns is None:
        raise Http404
    file = csv_file if request.GET.get("as") == "csv" else xlsx_file
    header = [column.title for column in columns]
    return file(f"{kind.lower()}-template", header, [[column.example for column in columns]])
