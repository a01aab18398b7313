"""What a patient person with a list would do: always the next best group that still fits."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from heapq import heapify, heappop, heappush
from math import floor

from .candidates import EPSILON, Candidates, Row, Seat
from .question import kilometres


def greedy(of: Candidates, begin: Mapping[int, int] | None = None) -> dict[int, int]:
    """
    Return run -> groups: the best of three greedy plans.

    First what must run, then the next best group by need reached; by need for each pound; by need
    for each leader day. The nearest leader with days takes it, in the earliest term. Not all that
    must run may be there at the end: nothing is ever taken back. `begin`: groups of an earlier
    plan; a fourth plan takes those that still fit first.
    """
    plans = [
        _Plan(of, worth)
        for worth in (
            lambda seat, need: need,
            lambda seat, need: need / float(seat.project.cost + seat.venue.cost + 1),
            lambda seat, need: need / seat.project.leader_days,
        )
    ]
    if begin:
        plans.append(_Plan(of, lambda seat, need: need, begin))
    best = max(plans, key=lambda plan: (plan.wishes_kept, plan.need))
    return dict(best.groups)


class _Plan:
    def __init__(
        self,
        of: Candidates,
        worth: Callable[[Seat, float], float],
        begin: Mapping[int, int] | None = None,
    ) -> None:
        self.of, self.worth = of, worth
        self.groups: dict[int, int] = defaultdict(int)
        self.need = 0.0
        self._used: dict[tuple[int, float], int] = defaultdict(int)
        self._shares: dict[int, list[float]] = defaultdict(list)
        self._left = [row.most for row in of.rows]
        self._rows: dict[int, list[int]] = defaultdict(list)
        for at, row in enumerate(of.rows):
            if row.most is not None:
                for run in row.takes:
                    self._rows[run].append(at)
        self._runs: dict[int, list[int]] = defaultdict(list)
        terms = {term: at for at, term in enumerate(of.question.terms)}
        for number, each in enumerate(of.runs):
            self._runs[each.seat].append(number)
        for number, runs in self._runs.items():
            here = of.seats[number].venue.point
            runs.sort(
                key=lambda run: (
                    terms[of.runs[run].term],
                    kilometres(of.runs[run].leader.point, here),
                    of.runs[run].leader.key,
                )
            )
        for share, need in {(arc.share, arc.need) for seat in of.seats for arc in seat.arcs}:
            self._shares[need].append(share)
        self._best = [sorted(seat.arcs, key=lambda arc: -arc.value) for seat in of.seats]
        for run, many in (begin or {}).items():
            for _ in range(many):
                if self._fits(run) and self._schools(of.runs[run].seat):
                    self._take(run)
        wishes = [row for row in of.rows if row.least]
        for row in sorted(wishes, key=lambda row: len(row.takes)):
            self._run_best(row)
        self.wishes_kept = sum(self._have(row) >= (row.least or 0) for row in wishes)
        self._run_best()

    def _have(self, row: Row) -> float:
        return sum(self.groups.get(run, 0) * take for run, take in row.takes.items())

    def _run_best(self, row: Row | None = None) -> None:
        """Run the next best groups: of a row until it has its least, or of all while any fits."""
        runs = range(len(self.of.runs)) if row is None else row.takes
        seats = {self.of.runs[run].seat for run in runs}
        queue = [(-self._worth(seat), seat) for seat in seats]
        heapify(queue)
        while queue and (row is None or self._have(row) < (row.least or 0)):
            told, seat = heappop(queue)
            now = -self._worth(seat)
            if now > told + EPSILON:  # worth less than when it was last looked at
                heappush(queue, (now, seat))
                continue
            if not self._schools(seat):
                continue
            allowed = None if row is None else row.takes
            for run in self._runs[seat]:
                if (allowed is None or run in allowed) and self._fits(run):
                    self._take(run)
                    heappush(queue, (-self._worth(seat), seat))
                    break

    def _worth(self, seat: int) -> float:
        there = self.of.seats[seat]
        return self.worth(there, sum(value * many for _at, value, many in self._schools(seat)))

    def _schools(self, seat: int) -> list[tuple[int, float, int]]:
        """Return (place among the arcs, value, schools) of one more group; empty if too few."""
        there = self.of.seats[seat]
        seats, taken = there.most_schools, []
        for at, arc in enumerate(self._best[seat]):
            if many := min(seats, self._free(arc.need, arc.share)):
                taken.append((at, arc.value, many))
                seats -= many
            if not seats:
                break
        return taken if there.most_schools - seats >= there.project.fewest_schools else []

    def _free(self, need: int, share: float) -> int:
        """Return how many schools of a need, that travel so far, are in no group."""
        schools = self.of.question.needs[need].schools
        return min(
            floor(wider * schools + EPSILON)
            - sum(self._used[need, within] for within in self._shares[need] if within <= wider)
            for wider in self._shares[need]
            if wider >= share
        )

    def _fits(self, run: int) -> bool:
        if self.groups.get(run, 0) >= self.of.runs[run].most_groups:
            return False
        return all(
            (self._left[at] or 0) >= self.of.rows[at].takes[run] - EPSILON for at in self._rows[run]
        )

    def _take(self, run: int) -> None:
        seat = self.of.runs[run].seat
        self.groups[run] += 1
        for at in self._rows[run]:
            self._left[at] = (self._left[at] or 0) - self.of.rows[at].takes[run]
        for at, value, many in self._schools(seat):
            arc = self._best[seat][at]
            self._used[arc.need, arc.share] += many
            self.need += value * many
