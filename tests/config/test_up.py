"""`mathshubs up` starts, survives, stops and refuses, as real processes on a folder of its own."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

pytestmark = pytest.mark.xdist_group("up")

ENOUGH = 90  # seconds, on a busy machine


class Installation:
    """A production installation with the embedded database in a folder of its own."""

    def __init__(self, data: Path):
        self.data = data
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        self.environment = {
            **{key: said for key, said in os.environ.items() if not key.startswith("MATHSHUBS_")},
            "MATHSHUBS_MODE": "production",
            "MATHSHUBS_DATA": str(data),
            "MATHSHUBS_SECRET_KEY": "s" * 60,
            "MATHSHUBS_SITE_URL": "https://hubs.example.org",
            "PORT": str(self.port),
        }
        self.environment.pop("DATABASE_URL", None)
        self.log = data.with_suffix(".log")

    def command(self, *words: str, **environment: str) -> subprocess.CompletedProcess:
        return subprocess.run(
            [sys.executable, "-m", "mathshubs", *words],
            env={**self.environment, **environment},
            capture_output=True,
            text=True,
            timeout=ENOUGH,
            check=False,
        )

    def refuses(self, **environment: str) -> str:
        """Try to start, and return the one sentence that says why not."""
        ended = self.command("up", **environment)
        assert ended.returncode == 1, ended
        assert len(ended.stderr.strip().splitlines()) == 1, ended.stderr
        return ended.stderr.strip()

    def start(self) -> subprocess.Popen:
        with self.log.open("w") as log:
            up = subprocess.Popen(
                [sys.executable, "-m", "mathshubs", "up"],
                env=self.environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        until(lambda: self.ready() or up.poll() is not None, self.log)
        assert up.poll() is None, self.log.read_text()
        return up

    def ready(self) -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/readyz", timeout=5) as said:
                return json.load(said)["ready"]
        except (urllib.error.URLError, OSError):
            return False

    def processes(self) -> list[psutil.Process]:
        """Everything that runs for this installation, found by its folder or its port."""
        return [process for process in psutil.process_iter() if self._is_ours(process)]

    def process(self, words: str) -> psutil.Process:
        return next(each for each in self.processes() if words in " ".join(each.cmdline()))

    def _is_ours(self, process: psutil.Process) -> bool:
        try:
            return process.environ().get("MATHSHUBS_DATA") == str(self.data)
        except psutil.Error:
            return False


def until(true, log: Path, seconds: float = ENOUGH) -> None:
    gives_up = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < gives_up, log.read_text()
        time.sleep(0.1)


@pytest.fixture(scope="module")
def installation(tmp_path_factory) -> Iterator[Installation]:
    installation = Installation(tmp_path_factory.mktemp("up") / "data")
    yield installation
    for process in installation.processes():
        process.kill()


@pytest.fixture
def migrated(installation) -> Installation:
    """The installation with its database, whichever test comes first."""
    assert installation.command("migrate", "--verbosity=0").returncode == 0
    return installation


def test_it_starts_again_what_is_killed_and_ctrl_c_stops_all_of_it(installation):
    up = installation.start()
    running = " ".join(" ".join(process.cmdline()) for process in installation.processes())
    assert all(part in running for part in ("gunicorn", "mathshubs work", "guardian", "postgres"))

    installation.process("mathshubs work").kill()
    server = psutil.Process(int((installation.data / "postgres/postmaster.pid").open().readline()))
    server.kill()
    until(lambda: "The worker ended (signal 9)" in installation.log.read_text(), installation.log)
    until(lambda: not server.is_running() and installation.ready(), installation.log)

    up.send_signal(signal.SIGINT)
    assert up.wait(ENOUGH) == 0
    assert installation.processes() == []
    assert installation.log.read_text().endswith("Stopped.\n")


def test_nothing_outlives_it_when_it_is_killed_and_it_starts_again(installation):
    installation.start().kill()
    until(lambda: installation.processes() == [], installation.log)

    again = installation.start()

    again.terminate()
    assert again.wait(ENOUGH) == 0
    assert installation.processes() == []


def test_a_port_in_use_is_one_sentence(installation):
    with socket.create_server(("127.0.0.1", installation.port)):
        assert installation.refuses() == (
            f"Port {installation.port} is in use. Stop what uses it, or choose another with "
            f"PORT={installation.port + 1}."
        )
    assert installation.processes() == []


def test_a_database_that_does_not_answer_is_one_sentence(installation):
    assert installation.refuses(DATABASE_URL="postgresql://me@127.0.0.1:1/hubs") == (
        "The database hubs on 127.0.0.1 cannot be reached (Connection refused). Start it, or "
        "correct DATABASE_URL, and try again."
    )


def test_data_of_a_newer_database_server_is_one_sentence(migrated):
    version = migrated.data / "postgres" / "PG_VERSION"
    ours = version.read_text()
    version.write_text("99\n")
    try:
        assert re.search(r"was made by PostgreSQL 99, and .* brings", migrated.refuses())
    finally:
        version.write_text(ours)


def test_data_of_a_newer_version_is_one_sentence(migrated):
    script = (
        'from django.db import connection; connection.cursor().execute("{} django_migrations {}")'
    )
    named = "VALUES ('people', '9999_of_tomorrow', now())"
    migrated.command("shell", "-c", script.format("INSERT INTO", f"(app, name, applied) {named}"))
    try:
        assert migrated.refuses() == (
            "The database knows people.9999_of_tomorrow, and this version does not. A newer "
            "mathshubs has used this database. Install that version again, or set DATABASE_URL "
            "or MATHSHUBS_DATA to another database."
        )
    finally:
        migrated.command(
            "shell", "-c", script.format("DELETE FROM", "WHERE name = '9999_of_tomorrow'")
        )


def test_a_demo_refuses_a_database_of_real_people(migrated):
    migrated.command(
        "shell",
        "-c",
        "from mathshubs.people.models import Person; Person.objects.create(email='a@example.org')",
    )

    sentence = migrated.refuses(
        MATHSHUBS_MODE="demo", MATHSHUBS_SECRET_KEY="", MATHSHUBS_SITE_URL=""
    )

    assert sentence.startswith("This database holds people who are not of a demo network")
