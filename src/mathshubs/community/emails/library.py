"""Letters about the resource library."""

from __future__ import annotations

from datetime import datetime

from mathshubs.comms.actions import post
from mathshubs.people.models import Person

from ..models import Resource
from . import words


def asked(resource: Resource, *, at: datetime) -> None:
    """Ask the writer of an answer whether it may stand in the library."""
    if resource.writer is None:
        return
    where = f" in {resource.origin.title}" if resource.origin else ""
    parts = [
        words.hello(resource.writer),
        f"{resource.by.name} would like to share your answer to a task{where} in the resource "
        f"library, as “{resource.title}”. Others could then use it.",
        "Nothing is shown before you agree. You can say no, and you can change your mind later.",
        f"Read it and answer:\n{words.address('agree', resource.pk)}",
        _signed(resource),
    ]
    _post(resource.writer, "may_we_share", resource, "May we share your answer?", parts, at)


def published(resource: Resource, *, at: datetime) -> None:
    """Tell whoever proposed it, and whose answer it was, that it stands in the library."""
    for person in {resource.by, resource.writer} - {None, resource.decided_by}:
        if person:
            parts = [
                words.hello(person),
                f"“{resource.title}” stands in the resource library now.",
                f"See it:\n{words.page(resource)}",
                _signed(resource),
            ]
            subject = f"In the library: {resource.title}"
            _post(person, "in_the_library", resource, subject, parts, at)


def not_in_the_library(resource: Resource, *, at: datetime) -> None:
    """Tell whoever proposed it why it is not, or no longer, in the library."""
    if resource.by == resource.decided_by:
        return
    parts = [
        words.hello(resource.by),
        f"“{resource.title}”, which you proposed, is not in the resource library. The reason:",
        resource.reason,
        f"You can change it, and ask {_signed(resource)} to look again:\n{words.page(resource)}",
        _signed(resource),
    ]
    subject = f"Not in the library: {resource.title}"
    _post(resource.by, "not_in_the_library", resource, subject, parts, at)


def _signed(resource: Resource) -> str:
    return str(resource.hub) if resource.hub else "Maths Hubs"


def _post(
    to: Person, kind: str, resource: Resource, subject: str, parts: list[str], at: datetime
) -> None:
    post(
        to=to,
        kind=f"community.{kind}",
        about=f"resource:{resource.pk}:{at:%Y%m%d}",
        topic=f"resource:{resource.pk}",
        subject=subject,
        text=words.text(parts),
        from_name=_signed(resource),
        reply_to=resource.hub.email if resource.hub else "",
        at=at,
    )
