"""
Plans one hub (600 schools, 20 projects, 30 leaders, 3 terms) and a nation of 40 such hubs, beside
the greedy plan of the same question.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--hubs", type=int, default=40, help="of the nation; 1 is one hub alone")
    parser.add_argument("--seconds", type=float, default=900, help="at most, for the nation")
    parser.add_argument("--gap", type=float, default=0.01)
    parser.add_argument("--only", choices=["hub", "nation"], help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.only:
        print(json.dumps(measure(asked.only, asked)))
        return
    figures = {}
    for size in ("hub", "nation"):  # each in a process of its own: memory is its own too
        command = [sys.executable, str(Path(__file__)), "--only", size, "--hubs", str(asked.hubs),
                   "--seconds", str(asked.seconds), "--gap", str(asked.gap)]  # fmt: skip
        said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
        figures[size] = json.loads(said)
        print(json.dumps({size: figures[size]}, indent=1), flush=True)


def measure(size: str, asked: argparse.Namespace) -> dict:
    """Plan by hand and by programme, then once more after an edit (one hub only)."""
    import network

    from mathshubs.programmes.methods.planning import greedy, plan

    question = network.one_hub() if size == "hub" else network.nation(asked.hubs)
    by_hand = told(lambda: greedy(question))
    answers = {}
    limit = 120.0 if size == "hub" else asked.seconds
    answers["planned"] = told(lambda: plan(question, seconds=limit, gap=asked.gap))
    if size == "hub":
        first = answers["planned"]["answer"]
        groups = first.groups
        kept = tuple({groups[-1].lock, groups[-2].lock} - {groups[0].lock})
        edited = replace(question, barred=(groups[0].lock,), kept=kept)
        answers["edited, planned again"] = told(
            lambda: plan(edited, seconds=limit, gap=asked.gap, start=first)
        )
    figures = {"greedy": by_hand, **answers}
    for each in figures.values():
        del each["answer"]
    figures["MB"] = round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
    figures["load"] = os.getloadavg()[0]
    return figures


def told(work) -> dict:
    """Return what an answer says of itself, and what it took."""
    cpu = time.process_time()
    answer = work()
    return {
        "answer": answer,
        "status": answer.status,
        "need reached": round(answer.objective, 1),
        "bound": round(answer.bound, 1) if answer.bound != float("inf") else None,
        "gap": round(answer.gap, 4) if answer.bound != float("inf") else None,
        "groups": len(answer.groups),
        "pounds": float(answer.cost),
        "seconds": round(answer.seconds, 1),
        "cpu": round(time.process_time() - cpu, 1),
    }


if __name__ == "__main__":
    main()
