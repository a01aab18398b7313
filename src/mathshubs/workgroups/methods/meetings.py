"""
Reports of who was in an online meeting, as Microsoft Teams, Zoom and Google Meet write them.

Each tool has had several layouts. What they share: somewhere a row of titles, one of which is of a
name, and under it a row for each time somebody joined, or for each person.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime

from .sheets import SheetRefused, columns, plain

_TITLES = {
    "name": ("name", "full name", "name original name", "participant name", "participant",
             "user name", "attendee"),
    "given": ("first name",),
    "family": ("last name", "surname"),
    "email": ("email", "user email", "participant email", "e mail", "email address"),
    "other_email": ("participant id upn", "participant id", "upn"),
    "joined": ("join time", "first join", "first join time", "time joined", "joined at", "joined"),
    "left": ("leave time", "last leave", "last leave time", "time exited", "time left", "left at"),
    "duration": ("in meeting duration", "duration minutes", "total duration minutes", "duration",
                 "time in call", "attendance duration"),
    "action": ("user action", "action"),
    "moment": ("timestamp", "time stamp", "time"),
    "waiting": ("in waiting room",),
}  # fmt: skip
_CLOCKS = ("%I:%M:%S %p", "%I:%M %p", "%H:%M:%S", "%H:%M")
_DAYS = (
    "%m/%d/%Y", "%d/%m/%Y", "%m/%d/%y", "%d/%m/%y", "%Y-%m-%d", "%d.%m.%Y", "%d %b %Y", "%b %d %Y",
)  # fmt: skip
_FORMATS = (*(f"{day}{sep}{clock}" for day in _DAYS for sep in " T" for clock in _CLOCKS), *_CLOCKS)
_PART = re.compile(r"(\d+(?:\.\d+)?)\s*(hours?|hrs?|h|minutes?|mins?|m|seconds?|secs?|s)\b", re.I)
_SECONDS = {"h": 3600.0, "m": 60.0, "s": 1.0}
_ZONE = re.compile(r"\s*(?:\(?\b(?:UTC|GMT|BST|Z)\b.*|[+-]\d\d:?\d\d)$")

Spell = tuple[datetime, datetime]


@dataclass
class Attendee:
    """Somebody in a meeting: all their spells in it together."""

    name: str
    email: str
    spells: list[Spell] = field(default_factory=list)
    seconds: float = 0.0  # told as a length only

    @property
    def minutes(self) -> int:
        """How long they were there. Two devices at the same time count once."""
        total, end = self.seconds, None
        for joined, left in sorted(self.spells):
            begin = joined if end is None else max(joined, end)
            total += max((left - begin).total_seconds(), 0)
            end = left if end is None else max(end, left)
        return round(total / 60)


def attendees(rows: list[list[str]]) -> list[Attendee]:
    """
    Return who was there, in the order of the report.

    Raises SheetRefused when it is no report of a meeting.
    """
    top, found = _titles(rows)
    people: dict[str, Attendee] = {}
    events: dict[str, list[tuple[str, datetime]]] = {}
    for row in rows[top + 1 :]:
        if not any(row) or _is_titles(row):
            break  # a second table says the same again, in other words
        told = {name: row[at].strip() if at < len(row) else "" for name, at in found.items()}
        name = told.get("name") or f"{told.get('given', '')} {told.get('family', '')}".strip()
        if not name or told.get("waiting", "").lower() == "yes":
            continue
        email = _address(told.get("email", "")) or _address(told.get("other_email", ""))
        one = people.setdefault(email or plain(name), Attendee(name.lstrip("* "), email))
        if "action" in found:
            if moment := _moment(told.get("moment", "")):
                events.setdefault(email or plain(name), []).append((told["action"].lower(), moment))
        elif spell := _spell(told):
            one.spells.append(spell)
        else:
            one.seconds += _length(told.get("duration", ""), minutes=_in_minutes(rows[top], found))
    _pair(people, events)
    return list(people.values())


def _titles(rows: list[list[str]]) -> tuple[int, dict[str, int]]:
    for number, row in enumerate(rows[:60]):
        if _is_titles(row):
            return number, columns(row, _TITLES)
    raise SheetRefused(
        "This is no report of a meeting that we know. Choose the attendance report that Microsoft "
        "Teams, Zoom or Google Meet gives as CSV."
    )


def _is_titles(row: list[str]) -> bool:
    found = columns(row, _TITLES)
    named = "name" in found or "given" in found
    return named and ("joined" in found or "duration" in found or {"action", "moment"} <= {*found})


def _address(text: str) -> str:
    return text.lower() if re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", text) else ""


def _spell(told: dict[str, str]) -> Spell | None:
    """
    Return from when to when, when both are told as one way of writing dates.

    Whether the day or the month comes first changes no length. A person's first and last moment
    are no spell where the time between is told to be less.
    """
    joined, left = told.get("joined", ""), told.get("left", "")
    for written in _FORMATS:
        begin, end = _read(joined, written), _read(left, written)
        if begin and end and end >= begin:
            length = _length(told.get("duration", ""), minutes=True)
            whole = (end - begin).total_seconds()
            return (begin, end) if not length or length > whole - 120 else None
    return None


def _moment(text: str) -> datetime | None:
    return next((found for written in _FORMATS if (found := _read(text, written))), None)


def _read(text: str, written: str) -> datetime | None:
    text = _ZONE.sub("", text.replace(",", " ").replace("\u202f", " "))
    try:
        # Only lengths are taken from it, so the zone does not matter.
        return datetime.strptime(" ".join(text.split()), written)  # noqa: DTZ007
    except ValueError:
        return None


def _in_minutes(titles: list[str], found: dict[str, int]) -> bool:
    return "duration" in found and "minutes" in titles[found["duration"]].lower()


def _length(text: str, *, minutes: bool) -> float:
    """Return a length in seconds: "2h 32m 5s", "1 hr 2 min", "1:02:33", or a number."""
    if parts := _PART.findall(text):
        return sum(float(number) * _SECONDS[unit[0].lower()] for number, unit in parts)
    if re.fullmatch(r"\d+:\d\d(:\d\d)?", text):
        numbers = [int(part) for part in text.split(":")]
        hours, mins, secs = numbers if len(numbers) == 3 else (0, *numbers)
        return hours * 3600 + mins * 60 + secs
    try:
        return float(text) * (60 if minutes else 1)
    except ValueError:
        return 0.0


def _pair(people: dict[str, Attendee], events: dict[str, list[tuple[str, datetime]]]) -> None:
    """Make spells of "Joined" and "Left". Who never left stayed to the last moment told."""
    if not events:
        return
    last = max(moment for those in events.values() for _, moment in those)
    for key, those in events.items():
        since = None
        for action, moment in sorted(those, key=lambda one: one[1]):
            if "left" in action:
                if since:
                    people[key].spells.append((since, moment))
                since = None
            elif since is None:
                since = moment
        if since:
            people[key].spells.append((since, last))
