"""
Measures booking by the whole web way: CPU and statements of one, a rush, and a rush without a lock.

Makes its own embedded database, starts the product's own web server with two processes, and sends
from this process. CPU is user and system time of the web processes from /proc.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import re
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from html import unescape
from pathlib import Path
from urllib.parse import urlencode

import psycopg
from statements import Counted

HERE = Path(__file__).resolve().parent
SRC = HERE.parents[1] / "src"
PORT = int(os.environ.get("PORT", "8078"))
TICK = os.sysconf("SC_CLK_TCK")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--bookings", type=int, default=500, help="groups to book, one by one")
    parser.add_argument("--rush", type=int, default=300, help="people who want a place at once")
    parser.add_argument("--places", type=int, default=30)
    parser.add_argument("--at-once", type=int, default=16)
    parser.add_argument("--data", help="keep the database in this folder")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="bench-booking-") as folder:
        data = Path(asked.data or folder)
        address = prepare(data)
        figures = {
            "one after another": one_after_another(asked.bookings, address, data),
            "rush": rush(asked.rush, asked.places, asked.at_once, address),
            "rush at the last button": rush(
                asked.rush, asked.places, asked.at_once, address, filled_in=True
            ),
            "rush without the lock": rush(
                asked.rush, asked.places, asked.at_once, address, app="unlocked:application"
            ),
        }
    print(json.dumps(figures, indent=2))
    held = figures["rush"]["held"], figures["rush without the lock"]["held"]
    rushes = figures["rush"], figures["rush at the last button"]
    in_order = all(each["the rest wait in order of arrival"] for each in rushes)
    if any(each["held"] != asked.places for each in rushes) or not in_order:
        raise SystemExit("The rush went wrong: see its figures.")
    if held[1] <= asked.places:
        raise SystemExit("The control did not oversell, so the rush proves nothing. Run it again.")


def prepare(data: Path) -> str:
    """Start the embedded server, which lives as long as this process, and fill in the schema."""
    os.environ |= {"MATHSHUBS_MODE": "demo", "MATHSHUBS_DATA": str(data),
                   "DJANGO_SETTINGS_MODULE": "mathshubs.config.settings"}  # fmt: skip
    os.environ.pop("DATABASE_URL", None)
    from mathshubs.config import embedded

    os.environ["DATABASE_URL"] = address = embedded.start(data, "demo")
    for command in (
        ["migrate", "-v0"],
        ["createcachetable"],
        ["collectstatic", "--noinput", "-v0"],
    ):
        subprocess.run([sys.executable, "-m", "mathshubs", *command], check=True)
    return address


def made(*arguments) -> dict:
    command = [sys.executable, HERE / "people.py", *map(str, arguments)]
    return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


@contextmanager
def web_server(app: str | None = None):
    """Two web processes of the product, with its own settings."""
    command = [sys.executable, "-m", "gunicorn", "-c", "python:mathshubs.config.web_server"]
    env = os.environ | {"PORT": str(PORT), "MATHSHUBS_WEB_PROCESSES": "2",
                        "MATHSHUBS_PROCESS": "web", "PYTHONPATH": f"{HERE}:{SRC}"}  # fmt: skip
    server = subprocess.Popen([*command, *([app] if app else [])], env=env)
    try:
        for _ in range(300):
            try:
                if Browser("").get("/healthz")[0] == 200:
                    break
            except OSError:
                time.sleep(0.1)
        else:
            raise SystemExit("The web server did not start.")
        yield server.pid
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(30)


class Browser:
    """One person's browser: keeps the connection and the cookies."""

    def __init__(self, session: str):
        self.cookies = {"sessionid": session} if session else {}
        self.connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=60)

    def get(self, path: str) -> tuple[int, str, str]:
        return self._ask("GET", path)

    def post(self, path: str, fields: list[tuple[str, str]]) -> tuple[int, str, str]:
        return self._ask("POST", path, urlencode(fields))

    def _ask(self, method: str, path: str, body: str | None = None) -> tuple[int, str, str]:
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self.connection.request(method, path, body, headers)
        answer = self.connection.getresponse()
        for cookie in answer.headers.get_all("Set-Cookie") or []:
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        return answer.status, answer.headers.get("Location", ""), answer.read().decode()


HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')
SCHOOL = re.compile(r'name="school" value="([^"]*)"')


def fields(page: str) -> list[tuple[str, str]]:
    return [(name, unescape(value)) for name, value in HIDDEN.findall(page)]


def book(browser: Browser, group: int) -> str:
    """Form, check answers, confirm, done. Returns the heading of the last page."""
    return confirm(browser, group, fill_in(browser, group))


def fill_in(browser: Browser, group: int) -> list[tuple[str, str]]:
    """Form, check answers. Returns what the last button sends."""
    path = f"/work-groups/{group}/apply/"
    status, _, form = browser.get(path)
    assert status == 200, (status, form[:500])
    said = {**dict(fields(form)), "school": unescape(SCHOOL.search(form)[1]), "role": "TEACHER",
            "why": "To learn.", "head_agrees": "on", "takes_part": "on",
            "step": "check"}  # fmt: skip
    status, _, check = browser.post(path, list(said.items()))
    assert status == 200, (status, check[:500])
    assert "Check your answers" in check, check[:2000]
    return [*fields(check), ("step", "confirm")]


def confirm(browser: Browser, group: int, answers: list[tuple[str, str]]) -> str:
    """Press the last button. Returns the heading of the page that it leads to."""
    status, there, page = browser.post(f"/work-groups/{group}/apply/", answers)
    assert status == 302, (status, page[:2000])
    status, _, done = browser.get(there)
    assert status == 200, status
    return re.search(r"<h1[^>]*>([^<]+)", done)[1]


def one_after_another(bookings: int, address: str, data: Path) -> dict:
    world = made("--bookings", bookings + 21)
    browser, groups = Browser(world["session"]), world["groups"]
    with web_server() as server:
        for group in groups[:20]:  # every thread of every process has met the pages
            browser.connection.close()
            book(browser, group)
        counted = Counted(address, data / "postgres/log")
        counted.begin()
        book(browser, groups[20])
        statements = counted.end()
        (data / "statements.txt").write_text("".join(statements))
        before, began = cpu(server), time.perf_counter()
        for group in groups[21:]:
            assert book(browser, group) == "Your place is held"
        wall, used = time.perf_counter() - began, cpu(server) - before
    return {
        "bookings": bookings,
        "web CPU ms a booking (4 requests)": round(used / bookings * 1000, 2),
        "statements a booking": len(statements),
        "wall ms a booking": round(wall / bookings * 1000, 1),
    }


def rush(
    people: int, places: int, at_once: int, address: str, app: str | None = None,
    filled_in: bool = False,
) -> dict:  # fmt: skip
    """
    Let `people` ask for `places` of one group, `at_once` of them at a time.

    With `filled_in` everybody has checked their answers already, and only the last button and the
    page it leads to are measured.
    """
    world = made("--rush", people, "--places", places)
    group, taken, lock = world["group"], [], threading.Lock()

    browsers = {teacher: Browser(teacher) for teacher in world["people"]}
    answers: dict[str, list[tuple[str, str]]] = {}

    def fill(teacher: str) -> None:
        answers[teacher] = fill_in(browsers[teacher], group)
        browsers[teacher].connection.close()

    def ask(teacher: str) -> str:
        began = time.perf_counter()
        browser = browsers[teacher]
        heading = confirm(browser, group, answers[teacher]) if filled_in else book(browser, group)
        with lock:
            taken.append(time.perf_counter() - began)
        return heading

    with web_server(app), ThreadPoolExecutor(at_once) as pool:
        warm = made("--bookings", 16)
        for each in warm["groups"]:
            book(Browser(warm["session"]), each)
        if filled_in:
            list(pool.map(fill, world["people"]))
        began = time.perf_counter()
        headings = list(pool.map(ask, world["people"]))
        wall = time.perf_counter() - began
    with psycopg.connect(address) as connection:
        states = [
            state
            for (state,) in connection.execute(
                "SELECT state FROM workgroups_place WHERE work_group_id = %s ORDER BY arrival",
                [group],
            )
        ]
        arrivals = connection.execute(
            "SELECT count(*), max(arrival) FROM workgroups_place WHERE work_group_id = %s", [group]
        ).fetchone()
        shown = connection.execute(
            "SELECT places_taken, waiting FROM workgroups_workgroup WHERE id = %s", [group]
        ).fetchone()
        letters = connection.execute(
            "SELECT count(*) FROM comms_letter WHERE topic = %s", [f"work_group:{group}"]
        ).fetchone()[0]
    in_order = states == ["HELD"] * places + ["WAITING"] * (people - places)
    return {
        "people": people,
        "at once": at_once,
        "places": places,
        "held": states.count("HELD"),
        "waiting": states.count("WAITING"),
        "the rest wait in order of arrival": in_order and arrivals == (people, people),
        "the group's own counts": list(shown),
        "told that a place is held": headings.count("Your place is held"),
        "letters": letters,
        "accepted a second": round(people / wall, 1),
        f"p50 ms ({2 if filled_in else 4} requests)": round(statistics.median(taken) * 1000),
        f"p95 ms ({2 if filled_in else 4} requests)": round(
            statistics.quantiles(taken, n=20)[-1] * 1000
        ),
    }


def cpu(pid: int) -> float:
    """Return the CPU so far of a process and its children, in seconds."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    total = 0
    for each in (pid, *children):
        fields = Path(f"/proc/{each}/stat").read_text().rpartition(")")[2].split()
        total += int(fields[11]) + int(fields[12])
    return total / TICK


if __name__ == "__main__":
    main()
