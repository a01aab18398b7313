"""The designs that made-up Work Groups carry out, and the words they share."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from functools import cache

from .places import HERE


@dataclass(frozen=True)
class Design:
    """One project as it is written in `words/projects_*.toml`."""

    number: int
    title: str
    phases: list[str]
    summary: str
    rationale: list[str]
    pupils: str
    policies: str
    practice: str
    learning: str
    audience: str
    involved: str
    value: str
    evidence: str
    sessions: list[list[str]]  # title of a workshop, then the task that follows it
    shape: str
    share: int = 2  # how often it runs beside the others
    roles: list[str] = field(default_factory=list)  # who comes; anyone when empty
    by_school: bool = False  # capacity in schools
    event: bool = False
    local: bool = False  # a hub's own project, without a national code
    scene: bool = False  # only where a scene asks for it


@cache
def designs() -> tuple[Design, ...]:
    """Return every design, national ones by number, then local ones."""
    found = []
    for file in sorted((HERE / "words").glob("projects_*.toml")):
        with file.open("rb") as opened:
            read = tomllib.load(opened)
        found += [Design(**project) for project in read["project"]]
    return tuple(sorted(found, key=lambda design: (design.local, design.number)))


@cache
def phrases() -> dict:
    """Return the shared words: biographies, partners, reasons, joining details."""
    return words("phrases")


@cache
def depth() -> dict:
    """Return what leaders, schools and communities say."""
    return words("depth")


@cache
def words(name: str) -> dict:
    """Return a file of words as it was read."""
    with (HERE / "words" / f"{name}.toml").open("rb") as file:
        return tomllib.load(file)
