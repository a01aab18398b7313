"""
Makes one hub of 600 schools, 75 groups and 1,500 people in a fresh embedded database, and measures
the pages its people work on: queries and server time of each, in process, warm.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=50)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="bench-desk-") as folder:
        os.environ |= {"MATHSHUBS_MODE": "demo", "MATHSHUBS_DATA": folder,
                       "DJANGO_SETTINGS_MODULE": "mathshubs.config.settings"}  # fmt: skip
        os.environ.pop("DATABASE_URL", None)
        from mathshubs.config import embedded

        os.environ["DATABASE_URL"] = embedded.start(Path(folder), "demo")
        os.environ["MATHSHUBS_PROCESS"] = "web"  # with the connections a web process keeps
        for command in (
            ["migrate", "-v0"], ["createcachetable"], ["collectstatic", "--noinput", "-v0"],
        ):  # fmt: skip
            subprocess.run([sys.executable, "-m", "mathshubs", *command], check=True)
        import django

        django.setup()
        import network

        figures = measure(network.make(), asked.times)
    print(json.dumps(figures, indent=1))
    over = [name for name, each in figures.items() if each["queries"] > 10 or each["p95 ms"] > 60]
    if over:
        raise SystemExit(f"More than 10 queries or 60 ms: {', '.join(over)}.")


def measure(pages: dict[str, tuple[str, str]], times: int) -> dict[str, dict]:
    """Ask for each page (session, path) `times` times; its own process, no network."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    figures = {}
    for name, (session, path) in pages.items():
        for _ in range(6):  # a statement asked the fifth time is planned no more
            body = get(path, session)
        with CaptureQueriesContext(connection):
            get(path, session)
            many = len(connection.queries_log)
        taken = []
        for _ in range(times):
            began = time.perf_counter()
            get(path, session)
            taken.append((time.perf_counter() - began) * 1000)
        figures[name] = {
            "queries": many,
            "bytes": len(body),
            "p50 ms": round(statistics.median(taken), 1),
            "p95 ms": round(statistics.quantiles(taken, n=20)[-1], 1),
        }
    return figures


def get(path: str, session: str) -> bytes:
    from mathshubs.config.wsgi import application

    path, _, query = path.partition("?")
    said: list[str] = []
    environ = {
        "REQUEST_METHOD": "GET", "PATH_INFO": path, "QUERY_STRING": query,
        "SERVER_NAME": "127.0.0.1", "SERVER_PORT": "8000", "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": "127.0.0.1", "REMOTE_ADDR": "127.0.0.1", "wsgi.version": (1, 0),
        "HTTP_COOKIE": f"sessionid={session}",
        "wsgi.url_scheme": "http", "wsgi.input": io.BytesIO(), "wsgi.errors": sys.stderr,
        "wsgi.multithread": False, "wsgi.multiprocess": True, "wsgi.run_once": False,
    }  # fmt: skip
    told: list[tuple] = []
    answer = application(
        environ, lambda status, headers: (said.append(status), told.extend(headers))
    )
    body = b"".join(answer)
    answer.close()
    assert said[0].startswith("200"), (path, said, told)
    return body


if __name__ == "__main__":
    main()
