"""Made-up hubs of a realistic size: schools in clusters, projects, leaders, venues, money."""

from __future__ import annotations

import random
from dataclasses import replace
from decimal import Decimal

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

TERMS = ("Autumn", "Spring", "Summer")
PHASES = {"EARLY": 0.5, "PRIMARY": 0.7, "SECONDARY": 0.2, "POST_16": 0.12}  # of all schools
PRIORITIES = [f"priority {number}" for number in range(1, 9)]
CLUSTERS, VENUES = 40, 25


def projects(many: int = 20) -> tuple[Project, ...]:
    """National projects: the same for every hub."""
    chance = random.Random(1)
    made = []
    for number in range(many):
        phases = {*chance.choices([*PHASES], [2, 6, 4, 2], k=2)}
        serves = {
            priority: chance.choice([0.3, 0.5, 0.8, 1.0])
            for priority in chance.sample(PRIORITIES, k=chance.choice([1, 2, 3]))
        }
        fewest = chance.randint(3, 8)
        made.append(Project(
            f"P{number:02}", f"Project {number:02}", serves, frozenset(phases), fewest,
            fewest + chance.randint(4, 12), chance.choice([2, 3, 4, 6, 8]),
            Decimal(chance.randrange(800, 4000, 50)),
        ))  # fmt: skip
    return tuple(made)


def hub(key: str, seed: int, *, schools: int = 600, leaders: int = 30) -> dict[str, tuple]:
    """One hub, 60 km by 50 km: its places, needs, leaders, venues."""
    chance = random.Random(seed)

    def point() -> tuple[float, float]:
        return chance.uniform(0, 60_000), chance.uniform(0, 50_000)

    places = tuple(
        Place(f"{key}/C{number:02}", f"Cluster {number:02} of {key}", point())
        for number in range(CLUSTERS)
    )
    size = {place.key: chance.uniform(0.4, 2.0) for place in places}
    scale = schools / sum(size.values())
    needs = []
    for place in places:
        for phase, share in PHASES.items():
            here = round(size[place.key] * scale * share)
            for priority in PRIORITIES:
                many = round(here * chance.uniform(0, 0.7))
                if many:
                    weight = round(chance.uniform(0.5, 3), 2)
                    needs.append(Need(priority, place.key, phase, many, weight))
    venues = tuple(
        Venue(
            f"{key}/V{number:02}", f"Venue {number:02} of {key}", point(), places[number].key,
            chance.choice([10, 15, 20, 30]),
            {term: chance.choice([1, 2, 3]) for term in chance.sample(TERMS, 2)},
            Decimal(chance.randrange(0, 600, 50)),
        )
        for number in range(VENUES)
    )  # fmt: skip
    codes = [project.key for project in projects()]
    lead = tuple(
        Leader(
            f"{key}/L{number:02}", f"Leader {number:02} of {key}",
            {term: chance.choice([0, 4, 6, 8, 10]) for term in TERMS},
            frozenset(chance.sample(codes, k=chance.randint(2, 5))), point(),
            chance.choice([20, 30, 45]),
        )
        for number in range(leaders)
    )  # fmt: skip
    return {"places": places, "needs": tuple(needs), "leaders": lead, "venues": venues}


def one_hub(seed: int = 7) -> Question:
    """A hub of 600 schools, 20 projects, 30 leaders, 3 terms, with its budget and targets."""
    return replace(
        alone("Marches", seed),
        commitments=(Commitment("P04", 3), Commitment("P08", 2), Commitment("P13", 2)),
    )  # fmt: skip


def alone(key: str, seed: int) -> Question:
    """A hub with its budget; nothing is asked of it."""
    return Question(
        terms=TERMS, projects=projects(), travel=_TRAVEL, **hub(key, seed),
        budgets=(Budget(Decimal(90_000)),),
    )  # fmt: skip


def nation(hubs: int = 40) -> dict[str, Question]:
    """So many hubs, each with its budget."""
    return {f"Hub {number:02}": alone(f"Hub {number:02}", 100 + number) for number in range(hubs)}


def shared(hubs: int = 40) -> dict:
    """One national budget that is less than theirs together, and national targets."""
    return {
        "pounds": Decimal(70_000) * hubs,
        "commitments": (
            Commitment("P04", 3 * hubs), Commitment("P08", 2 * hubs), Commitment("P13", hubs),
        ),
    }  # fmt: skip


_TRAVEL = (Band(8, 1.0), Band(15, 0.7), Band(25, 0.4), Band(35, 0.15))
