"""My communities, and one of them."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_POST, require_safe

from mathshubs.core.paging import paged

from ..actions import posts as posting
from ..actions import spaces as actions
from ..models import Space
from ..queries import spaces as queries
from ..queries.members import name_of
from ..queries.posts import reported_in, topics_of
from ..rules import may_moderate, may_open, may_write

ON_A_PAGE = 20
MOST_QUIET = 6  # spaces in which nobody has written, before they are folded away


def fetch(request: HttpRequest, space_id: int) -> Space:
    """Return the space if they belong to it; else it is not there."""
    return open_to(request, get_object_or_404(queries.spaces_seen_as(request.user), pk=space_id))


def open_to(request: HttpRequest, space: Space) -> Space:
    if not queries.belongs(request.user, space, localdate()):
        raise Http404
    return space


def trail(space: Space, *here: str) -> list[tuple[str, str]]:
    crumbs = [("Communities", reverse("community:mine"))]
    if not here:
        return [*crumbs, (space.title, "")]
    return [*crumbs, (space.title, space.get_absolute_url()), *((text, "") for text in here)]


@login_required
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    spaces = list(queries.spaces_of(request.user, localdate()))
    life = queries.life_of(spaces, request.user)
    rows = [(space, life[space.pk]) for space in sorted(spaces, key=lambda space: space.name)]
    rows.sort(key=lambda row: row[1].last_at or row[0].opened_at, reverse=True)
    open_ = [row for row in rows if not row[0].is_archived]
    quiet = [row for row in open_ if not row[1].last_at]
    folds = len(quiet) > MOST_QUIET
    page = {
        "open": [row for row in open_ if row[1].last_at] if folds else open_,
        "quiet": quiet if folds else [],
        "archived": [row for row in rows if row[0].is_archived],
        "unread": sum(row[1].unread for row in rows),
    }
    return render(request, "community/mine.html", page)


@login_required
@require_safe
def space(request: HttpRequest, space_id: int) -> HttpResponse:
    found = fetch(request, space_id)
    moderates = may_moderate(request.user, found)
    page = paged(request, topics_of(found, request.user), ON_A_PAGE)
    for topic in page["page"]:
        topic.name = name_of(topic.by, found)
    page |= {
        "space": found,
        "group": found.work_group,
        "workshops": _workshops(found),
        "may_write": may_write(found),
        "may_moderate": moderates,
        "reported": reported_in(found).count() if moderates else 0,
        "breadcrumbs": trail(found),
    }
    return render(request, "community/space.html", page)


def _workshops(space: Space) -> list:
    if not space.work_group:
        return []
    return list(space.work_group.workshops.filter(cancelled_at=None))


@login_required
@require_POST
def read_all(request: HttpRequest, space_id: int) -> HttpResponse:
    found = fetch(request, space_id)
    posting.mark_all_read(space=found, by=request.user, at=now())
    messages.success(request, "All that was written is marked as read.")
    return redirect(found)


@login_required
@require_safe
def open_of_group(request: HttpRequest, work_group_id: int) -> HttpResponse:
    """The space of a Work Group, which is opened when somebody first asks for it."""
    group = get_object_or_404(actions.groups_with_a_space(), pk=work_group_id)
    if not may_open(request.user, group):
        raise Http404
    return redirect(actions.open_space(group, at=now()))
