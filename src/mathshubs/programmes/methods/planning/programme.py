"""
The integer programme, and HiGHS.

Columns: groups of each run (whole), groups of each seat (whole), schools of each need in each seat.
Schools need not be asked to be whole: once the groups are whole, rows of seats and rows of needs
are two families of nested sets, so that a corner of what is left has whole schools only.

Loads highspy and numpy: for jobs, never for a web process.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import floor, inf
from time import monotonic

import highspy
import numpy as np

from .candidates import EPSILON, Candidates, Row

ROUNDS = 8  # of tightening; after these the bound hardly moves


@dataclass(frozen=True)
class Found:
    """What HiGHS said: `groups` of each run (None: no plan found), and what no plan can exceed."""

    state: str  # OPTIMAL, TIME, INFEASIBLE
    groups: dict[int, int] | None
    value: float
    bound: float


class Programme:
    """The seats given, with the constraints given. What a row takes of other seats is left out."""

    def __init__(
        self,
        of: Candidates,
        rows: Iterable[Row],
        *,
        seats: Iterable[int] | None = None,
        soft: Mapping[int, float] | None = None,
    ) -> None:
        """`soft` : place of a row among `rows` -> what a unit beyond it costs in need."""
        self.of = of
        self.seats = sorted(range(len(of.seats)) if seats is None else seats)
        chosen = set(self.seats)
        self.runs = [number for number, run in enumerate(of.runs) if run.seat in chosen]
        self._at_run = {number: at for at, number in enumerate(self.runs)}
        self._at_seat = {seat: len(self.runs) + at for at, seat in enumerate(self.seats)}
        self._arcs = [(seat, arc) for seat in self.seats for arc in of.seats[seat].arcs]
        self._first_arc = len(self.runs) + len(self.seats)
        self._soft = {at: self._first_arc + len(self._arcs) + n for n, at in enumerate(soft or {})}
        self._penalty = list((soft or {}).values())
        self._rows = _Rows()
        self.rows = list(rows)
        self._tight: highspy.Highs | None = None
        self._write()

    def solve(
        self,
        *,
        seconds: float,
        gap: float,
        prices: Mapping[int, float] | None = None,
        start: Mapping[int, int] | None = None,
    ) -> Found:
        """
        Return the best plan found in `seconds`, or within `gap` of the best there is.

        prices : run -> what a group of it costs, in units of need, besides.
        start : run -> groups of a plan that may hold, to begin from.
        """
        began = monotonic()
        if not self.tighten(prices):
            return Found("INFEASIBLE", None, 0, 0)
        solver = self._solver(seconds - (monotonic() - began), gap)
        solver.passModel(self._lp(self._cost(prices)))
        if start is not None:
            at = [*self._at_run.values(), *self._at_seat.values()]
            solver.setSolution(
                len(at), np.array(at, np.int32), self._whole(start)[: len(at)].astype(np.float64)
            )
        solver.run()
        return self._found(solver)

    def promising(self) -> set[int]:
        """Return the seats that the best plan of parts of groups uses; call `tighten` first."""
        assert self._tight is not None
        values = self._tight.getSolution().col_value
        return {seat for seat, at in self._at_seat.items() if values[at] > EPSILON}

    def holds(self, seconds: float) -> bool | None:
        """Return whether any plan holds; None when `seconds` do not tell."""
        solver = self._solver(seconds, inf)
        solver.passModel(self._lp(np.zeros(self._columns)))
        solver.run()
        found = self._found(solver)
        return (
            False if found.state == "INFEASIBLE" else (True if found.groups is not None else None)
        )

    def tighten(self, prices: Mapping[int, float] | None = None) -> bool:
        """
        Add what lets parts of groups cheat less; False when not even parts of groups hold.

        A seat with no group reaches nobody of a need, so schools <= groups x schools at most. All
        of these rows are many; those that the best plan of parts of groups breaks are few.
        """
        if self._tight is not None:
            return True
        solver = self._solver(inf, 0)
        solver.passModel(self._lp(self._cost(prices), whole=False))
        solver.run()
        most = [arc.share * self.of.question.needs[arc.need].schools for _seat, arc in self._arcs]
        for _ in range(ROUNDS):
            if solver.getModelStatus() == highspy.HighsModelStatus.kInfeasible:
                return False
            values = solver.getSolution().col_value
            broken = [
                (at, total, can)
                for at, ((seat, _), many) in enumerate(
                    zip(self._arcs, most, strict=True), start=self._first_arc
                )
                for total, can in [(self._at_seat[seat], floor(many + EPSILON))]
                if values[at] > can * values[total] + 1e-3
            ]
            if not broken:
                break
            self._add(solver, broken)
        self._tight = solver
        return True

    def relaxed(self, prices: Mapping[int, float]) -> tuple[float, dict[int, float]]:
        """Return the value, and the groups, of the best plan of parts of groups."""
        self.tighten(prices)
        assert self._tight is not None
        cost = self._cost(prices)[: len(self.runs)]
        self._tight.changeColsCost(len(cost), np.arange(len(cost), dtype=np.int32), cost)
        self._tight.run()
        values = self._tight.getSolution().col_value
        return self._tight.getInfo().objective_function_value, {
            run: values[at] for run, at in self._at_run.items() if values[at] > EPSILON
        }

    def forget(self) -> None:
        """Give back the memory of `relaxed`; what was added stays."""
        if self._tight is not None:
            self._tight.clear()

    def _add(self, solver: highspy.Highs, broken: list[tuple[int, int, int]]) -> None:
        many = len(broken)
        index = [column for at, total, _can in broken for column in (at, total)]
        value = [part for _at, _total, can in broken for part in (1.0, -float(can))]
        for at, total, can in broken:
            self._rows.add([at, total], [1.0, -float(can)], -inf, 0)
        solver.addRows(
            many, np.full(many, -inf), np.zeros(many), 2 * many,
            np.arange(0, 2 * many, 2, dtype=np.int32), np.array(index, np.int32), np.array(value),
        )  # fmt: skip
        solver.run()

    def fill(self, groups: Mapping[int, int]) -> dict[int, dict[int, int]]:
        """Return seat -> need -> schools that reach the most with these groups."""
        solver = self._solver(inf, 0)
        lp = self._lp(self._cost(None), whole=False)
        fixed = self._whole(groups)
        lower, upper = np.array(lp.col_lower_), np.array(lp.col_upper_)
        lower[: self._first_arc] = upper[: self._first_arc] = fixed[: self._first_arc]
        lp.col_lower_, lp.col_upper_ = lower, upper
        solver.passModel(lp)
        solver.setOptionValue("solver", "simplex")
        solver.run()
        schools: dict[int, dict[int, int]] = defaultdict(dict)
        values = solver.getSolution().col_value
        for (seat, arc), many in zip(self._arcs, values[self._first_arc :], strict=False):
            if round(many):
                schools[seat][arc.need] = round(many)
        return schools

    @property
    def _columns(self) -> int:
        return self._first_arc + len(self._arcs) + len(self._penalty)

    def _write(self) -> None:
        of, rows = self.of, self._rows
        per_seat: dict[int, list[int]] = defaultdict(list)
        for number in self.runs:
            per_seat[of.runs[number].seat].append(self._at_run[number])
        of_seat: dict[int, list[int]] = defaultdict(list)
        of_need: dict[int, list[tuple[float, int]]] = defaultdict(list)
        for at, (seat, arc) in enumerate(self._arcs, start=self._first_arc):
            of_seat[seat].append(at)
            of_need[arc.need].append((arc.share, at))
        for number in self.seats:
            there, total = of.seats[number], self._at_seat[number]
            rows.add([*per_seat[number], total], [*[1.0] * len(per_seat[number]), -1.0], 0, 0)
            ones = [1.0] * len(of_seat[number])
            rows.add([*of_seat[number], total], [*ones, -float(there.most_schools)], -inf, 0)
            rows.add([*of_seat[number], total], [*ones, -float(there.project.fewest_schools)], 0)
        for need, those in of_need.items():
            schools = of.question.needs[need].schools
            for share in sorted({share for share, _at in those}):
                within = [at for each, at in those if each <= share]
                rows.add(within, [1.0] * len(within), -inf, floor(share * schools + EPSILON))
        for at, row in enumerate(self.rows):
            takes = {
                self._at_run[run]: take for run, take in row.takes.items() if run in self._at_run
            }
            if at in self._soft:
                takes[self._soft[at]] = 1.0 if row.most is None else -1.0
            rows.add(
                list(takes),
                list(takes.values()),
                -inf if row.least is None else row.least,
                inf if row.most is None else row.most,
            )

    def _cost(self, prices: Mapping[int, float] | None) -> np.ndarray:
        cost = np.zeros(self._columns)
        cost[self._first_arc :] = [
            *(arc.value for _seat, arc in self._arcs), *(-each for each in self._penalty)
        ]  # fmt: skip
        for run, price in (prices or {}).items():
            if run in self._at_run:
                cost[self._at_run[run]] = -price
        return cost

    def _whole(self, groups: Mapping[int, int]) -> np.ndarray:
        values = np.zeros(self._first_arc)
        for run, many in groups.items():
            if many and run in self._at_run:
                values[self._at_run[run]] = many
                values[self._at_seat[self.of.runs[run].seat]] += many
        return values

    def _lp(self, cost: np.ndarray, *, whole: bool = True) -> highspy.HighsLp:
        of, lp = self.of, highspy.HighsLp()
        lp.num_col_, lp.num_row_ = len(cost), len(self._rows.lower)
        lp.sense_ = highspy.ObjSense.kMaximize
        lp.col_cost_ = cost
        lp.col_lower_ = np.zeros(len(cost))
        needs = of.question.needs
        lp.col_upper_ = np.array([
            *(of.runs[number].most_groups for number in self.runs),
            *(of.seats[number].most_groups for number in self.seats),
            *(floor(arc.share * needs[arc.need].schools + EPSILON) for _seat, arc in self._arcs),
            *(inf for _each in self._penalty),
        ], dtype=np.float64)  # fmt: skip
        lp.row_lower_, lp.row_upper_ = np.array(self._rows.lower), np.array(self._rows.upper)
        lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        lp.a_matrix_.start_ = np.array(self._rows.start, np.int32)
        lp.a_matrix_.index_ = np.array(self._rows.index, np.int32)
        lp.a_matrix_.value_ = np.array(self._rows.value, np.float64)
        if whole:
            integer, free = highspy.HighsVarType.kInteger, highspy.HighsVarType.kContinuous
            lp.integrality_ = [integer] * self._first_arc + [free] * (
                self._columns - self._first_arc
            )
        return lp

    def _solver(self, seconds: float, gap: float) -> highspy.Highs:
        solver = highspy.Highs()
        for option, value in (
            ("output_flag", False), ("threads", 1), ("random_seed", 0),  # the same plan every time
            ("time_limit", max(0.01, seconds)), ("mip_rel_gap", gap), ("mip_abs_gap", 1e-6),
        ):  # fmt: skip
            solver.setOptionValue(option, value)
        return solver

    def _found(self, solver: highspy.Highs) -> Found:
        status, info = solver.getModelStatus(), solver.getInfo()
        states = highspy.HighsModelStatus
        if status in (states.kInfeasible, states.kUnboundedOrInfeasible):
            return Found("INFEASIBLE", None, 0, 0)
        if status == states.kModelEmpty:
            asked = any(least > 0 for least in self._rows.lower)
            return Found("INFEASIBLE" if asked else "OPTIMAL", None if asked else {}, 0, 0)
        groups = None
        if info.primal_solution_status == 2:
            values = solver.getSolution().col_value
            groups = {
                run: round(values[at]) for run, at in self._at_run.items() if values[at] > 0.5
            }
        state = "OPTIMAL" if status == states.kOptimal else "TIME"
        bound = info.mip_dual_bound if self._first_arc else 0.0
        return Found(state, groups, info.objective_function_value, bound)


class _Rows:
    """A sparse matrix, row by row."""

    def __init__(self) -> None:
        self.start, self.lower, self.upper = [0], list[float](), list[float]()
        self.index, self.value = list[int](), list[float]()

    def add(
        self, index: Sequence[int], value: Sequence[float], lower: float, upper: float = inf
    ) -> None:
        self.index += index
        self.value += value
        self.start.append(len(self.index))
        self.lower.append(lower)
        self.upper.append(upper)
