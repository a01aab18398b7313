"""What was reported, and what is decided about it."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mathshubs.core.paging import paged

from .. import rules
from ..actions import moderation as actions
from ..actions import spaces
from ..forms.posts import Reason
from ..models import Space, SpacePost
from ..queries import posts as queries
from ..queries.members import name_of
from .posts import fetch_post
from .spaces import fetch, trail

ON_A_PAGE = 20


def _moderated(request: HttpRequest, pk: int) -> SpacePost:
    post = fetch_post(request, pk)
    if not rules.may_decide_of(request.user, post):
        raise PermissionDenied
    return post


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest, space_post_id: int) -> HttpResponse:
    post = fetch_post(request, space_post_id)
    if not rules.may_report(request.user, post):
        raise PermissionDenied
    form = Reason(request.POST if request.method == "POST" else None)
    if form.is_valid():
        actions.report(post=post, by=request.user, at=now(), **form.cleaned_data)
        messages.success(request, "Thank you. Those who lead this space are told.")
        return redirect(post)
    return _ask(request, post, form, "Report a post", "Report")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def hide(request: HttpRequest, space_post_id: int) -> HttpResponse:
    post = _moderated(request, space_post_id)
    form = Reason(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            actions.hide(post=post, by=request.user, at=now(), **form.cleaned_data)
        except actions.ModerationRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "It is hidden, and its writer is told why.")
            return redirect(post)
    return _ask(request, post, form, "Hide a post", "Hide it")


def _ask(
    request: HttpRequest, post: SpacePost, form: Reason, heading: str, button: str
) -> HttpResponse:
    page = {
        "post": post,
        "form": form,
        "heading": heading,
        "button": button,
        "name": name_of(post.by, post.space),
        "breadcrumbs": trail(post.space, heading),
    }
    return render(request, "community/reason.html", page)


@login_required
@require_POST
def restore(request: HttpRequest, space_post_id: int) -> HttpResponse:
    post = _moderated(request, space_post_id)
    actions.restore(post=post, by=request.user, at=now())
    messages.success(request, "It is shown again.")
    return redirect(post)


@login_required
@require_POST
def keep(request: HttpRequest, space_post_id: int) -> HttpResponse:
    post = _moderated(request, space_post_id)
    actions.keep(post=post, by=request.user, at=now())
    messages.success(request, "It stands as it is.")
    return redirect("community:moderation", post.space_id)


@login_required
@require_safe
def listed(request: HttpRequest, space_id: int) -> HttpResponse:
    """What waits for a decision, and what was decided."""
    space = _space(request, space_id)
    waiting = list(queries.reported_in(space))
    page = paged(request, queries.decisions_in(space), ON_A_PAGE)
    page |= {
        "space": space,
        "waiting": [(post, name_of(post.by, space)) for post in waiting],
        "breadcrumbs": trail(space, "Moderation"),
    }
    return render(request, "community/moderation.html", page)


@login_required
@require_POST
def archive(request: HttpRequest, space_id: int) -> HttpResponse:
    """Close the space to writing, or open it again."""
    space = _space(request, space_id)
    if space.work_group:
        messages.info(request, "The community of a Work Group is archived when the group closes.")
    else:
        spaces.archive(space, at=None if space.archived_at else now())
    return redirect(space)


def _space(request: HttpRequest, space_id: int) -> Space:
    space = fetch(request, space_id)
    if not rules.may_moderate(request.user, space):
        raise PermissionDenied
    return space
