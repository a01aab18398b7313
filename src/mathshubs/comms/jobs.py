"""Background work of the letterbox. Every job may run twice."""

from __future__ import annotations

from contextlib import suppress

from django.utils.timezone import now
from procrastinate import JobContext
from procrastinate.contrib.django import app
from procrastinate.exceptions import ConnectorException
from procrastinate.manager import JobManager

from . import actions
from .queue import SEND_LETTER

STALLED_AFTER_SECONDS = 20
TAKE_UP = "comms.take_up_stalled_jobs"


@app.task(name=SEND_LETTER)
def send_letter(letter_id: int) -> None:
    actions.send(letter_id=letter_id, at=now())


async def put_back_stalled_jobs(manager: JobManager) -> None:
    """Put back what a killed worker was doing, for any room: nothing else does."""
    for job in await manager.get_stalled_jobs(seconds_since_heartbeat=STALLED_AFTER_SECONDS):
        with suppress(ConnectorException):  # another sweep was faster
            await manager.retry_job(job)


# No `lock`, only a queueing lock: a sweep killed half way must not hold up the next one.
@app.periodic(cron="* * * * *")
@app.task(name=TAKE_UP, queueing_lock=TAKE_UP, pass_context=True)
async def take_up_stalled_jobs(context: JobContext, timestamp: int = 0) -> None:
    await put_back_stalled_jobs(context.app.job_manager)


@app.periodic(cron="* * * * *")
@app.task(name="comms.queue_forgotten_letters", queueing_lock="comms.queue_forgotten_letters")
def queue_forgotten_letters(timestamp: int = 0) -> None:
    actions.queue_forgotten_letters(at=now())
