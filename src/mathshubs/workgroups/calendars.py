"""
Workshops as calendar files (RFC 5545).

A workshop keeps its UID for life and its SEQUENCE rises with each change, so that a calendar
which has it moves it instead of showing it twice.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import timedelta
from functools import cache
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.conf import settings
from icalendar import Calendar, Event, Timezone, vCalAddress

from mathshubs.people.models import Person

from .models import WorkGroup, Workshop

LONDON = ZoneInfo("Europe/London")
_TIMEZONE = """BEGIN:VTIMEZONE
TZID:Europe/London
BEGIN:DAYLIGHT
DTSTART:19960331T010000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
TZNAME:BST
TZOFFSETFROM:+0000
TZOFFSETTO:+0100
END:DAYLIGHT
BEGIN:STANDARD
DTSTART:19961027T020000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
TZNAME:GMT
TZOFFSETFROM:+0100
TZOFFSETTO:+0000
END:STANDARD
END:VTIMEZONE
"""


def work_group_ics(
    work_group: WorkGroup, workshops: Iterable[Workshop] | None = None, *, with_links: bool
) -> str:
    """Return every workshop of the group. `with_links` is for those who hold a place."""
    workshops = work_group.workshops.all() if workshops is None else workshops
    return _file(_event(one, work_group, with_link=with_links) for one in workshops)


def workshop_ics(
    workshop: Workshop, work_group: WorkGroup, *, method: str, to: Person, with_link: bool = True
) -> str:
    """Return one workshop as an invitation to `to` (REQUEST), or its end (CANCEL)."""
    event = _event(workshop, work_group, with_link=with_link)
    organizer = vCalAddress(f"mailto:{work_group.hub.email}")
    organizer.params["CN"] = str(work_group.hub)
    event.add("organizer", organizer)
    attendee = vCalAddress(f"mailto:{to.email}")
    attendee.params.update({"CN": to.name, "PARTSTAT": "ACCEPTED", "RSVP": "FALSE"})
    event.add("attendee", attendee)
    if method == "CANCEL":
        event["status"] = "CANCELLED"
    return _file([event], method=method)


def cancelled_ics(workshops: Iterable[Workshop], work_group: WorkGroup) -> str:
    """Return the end of every workshop of a group."""
    events = [_event(one, work_group, with_link=False) for one in workshops]
    for event in events:
        event["status"] = "CANCELLED"
    return _file(events, method="CANCEL")


def feed_ics(workshops: Iterable[Workshop]) -> str:
    """Return one person's workshops, each with its `work_group` selected, for their calendar."""
    events = (_event(one, one.work_group, with_link=True) for one in workshops)
    return _file(events, name="Maths Hubs: my workshops")


def fingerprint(workshops: Iterable[Workshop]) -> str:
    """Return a short text that changes whenever what `feed_ics` would say changes."""
    told = [
        (str(one.uid), one.sequence, one.starts_at, one.ends_at, one.title, one.number,
         one.venue, one.address, one.town, one.postcode, one.join_link, one.cancelled_at,
         one.work_group.title, one.work_group.state)
        for one in workshops
    ]  # fmt: skip
    return hashlib.sha256(repr(told).encode()).hexdigest()[:32]


def where(workshop: Workshop) -> str:
    """
    Return where it is in one line: "Park Hall, 1 High Street, Telford TF3 4JG", or "Online".

    Asks nothing when `host_school` is selected.
    """
    if workshop.mode == Workshop.Mode.ONLINE:
        return "Online"
    host = workshop.host_school
    venue = workshop.venue or (host.name if host else "")
    town = f"{workshop.town or (host.town if host else '')} {workshop.postcode}".strip()
    place = ", ".join(part for part in (venue, workshop.address, town) if part)
    return f"{place} or online" if place and workshop.mode == Workshop.Mode.BLENDED else place


def _file(events: Iterable[Event], method: str = "PUBLISH", name: str = "") -> str:
    calendar = Calendar()
    calendar.add("prodid", "-//mathshubs//workshops//EN")
    calendar.add("version", "2.0")
    calendar.add("method", method)
    if name:
        calendar.add("name", name)
        calendar.add("x-wr-calname", name)
        calendar.add("refresh-interval", timedelta(hours=6), parameters={"VALUE": "DURATION"})
    calendar.add_component(_timezone())
    for event in events:
        calendar.add_component(event)
    return calendar.to_ical().decode()


@cache
def _timezone() -> Timezone:
    return Timezone.from_ical(_TIMEZONE)


def _event(workshop: Workshop, work_group: WorkGroup, *, with_link: bool) -> Event:
    event = Event()
    event.add("uid", f"{workshop.uid}@{urlsplit(settings.SITE_URL).hostname}")
    event.add("sequence", workshop.sequence)
    event.add("dtstamp", workshop.starts_at)  # the same workshop gives the same bytes
    event.add("dtstart", workshop.starts_at.astimezone(LONDON))
    event.add("dtend", workshop.ends_at.astimezone(LONDON))
    event.add("summary", summary(workshop, work_group))
    link = workshop.join_link if with_link else ""
    online = workshop.mode == Workshop.Mode.ONLINE
    event.add("location", (link if online else "") or where(workshop))
    page = f"{settings.SITE_URL}{work_group.get_absolute_url()}"
    event.add("description", f"Join: {link}\n{page}" if link else page)
    event.add("url", link or page)
    over = workshop.cancelled_at or work_group.state == WorkGroup.State.CANCELLED
    event.add("status", "CANCELLED" if over else "CONFIRMED")
    return event


def summary(workshop: Workshop, work_group: WorkGroup) -> str:
    if work_group.kind == WorkGroup.Kind.EVENT:
        return work_group.title
    return f"{work_group.title}: {workshop}"
