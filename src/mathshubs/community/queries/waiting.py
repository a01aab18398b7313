"""What waits for somebody in their communities: rows for the first page, never asked for here."""

from __future__ import annotations

from datetime import date

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from mathshubs.people.models import Person
from mathshubs.workgroups.models import Leader, WorkGroup

from ..models import Space, SpacePost
from .posts import THERE
from .spaces import spaces_of, unread_by


def unread(person: Person, on: date) -> QuerySet[SpacePost]:
    """Return the posts by others that they have not read, in the spaces they belong to."""
    return unread_by(person).filter(space__in=spaces_of(person, on).order_by().values("pk"))


def mentions_unread(person: Person, on: date) -> QuerySet[SpacePost]:
    """Return the posts that mention them and that they have not read."""
    return unread(person, on).filter(mentions=person)


def topics_unanswered(work_groups: QuerySet[WorkGroup]) -> QuerySet[SpacePost]:
    """Return the topics that a participant began and nobody else has replied to."""
    leads = Leader.objects.filter(work_group=OuterRef("space__work_group"), person=OuterRef("by"))
    replies = SpacePost.objects.filter(THERE, topic=OuterRef("pk")).exclude(by=OuterRef("by"))
    begun = SpacePost.objects.filter(THERE, topic=None, by__isnull=False, pinned_at=None)
    return begun.filter(
        ~Q(space__work_group__state__in=Space.CLOSED), ~Exists(leads), ~Exists(replies),
        space__work_group__in=work_groups,
    )  # fmt: skip


def posts_reported(work_groups: QuerySet[WorkGroup]) -> QuerySet[SpacePost]:
    """Return the posts that wait for a moderator, each with `reported`: by how many people."""
    posts = SpacePost.objects.filter(space__work_group__in=work_groups, deleted_at=None)
    waiting = Count("reports", filter=Q(reports__settled_at=None))
    return posts.annotate(reported=waiting).filter(reported__gt=0)
