"""The `mathshubs` command: Django's management under our name, with sentences for problems."""

from __future__ import annotations

import errno
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
    except KeyboardInterrupt:
        sys.exit(130)
    except Exception as error:
        if _is_full_disk(error):
            stop(f"The disk that holds {settings.DATA} is full. Make room and try again.")
        if isinstance(error, OperationalError) and _is_about_connecting(error):
            from .prepare import unreachable

            stop(unreachable(error))
        raise


def stop(sentence: str) -> None:
    print(sentence, file=sys.stderr)
    sys.exit(1)


def _is_full_disk(error: BaseException | None) -> bool:
    while error:
        if getattr(error, "errno", None) == errno.ENOSPC or _code(error) == "53100":
            return True
        error = error.__cause__ or error.__context__
    return False


def _is_about_connecting(error: Exception) -> bool:
    """A statement that failed has a code from the server; a connection that failed has none."""
    return error.__cause__ is not None and _code(error.__cause__) is None


def _code(error: BaseException) -> str | None:
    """PostgreSQL's own code of an error, such as 53100 (disk full)."""
    return getattr(error, "sqlstate", None)
