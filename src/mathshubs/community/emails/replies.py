"""Letters about a reply that came by letter and could not be posted as it is."""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256

from mathshubs.comms.actions import post
from mathshubs.people.models import Person

from ..incoming import Incoming
from ..models import SpacePost
from . import words


def not_posted(letter: Incoming, to: Person, why: str, *, at: datetime) -> None:
    """Say why, and give back what was written."""
    parts = [
        words.hello(to),
        f"Your letter “{letter.subject[:150]}” was not posted. {why}",
        f"This is what you wrote:\n\n{letter.text[:5000]}" if letter.text else "",
        f"Your communities:\n{words.address('mine')}",
        "Maths Hubs",
    ]
    _post(to, "not_posted", letter.message_id, "Your reply was not posted", parts, at)


def without_files(reply: SpacePost, to: Person, lost: list[str], *, at: datetime) -> None:
    """Say which of the files did not come with the reply."""
    parts = [
        words.hello(to),
        f"Your reply stands in {reply.space.title}, but not with all its files:",
        "\n".join(f"- {sentence}" for sentence in lost),
        f"Read it there:\n{words.page(reply)}",
        reply.space.house,
    ]
    about = reply.message_id or str(reply.pk)
    _post(to, "without_files", about, "Your reply came without some files", parts, at)


def _post(to: Person, kind: str, about: str, subject: str, parts: list[str], at: datetime) -> None:
    about = sha256(about.encode()).hexdigest()
    text = words.text(parts)
    post(to=to, kind=f"community.{kind}", about=about, subject=subject, text=text, at=at)
