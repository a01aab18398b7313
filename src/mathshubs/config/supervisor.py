"""Runs the web server and the worker together, starts again what dies, stops all at once."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable

from .children import die_with_parent

STOPS_WITHIN = 25  # seconds, then it is killed
LIVED = 30  # seconds: a child that lived as long did not fail at once
GIVES_UP_AFTER = 6  # failures in a row
LOOKS_EVERY = 0.2  # seconds


class Child:
    """One process that is to run as long as we do."""

    def __init__(self, name: str, command: list[str], environment: dict[str, str]):
        self.name = name
        self.command = command
        self.environment = {**os.environ, **environment}
        self.process: subprocess.Popen | None = None
        self.failures = 0
        self.starts_at = 0.0

    def start(self) -> None:
        self.started_at = time.monotonic()
        self.process = subprocess.Popen(
            self.command,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            start_new_session=True,  # Ctrl-C reaches us only, and we stop them in order
            preexec_fn=die_with_parent(signal.SIGTERM),
        )

    def look_after(self) -> str:
        """Start what is not running, a little later after each failure. Return what happened."""
        now = time.monotonic()
        if self.process is None:
            if now >= self.starts_at:
                self.start()
            return ""
        if self.process.poll() is None:
            return ""
        self.failures = 1 if now - self.started_at > LIVED else self.failures + 1
        waits = min(2 ** (self.failures - 1), 30)
        self.starts_at, ended = now + waits, self.process.returncode
        self.process = None
        return f"The {self.name} ended ({_ending(ended)}). Starting it again in {waits} s."


class Supervisor:
    def __init__(self, children: list[Child], say: Callable[[str], None]):
        self.children = children
        self.say = say
        self.stopping = threading.Event()

    def run(
        self, *, ready: Callable[[], bool], greet: Callable[[], None], also=lambda: None
    ) -> str:
        """
        Run until told to stop. Return "" then, or a sentence when a child cannot be kept running.

        `greet` is called once, as soon as `ready` says so; `also` at every look.
        """
        for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(each, lambda *_: self.stopping.set())
        greeted = False
        try:
            while not self.stopping.is_set():
                for child in self.children:
                    if problem := child.look_after():
                        if child.failures >= GIVES_UP_AFTER or not greeted:
                            return f"The {child.name} does not start; the lines above say why."
                        self.say(problem)
                if not greeted and ready():
                    greeted = True
                    greet()
                also()
                self.stopping.wait(LOOKS_EVERY)
            return ""
        finally:
            self._stop()

    def _stop(self) -> None:
        running = [child.process for child in self.children if child.process]
        for process in running:
            process.terminate()
        gives_up = time.monotonic() + STOPS_WITHIN
        for process in running:
            try:
                process.wait(max(0.1, gives_up - time.monotonic()))
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()


def web() -> Child:
    command = [sys.executable, "-m", "gunicorn", "-c", "python:mathshubs.config.web_server"]
    return Child("web server", command, {"MATHSHUBS_PROCESS": "web"})


def worker() -> Child:
    return Child("worker", [sys.executable, "-m", "mathshubs", "work"], {})


def _ending(code: int) -> str:
    return f"exit code {code}" if code >= 0 else f"signal {-code}"
