"""What the letters of this room share: addresses, greeting, signature."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse

from mathshubs.comms.actions import Draft
from mathshubs.hubs.models import Hub
from mathshubs.people.models import Person

from ..queries.needs import told_key

ROOM = "needs"


def address(name: str, *args: object) -> str:
    """Return the full address of a page of this room."""
    return address_in(f"{ROOM}:{name}", *args)


def address_in(name: str, *args: object) -> str:
    """Return the full address of a page of a room above this one."""
    return settings.SITE_URL + reverse(name, args=args)


def told(kind: str, pk: int) -> str:
    """Return the address where whoever wrote sees what became of it, without an account."""
    return address("told", told_key(kind, pk))


def whose(hub: Hub | None) -> str:
    return str(hub) if hub else "The national team of the maths hubs"


def letter(
    hub: Hub | None, parts: list[str], *, to: Person | str, kind: str, about: str, subject: str
) -> Draft:
    """Return a letter from the hub, or from the national team, with its signature."""
    questions = f"Questions? Write to {hub.email}." if hub else ""
    signed = "\n\n".join(part for part in (questions, whose(hub)) if part)
    return Draft(
        to=to,
        kind=f"{ROOM}.{kind}",
        about=about,
        topic=about,
        subject=subject,
        text="\n\n".join([*parts, signed]),
        from_name=whose(hub),
        reply_to=hub.email if hub else "",
    )
