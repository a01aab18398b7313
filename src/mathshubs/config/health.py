"""What can be wrong with a running service, each with how to mend it."""

from __future__ import annotations

import shutil
import socket
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path

import psycopg
from django.conf import settings
from django.db import connections
from django.db.migrations.loader import MigrationLoader

OLDEST_POSTGRESQL = 15
EXTENSIONS = ("pg_trgm", "unaccent")
A_WORKER_REPORTS_WITHIN = timedelta(seconds=60)
A_LETTER_LEAVES_WITHIN = timedelta(minutes=30)
ROOM_ON_DISK = 500 * 1024 * 1024


@dataclass(frozen=True)
class Finding:
    """One thing looked at. `mend` says what to do, and is empty when it is well."""

    name: str
    says: str
    mend: str = ""

    @property
    def well(self) -> bool:
        return not self.mend


class Wrong(Exception):
    """What is wrong, and how to mend it."""

    def __init__(self, says: str, mend: str):
        super().__init__(says)
        self.says, self.mend = says, mend


def readiness(at: datetime) -> Iterator[Finding]:
    """Look at what a page needs and at what letters need, in less than five seconds."""
    try:
        connection = connect()
    except psycopg.Error:
        yield Finding("database", "cannot be reached", "Start it, or correct DATABASE_URL.")
        return
    with connection:
        connection.execute("SET statement_timeout = '2s'")
        yield _look("database", lambda: version(connection))
        yield _look("migrations", lambda: migrations(connection))
        yield _look("worker", lambda: worker(connection, at))
        yield _look("letters", lambda: letters(connection, at))


def findings(at: datetime) -> Iterator[Finding]:
    """Look at everything, for the person who runs the service."""
    yield _look("python", python)
    yield _look("settings", production)
    reached = True
    for finding in readiness(at):
        reached = reached and (finding.name != "database" or finding.well)
        yield finding
    if reached:
        with connect() as connection:
            yield _look("extensions", lambda: extensions(connection))
    yield _look("styles and scripts", assets)
    yield _look("disk", disk)
    yield _look("mail", mail)


def _look(name: str, check: Callable[[], str]) -> Finding:
    try:
        return Finding(name, check())
    except Wrong as wrong:
        return Finding(name, wrong.says, wrong.mend)
    except psycopg.Error as error:
        return Finding(name, type(error).__name__, "Run: mathshubs migrate")


def connect() -> psycopg.Connection:
    """Open a connection of our own, beside the pool, that gives up after two seconds."""
    known = connections["default"].get_connection_params()
    keys = ("dbname", "user", "password", "host", "port", "options", "sslmode", "sslrootcert")
    wanted = {key: known[key] for key in keys if key in known}
    return psycopg.connect(**wanted, connect_timeout=2, autocommit=True)


# Each returns a few words when all is well, and raises Wrong when it is not.


def python() -> str:
    if sys.version_info < (3, 11):  # noqa: UP036  the wheel can be forced onto an older one
        raise Wrong(sys.version.split()[0], "Install Python 3.11 or later.")
    return sys.version.split()[0]


def production() -> str:
    if settings.DEMO:
        return "demo mode: anyone can sign in as anyone"
    if settings.EMAIL_HOST in ("", "127.0.0.1") and not settings.EMAIL_HOST_USER:
        return f"production at {settings.SITE_URL}, mail by this machine"
    return f"production at {settings.SITE_URL}"


def version(connection: psycopg.Connection) -> str:
    number = connection.info.server_version
    if number < OLDEST_POSTGRESQL * 10000:
        raise Wrong(
            f"PostgreSQL {number // 10000}",
            f"mathshubs needs PostgreSQL {OLDEST_POSTGRESQL} or later. Upgrade the server, or name "
            "another in DATABASE_URL.",
        )
    return f"PostgreSQL {number // 10000}.{number % 10000}"


def migrations(connection: psycopg.Connection) -> str:
    waiting, unknown = compare_migrations(connection)
    if unknown:
        raise Wrong(
            f"the database knows {unknown[0]}, and this version does not",
            "A newer mathshubs has used this database. Install that version again, or set "
            "DATABASE_URL or MATHSHUBS_DATA to another database.",
        )
    if waiting:
        raise Wrong(f"{len(waiting)} to be applied, first {waiting[0]}", "Run: mathshubs migrate")
    return "all applied"


def compare_migrations(connection: psycopg.Connection) -> tuple[list[str], list[str]]:
    """Return the migrations that the database still needs, and those that we do not know."""
    try:
        rows = connection.execute("SELECT app, name FROM django_migrations ORDER BY id").fetchall()
    except psycopg.errors.UndefinedTable:
        rows = []
    ours, replaced = _migrations_on_disk()
    rooms = {app for app, _ in ours}
    theirs = [(str(app), str(name)) for app, name in rows if app in rooms]
    waiting = sorted(ours - set(theirs))
    unknown = [each for each in theirs if each not in ours and each not in replaced]
    return [f"{app}.{name}" for app, name in waiting], [f"{app}.{name}" for app, name in unknown]


@cache
def _migrations_on_disk() -> tuple[set[tuple[str, str]], set[tuple[str, str]]]:
    on_disk = MigrationLoader(None).disk_migrations
    replaced = {old for migration in on_disk.values() for old in migration.replaces}
    return set(on_disk) - replaced, replaced


def worker(connection: psycopg.Connection, at: datetime) -> str:
    seen = _one(connection, "SELECT max(last_heartbeat) FROM procrastinate_workers")
    mend = "Start it: mathshubs up, or mathshubs work on a machine of its own"
    if not isinstance(seen, datetime):
        raise Wrong("none has reported", mend)
    ago = at - seen
    if ago > A_WORKER_REPORTS_WITHIN:
        raise Wrong(f"the last reported {_spoken(ago)} ago", mend)
    return f"reported {_spoken(ago)} ago"


def letters(connection: psycopg.Connection, at: datetime) -> str:
    written = oldest_letter(connection)
    if written is None:
        return "none waiting"
    ago = at - written
    if ago > A_LETTER_LEAVES_WITHIN:
        raise Wrong(
            f"the oldest has waited {_spoken(ago)}",
            "See whether the worker runs and the mail server takes mail (both are looked at here).",
        )
    return f"the oldest has waited {_spoken(ago)}"


def oldest_letter(connection: psycopg.Connection) -> datetime | None:
    """Return when the letter that has waited longest was written."""
    question = "SELECT min(written_at) FROM comms_letter WHERE state = 'QUEUED'"
    written = _one(connection, question)
    return written if isinstance(written, datetime) else None


def extensions(connection: psycopg.Connection) -> str:
    rows = connection.execute("SELECT extname FROM pg_extension").fetchall()
    missing = sorted(set(EXTENSIONS) - {name for (name,) in rows})
    if missing:
        raise Wrong(
            f"{', '.join(missing)} not there",
            "Install postgresql-contrib on the database server, then run: mathshubs migrate",
        )
    return ", ".join(EXTENSIONS)


def assets() -> str:
    made = Path(settings.STATICFILES_DIRS[0])
    if not made.is_dir() or not any(made.iterdir()):
        raise Wrong("not built", "Run: make setup")
    if not (Path(settings.STATIC_ROOT) / "staticfiles.json").exists():
        raise Wrong("not collected", "Run: mathshubs collectstatic --no-input")
    return "built"


def disk() -> str:
    place = next(p for p in (settings.DATA, *settings.DATA.parents) if p.exists())
    free = shutil.disk_usage(place).free
    if free < ROOM_ON_DISK:
        raise Wrong(
            f"{free // 1024**2} MB left beside {settings.DATA}",
            "Make room, or set MATHSHUBS_DATA to a folder on another disk.",
        )
    return f"{free / 1024**3:.0f} GB left"


def mail() -> str:
    if "smtp" not in settings.EMAIL_BACKEND:
        return "a demo sends none; its letters are read at /demo/mailbox/"
    server = (settings.EMAIL_HOST, settings.EMAIL_PORT)
    try:
        socket.create_connection(server, timeout=3).close()
    except OSError as error:
        raise Wrong(
            f"{server[0]}:{server[1]} cannot be reached ({error.strerror or error})",
            "Correct MATHSHUBS_SMTP_HOST and MATHSHUBS_SMTP_PORT, or start the mail server.",
        ) from None
    return f"{server[0]}:{server[1]} answers"


def _one(connection: psycopg.Connection, question: str) -> object:
    row = connection.execute(question).fetchone()  # type: ignore[arg-type]
    return row[0] if row else None


def _spoken(span: timedelta) -> str:
    seconds = max(0, round(span.total_seconds()))
    for size, word in ((86400, "days"), (3600, "hours"), (60, "minutes")):
        if seconds >= 2 * size:
            return f"{seconds // size} {word}"
    return f"{seconds} second{'s' * (seconds != 1)}"
