"""
Many hubs at once. What they share (a national budget, national targets) gets a price; at these
prices each hub is planned for itself; then hub after hub is planned again within what the others
leave.

The prices come from plans of parts of groups (Dantzig and Wolfe's decomposition). Whatever the
prices, the hubs' own bounds and the priced worth of what is shared add up to a bound on every plan.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from math import inf
from os import cpu_count
from time import monotonic

import highspy
import numpy as np

from .candidates import EPSILON, Candidates, Row
from .programme import Found, Programme

PRICINGS, CLOSE = 25, 0.001  # stop asking for prices when they can change so little
TOP_UPS = 3  # hubs that are planned again for what is left of a shared budget
_WORKERS = min(2, cpu_count() or 1)

Groups = Mapping[int, float]


@dataclass
class _Hub:
    name: str
    seats: list[int]
    rows: list[Row]
    programme: Programme


def solve_together(
    of: Candidates,
    hubs: Mapping[str, list[int]],
    first: Mapping[int, int],
    *,
    until: float,
    gap: float,
) -> Found:
    """
    Return the best plan found for all hubs; `hubs`: the seats of each.

    When the time ends before what is shared is kept again, it is `first`, which kept it.
    """
    shared, own = _split(of, hubs)
    if any(row.least and not row.takes for row in shared):
        return Found("INFEASIBLE", None, 0, 0)
    those = [_Hub(name, seats, own[name], Programme(of, own[name], seats=seats))
             for name, seats in sorted(hubs.items())]  # fmt: skip
    with ThreadPoolExecutor(_WORKERS) as pool:
        if not all(pool.map(lambda hub: hub.programme.tighten(), those)):
            return Found("INFEASIBLE", None, 0, 0)
        prices, shares, bound = _prices(pool, those, shared, _part_of_what_is_left(until, 3))
        by_hub = {hub.name: {run: many for run, many in first.items() if of.hub(run) == hub.name}
                  for hub in those}  # fmt: skip
        if _kept(shared, _used(shared, by_hub)):  # what each has there is a share, and a start
            shares = _shares(shared, np.array([
                [_takes(row, by_hub[hub.name]) for row in shared] for hub in those
            ]).reshape(len(those), len(shared)))  # fmt: skip
        for hub in those:
            hub.programme.forget()
        penalties = _penalties(of, shared)

        def seconds(passes: int) -> float:
            return max(1.0, (until - monotonic()) * _WORKERS / len(those) / passes)

        each = seconds(2)
        work = [(_within(of, hub, shared, share, penalties), hub)
                for hub, share in zip(those, shares, strict=True)]  # fmt: skip
        plans = list(
            pool.map(lambda one: one[0].solve(seconds=each, gap=gap / 2, start=first), work)
        )
        if any(plan.state == "INFEASIBLE" for plan in plans):
            return Found("INFEASIBLE", None, 0, 0)
        groups = {hub.name: dict(by_hub[hub.name] if plan.groups is None else plan.groups)
                  for hub, plan in zip(those, plans, strict=True)}  # fmt: skip
        if not shared:
            bound = min(bound, sum(plan.bound for plan in plans))
        elif monotonic() < until:
            _repair(of, those, shared, groups, _part_of_what_is_left(until, 2), gap, penalties)
            of_run, each = _price_of_runs(shared, prices), seconds(1)
            said = pool.map(
                lambda hub: hub.programme.solve(
                    seconds=each, gap=gap / 2, prices=of_run, start=groups[hub.name]
                ),
                those,
            )
            bound = min(bound, sum(told.bound for told in said) + _worth(shared, prices))
    for kept in (groups, by_hub):
        if _kept(shared, _used(shared, kept)):
            plan = {run: many for each in kept.values() for run, many in each.items()}
            return Found("TIME", plan, 0, bound)
    return Found("TIME", None, 0, bound)


def _part_of_what_is_left(until: float, parts: int) -> float:
    """Return when one of so many equal parts of the time that is left is over."""
    return monotonic() + max(0.0, until - monotonic()) / parts


def _split(of: Candidates, hubs: Mapping[str, list[int]]) -> tuple[list[Row], dict[str, list[Row]]]:
    """Return the constraints that several hubs take from, and those of each hub alone."""
    shared: list[Row] = []
    own: dict[str, list[Row]] = {hub: [] for hub in hubs}
    for row in of.rows:
        touched = {of.hub(run) for run in row.takes}
        if len(touched) == 1:
            own[touched.pop()].append(row)
        elif touched or row.least:
            shared.append(row)
    return shared, own


def _prices(
    pool: ThreadPoolExecutor, hubs: list[_Hub], shared: list[Row], until: float
) -> tuple[list[float], list[list[float]], float]:
    """
    Return what a unit of each shared constraint is worth in need, each hub's share of each, and
    a bound on every plan. Of a least, the price is what a unit costs, below 0.
    """
    penalties = _penalties(hubs[0].programme.of, shared)
    columns: list[tuple[int, float, list[float]]] = []
    prices, best, best_bound = [0.0] * len(shared), [0.0] * len(shared), inf
    weights: list[float] = []
    for _ in range(PRICINGS):
        of_run = _price_of_runs(shared, prices)
        parts = pool.map(lambda hub, of_run=of_run: hub.programme.relaxed(of_run), hubs)
        bound = _worth(shared, prices)
        for at, (value, groups) in enumerate(parts):
            bound += value
            plain = value + sum(of_run.get(run, 0) * many for run, many in groups.items())
            columns.append((at, plain, [_takes(row, groups) for row in shared]))
        if bound < best_bound:
            best, best_bound = prices, bound
        value, prices, weights = _master(columns, len(hubs), shared, penalties)
        if best_bound - value <= CLOSE * abs(best_bound) or monotonic() > until:
            break
    takes = np.zeros((len(hubs), len(shared)))
    for (at, _value, each), weight in zip(columns, weights, strict=True):
        takes[at] += weight * np.array(each)
    return best, _shares(shared, takes), best_bound


def _shares(shared: list[Row], takes: np.ndarray) -> list[list[float]]:
    """Return hub by hub what it may take, or has to give, of each shared constraint."""
    for at, row in enumerate(shared):
        if row.most is not None:
            takes[:, at] += (row.most - takes[:, at].sum()) / len(takes)
        else:  # whole groups: the largest remainders are rounded up
            takes[:, at] *= min(1.0, (row.least or 0) / max(takes[:, at].sum(), EPSILON))
            whole = np.floor(takes[:, at] + EPSILON)
            missing = max(0, int(np.ceil((row.least or 0) - whole.sum() - EPSILON)))
            order = np.argsort(-(takes[:, at] - whole), kind="stable")
            whole[order[:missing]] += 1
            takes[:, at] = whole
    return takes.tolist()


def _within(
    of: Candidates, hub: _Hub, shared: list[Row], share: list[float], penalties: list[float]
) -> Programme:
    """Return the programme of a hub that keeps to its share as far as it can."""
    rest = [
        replace(row, most=max(0.0, each)) if row.most is not None else replace(row, least=each)
        for row, each in zip(shared, share, strict=True)
    ]
    soft = {len(hub.rows) + at: each for at, each in enumerate(penalties)}
    return Programme(of, [*hub.rows, *rest], seats=hub.seats, soft=soft)


def _master(
    columns: list[tuple[int, float, list[float]]],
    hubs: int,
    shared: list[Row],
    penalties: list[float],
) -> tuple[float, list[float], list[float]]:
    """Return the best mix of plans so far that keeps what is shared, its prices, and the mix."""
    solver, lp = highspy.Highs(), highspy.HighsLp()
    solver.setOptionValue("output_flag", False)
    many, beyond = len(columns), len(shared)
    matrix = np.zeros((beyond + hubs, many + beyond))
    for at, (hub, _value, takes) in enumerate(columns):
        matrix[:beyond, at] = takes
        matrix[beyond + hub, at] = 1
    for at, row in enumerate(shared):
        matrix[at, many + at] = 1 if row.most is None else -1
    lp.num_col_, lp.num_row_ = many + beyond, beyond + hubs
    lp.sense_ = highspy.ObjSense.kMaximize
    lp.col_cost_ = np.array(
        [*(value for _hub, value, _ in columns), *(-each for each in penalties)]
    )
    lp.col_lower_ = np.zeros(many + beyond)
    lp.col_upper_ = np.full(many + beyond, inf)
    ones = [1.0] * hubs
    lp.row_lower_ = np.array([*(-inf if row.least is None else row.least for row in shared), *ones])
    lp.row_upper_ = np.array([*(inf if row.most is None else row.most for row in shared), *ones])
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    places = [np.flatnonzero(row) for row in matrix]
    lp.a_matrix_.start_ = np.cumsum([0, *(len(each) for each in places)], dtype=np.int32)
    lp.a_matrix_.index_ = np.concatenate(places).astype(np.int32)
    lp.a_matrix_.value_ = np.concatenate([row[at] for row, at in zip(matrix, places, strict=True)])
    solver.passModel(lp)
    solver.run()
    solution = solver.getSolution()
    duals = solution.row_dual[:beyond]
    signs = [1 if row.least is None else -1 for row in shared]
    prices = [sign * max(0.0, sign * dual) for sign, dual in zip(signs, duals, strict=True)]
    return solver.getInfo().objective_function_value, prices, solution.col_value[:many]


def _repair(
    of: Candidates,
    hubs: list[_Hub],
    shared: list[Row],
    plans: dict[str, dict[int, int]],
    until: float,
    gap: float,
    penalties: list[float],
) -> None:
    """Plan hubs again, each within what the others leave, until what is shared is kept."""
    top_ups = 0
    for hub in hubs:
        used = _used(shared, plans)
        kept = _kept(shared, used)
        if monotonic() > until or (kept and top_ups == TOP_UPS):
            return
        if kept:
            if not _worth_more(hub, shared, used):
                continue
            top_ups += 1
        share = [
            (row.least or 0 if row.most is None else row.most) - each + _takes(row, plans[hub.name])
            for row, each in zip(shared, used, strict=True)
        ]
        seconds = min(60.0, max(1.0, until - monotonic()))
        again = _within(of, hub, shared, share, penalties).solve(
            seconds=seconds, gap=gap / 2, start=plans[hub.name]
        )
        if again.groups is not None:
            plans[hub.name] = again.groups


def _used(shared: list[Row], plans: dict[str, dict[int, int]]) -> list[float]:
    return [sum(_takes(row, plan) for plan in plans.values()) for row in shared]


def _worth_more(hub: _Hub, shared: list[Row], used: list[float]) -> bool:
    """Return whether what is left of a shared budget would do for a usual group of the hub."""
    runs = set(hub.programme.runs)
    for row, each in zip(shared, used, strict=True):
        takes = sorted(take for run, take in row.takes.items() if run in runs)
        if row.most is not None and takes and row.most - each >= takes[len(takes) // 2]:
            return True
    return False


def _kept(shared: list[Row], used: list[float]) -> bool:
    return all(
        (row.most is None or each <= row.most + EPSILON)
        and (row.least is None or each >= row.least - EPSILON)
        for row, each in zip(shared, used, strict=True)
    )


def _takes(row: Row, groups: Groups) -> float:
    return sum(many * row.takes.get(run, 0) for run, many in groups.items())


def _worth(shared: Iterable[Row], prices: Iterable[float]) -> float:
    return sum(
        price * ((row.least or 0.0) if row.most is None else row.most)
        for row, price in zip(shared, prices, strict=True)
    )


def _price_of_runs(shared: list[Row], prices: list[float]) -> dict[int, float]:
    priced: dict[int, float] = {}
    for row, price in zip(shared, prices, strict=True):
        if price:
            for run, take in row.takes.items():
                priced[run] = priced.get(run, 0) + price * take
    return priced


def _penalties(of: Candidates, shared: list[Row]) -> list[float]:
    """Return, for a unit of each row, more need than a group that takes or gives it can reach."""
    most = max(
        (seat.most_schools * max(arc.value for arc in seat.arcs) for seat in of.seats), default=0
    )
    return [
        4 * (most + 1) / min((take for take in row.takes.values() if take > 0), default=1)
        for row in shared
    ]
