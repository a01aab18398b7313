"""
What the planner is asked: who needs what where, what could be run, and what it may take.

Everything is known by a key (a short text of the caller's) and called by a name in sentences.
Points are metres of the British National Grid (easting, northing); distances are straight lines.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from math import hypot
from typing import NamedTuple

Point = tuple[float, float]


class QuestionProblem(Exception):
    """The question makes no sense. `str(problem)` says what to change."""


@dataclass(frozen=True)
class Place:
    """A district or a cluster of schools, thought of as at one point."""

    key: str
    name: str
    point: Point
    hub: str = ""


@dataclass(frozen=True)
class Need:
    """
    Schools of one phase in one place that need what one priority is about.

    schools : how many; each counts once for this need, however often it is reached.
    weight : what reaching one of them is worth (0 or more, any unit, the same for all needs).
    """

    priority: str
    place: str
    phase: str
    schools: int
    weight: float = 1.0


@dataclass(frozen=True)
class Project:
    """
    What a group can be of.

    serves : priority -> how well it answers it, 0 (not at all) to 1.
    phases : a group is for one of these.
    fewest_schools, most_schools : of one group.
    leader_days : of one leader, in one term, for one group.
    cost : pounds a group, without its venue.
    """

    key: str
    name: str
    serves: Mapping[str, float]
    phases: frozenset[str]
    fewest_schools: int
    most_schools: int
    leader_days: float
    cost: Decimal


@dataclass(frozen=True)
class Leader:
    """
    Who can lead.

    days : term -> days they have for leading.
    days_in_all : over all terms together, at most; None is the sum of those.
    travel_km : from their point to a venue, at most.
    phases, places : of the groups and of the venues they take; None is all.
    """

    key: str
    name: str
    days: Mapping[str, float]
    projects: frozenset[str]
    point: Point
    travel_km: float
    phases: frozenset[str] | None = None
    places: frozenset[str] | None = None
    hub: str = ""
    days_in_all: float | None = None


@dataclass(frozen=True)
class Venue:
    """
    Where groups meet.

    schools : how many one group there can have at most.
    groups : term -> how many groups it can take.
    cost : pounds a group.
    """

    key: str
    name: str
    point: Point
    place: str
    schools: int
    groups: Mapping[str, int]
    cost: Decimal = Decimal(0)
    hub: str = ""


@dataclass(frozen=True)
class Budget:
    """Pounds for all groups of a hub together; `hub` None: of all hubs together."""

    pounds: Decimal
    hub: str | None = None


@dataclass(frozen=True)
class Commitment:
    """At least so many groups of a project; `hub` None: in all hubs together."""

    project: str
    groups: int
    hub: str | None = None


@dataclass(frozen=True)
class Lock:
    """
    Groups a person has decided on: those that agree with all that is given; None is any.

    To keep: at least one such group runs; the same lock twice asks for two. A group counts for
    each lock it agrees with. To bar: none runs.
    """

    project: str | None = None
    phase: str | None = None
    venue: str | None = None
    term: str | None = None
    leader: str | None = None


class Band(NamedTuple):
    """Of the schools of a place, `share` (0 to 1) travel up to `km`."""

    km: float
    share: float


@dataclass(frozen=True)
class Question:
    """
    One hub, or several whose groups, leaders, venues and schools do not mix.

    travel : how far schools travel. A school that travels 20 km also travels 10, so shares fall
        with distance, and two venues 20 km away reach the same schools, not twice as many.
    """

    terms: tuple[str, ...]
    places: tuple[Place, ...]
    needs: tuple[Need, ...]
    projects: tuple[Project, ...]
    leaders: tuple[Leader, ...]
    venues: tuple[Venue, ...]
    budgets: tuple[Budget, ...] = ()
    commitments: tuple[Commitment, ...] = ()
    kept: tuple[Lock, ...] = ()
    barred: tuple[Lock, ...] = ()
    travel: tuple[Band, ...] = (Band(10, 1.0), Band(20, 0.6), Band(30, 0.3))

    @property
    def hubs(self) -> tuple[str, ...]:
        """The hubs that have a place, a leader or a venue, in order."""
        hubs = {place.hub for place in self.places} | {leader.hub for leader in self.leaders}
        return tuple(sorted(hubs | {venue.hub for venue in self.venues}))

    def check(self) -> None:
        """Raise QuestionProblem for the first thing that makes no sense."""
        for kind, those in (
            ("place", self.places), ("project", self.projects), ("leader", self.leaders),
            ("venue", self.venues),
        ):  # fmt: skip
            _known_once(kind, [each.key for each in those])
        _known_once("need", [(each.priority, each.place, each.phase) for each in self.needs])
        _known_once("term", self.terms)
        self._check_references()
        self._check_numbers()

    def _check_references(self) -> None:
        places, projects = ({each.key for each in those} for those in (self.places, self.projects))
        venues, leaders = ({each.key for each in those} for those in (self.venues, self.leaders))
        _all_known("place", (need.place for need in self.needs), places)
        _all_known("place", (venue.place for venue in self.venues), places)
        _all_known("project", (each.project for each in self.commitments), projects)
        for lock in (*self.kept, *self.barred):
            _all_known("project", [lock.project] if lock.project is not None else [], projects)
            _all_known("venue", [lock.venue] if lock.venue is not None else [], venues)
            _all_known("term", [lock.term] if lock.term is not None else [], set(self.terms))
            _all_known("leader", [lock.leader] if lock.leader is not None else [], leaders)
        hubs = [*(each.hub for each in self.budgets), *(each.hub for each in self.commitments)]
        _all_known("hub", (hub for hub in hubs if hub is not None), set(self.hubs))
        _known_once("budget of", [each.hub for each in self.budgets])

    def _check_numbers(self) -> None:
        if any(need.schools < 0 or need.weight < 0 for need in self.needs):
            raise QuestionProblem("A need has 0 or more schools and a weight of 0 or more.")
        if any(budget.pounds < 0 for budget in self.budgets):
            raise QuestionProblem("A budget is 0 pounds or more.")
        for project in self.projects:
            if not 1 <= project.fewest_schools <= project.most_schools:
                raise QuestionProblem(f"{project.name}: give 1 or more schools, fewest first.")
            if project.leader_days <= 0 or project.cost < 0:
                raise QuestionProblem(f"{project.name}: a group takes leader days and costs 0 up.")
            if not all(0 <= fit <= 1 for fit in project.serves.values()):
                raise QuestionProblem(f"{project.name}: how well it serves is 0 to 1.")
        if any(venue.cost < 0 for venue in self.venues):
            raise QuestionProblem("A venue costs 0 pounds or more.")
        shares = [band.share for band in sorted(self.travel)]
        if shares != sorted(shares, reverse=True) or not all(0 <= each <= 1 for each in shares):
            raise QuestionProblem("The share of schools that travel is 0 to 1, and falls with km.")


def kilometres(one: Point, other: Point) -> float:
    """Return the straight line between two points, in km."""
    return hypot(one[0] - other[0], one[1] - other[1]) / 1000


def _known_once(kind: str, keys: Iterable[object]) -> None:
    seen: set[object] = set()
    for key in keys:
        if key in seen:
            raise QuestionProblem(f"There are two of {kind} {key}. Give each a key of its own.")
        seen.add(key)


def _all_known(kind: str, keys: Iterable[str], known: set[str]) -> None:
    for key in keys:
        if key not in known:
            raise QuestionProblem(f"There is no {kind} {key} in the question.")
