"""Bringing the register up to date, by national staff."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate, localtime, now
from django.views.decorators.http import require_http_methods, require_safe

from mathshubs.core import exports

from .. import rules
from ..actions import imports as actions
from ..forms import ConfirmImport, RegisterUpload
from ..models import RegisterImport, School

A_PAGE = 20
COUNTS = {
    "created": "New",
    "closed": "Closed since",
    "reopened": "Open again",
    "updated": "Changed in other ways",
    "unchanged": "As we hold them",
    "missing": "Open, without a row we can use",
    "refused": "Rows we cannot use",
}
OTHERS = {"links": "Links", "groups": "Groups", "group_links": "Group links"}
KINDS = {
    "created": "new",
    "updated": "changed",
    "withdrawn": "withdrawn",
    "refused": "rows we cannot use",
}


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def imports(request: HttpRequest) -> HttpResponse:
    if not rules.may_import(request.user):
        raise PermissionDenied
    posted = request.method == "POST"
    form = RegisterUpload(request.POST, request.FILES) if posted else RegisterUpload()
    if form.is_valid():
        handed_in = actions.hand_in(form.cleaned_data, by=request.user, at=now())
        return redirect("schools:import", handed_in.pk)
    past = RegisterImport.objects.select_related("by").defer("preview")
    if exports.ending(request):
        return _past_file(request, past)
    page = {
        "form": form,
        "page": Paginator(past, A_PAGE).get_page(request.GET.get("page")),
        "held": School.objects.count(),
    }
    return render(request, "schools/imports.html", page)


def _past_file(request: HttpRequest, past: QuerySet[RegisterImport]) -> HttpResponse:
    rows = [
        [f"{localtime(each.at):%Y-%m-%d %H:%M}", each.by.name if each.by else "Command", each.names,
         each.get_state_display()]
        for each in past
    ]  # fmt: skip
    header = ("When", "By", "Files", "State")
    return exports.table(request, f"register-imports-{localdate()}", header, rows)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def one_import(request: HttpRequest, import_id: int) -> HttpResponse:
    if not rules.may_import(request.user):
        raise PermissionDenied
    found = get_object_or_404(RegisterImport.objects.select_related("by"), pk=import_id)
    posted = request.POST if request.method == "POST" else None
    waits = found.state == RegisterImport.State.READY
    form = ConfirmImport(posted, questions=found.questions) if waits else None
    if form and posted is not None and "discard" in posted:
        actions.discard(found)
        messages.success(request, "The import is discarded. Nothing was changed.")
        return redirect("schools:imports")
    if form and form.is_valid():
        actions.confirm(found, answers=form.answers, by=request.user)
        return redirect("schools:import", found.pk)
    if posted is not None and not form:
        return redirect("schools:import", found.pk)
    page = {
        "import": found,
        "form": form,
        "counts": _counts(found),
        "examples": [(COUNTS[kind], rows) for kind, rows in found.preview.items() if rows and form],
    }
    return render(request, "schools/import.html", page)


def _counts(found: RegisterImport) -> list[tuple[str, int]]:
    """The summary in words: schools, without counting one twice, then what else changed."""
    told = dict(found.summary)
    if not told:
        return []
    told["updated"] -= told["closed"] + told["reopened"]
    others = [
        (f"{label}: {kind}", number)
        for name, label in OTHERS.items()
        for key, kind in KINDS.items()
        if (number := told.get(name, {}).get(key))
    ]
    return [*((label, told[name]) for name, label in COUNTS.items()), *others]


@login_required
@require_safe
def refused_rows(request: HttpRequest, import_id: int) -> FileResponse:
    if not rules.may_import(request.user):
        raise PermissionDenied
    found = get_object_or_404(RegisterImport, pk=import_id)
    if not found.refused_rows:
        raise Http404
    name = f"refused-rows-{found.at:%Y-%m-%d}.csv"
    return FileResponse(found.refused_rows.open(), as_attachment=True, filename=name)
