"""Long lists, a page at a time."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest


def paged(request: HttpRequest, rows, size: int) -> dict[str, object]:
    """
    Return what `components/pagination.html` takes: the page asked for, and the rest of the query.

    A page that is not there gives the nearest one.
    """
    query = request.GET.copy()
    query.pop("page", None)
    return {
        "page": Paginator(rows, size).get_page(request.GET.get("page")),
        "query": query.urlencode(),
    }
