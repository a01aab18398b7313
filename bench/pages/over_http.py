"""
Two web processes, load from this one: requests a second, p50, p95, server CPU a request, bytes.

CPU is user and system time of the web processes, and of PostgreSQL's, from /proc before and after.
"""

from __future__ import annotations

import argparse
import http.client
import itertools
import json
import os
import signal
import statistics
import subprocess
import sys
import threading
import time
from pathlib import Path

import pages

PORT = int(os.environ.get("PORT", "8077"))
TICK = os.sysconf("SC_CLK_TCK")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=10)
    asked = parser.parse_args()
    groups, full = (
        [int(each) for each in os.environ[name].split(",")] for name in ("GROUPS", "FULL_GROUPS")
    )
    measured = pages.list_paths() | {
        "group": pages.group_paths(groups), "group, full": pages.group_paths(full)
    }  # fmt: skip
    server = start()
    results: dict[str, dict] = {}
    try:
        for name in ("list", "list, all filters", "group", "group, full"):
            paths = measured[name]
            load(paths, 8, min(1.5, asked.seconds))  # every thread has met the page
            results[name] = {
                f"{at_once} at once": measure(server, paths, at_once, asked.seconds)
                for at_once in (1, 8)
            }
        memory_mb = memory(server.pid)
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(30)
    print(json.dumps({"pages": results, "memory_mb": memory_mb}))


def start() -> subprocess.Popen:
    command = [sys.executable, "-m", "gunicorn", "-c", "python:mathshubs.config.web_server"]
    env = os.environ | {
        "PORT": str(PORT),
        "MATHSHUBS_WEB_PROCESSES": "2",
        "MATHSHUBS_PROCESS": "web",
    }
    server = subprocess.Popen(command, env=env)
    for _ in range(200):
        try:
            connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=5)
            connection.request("GET", "/healthz")
            if connection.getresponse().status == 200:
                return server
        except OSError:
            time.sleep(0.1)
    raise SystemExit("The web server did not start.")


def measure(server: subprocess.Popen, paths: list[str], concurrency: int, seconds: float) -> dict:
    web, database = tree(server.pid), postgres()
    before = cpu(web), cpu(database)
    taken, size, wall = load(paths, concurrency, seconds)
    after = cpu(web), cpu(database)
    return {
        "per_second": round(len(taken) / wall),
        "p50_ms": round(statistics.median(taken) * 1000, 1),
        "p95_ms": round(statistics.quantiles(taken, n=20)[-1] * 1000, 1),
        "web_cpu_ms": round((after[0] - before[0]) / len(taken) * 1000, 2),
        "db_cpu_ms": round((after[1] - before[1]) / len(taken) * 1000, 2),
        "bytes": size,
    }


def load(paths: list[str], concurrency: int, seconds: float) -> tuple[list[float], int, float]:
    turn = itertools.cycle(paths)
    lock = threading.Lock()
    taken: list[float] = []
    sizes: list[int] = []
    until = time.perf_counter() + seconds

    def visit() -> None:
        connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=30)
        mine = []
        while time.perf_counter() < until:
            with lock:
                path = next(turn)
            began = time.perf_counter()
            connection.request("GET", path)
            answer = connection.getresponse()
            whole = answer.read()
            assert answer.status == 200, (path, answer.status)
            mine.append(time.perf_counter() - began)
        with lock:
            taken.extend(mine)
            sizes.append(len(whole))

    began = time.perf_counter()
    threads = [threading.Thread(target=visit) for _ in range(concurrency)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return taken, sizes[0], time.perf_counter() - began


def tree(pid: int) -> list[int]:
    """Return the process and its children."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [pid, *map(int, children)]


def postgres() -> list[int]:
    """Return the processes of the server whose data lies in our folder."""
    pid = int(
        (Path(os.environ["MATHSHUBS_DATA"]) / "postgres/postmaster.pid").read_text().split()[0]
    )
    return tree(pid)


def cpu(pids: list[int]) -> float:
    """Return their CPU so far in seconds, those of ended children with it."""
    total = 0
    for pid in pids:
        try:
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        except FileNotFoundError:
            continue
        total += sum(map(int, fields[11:15]))
    return total / TICK


def memory(pid: int) -> list[int]:
    """Return the resident memory of each process, in MB."""
    sizes = []
    for each in tree(pid):
        for line in Path(f"/proc/{each}/status").read_text().splitlines():
            if line.startswith("VmRSS"):
                sizes.append(int(line.split()[1]) // 1024)
    return sizes


if __name__ == "__main__":
    main()
