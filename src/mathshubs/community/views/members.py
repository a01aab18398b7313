"""Who is in a space, and what I choose there."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mathshubs.core.identifiers import row_number
from mathshubs.core.paging import paged

from ..actions import posts as actions
from ..actions import spaces as joining
from ..forms.posts import Choices, Somebody
from ..models import Space
from ..queries import members as queries
from ..queries.spaces import membership_of, people_of
from ..rules import may_moderate
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
        "may_moderate": may_moderate(request.user, space),
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


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest, space_id: int) -> HttpResponse:
    """Let somebody in whom no place and no post brings here: a partner, a member of the board."""
    space = _moderated(request, space_id)
    form = Somebody(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            person = joining.add_member(space=space, by=request.user, at=now(), **form.cleaned_data)
        except joining.MemberRefused as refusal:
            form.add_error("email", str(refusal))
        else:
            name = queries.name_of(person, space)
            messages.success(request, f"{name} is in. A letter tells them so.")
            return redirect("community:add", space.pk)
    page = {
        "space": space,
        "form": form,
        "added": queries.added_to(space),
        "breadcrumbs": trail(space, "Add somebody"),
    }
    return render(request, "community/add.html", page)


@login_required
@require_POST
def remove(request: HttpRequest, space_id: int) -> HttpResponse:
    space = _moderated(request, space_id)
    chosen = space.memberships.filter(pk=row_number(request.POST.get("membership", "")))
    for membership in chosen.select_related("person"):
        joining.remove_member(space=space, person=membership.person)
        name = queries.name_of(membership.person, space)
        messages.success(request, f"{name} was taken out. What they wrote stays.")
    return redirect("community:add", space.pk)


def _moderated(request: HttpRequest, space_id: int) -> Space:
    space = fetch(request, space_id)
    if not may_moderate(request.user, space):
        raise PermissionDenied
    return space
