"""The worker itself: what a killed one held is done by the next, each job twice is harmless."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.utils.timezone import now

from mathshubs.comms import actions, jobs
from mathshubs.comms.models import Letter
from mathshubs.people import jobs as people_jobs

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def outside_of_playwright(monkeypatch):
    monkeypatch.delenv("DJANGO_ALLOW_ASYNC_UNSAFE", raising=False)


def a_letter(about: str = "a") -> Letter:
    return actions.post(
        to="tess@example.org", kind="k", about=about, subject="Hello", text="Hello", at=now()
    )


def test_a_worker_sends_what_waits_and_leaves_nothing_behind(sink):
    letters = [a_letter(str(number)) for number in range(3)]

    call_command("work", until_done=True)

    assert [letter.state for letter in Letter.objects.all()] == ["SENT"] * 3
    assert len(sink.kept) == len(letters)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'comms.send_letter'"
        )
        assert cursor.fetchone() == (0,)


def test_a_new_worker_takes_up_what_a_killed_one_held(sink):
    a_letter()
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH dead AS (INSERT INTO procrastinate_workers (last_heartbeat)"
            " VALUES (now() - interval '1 minute') RETURNING id)"
            " UPDATE procrastinate_jobs SET status = 'doing', worker_id = (SELECT id FROM dead)"
        )

    call_command("work", until_done=True)

    assert (Letter.objects.get().state, len(sink.kept)) == ("SENT", 1)


def test_a_letter_written_inside_a_job_is_not_begun_before_the_job_commits(sink):
    """What `task.defer` inside a worker would get wrong: its job is on another connection."""
    with transaction.atomic():
        a_letter()
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM procrastinate_jobs")
            inside = cursor.fetchone()
        transaction.set_rollback(True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_jobs")
        after = cursor.fetchone()

    assert (inside, after) == ((1,), (0,))


def test_every_job_may_run_twice(sink):
    letter = a_letter()

    for _ in range(2):
        jobs.send_letter(letter.pk)
        jobs.queue_forgotten_letters()
        people_jobs.tidy()

    letter.refresh_from_db()
    assert (letter.state, len(sink.kept)) == ("SENT", 1)
