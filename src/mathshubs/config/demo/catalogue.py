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

    @property
    def maturity(self) -> str:
        """How far it has come this year: most are offered widely, some are tried."""
        return ("DEVELOPMENT", "EFFECTIVENESS", *["SCALING_UP"] * 3)[self.number % 5]

    @property
    def outcomes(self) -> str:
        return "\n\n".join([self.pupils, self.practice])

    @property
    def core_questions(self) -> list[str]:
        asked = words("catalogue")["questions"]
        return [*asked["all"], *(asked[phase] for phase in self.phases if phase in asked)]

    @property
    def has_template(self) -> bool:
        return not (self.local or self.event)

    @property
    def template(self) -> dict:
        """What its groups begin with: outcomes are the nation's, who and what are the hub's."""
        if not self.has_template:
            return {}
        locked = {
            "pupil_outcomes": self.pupils, "policy_outcomes": self.policies,
            "practice_outcomes": self.practice, "learning_outcomes": self.learning,
        }  # fmt: skip
        local = {"audience": self.audience, "involved": self.involved}
        return {
            name: {"value": text.strip(), "locked": name in locked}
            for name, text in (locked | local).items()
        }


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
