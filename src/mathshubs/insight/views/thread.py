"""The thread: from a need to what came of it, and from a group to why it exists."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.timezone import localdate
from django.views.decorators.http import require_safe

from mathshubs.hubs.rules import reads_as_board
from mathshubs.needs.models import Priority
from mathshubs.needs.queries.needs import needs_seen_by
from mathshubs.needs.queries.rounds import rounds_seen_by
from mathshubs.needs.views.rounds import needs_shown
from mathshubs.workgroups.queries.groups import work_groups_overseen_by

from ..queries import thread as queries
from ..queries.thread_picture import picture_of


@login_required
@require_safe
def need_thread(request: HttpRequest, need_id: int) -> HttpResponse:
    """What follows from a need: priority, answers, lines of the plan, groups, schools."""
    seen = needs_seen_by(request.user, localdate()).select_related("hub", "owner", "school")
    need = get_object_or_404(seen, pk=need_id)
    thread = queries.thread_of_need(need)
    page = {
        "need": need, "hub": need.hub, "thread": thread, "picture": picture_of(thread, [need])
    }  # fmt: skip
    return render(request, "insight/thread.html", page)


@login_required
@require_safe
def priority_thread(request: HttpRequest, priority_id: int) -> HttpResponse:
    """What follows from a priority, and the needs behind it."""
    on = localdate()
    found = Priority.objects.filter(round__in=rounds_seen_by(request.user, on))
    priority = get_object_or_404(found.select_related("round__hub"), pk=priority_id)
    thread, needs = queries.thread_of_priority(priority), list(needs_shown(request, priority))
    page = {
        "priority": priority,
        "hub": priority.round.hub,
        "needs": needs,
        "as_board": reads_as_board(request.user, priority.round.hub),
        "thread": thread,
        "picture": picture_of(thread, [need for need in needs if need.pk]),
    }
    return render(request, "insight/thread.html", page)


@login_required
@require_safe
def group_thread(request: HttpRequest, work_group_id: int) -> HttpResponse:
    """Why a group exists: its line of the plan, the priorities it serves, the needs behind."""
    overseen = work_groups_overseen_by(request.user)
    whole = overseen.select_related("hub", "plan_line__plan", "project", "partner_offer")
    group = get_object_or_404(whole, pk=work_group_id)
    page = {"group": group, "answers": queries.why(group, request.user, localdate())}
    return render(request, "insight/why.html", page)
