"""Do the background work: letters, reminders, imports."""

from __future__ import annotations

from asgiref.sync import async_to_sync
from django.core.management.base import BaseCommand
from procrastinate.contrib.django import app

from mathshubs.comms import jobs
from mathshubs.comms.queue import manager


class Command(BaseCommand):
    help = "Do background work (letters, reminders, imports) until stopped with Ctrl-C."

    requires_system_checks = []  # they read every page, and a worker has none

    def add_arguments(self, parser):
        parser.add_argument("--concurrency", type=int, default=4, help="Jobs at the same time.")
        parser.add_argument(
            "--until-done", action="store_true", help="Stop when no job is left to do."
        )

    def handle(self, *, concurrency: int, until_done: bool, **options):
        async_to_sync(jobs.put_back_stalled_jobs)(manager)
        with app.replace_connector(app.connector.get_worker_connector()):
            app.run_worker(
                concurrency=concurrency,
                wait=not until_done,
                delete_jobs="successful",
                update_heartbeat_interval=jobs.STALLED_AFTER_SECONDS / 4,
                stalled_worker_timeout=jobs.STALLED_AFTER_SECONDS,
            )
