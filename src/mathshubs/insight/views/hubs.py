"""Pages about hubs: all of them, one, which is mine, and the desk of one."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_safe

from mathshubs.hubs import rules
from mathshubs.hubs.models import Hub
from mathshubs.hubs.views import hub_they_see

from ..queries import finding
from ..queries import hubs as queries
from ..queries.desk import desk, lacks


@require_safe
def hubs(request: HttpRequest) -> HttpResponse:
    region = request.GET.get("region", "")[:40]
    text = request.GET.get("q", "")[: finding.LONGEST_SEARCH]
    page = {
        "list": queries.hub_list(localdate(), region, text),
        "region": region,
        "text": text,
        "map": queries.area_map(),
    }
    return render(request, "insight/hubs.html", page)


@require_safe
def hub(request: HttpRequest, slug: str) -> HttpResponse:
    hub = get_object_or_404(Hub, slug=slug)
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
    hub = hub_they_see(request, slug)
    page = {
        "hub": hub,
        "desk": desk(hub, now(), localdate()),
        "lacks": lacks(hub, request.user, localdate()),
        "runs": rules.runs(request.user, hub),
        "may_change_details": rules.may_change_details(request.user, hub),
    }
    return render(request, "insight/hub_desk.html", page)
