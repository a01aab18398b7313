"""A made Work Group and its workshops, before their rows are written."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import date, datetime
from random import Random

from mathshubs.programmes.models import Project

from .catalogue import Design
from .world import HubWorld, SchoolRow, Somebody

RULES = ("FIRST_COME", "DISADVANTAGE", "SPREAD", "LOTTERY", "NEW_SCHOOLS")


@dataclass
class Session:
    """One workshop of a made group."""

    id: int
    number: int
    title: str
    task: str
    starts_at: datetime
    ends_at: datetime
    mode: str
    host: SchoolRow | None
    join_link: str
    uid: uuid.UUID


@dataclass
class Group:
    """One made Work Group, before its row is written."""

    id: int
    hub: HubWorld
    design: Design
    project: Project
    year: str
    state: str
    title: str
    random: Random
    sessions: list[Session]
    leaders: list[Somebody]
    places: int
    counted: str
    decides: str
    most_per_school: int
    fewest: int
    published_at: datetime
    apply_by: date | None
    copied_from: int | None = None
    places_taken: int = 0
    waiting: int = 0
    # What a scene sets: how many ask, who is among them, whether all is kept and written.
    asking: int | None = None
    cast: list[tuple[Somebody, str]] = field(default_factory=list)
    is_scene: bool = False
    joining_details: bool = True
    register_missing: bool = False  # of the workshop before today
    joining: tuple[str, str, str, str] | None = None  # what was written, once it is

    @property
    def head_agrees(self) -> bool:
        """Of some designs the head must agree before a place is confirmed."""
        return not self.design.event and self.design.number % 3 == 1

    @property
    def offer_rule(self) -> str:
        if self.decides == "AT_ONCE":
            return "FIRST_COME"
        return RULES[self.id % len(RULES)]

    @property
    def first_on(self) -> date:
        return self.sessions[0].starts_at.date()

    @property
    def last_on(self) -> date:
        return self.sessions[-1].starts_at.date()

    @property
    def venue(self) -> SchoolRow | None:
        return next((each.host for each in self.sessions if each.host), None)
