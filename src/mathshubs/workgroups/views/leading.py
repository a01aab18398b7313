"""The leaders of a hub and the record of each, as its staff keep them."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_http_methods, require_safe

from mathshubs.core import exports
from mathshubs.core.identifiers import row_number
from mathshubs.core.paging import chips, paged
from mathshubs.core.phases import Phase
from mathshubs.core.years import academic_year_of
from mathshubs.hubs import rules
from mathshubs.hubs.actions import leaders as records
from mathshubs.hubs.models import Hub
from mathshubs.hubs.queries import districts_of, posts_of
from mathshubs.people.actions import log_export

from ..forms import leading as forms
from ..queries import leading as queries


def hub_they_run(request: HttpRequest, slug: str) -> Hub:
    """Return the hub whose leaders the person keeps; another hub is not there for them."""
    posts = posts_of(request.user, localdate())
    hub = next((post.hub for post in posts if post.hub.slug == slug), None)
    if hub is None or not rules.may_keep_leaders(request.user, hub):
        raise Http404
    return hub


def _filters(request: HttpRequest) -> queries.Filters:
    asked = request.GET
    phase = asked.get("phase", "")
    return queries.Filters(
        phase=phase if phase in Phase.values else "",
        district=row_number(asked.get("district", "")),
        expiring=asked.get("show") == "expiring",
        free=asked.get("show") == "free",
        former=asked.get("show") == "former",
        words=asked.get("q", "").replace("\0", "")[:100],
    )


A_PAGE = 50
SHOWN = {
    "": "All who lead now",
    "expiring": "Something runs out",
    "free": "Not deployed",
    "former": "Led before",
}


@require_safe
@login_required
def leaders(request: HttpRequest, slug: str) -> HttpResponse:
    hub, on = hub_they_run(request, slug), localdate()
    filters = _filters(request)
    rows = queries.leaders_listed(hub, filters, on)
    if exports.ending(request):
        log_export(what=f"Leaders of {hub}", rows=len(rows), by=request.user, at=now())
        return exports.table(request, f"leaders-{hub.slug}-{on}", HEADER, map(_cells, rows))
    districts = list(districts_of(hub, on))
    page = {
        "hub": hub,
        "rows": rows,
        "filters": filters,
        "typed": request.GET,
        "shown": SHOWN,
        "show": request.GET.get("show", "") if request.GET.get("show") in SHOWN else "",
        "phases": Phase.choices,
        "districts": districts,
        "chips": _chips(request, filters, districts),
        **paged(request, rows, A_PAGE),
        "year": academic_year_of(on),
        "sentence": _sentence(rows, filters),
    }
    return render(request, "workgroups/leading/leaders.html", page)


def _sentence(rows: list, filters: queries.Filters) -> str:
    many = f"{len(rows)} leader{'' if len(rows) == 1 else 's'}"
    if filters.former:
        return f"{many} who led before"
    if filters.free:
        return f"{many} who {'leads' if len(rows) == 1 else 'lead'} no group now"
    if filters.expiring:
        return f"{many} with an accreditation or checks to renew"
    return many


def _chips(request: HttpRequest, filters: queries.Filters, districts) -> list[tuple[str, str]]:
    """Return each filter in force with the address of the list without it."""
    said = {
        "q": filters.words and f"“{filters.words}”",
        "show": SHOWN.get(request.GET.get("show", ""), "") if request.GET.get("show") else "",
        "phase": filters.phase and Phase(filters.phase).label,
        "district": next((each.name for each in districts if each.pk == filters.district), ""),
    }
    return chips(request, said)


HEADER = (
    "Given name", "Family name", "Email", "Phases", "Themes", "Districts", "Accreditations",
    "Leads since", "Groups led now", "Days contracted", "Days available", "Days used",
    "Employer", "Employer agreed until", "Checks seen", "Check again by", "To do",
)  # fmt: skip


def _cells(row: queries.LeaderRow) -> list:
    record, person, days = row.record, row.record.person, row.days
    return [
        person.given_name, person.family_name, person.email, record.phases_in_words,
        ", ".join(record.themes), ", ".join(row.districts),
        "; ".join(
            f"{each}{f', to {each.expires_on}' if each.expires_on else ''}"
            for each in row.accreditations
        ),
        record.from_on.isoformat(), row.leads, days and days.contracted, days and days.available,
        row.used, record.employer, str(record.agreed_until or ""), str(record.checked_on or ""),
        str(record.check_again_by or ""), "; ".join(row.notices),
    ]  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def add_leader(request: HttpRequest, slug: str) -> HttpResponse:
    hub = hub_they_run(request, slug)
    posted = request.POST if request.method == "POST" else None
    form = forms.AddLeader(posted, initial={"from_on": localdate()})
    if form.is_valid():
        try:
            record = records.add_leader(hub=hub, by=request.user, at=now(), **form.cleaned_data)
        except records.LeaderRefused as refusal:
            form.add_error("email", str(refusal))
        else:
            messages.success(request, f"{record.person.name} is on the list. A letter says so.")
            return redirect("workgroups:edit_leader", slug=hub.slug, record_id=record.pk)
    return render(request, "workgroups/leading/add.html", {"hub": hub, "form": form})
