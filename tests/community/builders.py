"""Spaces and posts, the least that is valid."""

from __future__ import annotations

from datetime import datetime

from mathshubs.community.models import PostFile, Space, SpacePost
from mathshubs.people.models import Person
from mathshubs.workgroups.models import WorkGroup

from ..builders import SEPTEMBER


def a_space(work_group: WorkGroup | None = None, **fields) -> Space:
    """The space of a group, or of what `fields` say, without its first notes."""
    if work_group:
        fields |= {"kind": Space.Kind.WORK_GROUP, "work_group": work_group}
    return Space.objects.create(opened_at=SEPTEMBER, **fields)


def a_topic(
    space: Space, by: Person | None = None, title: str = "Bar models", *, text: str = "I tried it.",
    at: datetime = SEPTEMBER, **fields,
) -> SpacePost:  # fmt: skip
    return SpacePost.objects.create(
        space=space, by=by, title=title, text=text, posted_at=at, **fields
    )


def a_reply(
    topic: SpacePost, by: Person, text: str = "So did I.", *, at: datetime = SEPTEMBER, **fields
) -> SpacePost:
    return SpacePost.objects.create(
        space=topic.space, topic=topic, by=by, text=text, posted_at=at, **fields
    )


def a_file(post: SpacePost, name: str = "bars.txt", content: bytes = b"Bars.") -> PostFile:
    return PostFile.objects.create(
        post=post, name=name, media_type="text/plain", size=len(content), sha256="0" * 64,
        content=content,
    )  # fmt: skip
