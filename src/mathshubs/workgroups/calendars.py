"""
Workshops as calendar files (RFC 5545).

They are written line by line, as every booking writes one; the tests read them with a library. A
workshop keeps its UID for life and its SEQUENCE rises with each change, so that a calendar which
has it moves it instead of showing it twice.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import UTC
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.conf import settings

from mathshubs.hubs.models import Hub
from mathshubs.people.models import Person

from .models import WorkGroup, Workshop
from .queries.lines import where_of

LONDON = ZoneInfo("Europe/London")
_TIME = "%Y%m%dT%H%M%S"
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
END:VTIMEZONE""".splitlines()
_CONTROLS = dict.fromkeys([*range(32), 127])  # none of them belongs in a calendar
_ESCAPES = _CONTROLS | {ord("\n"): r"\n"} | {ord(mark): rf"\{mark}" for mark in "\\;,"}


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
    event = _event(
        workshop, work_group, with_link=with_link, cancelled=method == "CANCEL",
        between=[
            f"ORGANIZER;{_named(work_group.hub)}:mailto:{work_group.hub.email}",
            f"ATTENDEE;{_named(to)};PARTSTAT=ACCEPTED;RSVP=FALSE:mailto:{to.email}",
        ],
    )  # fmt: skip
    return _file([event], method=method)


def cancelled_ics(workshops: Iterable[Workshop], work_group: WorkGroup) -> str:
    """Return the end of every workshop of a group."""
    events = (_event(one, work_group, with_link=False, cancelled=True) for one in workshops)
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


def _file(events: Iterable[list[str]], method: str = "PUBLISH", name: str = "") -> str:
    lines = [
        "BEGIN:VCALENDAR", "PRODID:-//mathshubs//workshops//EN", "VERSION:2.0", f"METHOD:{method}",
    ]  # fmt: skip
    if name:
        lines += [f"NAME:{_text(name)}", f"X-WR-CALNAME:{_text(name)}"]
        lines.append("REFRESH-INTERVAL;VALUE=DURATION:PT6H")
    lines += _TIMEZONE
    for event in events:
        lines += event
    lines.append("END:VCALENDAR")
    return "".join(_folded(line) + "\r\n" for line in lines)


def _event(
    workshop: Workshop, work_group: WorkGroup, *, with_link: bool, cancelled: bool = False,
    between: Iterable[str] = (),
) -> list[str]:  # fmt: skip
    """Return the lines of one event. `between` are more of them: between whom it is."""
    link = workshop.join_link if with_link else ""
    online = workshop.mode == Workshop.Mode.ONLINE
    page = f"{settings.SITE_URL}{work_group.get_absolute_url()}"
    about = f"Join: {link}\n{page}" if link else page
    over = cancelled or workshop.cancelled_at or work_group.state == WorkGroup.State.CANCELLED
    return [
        "BEGIN:VEVENT",
        f"UID:{workshop.uid}@{urlsplit(settings.SITE_URL).hostname}",
        f"SEQUENCE:{workshop.sequence}",
        # Not the time of writing: the same workshop gives the same bytes.
        f"DTSTAMP:{workshop.starts_at.astimezone(UTC):{_TIME}}Z",
        f"DTSTART;TZID=Europe/London:{workshop.starts_at.astimezone(LONDON):{_TIME}}",
        f"DTEND;TZID=Europe/London:{workshop.ends_at.astimezone(LONDON):{_TIME}}",
        f"SUMMARY:{_text(summary(workshop, work_group))}",
        f"LOCATION:{_text((link if online else '') or where_of(workshop))}",
        f"DESCRIPTION:{_text(about)}",
        f"URL:{link or page}".translate(_CONTROLS),
        f"STATUS:{'CANCELLED' if over else 'CONFIRMED'}",
        *between,
        "END:VEVENT",
    ]


def _text(value: str) -> str:
    return value.translate(_ESCAPES)


def _named(somebody: Hub | Person) -> str:
    """Return a name as a parameter, which can hold no quotation mark."""
    return f'CN="{str(somebody).translate(_CONTROLS).replace(chr(34), chr(39))}"'


def _folded(line: str) -> str:
    """Break a line so that none is longer than 75 bytes, and no character is broken."""
    if len(line) <= 75 and line.isascii():
        return line
    folded, size = "", 0
    for character in line:
        size += len(character.encode())
        if size > 75:
            folded, size = f"{folded}\r\n ", 1 + len(character.encode())
        folded += character
    return folded


def summary(workshop: Workshop, work_group: WorkGroup) -> str:
    if work_group.kind == WorkGroup.Kind.EVENT:
        return work_group.title
    return f"{work_group.title}: {workshop}"
