"""What the letters of this room share."""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings
from django.urls import reverse

from mathshubs.people.models import Person

from ..models import Resource, Space, SpacePost


def hello(person: Person) -> str:
    return f"Dear {person.given_name or 'colleague'},"


def page(thing: Space | SpacePost | Resource) -> str:
    return settings.SITE_URL + thing.get_absolute_url()


def address(name: str, *args) -> str:
    return settings.SITE_URL + reverse(f"community:{name}", args=args)


def signed(space: Space) -> str:
    return f"{space.house}\n\nOther letters, or none: {address('choices', space.pk)}"


def text(parts: Iterable[str]) -> str:
    return "\n\n".join(part for part in parts if part) + "\n"


def topic_of(space: Space) -> str:
    """Return what the ledger keeps the letters of a space under."""
    return f"space:{space.pk}"


def contact(space: Space) -> str:
    """Return the address of those who answer for the space; "" for the whole network's."""
    group = space.work_group
    if group and group.contact_email:
        return group.contact_email
    hub = group.hub if group else space.hub
    return hub.email if hub else ""
