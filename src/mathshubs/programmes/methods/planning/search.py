"""From a question to its answer: one programme, or many where hubs are many."""

from __future__ import annotations

from dataclasses import replace
from math import inf
from time import monotonic

from . import by_hand
from .answer import Answer, Status
from .assemble import assemble
from .candidates import Candidates, candidates
from .conflict import conflict
from .programme import Found, Programme
from .question import Question
from .shared import solve_together

AT_ONCE = 6_000  # runs that one programme takes; one hub is always one


def search(question: Question, seconds: float, gap: float, start: Answer | None) -> Answer:
    """Return the best plan found; see `plan`."""
    began = monotonic()
    question.check()
    of = candidates(question)
    told = _solve(of, seconds, gap, start)
    if told is None or told.status == Status.UNKNOWN:
        left = max(10.0, seconds - (monotonic() - began))
        why = conflict(question, seconds=left)
        if why is None:
            told = Answer(Status.UNKNOWN, bound=inf)
        else:
            rows, sentence, minimal = why
            names = tuple(row.name for row in rows)
            told = Answer(Status.INFEASIBLE, conflict=sentence, conflicting=names, minimal=minimal)
    return replace(told, seconds=round(monotonic() - began, 3))


def greedy(question: Question) -> Answer:
    """Return the plan of always taking the next best group; see `by_hand`."""
    began = monotonic()
    question.check()
    of = candidates(question)
    runs = by_hand.greedy(of)
    schools = Programme(of, [], seats=_used(of, runs)).fill(runs)
    told = assemble(of, runs, schools, bound=inf, status=Status.UNPROVEN)
    return replace(told, seconds=round(monotonic() - began, 3))


def _solve(of: Candidates, seconds: float, gap: float, start: Answer | None) -> Answer | None:
    until = monotonic() + seconds
    first = by_hand.greedy(of, _runs_of(of, start) if start else None)
    hubs: dict[str, list[int]] = {}
    for number, seat in enumerate(of.seats):
        hubs.setdefault(seat.venue.hub, []).append(number)
    if len(hubs) > 1 and len(of.runs) > AT_ONCE:
        found = solve_together(of, hubs, first, until=until, gap=gap)
    else:
        found = _solve_one(of, until - monotonic(), gap, first)
    if found.groups is None:
        return None
    schools = Programme(of, [], seats=_used(of, found.groups)).fill(found.groups)
    told = assemble(of, found.groups, schools, bound=found.bound, status=Status.OPTIMAL)
    return told if told.gap <= gap + 1e-6 else replace(told, status=Status.TIME)


def _solve_one(of: Candidates, seconds: float, gap: float, first: dict[int, int]) -> Found:
    """Try the seats that look best alone, which is quick; then all of them, from there."""
    until = monotonic() + seconds
    programme = Programme(of, of.rows)
    if not programme.tighten():
        return Found("INFEASIBLE", None, 0, 0)
    few = Programme(of, of.rows, seats=programme.promising() | _used(of, first))
    best = few.solve(seconds=seconds / 2, gap=gap / 2, start=first).groups or first
    return programme.solve(seconds=until - monotonic(), gap=gap, start=best)


def _used(of: Candidates, runs: dict[int, int]) -> set[int]:
    return {of.runs[run].seat for run in runs}


def _runs_of(of: Candidates, answer: Answer) -> dict[int, int]:
    """Return the groups of an earlier answer that can still be run."""
    at = {
        (seat.project.key, seat.phase, seat.venue.key, run.term, run.leader.key): number
        for number, run in enumerate(of.runs)
        for seat in [of.seats[run.seat]]
    }
    runs: dict[int, int] = {}
    for group in answer.groups:
        key = (group.project, group.phase, group.venue, group.term, group.leader)
        if key in at:
            runs[at[key]] = runs.get(at[key], 0) + 1
    return runs
