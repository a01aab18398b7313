"""
Measures registers taken at once: how long a tap takes to be saved, and whether any is lost.

Each leader taps about once a second, as the page on a phone sends it: taps of a moment go
together, and what is tapped while a request is under way goes with the next one. Some answers are
lost on the way, and sent again.
"""

from __future__ import annotations

import argparse
import http.client
import json
import random
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import psycopg

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "booking"))

from run import PORT, cpu, prepare, web_server  # noqa: E402  # the ones of bench/booking

GATHER = 0.8  # seconds of taps that go together: GATHER_MS of register.js
MARKS = ("PRESENT", "PRESENT", "PRESENT", "LATE", "ABSENT")
TOKEN = "t" * 32


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--leaders", type=int, default=300)
    parser.add_argument("--taps", type=int, default=30)
    parser.add_argument("--every", type=float, default=1.0, help="seconds between two taps")
    parser.add_argument("--lost", type=float, default=0.05, help="share of answers that are lost")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="bench-registers-") as folder:
        address = prepare(Path(folder))
        command = [sys.executable, HERE / "world.py", "--leaders", str(asked.leaders)]
        command += ["--taps", str(asked.taps)]
        made = subprocess.run(command, check=True, capture_output=True, text=True).stdout
        leaders = [Phone(one, asked) for one in json.loads(made)]
        with web_server() as server:
            before, began = cpu(server), time.perf_counter()
            threads = [threading.Thread(target=leader.take) for leader in leaders]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            wall, used = time.perf_counter() - began, cpu(server) - before
        wanted = {mark for leader in leaders for mark in leader.marks}
        figures = told(leaders, wanted, saved(address), wall, used)
    print(json.dumps(figures, indent=2))
    if figures["lost"] or figures["refused"]:
        raise SystemExit("Taps were lost or refused.")


class Phone:
    """One leader's phone: taps on time, keeps what is not saved, sends it again."""

    def __init__(self, made: dict, asked: argparse.Namespace):
        self.path, self.asked = f"/workshops/{made['workshop']}/taps/", asked
        self.headers = {
            "Cookie": f"sessionid={made['session']}; csrftoken={TOKEN}",
            "X-CSRFToken": TOKEN,
            "Content-Type": "application/json",
        }
        self.random = random.Random(made["workshop"])
        self.marks = [(made["workshop"], pk, self.random.choice(MARKS)) for pk in made["places"]]
        self.connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=60)
        self.waits: list[float] = []
        self.requests: list[float] = []
        self.resent = self.refused = 0

    def take(self) -> None:
        begin = time.perf_counter() + self.random.random() * self.asked.every
        due = [begin + number * self.asked.every for number in range(len(self.marks))]
        kept: list[tuple[float, dict]] = []
        coming = list(zip(due, self.marks, strict=True))
        while coming or kept:
            now = time.perf_counter()
            while coming and coming[0][0] <= now:
                at, (_, place, mark) = coming.pop(0)
                kept.append((at, {"place": place, "mark": mark, "at": time.time() * 1000}))
            if not kept:
                time.sleep(max(coming[0][0] - now, 0))
            elif coming and now < kept[0][0] + GATHER:
                time.sleep(max(min(coming[0][0], kept[0][0] + GATHER) - now, 0))
            elif self.send([tap for _, tap in kept]):
                self.waits += [time.perf_counter() - at for at, _ in kept]
                kept = []

    def send(self, taps: list[dict]) -> bool:
        began = time.perf_counter()
        try:
            self.connection.request("POST", self.path, json.dumps(taps), self.headers)
            answer = self.connection.getresponse()
            said = answer.read()
        except (OSError, http.client.HTTPException):
            self.connection.close()
            self.resent += 1
            return False
        self.requests.append(time.perf_counter() - began)
        if answer.status != 200:
            raise RuntimeError(f"{answer.status}: {said[:300]!r}")
        if self.random.random() < self.asked.lost:
            self.resent += 1
            return False
        self.refused += sum(bool(one) for one in json.loads(said)["refusals"])
        return True


def saved(address: str) -> set[tuple[int, int, str]]:
    with psycopg.connect(address) as connection:
        query = "SELECT workshop_id, place_id, mark FROM workgroups_attendance"
        return set(connection.execute(query).fetchall())


def told(leaders: list[Phone], wanted: set, found: set, wall: float, used: float) -> dict:
    waits = sorted(wait for leader in leaders for wait in leader.waits)
    requests = sorted(one for leader in leaders for one in leader.requests)

    def milliseconds(times: list[float], per_cent: int) -> int:
        return round(statistics.quantiles(times, n=100)[per_cent - 1] * 1000)

    return {
        "leaders": len(leaders),
        "taps": len(wanted),
        "lost": len(wanted - found),
        "not as tapped": len(found - wanted),
        "refused": sum(leader.refused for leader in leaders),
        "sent again": sum(leader.resent for leader in leaders),
        "requests": len(requests),
        "tap to saved, p50 ms": milliseconds(waits, 50),
        "tap to saved, p95 ms": milliseconds(waits, 95),
        "tap to saved, longest ms": round(waits[-1] * 1000),
        "request, p95 ms": milliseconds(requests, 95),
        "seconds": round(wall, 1),
        "taps a second": round(len(wanted) / wall),
        "web CPU ms a tap": round(used / len(wanted) * 1000, 2),
    }


if __name__ == "__main__":
    main()
