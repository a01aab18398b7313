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
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    ids = [int(each) for each in os.environ["GROUP_IDS"].split(",")]
    measured = {"list": pages.list_paths()["list"], "group": pages.group_paths(ids)}
    measured["list, all filters"] = pages.list_paths()["list, all filters"]
    server = start()
    results = []
    try:
        for name, paths in measured.items():
            for concurrency in (1, 8):
                load(paths, 8, 1.5)  # every thread of every process has met the page
                results.append({"page": name} | measure(server, paths, concurrency, asked.seconds))
        results.append({"memory_mb": memory(server.pid)})
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(30)
    if asked.json:
        print(json.dumps(results))
        return
    print(f"{'page':<20}{'at once':>8}{'req/s':>8}{'p50 ms':>8}{'p95 ms':>8}{'web CPU ms':>12}"
          f"{'db CPU ms':>11}{'bytes':>9}")  # fmt: skip
    for row in results[:-1]:
        print(f"{row['page']:<20}{row['concurrency']:>8}{row['per_second']:>8.0f}{row['p50']:>8.1f}"
              f"{row['p95']:>8.1f}{row['web_cpu_ms']:>12.2f}{row['db_cpu_ms']:>11.2f}"
              f"{row['bytes']:>9}")  # fmt: skip
    print(f"Memory of each process, MB: {results[-1]['memory_mb']}")


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
        "concurrency": concurrency,
        "per_second": len(taken) / wall,
        "p50": statistics.median(taken) * 1000,
        "p95": statistics.quantiles(taken, n=20)[-1] * 1000,
        "web_cpu_ms": (after[0] - before[0]) / len(taken) * 1000,
        "db_cpu_ms": (after[1] - before[1]) / len(taken) * 1000,
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
