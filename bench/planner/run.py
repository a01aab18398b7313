"""
Plans one hub (600 schools, 20 projects, 30 leaders, 3 terms); 40 such hubs, each with its budget;
and the same within one national budget and national targets: each beside the greedy plan.
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

SIZES = ("hub", "nation", "nation within one budget")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--hubs", type=int, default=40, help="of the nation; 1 is one hub alone")
    parser.add_argument("--seconds", type=float, default=900, help="at most, for the nation")
    parser.add_argument("--gap", type=float, default=0.01)
    parser.add_argument("--only", choices=SIZES, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.only:
        print(json.dumps(measure(asked.only, asked)))
        return
    figures = {}
    for size in SIZES:  # each in a process of its own: memory is its own too
        command = [sys.executable, str(Path(__file__)), "--only", size, "--hubs", str(asked.hubs),
                   "--seconds", str(asked.seconds), "--gap", str(asked.gap)]  # fmt: skip
        said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
        figures[size] = json.loads(said)
        print(json.dumps({size: figures[size]}, indent=1), flush=True)


def measure(size: str, asked: argparse.Namespace) -> dict:
    """Plan by hand and by programme; one hub once more after an edit."""
    import network

    if size == "hub":
        return finished(of_one_hub(network.one_hub(), asked))
    shared = network.shared(asked.hubs) if size != "nation" else {}
    return finished(of_nation(network.nation(asked.hubs), shared, asked))


def of_one_hub(question, asked: argparse.Namespace) -> dict:
    from mathshubs.programmes.methods.planning import greedy, plan

    answers = {"greedy": told(lambda: greedy(question))}
    answers["planned"] = told(lambda: plan(question, seconds=120.0, gap=asked.gap))
    first = answers["planned"]["answer"]
    groups = first.groups
    kept = tuple({groups[-1].lock, groups[-2].lock} - {groups[0].lock})
    edited = replace(question, barred=(groups[0].lock,), kept=kept)
    answers["edited, planned again"] = told(
        lambda: plan(edited, seconds=120.0, gap=asked.gap, start=first)
    )
    return answers


def of_nation(hubs: dict, shared: dict, asked: argparse.Namespace) -> dict:
    from mathshubs.programmes.methods.planning.nation import plan_nation

    cpu = time.process_time()
    nation = plan_nation(hubs, **shared, seconds=asked.seconds, gap=asked.gap)
    by_hand, groups = nation.by_hand.values(), nation.answers.values()
    worst = max((each.gap for each in groups), default=0.0)
    return {
        "greedy": {
            "need reached": round(sum(each.objective for each in by_hand), 1),
            "groups": sum(len(each.groups) for each in by_hand),
            "pounds": float(sum(each.cost for each in by_hand)),
        },
        "planned": {
            "together": nation.together,
            "need reached": round(nation.objective, 1),
            "bound": round(nation.bound, 1),
            "gap": round(nation.gap, 4),
            "worst gap of a hub": None if nation.together else round(worst, 4),
            "groups": sum(len(each.groups) for each in groups),
            "pounds": float(sum(each.cost for each in groups)),
            "seconds, greedy included": nation.seconds,
            "cpu": round(time.process_time() - cpu, 1),
            "conflict": nation.conflict,
        },
    }


def finished(figures: dict) -> dict:
    for each in figures.values():
        each.pop("answer", None)
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
