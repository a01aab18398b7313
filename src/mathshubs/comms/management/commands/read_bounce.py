"""Read one returned message from standard input, as a mail server's pipe alias gives it."""

from __future__ import annotations

import sys

from django.core.management.base import BaseCommand

from mathshubs.comms import actions, bounces

MOST_BYTES = 10_000_000


class Command(BaseCommand):
    help = (
        "Read one returned message from standard input and note which letter came back. "
        'In /etc/aliases: mathshubs: "|/path/to/mathshubs read_bounce"'
    )

    requires_system_checks = []

    def handle(self, *args, **options):
        # Always ends well: an error here would make the mail server return the returned message.
        bounce = bounces.read(sys.stdin.buffer.read(MOST_BYTES))
        letter = bounce and actions.came_back(message_id=bounce.message_id, reason=bounce.reason)
        if letter:
            self.stdout.write(f"The letter to {letter.to_email} came back.")
        else:
            self.stdout.write("Nothing to note: no letter of ours came back.")
