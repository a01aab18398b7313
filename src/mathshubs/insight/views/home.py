"""The first page of all, and the page that says who may see what."""

from __future__ import annotations

import re

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLResolver, get_resolver
from django.utils.module_loading import import_string
from django.utils.timezone import localdate
from django.views.decorators.http import require_safe

from mathshubs.core.access import ANSWERS, ROLES
from mathshubs.people.rules import is_national_staff
from mathshubs.workgroups.queries.lines import rows

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


SHORT = {"ok": "opens", "in": "sign in", "no": "refused", "404": "not there", "405": "–"}


@login_required
@require_safe
def access(request: HttpRequest) -> HttpResponse:
    """The one table of addresses and roles, as the test walks it."""
    if not is_national_staff(request.user):
        raise PermissionDenied
    table, addresses = import_string(settings.ACCESS_TABLE), _addresses()
    roles = [role.replace("_", " ") for role in ROLES]
    lines = [
        (
            addresses.get(name, name),
            method,
            [(role, SHORT[answer], answer) for role, answer in zip(roles, answers, strict=True)],
        )
        for name, page in table.items()
        for method, answers in (("read", page.get), ("send", page.post))
        if not set(answers) <= {"405", "in"}
    ]
    page = {
        "roles": roles,
        "lines": sorted(lines, key=lambda line: line[:2]),
        "meanings": [(SHORT[answer], words) for answer, words in ANSWERS.items()],
    }
    return render(request, "insight/access.html", page)


def _addresses(
    resolver: URLResolver | None = None, names: str = "", path: str = "/"
) -> dict[str, str]:
    """Return every address by its name, written as /hubs/<slug>/."""
    found: dict[str, str] = {}
    for entry in (resolver or get_resolver()).url_patterns:
        here = path + re.sub(r"<\w+:(\w+)>", r"<\1>", str(entry.pattern))
        if isinstance(entry, URLResolver):
            inner = f"{names}{entry.namespace}:" if entry.namespace else names
            found |= _addresses(entry, inner, here)
        elif entry.name:
            found[f"{names}{entry.name}"] = here
    return found
