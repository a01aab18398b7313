"""You told us, we did, of one school: for those who lead it."""

from __future__ import annotations

from typing import cast

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.timezone import localdate
from django.views.decorators.http import require_safe

from mathshubs.core import exports
from mathshubs.core.paging import paged
from mathshubs.people.models import Person
from mathshubs.schools.queries import schools_led_by

from ..models import Need
from ..queries.doors import told_by, with_keys

A_PAGE = 30
HEADER = ("Need", "Told", "By", "Hub", "State", "What became of it")


@login_required
@require_safe
def told_by_school(request: HttpRequest, urn: int) -> HttpResponse:
    """What a school told hubs, and what became of each."""
    person, on = cast(Person, request.user), localdate()
    school = get_object_or_404(schools_led_by(person, on), urn=urn)
    rows = told_by(school, person)
    if exports.ending(request):
        cells = (_cells(row) for row in rows)
        return exports.table(request, f"told-{school.urn}-{on}", HEADER, cells)
    page = {"school": school, **paged(request, rows, A_PAGE)}
    with_keys(school, page["page"].object_list)
    return render(request, "needs/told_by_school.html", page)


def _cells(need: Need) -> list:
    became = " ".join(part for part in (need.says, need.answer or need.__dict__["said"]) if part)
    return [
        need.title, need.raised_at.date(), need.raiser_name, str(need.hub or "National team"),
        need.get_state_display(), became,
    ]  # fmt: skip
