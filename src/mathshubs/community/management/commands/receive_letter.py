"""Read one letter from standard input, as a mail server's pipe gives it, and post the reply."""

from __future__ import annotations

import os
import sys

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from django.utils.timezone import now

from mathshubs.community.actions import replies

TRY_AGAIN = 75  # EX_TEMPFAIL of sysexits.h: the mail server keeps the letter and tries later


class Command(BaseCommand):
    help = (
        "Read one letter from standard input and post it as the reply it is. "
        'In /etc/aliases, with recipient_delimiter = +: reply: "|/path/to/mathshubs receive_letter"'
    )

    requires_system_checks = []

    def handle(self, *args, **options):
        raw = sys.stdin.buffer.read(replies.LARGEST + 1)
        if len(raw) > replies.LARGEST:
            self.stdout.write("Left alone: it is larger than 25 MB.")
            return
        # Postfix says in ORIGINAL_RECIPIENT whom the letter was for, whatever its headers say.
        recipient = os.environ.get("ORIGINAL_RECIPIENT", "")
        try:
            received = replies.receive(raw, recipient=recipient, at=now())
        except DatabaseError as trouble:
            raise CommandError(f"Not now: {trouble}", returncode=TRY_AGAIN) from trouble
        self.stdout.write(received.said)
