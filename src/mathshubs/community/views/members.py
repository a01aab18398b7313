"""Who is in a space, and what I choose there."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_http_methods, require_safe

from mathshubs.core.paging import paged

from ..actions import posts as actions
from ..forms import Choices
from ..queries import members as queries
from ..queries.spaces import membership_of, people_of
from .spaces import fetch, trail

ON_A_PAGE = 50


@login_required
@require_safe
def members(request: HttpRequest, space_id: int) -> HttpResponse:
    """Those whom the others know by name; how many more there are."""
    space, today = fetch(request, space_id), localdate()
    named = queries.with_address(queries.named_in(space, today), space)
    page = paged(request, named.order_by("family_name", "given_name", "pk"), ON_A_PAGE)
    page |= {
        "space": space,
        "members": queries.members(page["page"], space, today),
        "number": page["page"].paginator.count,
        "all": people_of(space, today).count(),
        "breadcrumbs": trail(space, "Members"),
    }
    return render(request, "community/members.html", page)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def choices(request: HttpRequest, space_id: int) -> HttpResponse:
    space = fetch(request, space_id)
    posted = request.POST if request.method == "POST" else None
    form = Choices(posted, instance=membership_of(request.user, space))
    if form.is_valid():
        actions.choose(space=space, by=request.user, at=now(), **form.cleaned_data)
        messages.success(request, f"Your choices for {space.title} are kept.")
        return redirect(space)
    page = {"space": space, "form": form, "breadcrumbs": trail(space, "My choices here")}
    return render(request, "community/choices.html", page)
