"""The words of the letters about posts and about the records of leaders."""

from __future__ import annotations

from datetime import date, datetime

from django.conf import settings
from django.urls import reverse
from django.utils.timezone import localdate

from mathshubs.comms.actions import post as write
from mathshubs.core.templatetags.mathshubs import day
from mathshubs.people.models import Person

from . import queries
from .models import Advice, Hub, LeaderRecord, Post


def post_given(post: Post, *, by: Person, at: datetime) -> None:
    """Tell who got a post what it is, and how to sign in; staff need a second factor."""
    today, name = localdate(at), post.get_kind_display()
    since = f"since {day(post.from_on)}" if post.from_on < today else f"from {day(post.from_on)}"
    _write(
        post,
        "post_given",
        f"post:{post.pk}",
        f"You have a post: {name} of {post.hub}",
        [
            f"{by.name} gave you a post: {name} of {post.hub}, {since}. {_opens(post)}",
            "There is no password: we send a code to this address. Sign in with it, "
            f"{post.person.email}:\n{_page('account_login')}",
            f"Your post opens {_guarded(post)} to you, so the first time you are asked to set "
            "up a second proof that it is you: a passkey (the fingerprint, face or screen lock of "
            "your phone or computer) or an authenticator app. It takes about a minute.",
            f"If you did not expect this post, write to {post.hub.email}.",
        ],
        at=at,
    )


def _opens(post: Post) -> str:
    if post.kind in queries.RUNS_A_HUB:
        return (
            "With it you see the hub's Work Groups, who asked for a place in them, and its letters."
        )
    if post.kind in Post.ON_THE_BOARD:
        return (
            "With it you read the hub's priorities, plans, returns and figures before each meeting "
            "of its Strategic Board, and you can advise or challenge the hub on them."
        )
    return "With it you can design Work Groups and work on those that you lead."


def _guarded(post: Post) -> str:
    on_board = post.kind in Post.ON_THE_BOARD
    return "papers that are not public" if on_board else "other people's details"


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


def record_begun(record: LeaderRecord, *, by: Person, at: datetime) -> None:
    """Tell a leader that the hub keeps a record about them, what is in it, and what they write."""
    hub = record.hub
    _to_a_leader(
        record,
        "leader_record_begun",
        f"leader_record:{record.pk} {at:%Y%m%d}",
        f"You are one of the leaders of {hub}",
        [
            f"{by.name} has put you on the list of those who lead work of {hub}.",
            "The hub keeps a record with it: accreditations, days, your employer's agreement, "
            "the date your safeguarding checks were seen, groups you led and notes on your "
            "development. You see all of it, and you say yourself which phases you work in, where "
            f"you can travel and how many days you have:\n{_page('workgroups:my_leading')}",
            f"If this is a mistake, write to {hub.email}.",
        ],
        at=at,
    )


def record_handed_over(record: LeaderRecord, *, before: Hub, by: Person, at: datetime) -> None:
    """Tell a leader, and the hub that takes over, who keeps the record from now on."""
    who, about = record.person, f"leader_record:{record.pk} to {record.hub_id} {at:%Y%m%d}"
    _to_a_leader(
        record,
        "leader_record_handed_over",
        about,
        f"{record.hub} now keeps your record as a leader",
        [
            f"{by.name} of {before} has handed your record as a leader to {record.hub}. What is in "
            "it stays as it is.",
            f"Look at it:\n{_page('workgroups:my_leading')}",
            f"If this is a mistake, write to {before.email}.",
        ],
        at=at,
    )
    write(
        to=record.hub.email,
        kind="hubs.leader_record_received",
        about=about,
        topic=f"hub:{record.hub_id}",
        subject=f"You now keep the record of {who.name} as a leader",
        text=f"{by.name} of {before} has handed the record of {who.name} as a leader to "
        f"{record.hub}. It stands in your list of leaders.\n\n"
        f"If this is a mistake, write to {before.email}.",
        from_name=str(before),
        reply_to=before.email,
        at=at,
    )


def _to_a_leader(
    record: LeaderRecord, kind: str, about: str, subject: str, parts: list[str], *, at: datetime
) -> None:
    write(
        to=record.person,
        kind=f"hubs.{kind}",
        about=about,
        topic=f"hub:{record.hub_id}",
        subject=subject,
        text="\n\n".join(parts),
        from_name=str(record.hub),
        reply_to=record.hub.email,
        at=at,
    )


def board_advised(advice: Advice, *, at: datetime) -> None:
    """Tell those who lead the hub what somebody on its board said."""
    hub, what = advice.hub, advice.get_kind_display().lower()
    leads = [
        post.person
        for post in queries.current_posts(hub, localdate(at))
        if post.kind == Post.Kind.HUB_LEAD
    ]
    for lead in leads:
        _about_advice(
            advice,
            "board_advised",
            lead,
            f"{'Advice' if what == 'advice' else 'A challenge'} of the Strategic Board",
            f"{advice.by.name} of the Strategic Board of {hub} has left "
            f"{'advice' if what == 'advice' else 'a challenge'} on {advice.about}:",
            advice.words,
            "Answer it in a few words. The board reads your answer:",
            at=at,
        )


def advice_answered(advice: Advice, *, at: datetime) -> None:
    """Tell who advised what the hub answers."""
    assert advice.answered_by
    _about_advice(
        advice,
        "advice_answered",
        advice.by,
        f"{advice.hub} has answered your {advice.get_kind_display().lower()}",
        f"You left {'advice' if advice.kind == Advice.Kind.ADVICE else 'a challenge'} on "
        f"{advice.about}. {advice.answered_by.name} answers:",
        advice.answer,
        "What you wrote, and the answer:",
        at=at,
    )


def _about_advice(
    advice: Advice, kind: str, to: Person, subject: str, begins: str, words: str, ends: str, *,
    at: datetime,
) -> None:  # fmt: skip
    write(
        to=to,
        kind=f"hubs.{kind}",
        about=f"advice:{advice.pk}",
        topic=f"hub:{advice.hub_id}",
        subject=subject,
        text=f"{begins}\n\n{words}\n\n{ends}\n{settings.SITE_URL}{advice.get_absolute_url()}",
        from_name=str(advice.hub),
        reply_to=advice.hub.email,
        at=at,
    )
