"""Search over everything one may see."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate
from django.views.decorators.http import require_safe

from ..queries import searching


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    text = searching.tidy(request.GET.get("q", ""))
    only = request.GET.get("in", "")
    only = only if only in searching.HEADINGS else ""
    page = {
        "text": text,
        "only": only,
        "sections": searching.search(text, request.user, localdate(), only=only),
    }
    return render(request, "insight/search.html", page)
