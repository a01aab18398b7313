"""Letters about what was written: at once, or once a day."""

from __future__ import annotations

from datetime import date, datetime

from mathshubs.comms.actions import Draft, post_many
from mathshubs.people.models import Person

from ..addresses import Answer, reply_address
from ..models import Membership, Space, SpacePost
from ..queries.members import name_of
from ..queries.spaces import people_told
from . import words

ABOVE = "--- Write your reply above this line ---"
NOTICES = Membership.Notices
_LONGEST = 300  # letters of a post in the letter of a day


def post_at_once(post: SpacePost, *, at: datetime, on: date) -> None:
    """Write to those who want each post at once, and to whoever it mentions."""
    mentioned = set(post.mentions.values_list("pk", flat=True))
    told = people_told(post.space, on, NOTICES.AT_ONCE) | people_told(
        post.space, on, NOTICES.DAILY
    ).filter(pk__in=mentioned)
    others = told.exclude(pk=post.by_id or 0).order_by("pk")
    post_many([_at_once(post, who, who.pk in mentioned, on) for who in others], at=at)


def _at_once(post: SpacePost, to: Person, mentioned: bool, on: date) -> Draft:
    space, topic = post.space, post.topic or post
    answer = reply_address(Answer(topic.pk, to.pk, on))
    what = "mentions you in" if mentioned else "replied in" if post.topic else "wrote in"
    files = ", ".join(file.name for file in post.files.defer("content"))
    parts = [
        ABOVE if answer else "",
        f"{name_of(post.by, space)} {what} “{topic.title}”, {space.title}:",
        post.text,
        f"With it: {files}" if files else "",
        _how_to_answer(topic, answer),
        words.signed(space),
    ]
    return Draft(
        to=to,
        kind="community.post",
        about=f"post:{post.pk}",
        topic=words.topic_of(space),
        subject=f"{'Re: ' if post.topic else ''}{topic.title} ({space.title})",
        text=words.text(parts),
        from_name=f"{name_of(post.by, space)}, {space.house}",
        reply_to=answer,
    )


def _how_to_answer(topic: SpacePost, answer: str) -> str:
    if not answer:
        return f"Read it and reply:\n{words.page(topic)}"
    return (
        "Reply to this letter, and your words stand there under your name. Or read all of it:\n"
        f"{words.page(topic)}"
    )


def of_a_day(to: Person, new: list[SpacePost], *, until: datetime, on: date) -> Draft:
    """Return the letter about what is new, by space and topic as `new` comes."""
    spaces = list({post.space_id: post.space for post in new}.values())
    topics = {post.topic_id or post.pk: post.topic or post for post in new}
    alone = next(iter(topics.values())) if len(topics) == 1 else None
    answer = reply_address(Answer(alone.pk, to.pk, on)) if alone else ""
    number = f"{len(new)} new {'post' if len(new) == 1 else 'posts'}"
    where = spaces[0].title if len(spaces) == 1 else f"{len(spaces)} communities"
    parts = [
        ABOVE if answer else "",
        words.hello(to),
        f"{number} in {where} since your last letter.",
    ]
    for space in spaces:
        parts += _of_space(space, [post for post in new if post.space_id == space.pk])
    if answer:
        parts.append("Reply to this letter, and your words stand there under your name.")
    choices = words.address("choices", spaces[0].pk) if len(spaces) == 1 else words.address("mine")
    parts.append(f"Maths Hubs\n\nOther letters, or none: {choices}")
    return Draft(
        to=to,
        kind="community.digest",
        about=f"until:{until:%Y%m%d%H%M}",
        topic=words.topic_of(spaces[0]) if len(spaces) == 1 else "",
        subject=f"{number} in {where}",
        text=words.text(parts),
        from_name=spaces[0].house if len(spaces) == 1 else "",
        reply_to=answer,
    )


def _of_space(space: Space, posts: list[SpacePost]) -> list[str]:
    lines, topic = [], None
    for post in posts:
        begins = post.topic or post
        if begins != topic:
            topic = begins
            lines.append(f"“{topic.title}”")
        said = " ".join(post.text.split())
        if len(said) > _LONGEST:
            said = f"{said[:_LONGEST].rstrip()} ..."
        lines.append(f"- {name_of(post.by, space)}: {said}")
    return [space.name, "\n".join(lines), f"Read and reply:\n{words.page(space)}"]
