"""Letters about posts that were reported or hidden."""

from __future__ import annotations

from datetime import datetime

from django.utils.timezone import localdate

from mathshubs.comms.actions import Draft, post_many

from ..models import SpacePost
from ..queries.members import moderators_of
from . import words


def reported(post: SpacePost, *, at: datetime) -> None:
    """Tell those who decide that something waits, once for each post and day."""
    space, today = post.space, localdate(at)
    topic = post.topic or post
    page = words.address("moderation", space.pk)
    post_many(
        [
            Draft(
                to=who,
                kind="community.reported",
                about=f"post:{post.pk}:{today}",
                topic=words.topic_of(space),
                subject=f"A post was reported ({space.title})",
                text=words.text(
                    [
                        words.hello(who),
                        f"Somebody in {space.title} reported a post in “{topic.title}”. Read it, "
                        "then hide it or leave it as it is.",
                        f"Decide:\n{page}",
                        space.house,
                    ]
                ),
                from_name=space.house,
            )
            for who in moderators_of(space, today).order_by("pk")
        ],
        at=at,
    )


def hidden(post: SpacePost, reason: str, *, at: datetime) -> None:
    """Tell its writer why, and give back what they wrote."""
    if post.by is None:
        return
    contact = words.contact(post.space)
    parts = [
        words.hello(post.by),
        f"What you wrote in “{(post.topic or post).title}”, {post.space.title}, is hidden now.",
        f"Why: {reason}",
        f"This is what you wrote:\n\n{post.text[:5000]}",
        "If you see it otherwise, reply to this letter." if contact else "",
        post.space.house,
    ]
    about = f"post:{post.pk}:{at:%Y%m%d%H%M%S}"
    draft = Draft(
        to=post.by,
        kind="community.hidden",
        about=about,
        topic=words.topic_of(post.space),
        subject=f"Your post is hidden ({post.space.title})",
        text=words.text(parts),
        from_name=post.space.house,
        reply_to=contact,
    )
    post_many([draft], at=at)
