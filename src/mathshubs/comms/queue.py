"""
Jobs that are queued in the transaction that needs them.

`task.defer()` does this in a web process, but inside a worker it uses a connection of its own: a
job could then run before, or without, the rows it was queued for. `defer` is the same everywhere.
Tasks are named, not imported, because jobs call actions and not the other way about.
"""

from __future__ import annotations

from datetime import datetime

from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.manager import JobManager
from procrastinate.tasks import configure_task

SEND_LETTER = "comms.send_letter"
manager = JobManager(DjangoConnector())


def defer(task: str, *, at: datetime | None = None, priority: int = 0, **arguments) -> None:
    """Queue one job on Django's own connection, not to be begun before `at`: one statement."""
    defer_many(task, [arguments], at=at, priority=priority)


def defer_many(
    task: str, jobs: list[dict], *, at: datetime | None = None, priority: int = 0
) -> None:
    """Queue a job for each dict of arguments: one statement for all."""
    if jobs:
        job = configure_task(name=task, job_manager=manager, schedule_at=at, priority=priority)
        job.batch_defer(*jobs)
