"""
Measures a rush through offers: people withdraw from a full group while others apply, all at once.

Everybody comes through the web: who applies by four requests, who withdraws by two. Nobody may be
lost, no place given twice, and what is free goes to those who wait in the order they came.
"""

from __future__ import annotations

import argparse
import json
import random
import statistics
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
from run import Browser, book, fields, made, prepare, web_server


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=300, help="who apply")
    parser.add_argument("--places", type=int, default=100, help="held by others, who withdraw")
    parser.add_argument("--at-once", type=int, default=16)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="bench-offers-") as folder:
        address = prepare(Path(folder))
        figures = rush(asked.people, asked.places, asked.at_once, address)
    print(json.dumps(figures, indent=2))
    if not all(each for each in figures.values() if isinstance(each, bool)):
        raise SystemExit("The rush went wrong: see its figures.")


def rush(people: int, places: int, at_once: int, address: str) -> dict:
    world = made("--rush", people, "--places", places, "--holders")
    group = world["group"]
    steps = [("apply", session) for session in world["people"]]
    steps += [("withdraw", holder) for holder in world["holders"]]
    random.Random(7).shuffle(steps)
    taken: dict[str, list[float]] = {"apply": [], "withdraw": []}

    def go(step: tuple) -> None:
        what, who = step
        began = time.perf_counter()
        if what == "apply":
            book(Browser(who), group)
        else:
            withdraw(*who)
        taken[what].append(time.perf_counter() - began)

    with web_server(), ThreadPoolExecutor(at_once) as pool:
        began = time.perf_counter()
        list(pool.map(go, steps))
        wall = time.perf_counter() - began
    return answers(address, group, people, places) | {
        "steps a second": round(len(steps) / wall, 1),
        "p95 ms to apply (4 requests)": _p95(taken["apply"]),
        "p95 ms to withdraw (2 requests)": _p95(taken["withdraw"]),
    }


def withdraw(session: str, place: int) -> None:
    browser, path = Browser(session), f"/my/places/{place}/withdraw/"
    status, _, form = browser.get(path)
    assert status == 200, (status, form[:500])
    answers = [*fields(form), ("reason", "CAPACITY")]
    status, _, page = browser.post(path, answers)
    assert status == 302, (status, page[:2000])


def answers(address: str, group: int, people: int, places: int) -> dict:
    with psycopg.connect(address) as connection:
        rows = connection.execute(
            "SELECT state, arrival FROM workgroups_place WHERE work_group_id = %s ORDER BY arrival",
            [group],
        ).fetchall()
        shown = connection.execute(
            "SELECT places_taken, waiting FROM workgroups_workgroup WHERE id = %s", [group]
        ).fetchone()
        unwritten = connection.execute(
            """SELECT count(*) FROM workgroups_place place WHERE work_group_id = %s
            AND state = 'OFFERED' AND NOT EXISTS (SELECT FROM comms_letter letter
                WHERE letter.topic = %s AND letter.to_person_id = place.person_id
                AND letter.kind LIKE '%%offered%%')""",
            [group, f"work_group:{group}"],
        ).fetchone()[0]
    states = [state for state, _ in rows]
    live = [state for state in states if state != "WITHDRAWN"]
    taking = [state in ("HELD", "OFFERED") for state in live]
    return {
        "applied": people,
        "withdrew": states.count("WITHDRAWN"),
        "held at once": states.count("HELD"),
        "offered": states.count("OFFERED"),
        "waiting": states.count("WAITING"),
        "nobody lost": len(rows) == people + places == rows[-1][1],
        "never a place too many": sum(taking) == places,
        "order kept": taking == sorted(taking, reverse=True),
        "everybody offered was written to": unwritten == 0,
        "the group's own counts are right": list(shown) == [places, states.count("WAITING")],
    }


def _p95(taken: list[float]) -> int:
    return round(statistics.quantiles(taken, n=20)[-1] * 1000)


if __name__ == "__main__":
    main()
