"""Run everything: database, web server and worker."""

from __future__ import annotations

import errno
import socket
import sys
import urllib.error
import urllib.request
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import connections

from mathshubs.config import embedded, web_server
from mathshubs.config.prepare import CannotRun, prepare
from mathshubs.config.supervisor import Supervisor, web, worker


class Command(BaseCommand):
    help = "Run the database, the web server and the worker together, until Ctrl-C."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            _check_address()
            prepare(self._say)
            connections.close_all()
            supervisor = Supervisor([web(), worker()], self._say)
            problem = supervisor.run(ready=_answers, greet=self._greet, also=_keep_database)
        except CannotRun as refusal:
            problem = str(refusal)
        except KeyboardInterrupt:
            problem = ""
        finally:
            connections.close_all()
            embedded.let_go(settings.DATA, settings.MODE)
        if problem:
            sys.exit(problem)
        self._say("Stopped.")

    def _say(self, line: str) -> None:
        print(line, flush=True)

    def _greet(self) -> None:
        address = settings.SITE_URL
        self._say(f"\nmathshubs runs at {address}")
        if settings.DEMO:
            self._say(f"  Sign in as anyone:  {address}/demo/sign-in-as/")
            self._say(f"  Letters sent:       {address}/demo/mailbox/")
        self._say("Ctrl-C stops it; the data is kept.\n")


def _check_address() -> None:
    host, _, port = web_server.bind.rpartition(":")
    try:
        with socket.create_server((host, int(port))):
            pass
    except (OSError, OverflowError) as error:
        code = getattr(error, "errno", None)
        if code == errno.EADDRINUSE:
            raise CannotRun(
                f"Port {port} is in use. Stop what uses it, or choose another with PORT="
                f"{int(port) + 1}."
            ) from None
        raise CannotRun(
            f"Port {port} cannot be opened ({getattr(error, 'strerror', None) or error}). Choose "
            "another with PORT=, such as PORT=8000."
        ) from None


def _answers() -> bool:
    try:
        with urllib.request.urlopen(f"http://{web_server.bind}/healthz", timeout=2) as answer:
            return answer.status == 200
    except (urllib.error.URLError, OSError):
        return False


def _keep_database() -> None:
    """Start the embedded database again, should even its guardian have been killed."""
    folder = embedded.folder_of(settings.DATA, settings.MODE)
    if embedded.is_ours(folder) and not embedded.is_guarded(folder):
        embedded.start(settings.DATA, settings.MODE)
