"""The letter to somebody who was added to a space by hand."""

from __future__ import annotations

from datetime import datetime

from mathshubs.comms.actions import post
from mathshubs.people.models import Person

from ..models import Space
from . import words


def added(space: Space, person: Person, by: Person, *, at: datetime) -> None:
    parts = [
        words.hello(person),
        f"{by.name} added you to the community of {space.title}. You can read and write there; "
        "sign in with this address.",
        "Nothing of you is shown to the others until you write something or agree to be in the "
        "list of members.",
        f"Open it:\n{words.page(space)}",
        words.signed(space),
    ]
    post(
        to=person,
        kind="community.added",
        about=f"space:{space.pk}:{at:%Y%m%d}",
        topic=words.topic_of(space),
        subject=f"You are in the community of {space.title}",
        text=words.text(parts),
        from_name=space.house,
        reply_to=words.contact(space),
        at=at,
    )
