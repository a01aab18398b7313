"""Long lists: a page at a time, and the filters in force."""

from __future__ import annotations

from collections.abc import Mapping

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


def chips(request: HttpRequest, said: Mapping[str, object]) -> list[tuple[object, str]]:
    """
    Return what `components/filter_chips.html` takes: each filter with the list without it.

    `said`: by the filter's name in the address its words, or nothing where it is not in force.
    """

    def without(name: str) -> str:
        rest = request.GET.copy()
        rest.pop(name, None)
        return f"?{rest.urlencode()}"

    return [(label, without(name)) for name, label in said.items() if label]
