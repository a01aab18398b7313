"""What has to be true of the database and the files before pages are served."""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import psycopg
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command, get_commands
from django.db import connections

from mathshubs import __version__

from . import health
from .children import die_with_parent

ONE_AT_A_TIME = 7_316_001  # the number of our advisory lock
MAKING, MADE = "mathshubs demo network, being made", "mathshubs demo network"


class CannotRun(Exception):
    """`str(problem)` says what is wrong, then what to do."""


def prepare(say: Callable[[str], None]) -> None:
    """
    Bring the database and the files to this version; make the demo network where there is none.

    Several machines may start at once: they queue. Raises CannotRun with a sentence.
    """
    with _reach() as connection:
        try:
            say(f"  Database: {health.version(connection)}")
            connection.execute("SELECT pg_advisory_lock(%s)", [ONE_AT_A_TIME])
            _check_use(connection)
            _migrate(connection, say)
            _collect_static(say)
            if settings.DEMO:
                _make_demo(connection, say)
        except health.Wrong as wrong:
            raise CannotRun(f"{wrong.says[0].upper()}{wrong.says[1:]}. {wrong.mend}") from None


def _reach() -> psycopg.Connection:
    try:
        return health.connect()
    except psycopg.Error as error:
        raise CannotRun(unreachable(error)) from None


def unreachable(error: Exception) -> str:
    database = settings.DATABASES["default"]
    place = database["HOST"] or "this machine"
    said = re.search(r"(?:.*failed: |.*error: )?(.+)", str(error))
    why = said[1].strip().rstrip(".") if said else type(error).__name__
    return (
        f"The database {database['NAME']} on {place} cannot be reached ({why}). Start it, or "
        "correct DATABASE_URL, and try again."
    )


def _check_use(connection: psycopg.Connection) -> None:
    """A demo lets anyone sign in as anyone: it and real people never share a database."""
    note = _note(connection)
    if settings.DEMO and not note and _has_rows(connection, "people_person"):
        raise health.Wrong(
            "This database holds people who are not of a demo network, and demo mode lets anyone "
            "sign in as anyone",
            "Leave MATHSHUBS_MODE out, or name another database in DATABASE_URL or MATHSHUBS_DATA.",
        )
    if not settings.DEMO and note:
        raise health.Wrong(
            "This database holds a demo network of made-up people",
            "Name another in DATABASE_URL or MATHSHUBS_DATA, or set MATHSHUBS_MODE=demo.",
        )


def _migrate(connection: psycopg.Connection, say: Callable[[str], None]) -> None:
    if _note(connection) == MAKING:
        say("  The demo network was left half made: beginning again")
        connection.execute("DROP SCHEMA public CASCADE")
        connection.execute("CREATE SCHEMA public")
    waiting, unknown = health.compare_migrations(connection)
    if unknown:
        health.migrations(connection)  # says it
    if waiting:
        say(f"  Database: applying {len(waiting)} migrations ...")
        call_command("migrate", interactive=False, verbosity=0)
    connections.close_all()


def _collect_static(say: Callable[[str], None]) -> None:
    """Gather and compress the styles and scripts, when they have changed."""
    stamp = Path(settings.STATIC_ROOT) / "collected-from"
    found = [
        (path, (file := Path(storage.path(path)).stat()).st_size, file.st_mtime_ns)
        for finder in get_finders()
        for path, storage in finder.list([])
    ]
    made_from = hashlib.sha256(repr((__version__, sorted(found))).encode()).hexdigest()
    if stamp.exists() and stamp.read_text() == made_from:
        return
    say("  Styles and scripts: compressing ...")
    call_command("collectstatic", interactive=False, verbosity=0)
    stamp.write_text(made_from)


def _make_demo(connection: psycopg.Connection, say: Callable[[str], None]) -> None:
    if _note(connection) == MADE or _has_rows(connection, "schools_school"):
        return
    if "demo" not in get_commands():
        say("  Demo network: none in this version")
        return
    say("  Demo network: making it, this once ...")
    _set_note(connection, MAKING)
    made = subprocess.run(
        [sys.executable, "-m", "mathshubs", "demo"],
        env={**os.environ, "MATHSHUBS_PROCESS": "up"},
        preexec_fn=die_with_parent(),
        check=False,
    )
    if made.returncode:
        raise CannotRun("The demo network could not be made; the lines above say why.")
    _set_note(connection, MADE)


# A note on a table of ours: it stays with the data, through a backup too.


def _note(connection: psycopg.Connection) -> str:
    row = connection.execute(
        "SELECT obj_description(to_regclass('public.django_migrations'), 'pg_class')"
    ).fetchone()
    return (row and row[0]) or ""


def _set_note(connection: psycopg.Connection, note: str) -> None:
    connection.execute(psycopg.sql.SQL("COMMENT ON TABLE django_migrations IS {}").format(note))


def _has_rows(connection: psycopg.Connection, table: str) -> bool:
    try:
        query = psycopg.sql.SQL("SELECT EXISTS (SELECT 1 FROM {})")
        row = connection.execute(query.format(psycopg.sql.Identifier(table))).fetchone()
    except psycopg.errors.UndefinedTable:
        return False
    return bool(row and row[0])
