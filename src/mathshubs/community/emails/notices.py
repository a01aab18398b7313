"""Letters about what was written: at once, or once a day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.conf import settings
from django.urls import reverse
from django.utils.timezone import localdate

from mathshubs.comms.actions import Draft, post_many
from mathshubs.people.models import Person

from ..addresses import Answer, reply_address
from ..models import Membership, Space, SpacePost
from ..queries.members import name_of
from ..queries.spaces import people_of

NOTICES = Membership.Notices
ABOVE = "--- Write your reply above this line ---"


def post_at_once(post: SpacePost, *, at: datetime) -> None:
    """Write to those who want each post at once, and to whoever it mentions."""
    wanting = Membership.objects.filter(space=post.space, notices=NOTICES.AT_ONCE)
    silent = Membership.objects.filter(space=post.space, notices=NOTICES.NONE).values("person")
    mentioned = set(post.mentions.exclude(pk__in=silent).values_list("pk", flat=True))
    wanted = {*wanting.values_list("person", flat=True), *mentioned} - {post.by_id}
    if wanted:
        today = localdate(at)
        people = people_of(post.space, today).filter(pk__in=wanted).order_by("pk")
        post_many([_letter(post, who, who.pk in mentioned, today) for who in people], at=at)


def _letter(post: SpacePost, to: Person, mentioned: bool, on: date) -> Draft:
    space, topic = post.space, post.topic or post
    answer = reply_address(Answer(topic.pk, to.pk, on))
    what = "mentions you in" if mentioned else "replied in" if post.topic else "wrote in"
    files = ", ".join(file.name for file in post.files.defer("content"))
    parts = [
        ABOVE if answer else "",
        f"{name_of(post.by, space)} {what} “{topic.title}”, {space.title}:",
        post.text,
        f"With it: {files}" if files else "",
        f"Reply to this letter, and your words stand there under your name. Or read all of it:\n"
        f"{_page(topic)}"
        if answer
        else f"Read it and reply:\n{_page(topic)}",
        _signed(space),
    ]
    return Draft(
        to=to,
        kind="community.post",
        about=f"post:{post.pk}",
        topic=f"space:{space.pk}",
        subject=f"{'Re: ' if post.topic else ''}{topic.title} ({space.title})",
        text=_text(parts),
        from_name=f"{name_of(post.by, space)}, {space.house}",
        reply_to=answer,
    )


def _page(post: SpacePost) -> str:
    return settings.SITE_URL + post.get_absolute_url()


def _signed(space: Space) -> str:
    choices = settings.SITE_URL + reverse("community:choices", args=[space.pk])
    return f"{space.house}\n\nOther letters, or none: {choices}"


def _text(parts: Iterable[str]) -> str:
    return "\n\n".join(part for part in parts if part) + "\n"
