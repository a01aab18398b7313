"""From what the records say and what a person typed to the planner's question."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from typing import Any

from mathshubs.core.phases import Phase
from mathshubs.needs.models import Priority
from mathshubs.programmes.methods.planning import (
    Band,
    Budget,
    Commitment,
    Leader,
    Need,
    Place,
    Project,
    Question,
    Venue,
)

from .planner import DistrictAt, Facts, SchoolAt, places_of_priorities

Typed = dict[str, Any]  # what the form cleaned


def question_of(facts: Facts, typed: Typed) -> Question:
    """
    Return the question of a hub: its districts as places, its host schools and districts' middles
    as venues. Schools without a point on the map count where their district is.
    """
    placed = [district for district in facts.districts if district.point]
    priorities = [each for each in facts.priorities if typed.get(f"weight-{each.pk}")]
    projects = [each for each in _projects(facts, typed, priorities) if any(each.serves.values())]
    of_phase = {phase.value: phase.label for phase in Phase}
    terms = tuple(typed["terms"])
    return Question(
        terms=terms,
        places=tuple(Place(f"d{each.pk}", each.name, each.point) for each in placed if each.point),
        needs=tuple(_needs(facts, typed, priorities, placed)),
        projects=tuple(projects),
        leaders=tuple(_leaders(facts, typed, terms, projects, of_phase)),
        venues=tuple(_venues(facts, typed, terms, placed)),
        budgets=(Budget(typed["budget"]),) if typed.get("budget") is not None else (),
        commitments=tuple(_commitments(facts, typed, {each.key for each in projects})),
        travel=_travel(typed),
    )


def _travel(typed: Typed) -> tuple[Band, ...]:
    """All schools travel to the first distance, fewer beyond it; two equal ones are one."""
    shares = {
        float(typed["far_km"]): typed["far_share"] / 100,
        float(typed["middle_km"]): typed["middle_share"] / 100,
        float(typed["near_km"]): 1.0,
    }
    return tuple(Band(km, share) for km, share in sorted(shares.items()))


def _projects(facts: Facts, typed: Typed, priorities: list[Priority]) -> list[Project]:
    return [
        Project(
            key=f"p{each.pk}",
            name=str(each),
            serves={
                f"n{one.pk}": int(typed[f"serves-{each.pk}-{one.pk}"]) / 100 for one in priorities
            },
            phases=frozenset(Phase(phase).label for phase in each.phases),
            fewest_schools=typed[f"fewest-{each.pk}"],
            most_schools=typed[f"most-{each.pk}"],
            leader_days=float(typed[f"days-{each.pk}"]),
            cost=typed[f"cost-{each.pk}"],
        )
        for each in facts.projects
        if typed.get(f"use-{each.pk}")
    ]  # fmt: skip


def _needs(facts: Facts, typed: Typed, priorities: list[Priority], placed: list[DistrictAt]):
    """Yield the schools of each priority by district and phase: see `concerned`."""
    named = places_of_priorities(priorities)
    for priority in priorities:
        weight = float(typed[f"weight-{priority.pk}"])
        for district in placed:
            counts: Counter[str] = Counter()
            for school in district.schools:
                if typed.get("only_new") and school.takes_part:
                    continue
                if concerned(school, named[priority.pk]):
                    counts.update(phase for phase in school.phases if phase in priority.phases)
            for phase, many in sorted(counts.items()):
                label = Phase(phase).label
                yield Need(f"n{priority.pk}", f"d{district.pk}", label, many, weight)


def concerned(school: SchoolAt, named: dict[str, set[int]]) -> bool:
    """Whether a school is in a place that the needs name; where they name none, all are."""
    return not named or any(getattr(school, kind) in those for kind, those in named.items())


def _leaders(
    facts: Facts, typed: Typed, terms: tuple[str, ...], projects: list[Project],
    of_phase: dict[str, str],
):  # fmt: skip
    points = {district.pk: district.point for district in facts.districts}
    for each in facts.leaders:
        record = each.record
        days = float(typed.get(f"leader-{record.pk}") or 0)
        works_at = record.__dict__.get("works_at")
        near = next((points[pk] for pk in sorted(each.districts) if points.get(pk)), None)
        point = (works_at["e"], works_at["n"]) if works_at else near or facts.middle
        if not days or point is None:
            continue
        phases = frozenset(of_phase[phase] for phase in record.phases) or None
        yield Leader(
            key=f"l{record.pk}",
            name=record.person.name,
            days=dict.fromkeys(terms, days),
            days_in_all=days if len(terms) > 1 else None,
            projects=frozenset(
                project.key for project in projects if phases is None or phases & project.phases
            ),
            point=point,
            travel_km=float(typed["leader_km"]),
            phases=phases,
            places=frozenset(f"d{pk}" for pk in each.districts) or None,
        )


def _venues(facts: Facts, typed: Typed, terms: tuple[str, ...], placed: list[DistrictAt]):
    shared = {"schools": typed["venue_schools"], "cost": typed["venue_cost"]}
    for district in placed:
        if (groups := typed.get(f"middle-{district.pk}") or 0) and district.point:
            yield Venue(
                f"v{district.pk}", f"the middle of {district.name}", district.point,
                f"d{district.pk}", groups=dict.fromkeys(terms, groups), **shared,
            )  # fmt: skip
    for school in facts.hosts:
        if (groups := typed.get(f"host-{school.pk}") or 0) and school.point:
            yield Venue(
                f"s{school.pk}", school.name, school.point, f"d{school.district}",
                groups=dict.fromkeys(terms, groups), **shared,
            )  # fmt: skip


def _commitments(facts: Facts, typed: Typed, used: set[str]):
    """Yield what the nation asks of the hub and is not running yet."""
    if not typed.get("keep_asked"):
        return
    for each in facts.projects:
        missing = each.__dict__["asked"] - each.__dict__["running"]
        if missing > 0 and f"p{each.pk}" in used:
            yield Commitment(f"p{each.pk}", missing)


def as_typed(typed: Typed) -> Typed:
    """Return what was typed as JSON keeps it."""
    return {
        name: str(value) if isinstance(value, Decimal) else value for name, value in typed.items()
    }
