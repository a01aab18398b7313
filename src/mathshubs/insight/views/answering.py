"""Figures of how needs are answered, of a hub and of the nation."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate
from django.views.decorators.http import require_safe

from mathshubs.core import exports
from mathshubs.core.years import academic_year_of, is_academic_year
from mathshubs.hubs.models import Hub
from mathshubs.hubs.views import hub_they_see
from mathshubs.needs.models import Provision
from mathshubs.people.rules import is_national_staff

from ..queries import answering as queries

HEADER = (
    "Hub", "Needs told", "Answered", "Per cent answered", "Median days to the answer",
    *Provision.Mode.labels, "On waiting lists", "Asked to be told when it runs again",
)  # fmt: skip


def _year(request: HttpRequest) -> str:
    asked = request.GET.get("year", "")
    return asked if is_academic_year(asked) else academic_year_of(localdate())


@login_required
@require_safe
def hub_answering(request: HttpRequest, slug: str) -> HttpResponse:
    """How a hub answers what it is told."""
    hub, year = hub_they_see(request, slug), _year(request)
    return _page(request, queries.answering([hub], year), year, hub)


@login_required
@require_safe
def national_answering(request: HttpRequest) -> HttpResponse:
    """How hubs and the national team answer what they are told."""
    if not is_national_staff(request.user):
        raise PermissionDenied
    year = _year(request)
    hubs = [*Hub.objects.order_by("name"), None]
    return _page(request, queries.answering(hubs, year), year, None)


def _page(
    request: HttpRequest, rows: list[queries.Answering], year: str, hub: Hub | None
) -> HttpResponse:
    if exports.ending(request):
        name = f"answering-{hub.slug if hub else 'national'}-{year.replace('/', '-')}"
        return exports.table(request, name, HEADER, map(_cells, rows))
    first = int(academic_year_of(localdate())[:4])
    page = {
        "hub": hub,
        "year": year,
        "years": [f"{one}/{(one + 1) % 100:02d}" for one in range(first, first - 4, -1)],
        "rows": [] if hub else rows,
        "all": queries.together(rows),
        "query": f"year={year}",
    }
    return render(request, "insight/answering.html", page)


def _cells(row: queries.Answering) -> list:
    modes = [row.modes[mode] for mode in Provision.Mode.values]
    return [
        str(row.hub or "The national team"), row.told, row.answered, row.percent, row.median_days,
        *modes, row.waiting, row.asked_again,
    ]  # fmt: skip
