"""The papers of a hub's Strategic Board."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate
from django.views.decorators.http import require_safe

from mathshubs.core.years import is_academic_year
from mathshubs.hubs import rules
from mathshubs.hubs.queries import board_of
from mathshubs.hubs.views import hub_they_read

from ..queries import board as queries
from ..queries.roll_over import year_before


@login_required
@require_safe
def board_papers(request: HttpRequest, slug: str) -> HttpResponse:
    """What is to be read before each of the three meetings of a year."""
    hub, on = hub_they_read(request, slug), localdate()
    asked, this = request.GET.get("year", ""), queries.board_year(on)
    year = asked if is_academic_year(asked) else this
    page = {
        "hub": hub,
        "papers": queries.papers(hub, year, on),
        "year": year,
        "years": [this, year_before(this), year_before(year_before(this))],
        "board": board_of(hub, on),
        "may_advise": rules.may_advise(request.user, hub),
        "chairs": rules.chairs_board(request.user, hub),
        "sees_groups": rules.runs(request.user, hub) or rules.sits_on_board(request.user, hub),
        "sees_desk": rules.may_see_desk(request.user, hub),
    }
    return render(request, "insight/board_papers.html", page)
