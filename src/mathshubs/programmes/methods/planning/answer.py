"""What the planner answers: groups to run, whom they reach, and what stood in the way of more."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from math import isinf

from .question import Lock, Need


class Status(StrEnum):
    """How the search ended."""

    OPTIMAL = "OPTIMAL"  # no plan reaches more, but for the gap asked for
    TIME = "TIME"  # the best found when the time was over; `gap` is proven all the same
    INFEASIBLE = "INFEASIBLE"  # no plan keeps all constraints; `conflict` says which
    UNPROVEN = "UNPROVEN"  # a plan, and nothing is known of how good it could be
    UNKNOWN = "UNKNOWN"  # the time was over before any plan was found


@dataclass(frozen=True)
class Group:
    """
    One group to run.

    reaches : (priority, place) -> schools, in the phase of the group.
    need : weighted need reached: schools x weight of the need x how well the project serves it.
    cost : pounds, venue included.
    """

    project: str
    phase: str
    venue: str
    term: str
    leader: str
    reaches: Mapping[tuple[str, str], int]
    need: float
    cost: Decimal
    days: float

    @property
    def schools(self) -> int:
        """How many schools are in the group."""
        return sum(self.reaches.values())

    @property
    def lock(self) -> Lock:
        """What to keep or bar so that this very group stays or goes."""
        return Lock(self.project, self.phase, self.venue, self.term, self.leader)


@dataclass(frozen=True)
class Unmet:
    """Schools of a need that no group reaches, and what they would have been worth at most."""

    need: Need
    schools: int
    weight: float


@dataclass(frozen=True)
class Use:
    """
    A constraint, and how much of it the plan uses.

    kind : BUDGET (pounds), LEADER (days in a term), VENUE (groups in a term), COMMITMENT, KEPT
        (groups, `limit` is the least), BARRED (groups, `limit` 0).
    about : its keys, by kind: (hub,), (leader, term), (venue, term), (project, hub), those of a
        lock. "" is any, or all together.
    binds : what is left would not do for one more group that it concerns; of a least: no more than
        asked for runs. Where nothing binds, more of it would change nothing by itself.
    """

    kind: str
    about: tuple[str, ...]
    name: str
    used: float
    limit: float
    binds: bool


@dataclass(frozen=True)
class Answer:
    """
    A plan, and how good it is known to be.

    objective : weighted need reached, the sum over groups.
    bound : no plan of any kind reaches more than this.
    gap : (bound - objective) / bound, 0 when both are 0; proven, not estimated.
    reached : place -> schools in groups (a school in two groups counts twice).
    conflict : empty, or a sentence that says which constraints cannot all hold.
    conflicting : those constraints; leaving out any one of them lets the others hold, unless
        `minimal` is False because the time was over.
    """

    status: Status
    groups: tuple[Group, ...] = ()
    reached: Mapping[str, int] | None = None
    unmet: tuple[Unmet, ...] = ()
    uses: tuple[Use, ...] = ()
    objective: float = 0.0
    bound: float = 0.0
    seconds: float = 0.0
    conflict: str = ""
    conflicting: tuple[str, ...] = ()
    minimal: bool = True

    @property
    def gap(self) -> float:
        return gap_between(self.objective, self.bound)

    @property
    def cost(self) -> Decimal:
        """Pounds of all groups."""
        return sum((group.cost for group in self.groups), Decimal(0))

    @property
    def days(self) -> float:
        """Leader days of all groups."""
        return sum(group.days for group in self.groups)

    @property
    def schools(self) -> int:
        """Schools in groups; a school in two groups counts twice."""
        return sum(group.schools for group in self.groups)


def gap_between(objective: float, bound: float) -> float:
    """Return how much more need a plan could reach at the very most, as a share of the bound."""
    if bound <= 0:
        return 0.0
    return 1.0 if isinf(bound) else max(0.0, bound - objective) / bound
