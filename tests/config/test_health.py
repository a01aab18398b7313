"""Health tells the truth, and what to do."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import psycopg
import pytest
from django.core.management import call_command
from django.db import connection, connections

from mathshubs.comms.models import Letter
from mathshubs.config import health

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.fixture
def database() -> psycopg.Connection:
    """The test's own connection, so that what the test wrote is seen."""
    connection.ensure_connection()
    return connection.connection


def a_letter_written(at: datetime) -> Letter:
    return Letter.objects.create(
        to_email="ann@example.org", kind="x.y", about="z:1", subject="S", text="T", written_at=at
    )


def a_worker_reported(at: datetime) -> None:
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO procrastinate_workers (last_heartbeat) VALUES (%s)", [at])


def test_the_web_process_answers_without_asking_anything(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        answer = client.get("/healthz")

    assert (answer.status_code, answer.content) == (200, b"ok\n")
    assert client.post("/healthz").status_code == 405


def test_readiness_names_the_database_when_it_is_away(client, monkeypatch):
    nowhere = {**connections["default"].get_connection_params(), "host": "127.0.0.1", "port": "1"}
    monkeypatch.setattr(connections["default"], "get_connection_params", lambda: nowhere)

    answer = client.get("/readyz")

    assert answer.status_code == 503
    assert answer.json()["failing"] == ["database"]
    assert answer.json()["took_ms"] < 5000


def test_readiness_names_the_worker_when_none_reports(client):
    answer = client.get("/readyz")

    assert answer.status_code == 503
    assert answer.json()["failing"] == ["worker"]
    assert answer.json()["worker"] == "none has reported"


def test_a_worker_that_reported_a_while_ago_is_gone(database):
    a_worker_reported(NOON - timedelta(minutes=3))

    with pytest.raises(health.Wrong, match="the last reported 3 minutes ago"):
        health.worker(database, NOON)


def test_a_worker_that_reports_is_well(database):
    a_worker_reported(NOON - timedelta(seconds=5))

    assert health.worker(database, NOON) == "reported 5 seconds ago"


def test_a_letter_that_has_waited_too_long_is_said(database):
    a_letter_written(NOON - timedelta(hours=2))

    with pytest.raises(health.Wrong, match="the oldest has waited 2 hours"):
        health.letters(database, NOON)


def test_a_letter_that_waits_a_minute_is_well(database):
    a_letter_written(NOON - timedelta(minutes=1))

    assert health.letters(database, NOON) == "the oldest has waited 60 seconds"


def test_a_migration_that_waits_is_named(database):
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'people'")

    with pytest.raises(health.Wrong, match=r"first people\.0001"):
        health.migrations(database)


def test_a_migration_of_a_newer_version_is_named(database):
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO django_migrations (app, name, applied) "
            "VALUES ('people', '9999_of_tomorrow', now())"
        )

    with pytest.raises(health.Wrong, match=r"people\.9999_of_tomorrow") as wrong:
        health.migrations(database)
    assert wrong.value.mend.startswith("A newer mathshubs has used this database.")


def test_an_old_database_server_is_refused():
    class Old:
        class info:
            server_version = 140012

    with pytest.raises(health.Wrong, match="PostgreSQL 14") as wrong:
        health.version(Old)
    assert "needs PostgreSQL 15 or later" in wrong.value.mend


def test_the_doctor_says_what_is_wrong_and_how_to_mend_it(capsys):
    with pytest.raises(SystemExit) as ended:
        call_command("doctor")

    assert ended.value.code == 1
    said = capsys.readouterr().out
    assert "ok     migrations: all applied\n" in said
    assert "WRONG  worker: none has reported\n       Start it: mathshubs up" in said


def test_the_doctor_speaks_json(capsys):
    with pytest.raises(SystemExit):
        call_command("doctor", "--json")

    assert "worker" in json.loads(capsys.readouterr().out)["wrong"]
