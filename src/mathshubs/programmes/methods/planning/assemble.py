"""From what was decided to what a person reads."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from itertools import chain

from .answer import Answer, Group, Status, Unmet, Use
from .candidates import EPSILON, Candidates, Row

Schools = Mapping[int, Mapping[int, int]]


def assemble(
    of: Candidates, runs: Mapping[int, int], schools: Schools, *, bound: float, status: Status
) -> Answer:
    """Return the answer that runs these groups (run -> groups) for these schools of each seat."""
    each = (_groups(of, seat, runs, schools.get(seat, {})) for seat in _seats(of, runs))
    groups = sorted(
        chain.from_iterable(each),
        key=lambda group: (
            of.question.terms.index(group.term), group.venue, group.project, group.phase,
            group.leader,
        ),
    )  # fmt: skip
    reached: dict[str, int] = {place.key: 0 for place in of.question.places}
    met: dict[int, int] = defaultdict(int)
    for those in schools.values():
        for need, many in those.items():
            met[need] += many
            reached[of.question.needs[need].place] += many
    objective = sum(group.need for group in groups)
    return Answer(
        status=status,
        groups=tuple(groups),
        reached=reached,
        unmet=tuple(
            Unmet(need, left, left * need.weight)
            for number, need in enumerate(of.question.needs)
            if (left := need.schools - met[number])
        ),
        uses=tuple(_use(of, row, runs) for row in of.rows),
        objective=objective,
        bound=max(bound, objective),
    )


def _seats(of: Candidates, runs: Mapping[int, int]) -> list[int]:
    return sorted({of.runs[run].seat for run, many in runs.items() if many})


def _groups(
    of: Candidates, number: int, runs: Mapping[int, int], schools: Mapping[int, int]
) -> Iterator[Group]:
    """Yield the groups of a seat, as even in size as can be; neighbours sit together."""
    seat, needs = of.seats[number], of.question.needs
    those = [run for run, many in sorted(runs.items()) for _ in range(many)]
    those = [run for run in those if of.runs[run].seat == number]
    value = {arc.need: arc.value for arc in seat.arcs}
    queue = [
        need
        for need in sorted(schools, key=lambda each: (needs[each].place, needs[each].priority))
        for _ in range(schools[need])
    ]
    small, larger = divmod(len(queue), len(those))
    for at, run in enumerate(those):
        size = small + (at < larger)
        sits, queue = queue[:size], queue[size:]
        reaches: dict[tuple[str, str], int] = defaultdict(int)
        for need in sits:
            reaches[needs[need].priority, needs[need].place] += 1
        yield Group(
            project=seat.project.key,
            phase=seat.phase,
            venue=seat.venue.key,
            term=of.runs[run].term,
            leader=of.runs[run].leader.key,
            reaches=dict(reaches),
            need=sum(value[need] for need in sits),
            cost=seat.project.cost + seat.venue.cost,
            days=seat.project.leader_days,
        )


def _use(of: Candidates, row: Row, runs: Mapping[int, int]) -> Use:
    used = sum(runs.get(run, 0) * take for run, take in row.takes.items())
    if row.most is None:
        limit = row.least or 0.0
        binds = used <= limit + EPSILON
    else:
        limit = row.most
        least = min((take for take in row.takes.values() if take > 0), default=None)
        binds = least is not None and limit - used < least - EPSILON
    return Use(row.kind, row.about, row.name, round(used, 6), limit, binds)
