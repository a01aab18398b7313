"""The words of the letters about posts."""

from __future__ import annotations

from datetime import date, datetime

from django.conf import settings
from django.urls import reverse
from django.utils.timezone import localdate

from mathshubs.comms.actions import post as write
from mathshubs.core.templatetags.mathshubs import day
from mathshubs.people.models import Person

from . import queries
from .models import Post


def post_given(post: Post, *, by: Person, at: datetime) -> None:
    """Tell who got a post what it is, and how to sign in; staff need a second factor."""
    today, name = localdate(at), post.get_kind_display()
    since = f"since {day(post.from_on)}" if post.from_on < today else f"from {day(post.from_on)}"
    runs = (
        "With it you see the hub's Work Groups, who asked for a place in them, and its letters."
        if post.kind in queries.RUNS_A_HUB
        else "With it you can design Work Groups and work on those that you lead."
    )
    _write(
        post,
        "post_given",
        f"post:{post.pk}",
        f"You have a post: {name} of {post.hub}",
        [
            f"{by.name} gave you a post: {name} of {post.hub}, {since}. {runs}",
            "There is no password: we send a code to this address. Sign in with it, "
            f"{post.person.email}:\n{_page('account_login')}",
            "Your post opens other people's details to you, so the first time you are asked to set "
            "up a second proof that it is you: a passkey (the fingerprint, face or screen lock of "
            "your phone or computer) or an authenticator app. It takes about a minute.",
            f"If you did not expect this post, write to {post.hub.email}.",
        ],
        at=at,
    )


def post_ended(post: Post, *, to_on: date, by: Person, at: datetime) -> None:
    """Tell whose post ends when, or that one that has not begun will not."""
    name, never = post.get_kind_display(), to_on < post.from_on
    what = (
        f"You were to be {name} of {post.hub} from {day(post.from_on)}. {by.name} took that back."
        if never
        else f"Your post as {name} of {post.hub} {_ends(to_on, at)}. {by.name} recorded it."
    )
    _write(
        post,
        "post_ended",
        f"post:{post.pk} to {to_on}",
        f"Your post as {name} of {post.hub} {'does not begin' if never else _ends(to_on, at)}",
        [
            what,
            "What the post let you see ends with it. Places you hold in Work Groups, certificates "
            f"and your profile stay yours, and you sign in as before:\n{_page('insight:today')}",
            f"If this is a mistake, write to {post.hub.email}.",
        ],
        at=at,
    )


def _ends(to_on: date, at: datetime) -> str:
    return f"ends after {day(to_on)}" if to_on >= localdate(at) else f"ended on {day(to_on)}"


def _page(name: str) -> str:
    return settings.SITE_URL + reverse(name)


def _write(
    post: Post, kind: str, about: str, subject: str, parts: list[str], *, at: datetime
) -> None:
    write(
        to=post.person,
        kind=f"hubs.{kind}",
        about=about,
        topic=f"hub:{post.hub_id}",
        subject=subject,
        text="\n\n".join(parts),
        from_name=str(post.hub),
        reply_to=post.hub.email,
        at=at,
    )
