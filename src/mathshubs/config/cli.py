"""The `mathshubs` command: Django's management under our name."""

from __future__ import annotations

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mathshubs.config.settings")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)
