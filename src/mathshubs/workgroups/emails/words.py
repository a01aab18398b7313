"""
What the letters of this room share: greeting, dates, addresses, signature.

Each letter is posted once for each person and what it is about. The letterbox sets the text as
HTML when it sends, so both twins say the same.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.urls import reverse

from mathshubs.comms.actions import Draft, post_many
from mathshubs.core.templatetags.mathshubs import session_time
from mathshubs.people.models import Person

from ..models import Place, WorkGroup, Workshop
from ..queries.lines import where_of

ROOM = "workgroups"


def address(name: str, *args) -> str:
    """Return the full address of a page of this room."""
    return settings.SITE_URL + reverse(f"{ROOM}:{name}", args=args)


def workshops_of(work_group: WorkGroup) -> list[Workshop]:
    """Return the workshops that will be, asked once for each group instance."""
    known = work_group.__dict__
    if "_workshops_held" not in known:
        workshops = work_group.workshops.filter(cancelled_at=None)
        known["_workshops_held"] = list(workshops.select_related("host_school"))
    return known["_workshops_held"]


def remember_workshops(work_group: WorkGroup, workshops: Iterable[Workshop]) -> None:
    """Spare `workshops_of` its query."""
    work_group.__dict__["_workshops_held"] = list(workshops)


def topic(work_group: WorkGroup) -> str:
    """Return what the ledger keeps this group's letters under."""
    return f"work_group:{work_group.pk}"


def post(
    place: Place, kind: str, subject: str, parts: list[str], *, at: datetime, calendar: str = ""
) -> None:
    """Post a letter about what has become of the place."""
    # A second offer of the same place, or a second wait, is a letter of its own.
    about = f"place:{place.pk}"
    if place.offered_at:
        about += f":{place.offered_at:%Y%m%d%H%M%S}"
    written = draft(place, kind=kind, about=about, subject=subject, parts=parts, calendar=calendar)
    post_many([written], at=at)


def draft(
    place: Place, *, kind: str, about: str, subject: str, parts: list[str], calendar: str = ""
) -> Draft:
    """
    Return a letter to who has the place. `kind` and `about` together are written once.

    While nobody is named it goes to who applied for the school, once for all who are not named.
    """
    work_group, reader = place.work_group, place.reader
    if place.person is None:
        about = about.replace(f"place:{place.pk}", f"enrolment:{place.enrolment_id}", 1)
        parts = [f"This is about {place.who}, in {work_group.title}.", *parts]
    return Draft(
        to=reader,
        kind=f"{ROOM}.{kind}",
        about=about,
        topic=topic(work_group),
        subject=subject,
        text=text([hello(reader), *parts, signed(work_group)]),
        from_name=str(work_group.hub),
        reply_to=contact(work_group)[1],
        calendar=calendar,
    )


def hello(person: Person) -> str:
    return f"Dear {person.given_name or 'colleague'},"


def text(parts: list[str]) -> str:
    """Return the paragraphs of a letter; an empty one leaves no gap."""
    return "\n\n".join(part for part in parts if part) + "\n"


def signed(work_group: WorkGroup) -> str:
    """Return whom to ask, and the hub's name."""
    name, email, phone = contact(work_group)
    reach = f"{email} or {phone}" if phone else email
    return f"Questions? Write to {name}: {reach}\n\n{work_group.hub}"


def contact(work_group: WorkGroup) -> tuple[str, str, str]:
    """Return whom to ask about the group: name, email, phone."""
    hub = work_group.hub
    if work_group.contact_email:
        return (
            work_group.contact_name or str(hub),
            work_group.contact_email,
            work_group.contact_phone,
        )
    return work_group.contact_name or "us", hub.email, work_group.contact_phone or hub.phone


def dates(work_group: WorkGroup, *, with_links: bool = False) -> str:
    """Return when and where every workshop is; empty while there is none."""
    lines = [line(workshop, with_link=with_links) for workshop in workshops_of(work_group)]
    return "\n".join(["When and where:", *lines]) if lines else ""


def line(workshop: Workshop, *, with_link: bool) -> str:
    """Return one workshop of a list: what, when and where."""
    link = f"\n  Join: {workshop.join_link}" if with_link and workshop.join_link else ""
    return f"- {workshop}: {session_time(workshop)}, {where_of(workshop)}{link}"
