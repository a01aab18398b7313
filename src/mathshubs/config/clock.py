"""
The clock of the demo, which can be moved on: so that a day, a term, a year can be stepped through.

How far it is ahead stands in a file of the data folder, which web and worker both read. In any
other mode there is no such clock: time is the machine's.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.utils import timezone


@dataclass(frozen=True)
class Clock:
    """
    Seconds ahead of the machine's time; while it moves: from where to where, as ISO times.

    `stopped`: a day's work failed, and the clock stands on that day.
    """

    ahead: float = 0
    began: str = ""
    until: str = ""
    stopped: bool = False

    @property
    def is_moving(self) -> bool:
        return bool(self.until)

    @property
    def per_cent(self) -> int:
        if not self.until:
            return 100
        began, until = (datetime.fromisoformat(text) for text in (self.began, self.until))
        way = (until - began).total_seconds() or 1
        return max(0, min(99, round(100 * ((now() - began).total_seconds() / way))))


_file: Path | None = None
_read: tuple[int, Clock] = (0, Clock())


def install(data: Path) -> None:
    """Let `django.utils.timezone.now` tell the demo's time. Before anything else imports it."""
    global _file
    _file = data / "clock.json"
    timezone.now = now


def now() -> datetime:
    """Return the demo's time, in UTC."""
    return datetime.now(tz=UTC) + timedelta(seconds=read().ahead)


def read() -> Clock:
    """Return the clock as it stands: the file is opened again only when it has changed."""
    global _read
    try:
        changed = _file.stat().st_mtime_ns if _file else 0
    except OSError:
        changed = 0
    if changed != _read[0]:
        _read = (changed, Clock(**json.loads(_file.read_text())) if changed and _file else Clock())
    return _read[1]


def write(clock: Clock) -> None:
    assert _file, "only a demo has a clock of its own"
    new = _file.with_suffix(".new")
    new.write_text(json.dumps(asdict(clock)))
    new.replace(_file)


def ahead_at(moment: datetime) -> float:
    """Return how many seconds ahead the clock must be for it to be `moment` now."""
    return (moment - datetime.now(tz=UTC)).total_seconds()
