"""Reads of what is written in a space."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Count, Exists, F, Min, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, Greatest

from mathshubs.core.nested import rows_within
from mathshubs.people.models import Person

from ..models import Moderation, PostFile, Space, SpacePost
from .spaces import spaces, unread_by

THERE = Q(deleted_at=None, hidden_at=None)


def topics_of(space: Space, person: Person) -> QuerySet[SpacePost]:
    """
    Return the topics of a space: pinned first, then by when something was last written.

    Each has its writer, `number` (of replies that are there), `last_at` and `new` for `person`.
    A topic that is gone stays while replies to it are there.
    """
    replies = SpacePost.objects.filter(THERE, topic=OuterRef("pk")).order_by()
    of_topic = replies.values("topic")
    unread: QuerySet[Any] = unread_by(person).filter(space=space).order_by()
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


def thread(topic: SpacePost, person: Person) -> QuerySet[SpacePost]:
    """
    Return a topic and its replies in the order they were written, each with its writer.

    `new` says of each whether `person` has not read it; `with_files` and `names` hold the files
    that came with it and the people it mentions (see `core.nested`).
    """
    files = PostFile.objects.filter(post=OuterRef("pk")).order_by("pk")
    mentioned = Person.objects.filter(mentioned_in=OuterRef("pk")).order_by("pk")
    posts = SpacePost.objects.filter(Q(pk=topic.pk) | Q(topic=topic)).select_related("by")
    posts = posts.annotate(
        new=Exists(unread_by(person).filter(pk=OuterRef("pk"))),
        with_files=rows_within(files, "id", "name", "size"),
        names=rows_within(mentioned, "id", "given_name", "family_name"),
    )
    return posts.order_by("posted_at", "pk")


def with_space() -> QuerySet[SpacePost]:
    """Return all posts, each with its writer, its topic, its space and what that is named by."""
    return SpacePost.objects.select_related("topic", "by").prefetch_related(
        Prefetch("space", spaces())
    )


def reported_in(space: Space) -> QuerySet[SpacePost]:
    """Return the posts that wait for a decision, longest first, each with the `reasons` given."""
    posts = space.posts.filter(reports__settled_at=None, reports__isnull=False)
    posts = posts.annotate(
        reported_at=Min("reports__at"), reasons=ArrayAgg("reports__reason", order_by="reports__at")
    )
    return posts.select_related("by", "topic").order_by("reported_at", "pk")


def decisions_in(space: Space) -> QuerySet[Moderation]:
    """Return what was decided about posts of the space, newest first."""
    decisions = Moderation.objects.filter(post__space=space)
    return decisions.select_related("by", "post__by", "post__topic").order_by("-at", "-pk")


def files_there() -> QuerySet[PostFile]:
    """Return the files of posts that are there, each with the space of its post."""
    files = PostFile.objects.filter(post__deleted_at=None, post__hidden_at=None)
    return files.select_related("post").prefetch_related(Prefetch("post__space", spaces()))
