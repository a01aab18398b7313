"""Who holds which post in a hub, and who sits on its Strategic Board."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_http_methods

from mathshubs.core import exports
from mathshubs.core.templatetags.mathshubs import day
from mathshubs.people.actions import log_export

from .. import actions, queries, rules
from ..forms.people import EndPost, GivePost, GiveSeat
from ..models import Hub, Post
from ..queries.board import warnings_of_board
from . import hub_they_see

STAFF = (
    "Given name", "Family name", "Email", "Post", "From", "On the board for", "Comes from",
)  # fmt: skip


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def people(request: HttpRequest, slug: str) -> HttpResponse:
    """Who holds which post; the hub lead and national staff give posts and seats here."""
    hub, today = hub_they_see(request, slug), localdate()
    may_change = rules.may_change_posts(request.user, hub)
    if request.method == "POST" and not may_change:
        raise PermissionDenied
    gives_seat = request.POST.get("do") == "seat"
    form = GivePost(_sent(request, not gives_seat), initial={"from_on": today})
    seat = GiveSeat(_sent(request, gives_seat), prefix="seat", initial={"from_on": today})
    sent = seat if gives_seat else form
    if sent.is_valid():
        try:
            done = _give(request, hub, sent)
        except actions.HubRefused as refusal:
            sent.add_error(None, str(refusal))
        else:
            messages.success(request, done)
            return redirect("hubs:people", slug=hub.slug)
    everybody = queries.everybody_of(hub, today)
    board = [post for post in everybody if post.kind in Post.ON_THE_BOARD]
    current = [post for post in everybody if post.kind not in Post.ON_THE_BOARD]
    if exports.ending(request):
        rows = [_cells(post) for post in everybody]
        log_export(what=f"People of {hub}", rows=len(rows), by=request.user, at=now())
        return exports.table(request, f"people-{hub.slug}-{today}", STAFF, rows)
    posts = Post.objects.filter(hub=hub).select_related("person", "school")
    page = {
        "hub": hub,
        "posts": current,
        "board": board,
        "warnings": warnings_of_board(hub, board, current, today),
        "coming": posts.filter(from_on__gt=today).order_by("from_on", "pk"),
        "past": posts.filter(to_on__lt=today).order_by("-to_on", "pk")[:30],
        "form": form if may_change else None,
        "seat": seat,
        "sent": sent,
    }
    return render(request, "hubs/people.html", page)


def _sent(request: HttpRequest, this_form: bool):
    return request.POST if request.method == "POST" and this_form else None


def _give(request: HttpRequest, hub: Hub, form: GivePost | GiveSeat) -> str:
    """Give the post or the seat, and return the sentence that says so."""
    post = actions.give_post(hub=hub, **form.given, by=request.user, at=now())
    return (
        f"{post.person.name} is {post.get_kind_display()} of {hub} from "
        f"{day(post.from_on)}, and has a letter that says so."
    )


def _cells(post: Post) -> list:
    person = post.person
    return [
        person.given_name, person.family_name, person.email, post.get_kind_display(),
        post.from_on, post.get_stands_for_display(), post.comes_from,
    ]  # fmt: skip


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def end_post(request: HttpRequest, slug: str, post_id: int) -> HttpResponse:
    hub = hub_they_see(request, slug)
    post = get_object_or_404(hub.posts.select_related("person"), pk=post_id)
    if not rules.may_change_posts(request.user, hub):
        raise PermissionDenied
    form = EndPost(
        request.POST if request.method == "POST" else None, initial={"to_on": localdate()}
    )
    if form.is_valid():
        to_on: date = form.cleaned_data["to_on"]
        try:
            actions.end_post(post=post, to_on=to_on, by=request.user, at=now())
        except actions.HubRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(
                request,
                f"The last day of {post.person.name} in the post is {day(to_on)}. They have a "
                "letter.",
            )
            return redirect("hubs:people", slug=hub.slug)
    return render(request, "hubs/end_post.html", {"hub": hub, "post": post, "form": form})
