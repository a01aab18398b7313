"""Who to reach, and where nobody takes part."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_safe

from mathshubs.core import exports
from mathshubs.core.identifiers import row_number
from mathshubs.core.paging import paged
from mathshubs.core.phases import Phase
from mathshubs.hubs import rules as hubs
from mathshubs.hubs.views import hub_they_read, hub_they_see
from mathshubs.people.actions import log_export
from mathshubs.people.rules import is_national_staff

from ..queries import cold_spots as cold
from ..queries import reach as queries
from ..queries.engagement import years_to_look_at
from ..queries.reach_ways import WAYS

A_PAGE = 30
SCHOOLS = (
    "School", "URN", "Town", "District", "Phases", "Pupils", "FSM %", "Open needs",
    "Results that stand out", "Took part last", "Warmest way in", "Other ways in",
)  # fmt: skip
HUBS = (
    "Hub", "Open state-funded schools", "Take part this year or next", "This year, next or last",
    "Never",
)  # fmt: skip
CELLS = ("District", "Phase", "Schools", "Take part", "Share %")


def filters_of(request: HttpRequest) -> queries.Filters:
    asked = request.GET

    def one_of(name: str, values) -> str:
        return asked.get(name, "") if asked.get(name) in values else ""

    km = row_number(asked.get("km"))
    return queries.Filters(
        show=one_of("show", queries.SHOWN) or "lately",
        district=row_number(asked.get("district")),
        phase=one_of("phase", Phase.values),
        way=one_of("way", WAYS),
        km=km if km in queries.DISTANCES else 5,
    )


def asked_in_words(filters: queries.Filters, district: str) -> str:
    """Such as: schools that took part: never, in Telford, primary, its trust takes part."""
    parts = [f"schools that took part: {queries.SHOWN[filters.show].lower()}"]
    if filters.district:
        parts.append(f"in {district}")
    parts += [dict(Phase.choices).get(filters.phase, "").lower(), WAYS.get(filters.way, "").lower()]
    return ", ".join(part for part in parts if part)


def _asked(filters: queries.Filters) -> dict[str, object]:
    """Return the filters as the address has them, without those that say nothing."""
    every = {name: getattr(filters, name) for name in ("show", "district", "phase", "way", "km")}
    usual = queries.Filters()
    return {name: value for name, value in every.items() if value != getattr(usual, name)}


@login_required
@require_safe
def reach(request: HttpRequest, slug: str) -> HttpResponse:
    """Schools of the hub that do not take part, by need. National staff see no names of people."""
    hub, on = hub_they_see(request, slug), localdate()
    runs, filters = hubs.runs(request.user, hub), filters_of(request)
    found = queries.reach(hub, filters, on, confidential=runs)
    if exports.ending(request):
        log_export(what=f"schools to reach, {hub}", rows=len(found.rows), by=request.user, at=now())
        rows = (_cells(each, runs=runs) for each in found.rows)
        return exports.table(request, f"schools-to-reach-{hub.slug}-{on}", SCHOOLS, rows)
    page = {
        "hub": hub,
        "runs": runs,
        "found": found,
        "filters": filters,
        "shown": [(name, label, found.counts[name]) for name, label in queries.SHOWN.items()],
        "phases": Phase.choices,
        "ways": WAYS.items(),
        "distances": queries.DISTANCES,
        "chips": _chips(filters, found),
        "survey": urlencode(
            {"district": filters.district or "", "phase": filters.phase, "not_engaged": "on"}
        ),
        **paged(request, found.rows, A_PAGE),
        "filtered": urlencode(_asked(filters)),
    }
    return render(request, "insight/reach.html", page)


def _chips(filters: queries.Filters, found: queries.Found) -> list[tuple[str, str]]:
    labels = {
        "district": dict(found.districts).get(filters.district, "A district elsewhere"),
        "phase": dict(Phase.choices).get(filters.phase, ""),
        "way": WAYS.get(filters.way, ""),
    }
    usual = queries.Filters()
    return [
        (label, f"?{urlencode(_asked(replace(filters, **{name: getattr(usual, name)})))}")
        for name, label in labels.items()
        if getattr(filters, name)
    ]


def _cells(each: queries.Reach, *, runs: bool) -> list:
    ways = [
        f"{way.label}: {way.words}{f' ({way.who})' if runs and way.who else ''}"
        for way in each.ways
    ]
    return [
        each.name, each.urn, each.town, each.district_name, each.phases_in_words, each.pupils,
        each.fsm, each.needs, each.proposals, each.last_year or "Never", ways[0] if ways else "",
        "; ".join(ways[1:]),
    ]  # fmt: skip


@login_required
@require_safe
def national_reach(request: HttpRequest) -> HttpResponse:
    """How many schools of each hub take part, the fewest first."""
    if not is_national_staff(request.user):
        raise PermissionDenied
    rows = queries.by_hub(localdate())
    if exports.ending(request):
        cells = ([str(r.hub), r.schools, r.this_year, r.last_year, r.never] for r in rows)
        return exports.table(request, f"reach-by-hub-{localdate()}", HUBS, cells)
    page = {
        "rows": rows,
        "schools": sum(row.schools for row in rows),
        "this_year": sum(row.this_year for row in rows),
        "never": sum(row.never for row in rows),
    }
    return render(request, "insight/national_reach.html", page)


@login_required
@require_safe
def cold_spots(request: HttpRequest, slug: str) -> HttpResponse:
    """District by phase: how many schools take part in a year."""
    hub, on = hub_they_read(request, slug), localdate()
    years = years_to_look_at(on)
    year = request.GET.get("year") if request.GET.get("year") in years else years[0]
    phase = request.GET.get("phase") if request.GET.get("phase") in Phase.values else ""
    found = cold.cold_spots(hub, year, phase, on)
    if exports.ending(request):
        name = f"cold-spots-{hub.slug}-{year.replace('/', '-')}"
        return exports.table(request, name, CELLS, _rows(found))
    page = {
        "hub": hub,
        "as_board": hubs.reads_as_board(request.user, hub),
        "found": found,
        "year": year,
        "years": years,
        "phase": phase,
        "phases": Phase.choices,
        "phase_label": dict(Phase.choices).get(phase, "all phases"),
        "fewest": cold.FEWEST,
        "cold": cold.COLD,
        "cool": cold.COOL,
    }
    return render(request, "insight/cold_spots.html", page)


def _rows(found: cold.ColdSpots):
    for district in [*found.districts, found.all]:
        whole = district.all
        yield [district.name, "All", whole.schools, whole.taking_part, whole.percent]
        for _, label, cell in district.cells:
            yield [district.name, label, cell.schools, cell.taking_part, cell.percent]
