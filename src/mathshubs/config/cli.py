"""The `mathshubs` command: Django's management under our name, with sentences for problems."""

from __future__ import annotations

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mathshubs.config.settings")
    from django.conf import settings
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line
    from django.db import OperationalError

    try:
        _ = settings.INSTALLED_APPS  # reads them, and starts or joins the embedded database
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as problem:
        stop(f"WRONG  {problem}" if sys.argv[1:2] == ["doctor"] else str(problem))
    except OperationalError as error:
        if not _is_about_connecting(error):
            raise
        from .prepare import unreachable

        stop(unreachable(error))
    except KeyboardInterrupt:
        sys.exit(130)


def stop(sentence: str) -> None:
    print(sentence, file=sys.stderr)
    sys.exit(1)


def _is_about_connecting(error: Exception) -> bool:
    """A statement that failed has a code from the server; a connection that failed has none."""
    return getattr(error.__cause__, "sqlstate", None) is None
