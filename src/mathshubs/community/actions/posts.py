"""What members write, change and take back."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.timezone import localdate

from mathshubs.people.models import Person

from .. import mentions
from ..emails import notices
from ..models import Membership, PostFile, Reading, Space, SpacePost
from ..queries.members import named_in
from ..rules import may_change, may_write

MOST_FILES = 5
KEPT_FOR_UNDO = timedelta(days=7)


class PostRefused(Exception):
    """Nothing was written. `str(refusal)` is a sentence for whoever asked."""


@transaction.atomic
def write(
    *, space: Space, by: Person, text: str, at: datetime, title: str = "",
    topic: SpacePost | None = None, files: Iterable[dict[str, Any]] = (),
    mentioned: Iterable[Person] = (), message_id: str | None = None,
) -> SpacePost:  # fmt: skip
    """
    Begin a topic with a `title`, or reply in `topic`; tell those who want to know at once.

    `files` are the fields of stored files. Who is `mentioned` by @ in the text is added to those
    named here. Raises PostRefused when the space is archived or nothing was written.
    """
    if not may_write(space):
        raise PostRefused(f"{space.title} is archived. You can read it, and no longer write in it.")
    if topic and topic.deleted_at and not topic.replies.filter(deleted_at=None).exists():
        raise PostRefused("This topic was taken back by its writer. Begin one of your own.")
    if not text.strip():
        raise PostRefused("Write something first.")
    files = list(files)
    if len(files) > MOST_FILES:
        raise PostRefused(f"Choose at most {MOST_FILES} files. Put the others in another reply.")
    post = SpacePost.objects.create(
        space=space, topic=topic, by=by, title=title.strip(), text=text.strip(), posted_at=at,
        message_id=message_id,
    )  # fmt: skip
    PostFile.objects.bulk_create([PostFile(post=post, **fields) for fields in files])
    _mention(post, mentioned, at)
    mark_read(topic=topic or post, by=by, at=at)
    notices.post_at_once(post, at=at, on=localdate(at))
    return post


def _mention(post: SpacePost, also: Iterable[Person], at: datetime) -> None:
    known = named_in(post.space, localdate(at))
    found = mentions.people_in(post.text, known)
    post.mentions.set({*found, *known.filter(pk__in=[person.pk for person in also])})


@transaction.atomic
def change(*, post: SpacePost, title: str, text: str, by: Person, at: datetime) -> None:
    """Reword a post of one's own; nobody is written to again. Raises PostRefused."""
    if not may_change(by, post) or post.deleted_at:
        raise PostRefused("This post can no longer be changed.")
    post.title = title.strip() if post.topic_id is None else ""
    post.text, post.edited_at = text.strip(), at
    post.save(update_fields=["title", "text", "edited_at"])
    _mention(post, [], at)


@transaction.atomic
def take_back(*, post: SpacePost, by: Person, at: datetime) -> None:
    """Take a post back. It can be put back for a week; then its words are gone."""
    if not may_change(by, post):
        raise PostRefused("This post can no longer be changed.")
    SpacePost.objects.filter(pk=post.pk, deleted_at=None).update(deleted_at=at)


@transaction.atomic
def put_back(*, post: SpacePost, by: Person, at: datetime) -> None:
    """Undo `take_back`. Raises PostRefused when its words are gone."""
    if not may_change(by, post):
        raise PostRefused("This post can no longer be changed.")
    if post.deleted_at and at - post.deleted_at > KEPT_FOR_UNDO:
        raise PostRefused("You took it back more than a week ago. Its words are gone.")
    SpacePost.objects.filter(pk=post.pk).update(deleted_at=None)


@transaction.atomic
def forget_taken_back(*, at: datetime) -> int:
    """Blank the words, and drop the files, of what was taken back more than a week ago."""
    gone = SpacePost.objects.filter(deleted_at__lt=at - KEPT_FOR_UNDO).exclude(text="")
    ids = list(gone.values_list("pk", flat=True))
    PostFile.objects.filter(post__in=ids).delete()
    return SpacePost.objects.filter(pk__in=ids).update(text="")


def pin(*, post: SpacePost, at: datetime | None) -> None:
    """Keep a topic above the others, or let it down with `at` empty."""
    SpacePost.objects.filter(pk=post.pk, topic=None).update(pinned_at=at)


def mark_read(*, topic: SpacePost, by: Person, at: datetime) -> None:
    """Note that `by` has read the topic until `at`."""
    Reading.objects.bulk_create(
        [Reading(topic=topic, person=by, read_at=at)],
        update_conflicts=True, unique_fields=["topic", "person"], update_fields=["read_at"],
    )  # fmt: skip


def mark_all_read(*, space: Space, by: Person, at: datetime) -> None:
    Membership.objects.update_or_create(space=space, person=by, defaults={"read_at": at})


def choose(*, space: Space, by: Person, notices: str, shown: str, at: datetime) -> Membership:
    """Keep which letters they want from the space, and what the others may see of them."""
    agreed = None if shown == Membership.Shown.NOTHING else at
    return Membership.objects.update_or_create(
        space=space, person=by,
        defaults={"notices": notices, "shown": shown, "agreed_at": agreed},
    )[0]  # fmt: skip
