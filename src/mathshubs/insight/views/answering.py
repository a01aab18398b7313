"""Figures of how needs are answered, of a hub and of the nation."""

from __future__ import annotations

from dataclasses import asdict, replace
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate
from django.views.decorators.http import require_safe

from mathshubs.core import exports
from mathshubs.core.phases import Phase
from mathshubs.core.years import academic_year_of, is_academic_year
from mathshubs.hubs import rules as hub_rules
from mathshubs.hubs.models import Hub
from mathshubs.hubs.views import hub_they_read
from mathshubs.needs.models import Provision
from mathshubs.people.rules import is_national_staff

from ..queries import answering as queries
from ..queries.engagement import years_to_look_at

FIGURES = (
    "Needs told", "Answered", "Per cent answered", "Median days to the answer",
    *Provision.Mode.labels, "On waiting lists", "Asked to be told when it runs again",
)  # fmt: skip
FEW = f"under {queries.FEWEST}"


@login_required
@require_safe
def hub_answering(request: HttpRequest, slug: str) -> HttpResponse:
    """How a hub answers what it is told."""
    hub = hub_they_read(request, slug)
    return _page(request, [hub], hub, exact=hub_rules.runs(request.user, hub))


@login_required
@require_safe
def national_answering(request: HttpRequest) -> HttpResponse:
    """How hubs and the national team answer what they are told."""
    if not is_national_staff(request.user):
        raise PermissionDenied
    return _page(request, [*Hub.objects.order_by("name"), None], None, exact=False)


def _page(
    request: HttpRequest, hubs: list[Hub | None], hub: Hub | None, *, exact: bool
) -> HttpResponse:
    """`exact`: whether fewer than five needs are counted out, to those who can read each."""
    asked = request.GET
    year = asked.get("year", "")
    year = year if is_academic_year(year) else academic_year_of(localdate())
    filters = queries.Filters(
        phase=asked.get("phase", "") if asked.get("phase") in Phase.values else "",
        district=asked.get("district", "")[:150],
        theme=asked.get("theme", "")[:80],
    )
    ways = [by for by in queries.BY if not (hub and by == "hub")]
    by = asked.get("by") if asked.get("by") in ways else ways[0]
    found = queries.answering(hubs, year, filters, by)
    if exports.ending(request):
        name = f"answering-{hub.slug if hub else 'national'}-by-{by}-{year.replace('/', '-')}"
        rows = [_cells(row, exact=exact) for row in [*found.rows, found.all]]
        return exports.table(request, name, (by.capitalize(), *FIGURES), rows)
    page = {
        "hub": hub,
        "year": year,
        "years": years_to_look_at(localdate()),
        "filters": filters,
        "phases": Phase.choices,
        "found": found,
        "all": found.all,
        "by": by,
        "ways": [(way, queries.BY[way], _query(year, filters, way)) for way in ways],
        "chips": _chips(year, filters, by),
        "query": _query(year, filters, by),
        "clear": f"?{_query(year, queries.Filters(), by)}",
        "exact": exact,
        "few": FEW,
        "fewest": queries.FEWEST,
    }
    return render(request, "insight/answering.html", page)


def _query(year: str, filters: queries.Filters, by: str) -> str:
    chosen = {name: value for name, value in asdict(filters).items() if value}
    return urlencode({"year": year, **chosen, "by": by})


def _chips(year: str, filters: queries.Filters, by: str) -> list[tuple[str, str]]:
    labels = {**asdict(filters), "phase": dict(Phase.choices).get(filters.phase, "")}
    return [
        (label, f"?{_query(year, replace(filters, **{name: ''}), by)}")
        for name, label in labels.items()
        if label
    ]


def _cells(row: queries.Answering, *, exact: bool) -> list:
    few = row.is_few and not exact
    modes = [row.modes[mode] for mode in Provision.Mode.values]
    return [
        row.name, FEW if few else row.told, None if few else row.answered, row.percent,
        row.median_days, *modes, row.waiting, row.asked_again,
    ]  # fmt: skip
