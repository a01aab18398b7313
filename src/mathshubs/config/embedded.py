"""
The embedded PostgreSQL, for those who have set no DATABASE_URL.

Every process that uses the server holds a shared lock on one file, which the system lets go when
the process ends, however it ends. The guardian (`guardian.py`) keeps the server running until it
gets that lock for itself. So nobody has to remember to stop the server.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import IO
from urllib.parse import quote

from django.core.exceptions import ImproperlyConfigured

LONGEST_SOCKET_PATH = 100  # bytes; the system's own limit is 107
_in_use: dict[Path, int] = {}


class DatabaseNotStarted(ImproperlyConfigured):
    """`str(problem)` says why the embedded database does not run, and what to do."""


def folder_of(data: Path, mode: str) -> Path:
    return data / ("test-postgres" if mode == "test" else "postgres")


def start(data: Path, mode: str) -> str:
    """
    Start the embedded server, or join the one that runs, and return its address.

    Child processes are handed the address in DATABASE_URL. Raises DatabaseNotStarted.
    """
    import psycopg

    folder = folder_of(data, mode)
    try:
        data.mkdir(parents=True, exist_ok=True)
        _hold(folder)
        with lock_file(folder, "starting").open("w") as starting:
            fcntl.flock(starting, fcntl.LOCK_EX)
            _wait_for_guardian(folder)
            if not answers(folder):
                _start_guardian(folder, mode)
            with psycopg.connect(address(folder, "postgres"), autocommit=True) as connection:
                known = "SELECT 1 FROM pg_database WHERE datname = 'mathshubs'"
                if not connection.execute(known).fetchone():
                    connection.execute("CREATE DATABASE mathshubs")
    except PermissionError as error:
        raise DatabaseNotStarted(
            f"{error.filename} belongs to another user. Run as that user, or set MATHSHUBS_DATA "
            "to a folder of your own."
        ) from None
    except (OSError, psycopg.Error) as error:
        raise DatabaseNotStarted(
            f"The database in {folder} could not be reached ({str(error).strip()}). "
            f"Its log is {folder / 'log'}."
        ) from None
    os.environ["DATABASE_URL"] = address(folder, "mathshubs")
    return os.environ["DATABASE_URL"]


def let_go(data: Path, mode: str, *, seconds: float = 30) -> None:
    """Stop using the server, and wait until it has ended when nobody else uses it."""
    folder = folder_of(data, mode)
    if folder not in _in_use:
        return
    os.close(_in_use.pop(folder))
    with lock_file(folder, "in-use").open() as mine:
        gives_up = time.monotonic() + seconds
        while (folder / "postmaster.pid").exists() and time.monotonic() < gives_up:
            if not _try(mine, fcntl.LOCK_EX) and _try(mine, fcntl.LOCK_SH):
                return  # others use it
            time.sleep(0.05)


def address(folder: Path, database: str) -> str:
    return f"postgresql://postgres@/{database}?host={quote(str(socket_folder(folder)), safe='/')}"


def answers(folder: Path) -> bool:
    """Return whether a server runs on this folder and takes connections."""
    import psycopg

    if not (folder / "postmaster.pid").exists():
        return False
    try:
        with psycopg.connect(address(folder, "postgres"), connect_timeout=5):
            return True
    except psycopg.Error:
        return False


def socket_folder(folder: Path) -> Path:
    """Where the server's socket lies: with its data, or somewhere shorter when that is too long."""
    if len(os.fsencode(folder)) <= LONGEST_SOCKET_PATH - len("/.s.PGSQL.5432"):
        return folder
    name = hashlib.sha256(os.fsencode(folder)).hexdigest()[:16]
    return Path(tempfile.gettempdir()) / f"mathshubs-{name}"


def lock_file(folder: Path, what: str) -> Path:
    return folder.with_name(f"{folder.name}.{what}")


def _try(file: IO, kind: int) -> bool:
    """Return whether this lock could be had at once. It is given back."""
    try:
        fcntl.flock(file, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    fcntl.flock(file, fcntl.LOCK_UN)
    return True


def _hold(folder: Path, *, seconds: float = 60) -> None:
    """Say that this process uses the server. Waits while a guardian is stopping it."""
    if folder in _in_use:
        return
    held = os.open(lock_file(folder, "in-use"), os.O_RDWR | os.O_CREAT, 0o600)
    gives_up = time.monotonic() + seconds
    while True:
        try:
            fcntl.flock(held, fcntl.LOCK_SH | fcntl.LOCK_NB)
            break
        except BlockingIOError:
            if time.monotonic() > gives_up:
                os.close(held)
                raise DatabaseNotStarted(
                    f"The database in {folder} has been stopping for {seconds:.0f} seconds. "
                    f"Wait a minute and try again; its log is {folder / 'log'}."
                ) from None
            time.sleep(0.05)
    _in_use[folder] = held


def is_guarded(folder: Path) -> bool:
    """Return whether a guardian keeps this server running."""
    with lock_file(folder, "guardian").open("a") as guardian:
        return not _try(guardian, fcntl.LOCK_EX)


def _wait_for_guardian(folder: Path, *, seconds: float = 60) -> None:
    """Give a guardian time to start again a server that was killed."""
    gives_up = time.monotonic() + seconds
    while is_guarded(folder) and not answers(folder) and time.monotonic() < gives_up:
        time.sleep(0.1)


def _start_guardian(folder: Path, mode: str) -> None:
    guardian = subprocess.Popen(
        [sys.executable, "-m", "mathshubs.config.guardian", folder, mode],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,  # Ctrl-C is for those who use the server, not for the server
    )
    assert guardian.stdout
    with guardian.stdout as said:
        word = said.readline().strip()
    if word != "ready":
        guardian.wait()
        raise DatabaseNotStarted(word or f"The database in {folder} could not be started.")


def is_ours(folder: Path) -> bool:
    """Return whether this process asked for the server of this folder."""
    return folder in _in_use
