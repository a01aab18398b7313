"""Published results: taken in by national staff, shown to everybody."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.views.decorators.http import require_http_methods, require_safe

from .. import rules
from ..actions import results as actions
from ..charts import chart_of
from ..forms_results import ResultsUpload
from ..models import Mark, Publication, Release, ResultsImport, School, Stage
from ..published.files import Told
from ..published.measures import MEASURES
from ..queries_results import FEWEST, results_of

A_PAGE = 20


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def results_imports(request: HttpRequest) -> HttpResponse:
    if not rules.may_import(request.user):
        raise PermissionDenied
    posted = request.method == "POST"
    form = ResultsUpload(request.POST, request.FILES) if posted else ResultsUpload()
    if form.is_valid():
        said = form.cleaned_data
        told = Told(year=said["year"], release=said["release"])
        taken = actions.hand_in(said["files"], told=told, by=request.user, at=now())
        return redirect(taken)
    past = ResultsImport.objects.select_related("by").prefetch_related("files")
    page = {
        "form": form,
        "page": Paginator(past, A_PAGE).get_page(request.GET.get("page")),
        "held": Publication.objects.order_by("-year", "stage", "release"),
    }
    return render(request, "schools/results_imports.html", page)


@login_required
@require_safe
def results_import(request: HttpRequest, results_import_id: int) -> HttpResponse:
    if not rules.may_import(request.user):
        raise PermissionDenied
    found = get_object_or_404(
        ResultsImport.objects.select_related("by").prefetch_related("files"), pk=results_import_id
    )
    page = {"import": found, "files": [_in_words(counts) for counts in found.summary]}
    return render(request, "schools/results_import.html", page)


def _in_words(counts: dict) -> dict:
    withheld = counts["withheld"].items()
    return counts | {
        "stage": Stage(counts["stage"]).label,
        "release": Release(counts["release"]).label.lower(),
        "marks": [(Mark(mark).label, number) for mark, number in withheld],
    }


@login_required
@require_safe
def refused_rows(request: HttpRequest, results_import_id: int) -> FileResponse:
    if not rules.may_import(request.user):
        raise PermissionDenied
    found = get_object_or_404(ResultsImport, pk=results_import_id)
    if not found.refused_rows:
        raise Http404
    name = f"refused-results-{found.at:%Y-%m-%d}.csv"
    return FileResponse(found.refused_rows.open(), as_attachment=True, filename=name)


@require_safe
def school_results(request: HttpRequest, urn: int) -> HttpResponse:
    """What was published of the school's mathematics, year by year."""
    school = get_object_or_404(School.objects.select_related("authority"), urn=urn)
    published = results_of(school)
    charts = [
        chart
        for measure in MEASURES.values()
        if (chart := chart_of(measure, published, fewest=FEWEST))
    ]
    of_maths, others = [], []
    for chart in charts:
        judges = chart.measure.is_maths and chart.measure.higher_is_better is not None
        (of_maths if judges else others).append(chart)
    page = {
        "school": school,
        "of_maths": of_maths,
        "others": others,
        "fewest": FEWEST,
    }
    return render(request, "schools/school_results.html", page)
