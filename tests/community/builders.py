"""Spaces and posts, the least that is valid."""

from __future__ import annotations

from datetime import datetime

from mathshubs.community.models import PostFile, Resource, ResourceFile, Space, SpacePost
from mathshubs.hubs.models import Hub
from mathshubs.people.models import Person
from mathshubs.workgroups.models import WorkGroup

from ..builders import SEPTEMBER, a_person


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


def a_resource(hub: Hub | None = None, by: Person | None = None, **fields) -> Resource:
    """A lesson in the library with one version; not yet there with state="PROPOSED"."""
    by = by or a_person()
    fields.setdefault("title", "Bars before numbers")
    fields.setdefault("state", "PUBLISHED")
    fields.setdefault("phases", ["PRIMARY"])
    if fields["state"] != "PROPOSED":
        fields |= {"decided_by": by, "decided_at": SEPTEMBER}
    resource = Resource.objects.create(
        kind="LESSON", summary="A lesson.", text=fields.pop("text", "Draw."), licence="CC_BY",
        author="Una Author", hub=hub, by=by, proposed_at=SEPTEMBER, **fields,
    )  # fmt: skip
    resource.versions.create(number=1, text=resource.text, by=by, at=SEPTEMBER)
    return resource


def a_resource_file(resource: Resource, name: str = "bars.pdf") -> ResourceFile:
    version = resource.versions.first()
    assert version
    return ResourceFile.objects.create(
        version=version, name=name, media_type="application/pdf", size=5, sha256="0" * 64,
        content=b"%PDF-",
    )  # fmt: skip
