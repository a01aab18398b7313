"""Reads of what is written in a space."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Count, F, Min, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, Greatest

from mathshubs.people.models import Person

from ..models import Moderation, PostFile, Report, Space, SpacePost
from .spaces import spaces_of, unread_by

THERE = Q(deleted_at=None, hidden_at=None)
_FILES = Prefetch("files", PostFile.objects.defer("content").order_by("pk"))


def topics_of(space: Space, person: Person) -> QuerySet[SpacePost]:
    """
    Return the topics of a space: pinned first, then by when something was last written.

    Each has its writer, `number` (of replies that are there), `last_at` and `new` for `person`.
    A topic that is gone stays while replies to it are there.
    """
    replies = SpacePost.objects.filter(THERE, topic=OuterRef("pk")).order_by()
    of_topic = replies.values("topic")
    unread = unread_by(person).filter(space=space).order_by()
    new = unread.filter(_topic=OuterRef("pk")).values(of=Coalesce("topic", "pk"))
    new = new.annotate(n=Count("pk"))
    last = Subquery(replies.order_by("-posted_at").values("posted_at")[:1])
    topics: QuerySet[Any] = space.posts.filter(topic=None).select_related("by")
    topics = topics.annotate(
        number=Coalesce(Subquery(of_topic.annotate(n=Count("pk")).values("n")), 0),
        last_at=Greatest("posted_at", last),
        new=Coalesce(Subquery(new.values("n")), 0),
    )
    return topics.filter(THERE | Q(number__gt=0)).order_by(
        F("pinned_at").asc(nulls_last=True), "-last_at", "-pk"
    )


def thread(topic: SpacePost) -> QuerySet[SpacePost]:
    """Return a topic and its replies in the order they were written, each with writer and files."""
    posts = SpacePost.objects.filter(Q(pk=topic.pk) | Q(topic=topic)).select_related("by")
    return posts.prefetch_related(_FILES, "mentions").order_by("posted_at", "pk")


def posts_seen_by(person: Person, on: date) -> QuerySet[SpacePost]:
    """Return all posts in the spaces that `person` belongs to, each with its space."""
    return _with_space(spaces_of(person, on).order_by().values("pk"))


def reported_in(space: Space) -> QuerySet[SpacePost]:
    """Return the posts that wait for a decision, longest first, each with who reported it."""
    waiting = Report.objects.filter(settled_at=None).select_related("by").order_by("at")
    posts = space.posts.filter(reports__settled_at=None, reports__isnull=False)
    posts = posts.annotate(reported_at=Min("reports__at")).select_related("by", "topic")
    return posts.prefetch_related(Prefetch("reports", waiting, to_attr="waiting")).order_by(
        "reported_at", "pk"
    )


def decisions_in(space: Space) -> QuerySet[Moderation]:
    """Return what was decided about posts of the space, newest first."""
    decisions = Moderation.objects.filter(post__space=space)
    return decisions.select_related("by", "post__by", "post__topic").order_by("-at", "-pk")


def _with_space(spaces: QuerySet) -> QuerySet[SpacePost]:
    posts = SpacePost.objects.filter(space__in=spaces)
    return posts.select_related(
        "space__work_group__hub", "space__work_group__project", "space__project", "space__hub",
        "topic", "by",
    )  # fmt: skip


def files_seen_by(person: Person, on: date) -> QuerySet[PostFile]:
    """Return the files of posts that are there, in the spaces that `person` belongs to."""
    spaces = spaces_of(person, on).order_by().values("pk")
    return PostFile.objects.filter(
        post__space__in=spaces, post__deleted_at=None, post__hidden_at=None
    )
