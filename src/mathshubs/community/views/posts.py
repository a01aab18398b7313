"""Topics, replies and their files."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.safestring import SafeString
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mathshubs.core.files import served
from mathshubs.core.nested import objects_of
from mathshubs.people.models import Person

from .. import rules
from ..actions import posts as actions
from ..forms.posts import Reply, Reword, Topic
from ..mentions import marked
from ..models import PostFile, Space, SpacePost
from ..queries import posts as queries
from ..queries.members import name_of, named_in, what_they_are
from .spaces import fetch, open_to, trail

MOST_NAMES = 40


@dataclass(frozen=True)
class Shown:
    """A post as one person reads it."""

    post: SpacePost
    name: str
    what: str
    html: SafeString
    files: list[PostFile]
    is_new: bool
    may_change: bool
    may_report: bool


def fetch_post(request: HttpRequest, pk: int) -> SpacePost:
    post = get_object_or_404(queries.with_space(), pk=pk)
    open_to(request, post.space)
    return post


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def begin(request: HttpRequest, space_id: int) -> HttpResponse:
    space = fetch(request, space_id)
    form = Topic(
        request.POST if request.method == "POST" else None,
        request.FILES if request.method == "POST" else None,
        people=_names(request.user, space),
    )
    if form.is_valid() and (post := _write(request, space, form, title=form.cleaned_data["title"])):
        messages.success(request, "Your post stands in the community.")
        return redirect(post)
    page = {"space": space, "form": form, "breadcrumbs": trail(space, "Write")}
    return render(request, "community/begin.html", page)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def thread(request: HttpRequest, space_post_id: int) -> HttpResponse:
    topic = fetch_post(request, space_post_id)
    if topic.topic_id:
        return redirect(topic)
    space, posted = topic.space, request.method == "POST"
    form = Reply(
        request.POST if posted else None,
        request.FILES if posted else None,
        people=_names(request.user, space),
    )
    if form.is_valid() and (post := _write(request, space, form, topic=topic)):
        return redirect(post)
    posts = _shown(request.user, topic)
    if request.method == "GET" and any(shown.is_new for shown in posts):
        actions.mark_read(topic=topic, by=request.user, at=now())
    page = {
        "space": space,
        "topic": topic,
        "posts": posts,
        "form": form if rules.may_write(space) else None,
        "may_moderate": rules.may_moderate(request.user, space),
        "breadcrumbs": trail(space, topic.title if topic.is_there else "Topic"),
    }
    return render(request, "community/thread.html", page)


def _names(person: Person, space: Space) -> list[tuple[int, str]]:
    """Return whom a post can mention, by name."""
    people = named_in(space, localdate()).exclude(pk=person.pk).only("given_name", "family_name")
    named = people.order_by("family_name", "given_name", "pk")[:MOST_NAMES]
    return [(each.pk, name_of(each, space)) for each in named if each.family_name]


def _write(request: HttpRequest, space: Space, form: Reply, **more) -> SpacePost | None:
    typed = form.cleaned_data
    try:
        return actions.write(
            space=space, by=request.user, text=typed["text"], files=typed["files"],
            mentioned=typed.get("mentioned", ()), at=now(), **more,
        )  # fmt: skip
    except actions.PostRefused as refusal:
        form.add_error(None, str(refusal))
    return None


def _shown(person: Person, topic: SpacePost) -> list[Shown]:
    space = topic.space
    posts = list(queries.thread(topic, person))
    what = what_they_are({post.by_id for post in posts if post.by_id}, space, localdate())
    moderates = rules.may_moderate(person, space)
    shown = []
    for post in posts:
        post.space = space
        own = post.by_id == person.pk
        if not (post.is_there or own or (post.hidden_at and moderates) or post.pk == topic.pk):
            continue
        extra = post.__dict__
        shown.append(
            Shown(
                post=post,
                name=name_of(post.by, space),
                what=what.get(post.by_id or 0, ""),
                html=marked(post.text, objects_of(Person, extra["names"])),
                files=objects_of(PostFile, extra["with_files"]),
                is_new=extra["new"],
                may_change=rules.may_change(person, post),
                may_report=rules.may_report(person, post),
            )
        )
    return shown


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, space_post_id: int) -> HttpResponse:
    post = fetch_post(request, space_post_id)
    if not rules.may_change(request.user, post) or post.deleted_at:
        raise PermissionDenied
    posted = request.POST if request.method == "POST" else None
    initial = {"title": post.title, "text": post.text}
    form = Reword(posted, initial=initial, is_reply=post.topic_id is not None)
    if form.is_valid():
        actions.change(post=post, by=request.user, at=now(), **{"title": "", **form.cleaned_data})
        return redirect(post)
    page = {"post": post, "form": form, "breadcrumbs": trail(post.space, "Change a post")}
    return render(request, "community/change.html", page)


@login_required
@require_POST
def take_back(request: HttpRequest, space_post_id: int) -> HttpResponse:
    return _own(request, space_post_id, actions.take_back)


@login_required
@require_POST
def put_back(request: HttpRequest, space_post_id: int) -> HttpResponse:
    return _own(request, space_post_id, actions.put_back)


def _own(request: HttpRequest, pk: int, action) -> HttpResponse:
    post = fetch_post(request, pk)
    if not rules.may_change(request.user, post):
        raise PermissionDenied
    try:
        action(post=post, by=request.user, at=now())
    except actions.PostRefused as refusal:
        messages.error(request, str(refusal))
    return redirect(post)


@login_required
@require_POST
def pin(request: HttpRequest, space_post_id: int) -> HttpResponse:
    post = fetch_post(request, space_post_id)
    if not rules.may_moderate(request.user, post.space):
        raise PermissionDenied
    actions.pin(post=post, at=None if post.pinned_at else now())
    return redirect(post.space)


@login_required
@require_safe
def file(request: HttpRequest, post_file_id: int) -> HttpResponse:
    found = get_object_or_404(queries.files_there(), pk=post_file_id)
    open_to(request, found.post.space)
    return served(found)
