"""Finding a school."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.timezone import localdate
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from mathshubs.core import exports
from mathshubs.core.paging import paged

from ..forms import SchoolSearch
from ..search import MOST, search_schools, suggestions

A_PAGE = 20
SCHOOLS = ("Name", "URN", "LAESTAB", "Town", "Postcode", "Phase", "Status")


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    form = SchoolSearch(request.GET)
    form.full_clean()
    asked = form.cleaned_data
    text, phase = asked.get("q", ""), asked.get("phase", "")
    open_only = bool(asked.get("open"))
    found = search_schools(text, limit=MOST, open_only=open_only, phase=phase)
    if exports.ending(request):
        rows = (
            [school.name, school.urn, school.laestab, school.town, school.postcode,
             school.get_phase_display(), school.get_status_display()]
            for school in found
        )  # fmt: skip
        return exports.table(request, f"schools-{localdate()}", SCHOOLS, rows)
    context = {
        "form": form,
        "text": text,
        "more": len(found) == MOST,
        **paged(request, found, A_PAGE),
    }
    return render(request, "schools/search.html", context)


@require_safe
@cache_control(public=True, max_age=300)
def suggest(request: HttpRequest) -> JsonResponse:
    """What the school picker completes a text with: at most ten, kept by the browser a while."""
    return JsonResponse({"schools": suggestions(request.GET.get("q", ""))})
