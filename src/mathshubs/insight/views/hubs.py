"""Pages about hubs: all of them, one, which is mine, and the desk of one."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_safe

from mathshubs.core import exports
from mathshubs.core.years import academic_year_of, is_academic_year
from mathshubs.hubs import rules
from mathshubs.hubs.views import hub_they_read
from mathshubs.workgroups.forms.filters import years_offered

from ..queries import finding
from ..queries import hubs as queries
from ..queries import recruitment as reach
from ..queries.desk import DeskRow, desk, lacks

HUBS = ("Hub", "Regions", "Schools", "Groups with places", "Email")
GROUPS = (
    "Title", "Kind", "Year", "State", "First workshop", "Last workshop", "Places", "Taken",
    "Waiting", "Counted in", "To do",
)  # fmt: skip


@require_safe
def hubs(request: HttpRequest) -> HttpResponse:
    region = request.GET.get("region", "")[:40]
    text = request.GET.get("q", "")[: finding.LONGEST_SEARCH]
    listed = queries.hub_list(localdate(), region, text)
    if exports.ending(request):
        rows = (
            [str(row.hub), ", ".join(row.regions), row.schools, row.open_groups, row.hub.email]
            for row in listed.rows
        )
        return exports.table(request, f"hubs-{localdate()}", HUBS, rows)
    page = {
        "list": listed,
        "region": region,
        "text": text,
        "map": queries.area_map(),
    }
    return render(request, "insight/hubs.html", page)


@require_safe
def hub(request: HttpRequest, slug: str) -> HttpResponse:
    hub = queries.hub_of_page(slug, localdate())
    if hub is None:
        raise Http404
    page = {
        "hub": hub,
        "shown": queries.hub_page(hub, now(), localdate()),
        "map": queries.area_map(hub),
        "may_see_desk": rules.may_see_desk(request.user, hub),
        "may_change_details": rules.may_change_details(request.user, hub),
    }
    return render(request, "insight/hub.html", page)


@require_safe
def find_hub(request: HttpRequest) -> HttpResponse:
    """One box: a postcode, a school's name or its URN."""
    answer = finding.find_hub(
        request.GET.get("q", ""), request.GET.get("school", "")[:6], localdate()
    )
    page = {"answer": answer, "map": queries.area_map(answer.hub, answer.point)}
    return render(request, "insight/find_hub.html", page)


@login_required
@require_safe
def hub_desk(request: HttpRequest, slug: str) -> HttpResponse:
    """The day's work of those who run the hub; its board goes on to its papers."""
    hub = hub_they_read(request, slug)
    if not rules.may_see_desk(request.user, hub):
        return redirect("insight:board_papers", slug=hub.slug)
    its_desk = desk(hub, now(), localdate())
    if exports.ending(request):
        return exports.table(
            request, f"{hub.slug}-{localdate()}", GROUPS, map(_group, its_desk.rows)
        )
    page = {
        "hub": hub,
        "desk": its_desk,
        "lacks": lacks(hub, request.user, localdate()),
        "runs": rules.runs(request.user, hub),
        "may_change_details": rules.may_change_details(request.user, hub),
    }
    return render(request, "insight/hub_desk.html", page)


PLACES = ("Phase", "Groups", "Places", "Taken", "Waiting", "Too few to run")
REACH = ("District", "Open schools", "Take part")


@login_required
@require_safe
def recruitment(request: HttpRequest, slug: str) -> HttpResponse:
    """How full the groups of a year are by phase, and how many schools of each district come."""
    hub = hub_they_read(request, slug)
    on = localdate()
    year = request.GET.get("year", "")
    year = year if is_academic_year(year) else academic_year_of(on)
    found = reach.recruitment(hub, year, on)
    if exports.ending(request) and request.GET.get("of") == "districts":
        rows = ([each.district, each.schools, each.taking_part] for each in found.districts)
        return exports.table(request, f"districts-{hub.slug}", REACH, rows)
    if exports.ending(request):
        rows = (
            [each.phase, each.groups, each.places, each.taken, each.waiting, each.too_few]
            for each in [*found.phases, found.all]
        )
        return exports.table(request, f"recruitment-{hub.slug}", PLACES, rows)
    page = {"hub": hub, "found": found, "years": years_offered(on), "year": year}
    return render(request, "insight/recruitment.html", page)


def _group(row: DeskRow) -> list:
    group = row.group
    return [
        group.title, group.get_kind_display(), group.year, str(row.shown), group.first_on,
        group.last_on, group.places, group.places_taken, group.waiting,
        group.get_counted_display(),
        ", ".join([*([row.decision.short] if row.decision else []), *row.to_do]),
    ]  # fmt: skip
