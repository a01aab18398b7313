"""Letters that were sent before the network is seen, as the ledger keeps them. Nothing is sent."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import groupby
from random import Random

from django.db.models import F

from mathshubs.comms.actions import post_many
from mathshubs.comms.models import Letter
from mathshubs.comms.queue import SEND_LETTER
from mathshubs.core.templatetags.mathshubs import day, session_time
from mathshubs.workgroups.emails import joining, place_letters, words
from mathshubs.workgroups.models import Certificate, Place, WorkGroup
from mathshubs.workgroups.queries.places import JOINING_DETAILS_SENT

from .bookings import Claim
from .copying import copy, run, triggers_asleep
from .group import Session
from .world import World, moment

State = WorkGroup.State
COMING = (State.RECRUITING, State.CONFIRMED, State.RUNNING)
COLUMNS = (
    "to_email to_person kind about topic subject text from_name reply_to message_id state attempts "
    "written_at sent_at"
)


def write_letters(world: World, claims: list[Claim]) -> int:
    """Write what the post has brought so far, so that the worker does not write it all again."""
    _to_the_cast(world, claims)
    with triggers_asleep(Letter):
        return copy(Letter, COLUMNS, _bulk(world, claims))


def _bulk(world: World, claims: list[Claim]) -> Iterator[tuple]:
    """Joining details of groups on their way, and reminders of what is within a week."""
    random = world.random("letters")
    for _, of_group in groupby(claims, key=lambda claim: claim.group.id):
        held = [claim for claim in of_group if claim.state == "HELD" and claim.held_at]
        if held and held[0].group.state in COMING and held[0].group.last_on >= world.today:
            yield from _joining_details(world, random, held)
            yield from _reminders(world, random, held)


def _joining_details(world: World, random: Random, held: list[Claim]) -> Iterator[tuple]:
    group, cast = held[0].group, {each.id for each in world.cast.values()}
    sent = moment(group.first_on, 8) - JOINING_DETAILS_SENT
    if not group.joining or sent > world.now:
        return
    arrival, access, bring, notes = group.joining
    lines = [f"- {session.title}: {_line(session)}" for session in group.sessions]
    titled = [("When and where", "\n".join(lines)), ("Getting there", arrival),
              ("Access", access), ("Bring, or do before", bring), ("Also", notes)]  # fmt: skip
    parts = [f"{title}:\n{text}" for title, text in titled if text]
    subject = f"Joining details for {group.title}"
    for claim in held:
        if claim.who.id not in cast:
            at, about = max(sent, claim.held_at), f"place:{claim.id}"
            yield _row(random, claim, "joining_details", about, at, subject, parts)


def _reminders(world: World, random: Random, held: list[Claim]) -> Iterator[tuple]:
    for session in held[0].group.sessions:
        ahead = session.starts_at - world.now
        for days, until in ((7, 1), (1, 0)):
            if not timedelta(days=until) < ahead <= timedelta(days=days):
                continue
            sent = session.starts_at - timedelta(days=days)
            starts = session.starts_at.astimezone(UTC)
            subject = f"{day(session.starts_at)}: {session.title}, {held[0].group.title}"
            parts = [f"{session.title} is on {_line(session)}."]
            for claim in held:
                if claim.held_at <= sent:
                    about = f"place:{claim.id}:workshop:{session.id}:{starts:%Y%m%d}"
                    yield _row(random, claim, f"reminder_{days}", about, sent, subject, parts)


def _row(
    random: Random, claim: Claim, kind: str, about: str, at: datetime, subject: str,
    parts: list[str],
) -> tuple:  # fmt: skip
    who, hub = claim.who, claim.group.hub.hub
    hello = f"Dear {who.name.split()[0]},"
    signed = f"Questions? Write to {hub.email} or {hub.phone}\n\n{hub}"
    message = uuid.UUID(int=random.getrandbits(128), version=4)
    return (
        who.email, who.id, f"{words.ROOM}.{kind}", about, f"work_group:{claim.group.id}",
        subject[:200], "\n\n".join([hello, *parts, signed]) + "\n", str(hub), hub.email, message,
        Letter.State.SENT, 1, at, at + timedelta(seconds=random.randrange(2, 90)),
    )  # fmt: skip


def _line(session: Session) -> str:
    where = f"{session.host.name}, {session.host.town}" if session.host else "online"
    return f"{session_time(session)}, {where}"


def _to_the_cast(world: World, claims: list[Claim]) -> None:
    """Let the room of Work Groups word the letters of the people anyone can sign in as."""
    cast = {each.id for each in world.cast.values()}
    at = {claim.id: claim for claim in claims if claim.who.id in cast}
    places = Place.objects.filter(pk__in=at).order_by("pk")
    for place in places.select_related(
        "person", "school", "work_group__hub", "work_group__joining_details"
    ):
        _letters_of(place, at[place.pk], world)
    for certificate in Certificate.objects.filter(place__in=at).order_by("pk"):
        post_many([place_letters.certificate_ready(certificate)], at=certificate.issued_at)
    letters = Letter.objects.filter(state=Letter.State.QUEUED)
    letters.update(state=Letter.State.SENT, attempts=1, sent_at=F("written_at"))
    run("DELETE FROM procrastinate_jobs WHERE task_name = %s AND status = 'todo'", SEND_LETTER)


def _letters_of(place: Place, claim: Claim, world: World) -> None:
    if claim.held_at:
        place_letters.place_held(place, at=claim.held_at)
        details = joining.details_of(place.work_group)
        sent = claim.group.sessions[0].starts_at - JOINING_DETAILS_SENT
        if details and sent <= world.now:
            post_many([joining.letter(place, details)], at=sent)
    if claim.offered_at:
        place_letters.waiting(place, in_front=0, at=claim.applied_at)
        place_letters.place_offered(place, at=claim.offered_at)
