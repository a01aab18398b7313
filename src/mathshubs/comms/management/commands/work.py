"""Do the background work: letters, reminders, imports."""

from __future__ import annotations

from contextlib import suppress

from django.core.management.base import BaseCommand
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from mathshubs.comms import jobs


class Command(BaseCommand):
    help = "Do background work (letters, reminders, imports) until stopped with Ctrl-C."

    def add_arguments(self, parser):
        parser.add_argument("--concurrency", type=int, default=4, help="Jobs at the same time.")
        parser.add_argument(
            "--until-done", action="store_true", help="Stop when no job is left to do."
        )

    def handle(self, *, concurrency: int, until_done: bool, **options):
        with suppress(AlreadyEnqueued):
            jobs.take_up_stalled_jobs.defer()
        with app.replace_connector(app.connector.get_worker_connector()):
            app.run_worker(
                concurrency=concurrency,
                wait=not until_done,
                delete_jobs="successful",
                update_heartbeat_interval=jobs.STALLED_AFTER_SECONDS / 4,
                stalled_worker_timeout=jobs.STALLED_AFTER_SECONDS,
            )
