"""Pages about the register: search, and who works where."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from . import queries


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    text = request.GET.get("q", "")[:200]
    page = {"text": text, "schools": queries.search_schools(text)}
    return render(request, "schools/search.html", page)


@require_safe
def suggest(request: HttpRequest) -> JsonResponse:
    """What the school picker completes a text with."""
    return JsonResponse({"schools": queries.suggestions(request.GET.get("q", "")[:200])})
