"""The first page of all, and the page that says who may see what."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.module_loading import import_string
from django.utils.timezone import localdate
from django.views.decorators.http import require_safe

from mathshubs.core.access import ANSWERS, ROLES
from mathshubs.people.rules import is_national_staff
from mathshubs.workgroups.queries.search import rows

from ..queries import network


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    today = localdate()
    slow = network.slow_figures(today)
    page = {
        "mesh": network.mesh(slow.ties),
        "open_now": network.open_now(today),
        "slow": slow,
        "soon": rows(network.starting_soon(today), today),
    }
    return render(request, "insight/home.html", page)


@login_required
@require_safe
def access(request: HttpRequest) -> HttpResponse:
    """The one table of addresses and roles, as the test walks it."""
    if not is_national_staff(request.user):
        raise PermissionDenied
    table = import_string(settings.ACCESS_TABLE)
    lines = [
        (name, method, [(ANSWERS[answer], answer) for answer in answers])
        for name, page in sorted(table.items())
        for method, answers in (("opens", page.get), ("sends", page.post))
        if set(answers) != {"405"}
    ]
    roles = [role.replace("_", " ") for role in ROLES]
    return render(request, "insight/access.html", {"roles": roles, "lines": lines})
