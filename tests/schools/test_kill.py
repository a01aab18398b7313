"""Killed at any moment, the register is as before."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time

import pytest
from django.db import connection

from .builders import a_file, a_group, a_link, a_row

SCRIPT = """
import sys, django
django.setup()
from django.db import connection
from django.utils.timezone import now
from pathlib import Path
from mathshubs.schools.register.run import RegisterFiles, import_register
files = RegisterFiles(*map(Path, sys.argv[1:]))
say = lambda step, percent: print(step, flush=True)
import_register(files, at=now(), agrees=lambda question: True, progress=say)
print("done", flush=True)
"""
TABLES = ["school", "schoolevent", "trust", "trustevent", "schoollink", "authority", "district"]


def fingerprint() -> list:
    """Return a number for all rows of each table, and the indexes and keys of schools."""
    with connection.cursor() as cursor:
        told = []
        for table in TABLES:
            cursor.execute(
                f"SELECT count(*), sum(hashtext(t::text)::bigint) FROM schools_{table} t"
            )
            told.append(cursor.fetchone())
        cursor.execute(
            "SELECT (SELECT string_agg(indexdef, ';' ORDER BY indexdef) FROM pg_indexes"
            " WHERE tablename = 'schools_school'),"
            " (SELECT count(*) FROM pg_constraint WHERE conrelid = 'schools_school'::regclass)"
        )
        return [*told, cursor.fetchone()]


@pytest.fixture
def files(tmp_path):
    rows = [a_row(100001 + number, name=f"School {number}") for number in range(20_000)]
    rows[0]["EstablishmentStatus (name)"] = "Closed"
    links = [a_link(100001, 100002 + number) for number in range(50)]
    return [
        a_file(tmp_path, rows),
        a_file(tmp_path, links, "links.csv"),
        a_file(
            tmp_path, [a_group(2000 + number, f"Trust {number}") for number in range(50)], "g.csv"
        ),
    ]


def begin(files) -> subprocess.Popen:
    settings = connection.get_connection_params()
    host = settings.get("host", "")
    url = f"postgresql://{settings.get('user', '')}@/{settings['dbname']}?host={host}"
    if password := settings.get("password"):
        url = url.replace("@/", f":{password}@/")
    environment = {
        **os.environ,
        "MATHSHUBS_MODE": "test",
        "DATABASE_URL": url,
        "DJANGO_SETTINGS_MODULE": "mathshubs.config.settings",
    }
    return subprocess.Popen(
        [sys.executable, "-c", SCRIPT, *map(str, files)],
        env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


def wait_until_it_is_gone() -> None:
    """The server notices a dead client when it next writes to it."""
    for _ in range(200):
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
                " AND pid <> pg_backend_pid() AND state <> 'idle'"
            )
            if not cursor.fetchone()[0]:
                return
        time.sleep(0.05)


@pytest.mark.django_db(transaction=True)
def test_killed_at_any_moment_the_register_is_as_before(files):
    chance = random.Random(2)
    before = fingerprint()
    steps = [
        "Sending the rows",
        "Comparing",
        "Changing schools",
        "Changing schools",
        "Changing links",
    ]
    killed = 0
    for step in steps:
        run = begin(files)
        for line in run.stdout:
            if line.startswith(step):
                time.sleep(chance.random() * 0.1)
                break
        run.send_signal(signal.SIGKILL)
        rest = run.stdout.read()
        run.communicate()
        wait_until_it_is_gone()
        if "done" not in rest:
            killed += 1
            assert fingerprint() == before, step
        else:
            before = fingerprint()

    assert killed >= 3
    run = begin(files)
    _, errors = run.communicate()
    assert run.returncode == 0, errors
    assert fingerprint()[0][0] == 20_000
    assert fingerprint()[-1] == before[-1]
