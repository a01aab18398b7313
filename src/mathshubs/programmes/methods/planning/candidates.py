"""
All that could be run, and what each constraint takes of it, before anything is chosen.

A *seat* is a project for a phase at a venue: who could sit in its groups depends on these alone.
A *run* is a seat in a term under a leader: how many groups of it is what the planner decides.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from math import floor
from typing import NamedTuple

from .question import Leader, Lock, Project, Question, Venue, kilometres

EPSILON = 1e-9


class Arc(NamedTuple):
    """Schools of a need that could sit in a seat: `share` of them travel so far."""

    need: int
    value: float
    share: float


@dataclass(frozen=True)
class Seat:
    project: Project
    phase: str
    venue: Venue
    most_schools: int  # in one group
    most_groups: int  # that can be filled, over all terms
    arcs: tuple[Arc, ...]


class Run(NamedTuple):
    seat: int
    leader: Leader
    term: str
    most_groups: int


@dataclass
class Row:
    """A constraint that a person set: `least` <= sum of takes x groups <= `most`."""

    kind: str
    about: tuple[str, ...]
    name: str
    least: float | None = None
    most: float | None = None
    takes: dict[int, float] = field(default_factory=dict)  # run -> what one group of it takes


@dataclass(frozen=True)
class Candidates:
    """Every seat, run and constraint of a question."""

    question: Question
    seats: list[Seat]
    runs: list[Run]
    rows: list[Row]

    def hub(self, run: int) -> str:
        """Return the hub that a run belongs to."""
        return self.seats[self.runs[run].seat].venue.hub

    def matching(self, lock: Lock) -> Iterator[int]:
        """Yield the runs that agree with a lock."""
        for number, run in enumerate(self.runs):
            seat = self.seats[run.seat]
            told = (seat.project.key, seat.phase, seat.venue.key, run.term, run.leader.key)
            asked = (lock.project, lock.phase, lock.venue, lock.term, lock.leader)
            if all(want is None or want == got for want, got in zip(asked, told, strict=True)):
                yield number


def candidates(question: Question, *, even_without_time: bool = False) -> Candidates:
    """
    Return all that could be run.

    `even_without_time` keeps runs in terms when the leader has no days or the venue no room, so
    that an explanation can name what was missing; rows alone then stop them.
    """
    seats = list(_seats(question))
    runs = list(_runs(question, seats, even_without_time))
    found = Candidates(question, seats, runs, [])
    found.rows.extend(_resources(question, seats, runs))
    found.rows.extend(_wishes(found))
    return found


def _seats(question: Question) -> Iterator[Seat]:
    places = {place.key: place for place in question.places}
    needs: dict[tuple[str, str, str], list[int]] = defaultdict(list)
    for number, need in enumerate(question.needs):
        needs[places[need.place].hub, need.phase, need.priority].append(number)
    shares = _shares(question)
    for venue in question.venues:
        for project in question.projects:
            most = min(project.most_schools, venue.schools)
            if most < project.fewest_schools:
                continue
            for phase in sorted(project.phases):
                arcs = [
                    Arc(number, need.weight * fit, share)
                    for priority, fit in sorted(project.serves.items())
                    if fit > 0
                    for number in needs[venue.hub, phase, priority]
                    for need in [question.needs[number]]
                    for share in [shares[venue.key, need.place]]
                    if floor(share * need.schools + EPSILON) > 0
                ]
                within = sum(
                    floor(arc.share * question.needs[arc.need].schools + EPSILON) for arc in arcs
                )
                if groups := within // project.fewest_schools:
                    yield Seat(project, phase, venue, most, groups, tuple(arcs))


def _shares(question: Question) -> Mapping[tuple[str, str], float]:
    """Return, for each venue and place of a hub, the share of schools that travel so far."""
    bands = sorted(question.travel)
    return {
        (venue.key, place.key): next(
            (band.share for band in bands if kilometres(venue.point, place.point) <= band.km), 0.0
        )
        for venue in question.venues
        for place in question.places
        if venue.hub == place.hub
    }


def _runs(question: Question, seats: list[Seat], even_without_time: bool) -> Iterator[Run]:
    for number, seat in enumerate(seats):
        for leader in question.leaders:
            if not _leads(leader, seat):
                continue
            for term in question.terms:
                days, groups = leader.days.get(term, 0), seat.venue.groups.get(term, 0)
                can = floor(days / seat.project.leader_days + EPSILON)
                if even_without_time:
                    yield Run(number, leader, term, seat.most_groups)
                elif days > 0 and groups > 0:
                    yield Run(number, leader, term, min(can, groups, seat.most_groups))


def _leads(leader: Leader, seat: Seat) -> bool:
    return (
        leader.hub == seat.venue.hub
        and seat.project.key in leader.projects
        and (leader.phases is None or seat.phase in leader.phases)
        and (leader.places is None or seat.venue.place in leader.places)
        and kilometres(leader.point, seat.venue.point) <= leader.travel_km
    )


def _resources(question: Question, seats: list[Seat], runs: list[Run]) -> Iterator[Row]:
    """Yield what groups take from: days, rooms, pounds."""
    of_leader: dict[tuple[str, str], dict[int, float]] = defaultdict(dict)
    of_venue: dict[tuple[str, str], dict[int, float]] = defaultdict(dict)
    of_hub: dict[str, dict[int, float]] = defaultdict(dict)
    for number, run in enumerate(runs):
        seat = seats[run.seat]
        of_leader[run.leader.key, run.term][number] = seat.project.leader_days
        of_venue[seat.venue.key, run.term][number] = 1
        of_hub[seat.venue.hub][number] = float(seat.project.cost + seat.venue.cost)
    for leader in question.leaders:
        for term in question.terms:
            days = leader.days.get(term, 0)
            name = f"the {_days(days)} that {leader.name} has in {term}"
            takes = of_leader[leader.key, term]
            yield Row("LEADER", (leader.key, term), name, most=days, takes=takes)
        if (in_all := leader.days_in_all) is not None:
            name = f"the {_days(in_all)} that {leader.name} has in all"
            takes = {run: days for term in question.terms
                     for run, days in of_leader[leader.key, term].items()}  # fmt: skip
            yield Row("LEADER", (leader.key, ""), name, most=in_all, takes=takes)
    for venue in question.venues:
        for term in question.terms:
            groups = venue.groups.get(term, 0)
            name = f"the {_groups(groups)} that {venue.name} takes in {term}"
            yield Row(
                "VENUE", (venue.key, term), name, most=groups, takes=of_venue[venue.key, term]
            )
    for budget in question.budgets:
        those = question.hubs if budget.hub is None else (budget.hub,)
        name = f"the budget of £{budget.pounds:,.2f}{_of(budget.hub)}".replace(".00", "")
        takes = {number: cost for hub in those for number, cost in of_hub[hub].items()}
        yield Row("BUDGET", (budget.hub or "",), name, most=float(budget.pounds), takes=takes)


def _wishes(found: Candidates) -> Iterator[Row]:
    """Yield what must run, and what must not."""
    question = found.question
    named = {project.key: project.name for project in question.projects}
    for asked in question.commitments:
        takes = {
            number: 1.0
            for number in found.matching(Lock(project=asked.project))
            if asked.hub in (None, found.hub(number))
        }
        name = (
            f"the commitment to {_groups(asked.groups)} of {named[asked.project]}{_of(asked.hub)}"
        )
        keys = (asked.project, asked.hub or "")
        yield Row("COMMITMENT", keys, name, least=asked.groups, takes=takes)
    for kind, locks in (("KEPT", question.kept), ("BARRED", question.barred)):
        for lock, times in Counter(locks).items():
            told = (lock.project, lock.phase, lock.venue, lock.term, lock.leader)
            about = tuple(each or "" for each in told)
            takes = dict.fromkeys(found.matching(lock), 1.0)
            name = f"{_many(times) if kind == 'KEPT' else ''}“{_said(question, lock)}”"
            if kind == "KEPT":
                yield Row(kind, about, f"keeping {name}", least=times, takes=takes)
            else:
                yield Row(kind, about, f"barring {name}", most=0, takes=takes)


def _said(question: Question, lock: Lock) -> str:
    named: dict[tuple[str, str], str] = {
        (kind, each.key): each.name
        for kind, those in (
            ("project", question.projects), ("venue", question.venues),
            ("leader", question.leaders),
        )
        for each in those
    }  # fmt: skip
    parts = [
        named["project", lock.project] if lock.project else "any project",
        f"for {lock.phase}" if lock.phase else "",
        f"at {named['venue', lock.venue]}" if lock.venue else "",
        f"in {lock.term}" if lock.term else "",
        f"led by {named['leader', lock.leader]}" if lock.leader else "",
    ]
    return " ".join(part for part in parts if part)


def _of(hub: str | None) -> str:
    return f" of {hub}" if hub else ""


def _many(times: int) -> str:
    return "" if times == 1 else f"{times} times "


def _groups(number: int) -> str:
    return "1 group" if number == 1 else f"{number:,} groups"


def _days(number: float) -> str:
    return "1 day" if number == 1 else f"{number:g} days"
