"""The rules about schools: what kind, where, and what they did before."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import ClassVar

from .rules import (
    PHASES,
    Applicant,
    Rule,
    RuleProblem,
    in_a_row,
    must_be_codes,
    must_be_of,
)

STATE_FUNDED = {
    "Academies", "Free Schools", "Local authority maintained schools", "Special schools",
    "Colleges",
}  # fmt: skip
NOT_STATE_FUNDED = {"Non-maintained special school", "Other independent special school"}


@dataclass(frozen=True)
class StateFunded(Rule):
    kind = "STATE_FUNDED"
    label = "State-funded schools only"

    def words(self, hub: str = "") -> str:
        return "State-funded schools and colleges."

    def refusal(self, asks: Applicant) -> str:
        unknown = not asks.kind_group
        if unknown or (asks.kind_group in STATE_FUNDED and asks.kind not in NOT_STATE_FUNDED):
            return ""
        listed = asks.kind or asks.kind_group
        return f"It is for state-funded schools, and {asks.school} is listed as “{listed}”."


@dataclass(frozen=True)
class Phases(Rule):
    kind = "PHASE"
    label = "Schools of some phases"
    phases: tuple[str, ...]

    def __post_init__(self):
        must_be_of(self.phases, PHASES, "Choose at least one phase.")

    def words(self, hub: str = "") -> str:
        return f"{self._row().capitalize()} schools."

    def refusal(self, asks: Applicant) -> str:
        if asks.phases is None or asks.phases & set(self.phases):
            return ""
        listed = f" is listed as “{asks.phase}”" if asks.phase else " is not one"
        return f"It is for {self._row()} schools, and {asks.school}{listed}."

    def _row(self) -> str:
        return in_a_row([PHASES[phase] for phase in self.phases], "or")


@dataclass(frozen=True)
class Area(Rule):
    """`places`: codes of authorities or districts, or the number of a priority list, with names."""

    kind = "AREA"
    label = "Schools of an area"
    of: str
    places: tuple[tuple[str, str], ...] = ()
    OF: ClassVar[dict[str, str]] = {
        "HUB": "Schools that work with the hub of the group",
        "AUTHORITIES": "Schools in some local authorities",
        "DISTRICTS": "Schools in some districts",
        "LIST": "Schools in the areas of a priority list",
        "NATIONAL": "Schools anywhere in England",
    }

    def __post_init__(self):
        if self.of not in self.OF:
            raise RuleProblem("Choose the area.")
        if (self.of in ("AUTHORITIES", "DISTRICTS", "LIST")) != bool(self.places):
            raise RuleProblem("Name the areas, one a line.")

    @property
    def needs(self) -> frozenset[str]:  # type: ignore[override]
        found = {"HUB": "hub", "AUTHORITIES": "area", "DISTRICTS": "area", "LIST": "lists"}
        return frozenset({found[self.of]} if self.of in found else ())

    def words(self, hub: str = "") -> str:
        if self.of == "HUB":
            return f"Schools that work with {hub or 'the hub that runs the group'}."
        if self.of == "NATIONAL":
            return "Schools anywhere in England, whichever hub they work with."
        return f"Schools in {'the areas of ' * (self.of == 'LIST')}{self._row('or')}."

    def refusal(self, asks: Applicant) -> str:
        if self.of == "HUB" and asks.hub != asks.asks_hub:
            theirs = (
                f"works with {asks.hub_name} Maths Hub" if asks.hub_name else "is in no hub's area"
            )
            here = f"It is for schools that work with {asks.asks_hub_name}"
            return f"{here}, and {asks.school} {theirs}."
        its = {
            "AUTHORITIES": {asks.authority_code},
            "DISTRICTS": {asks.district_code},
            "LIST": {str(number) for number in asks.lists},
        }.get(self.of)
        if its is None or its & {code for code, _ in self.places}:
            return ""
        where = "one of the areas of " if self.of == "LIST" else ""
        return f"It is for schools in {where}{self._row('or')}, and {asks.school} is not there."

    def _row(self, last: str) -> str:
        return in_a_row([name for _, name in self.places], last)


@dataclass(frozen=True)
class EarlierStage(Rule):
    """With `only` False nobody is refused: the stage decides who comes first."""

    kind = "EARLIER_STAGE"
    label = "An earlier stage completed"
    codes: tuple[str, ...]
    only: bool = True
    needs = frozenset({"completed"})

    def __post_init__(self):
        must_be_codes(self.codes)

    def words(self, hub: str = "") -> str:
        done = f"Schools that completed {in_a_row(self.codes, 'or')}"
        return f"{done}." if self.only else f"{done} come first; others can take part too."

    def refusal(self, asks: Applicant) -> str:
        if not self.only or asks.completed & set(self.codes):
            return ""
        return (
            f"It is for schools that completed {in_a_row(self.codes, 'or')}, and we know of "
            f"nobody from {asks.school} who earned the certificate there."
        )


@dataclass(frozen=True)
class NotBefore(Rule):
    kind = "NOT_BEFORE"
    label = "Not for those who took part in another project"
    codes: tuple[str, ...]
    needs = frozenset({"begun"})

    def __post_init__(self):
        must_be_codes(self.codes)

    def words(self, hub: str = "") -> str:
        return f"Schools that have not taken part in {in_a_row(self.codes, 'or')}."

    def refusal(self, asks: Applicant) -> str:
        had = sorted(asks.begun & set(self.codes))
        if not had:
            return ""
        return (
            f"It is for schools that have not taken part in {in_a_row(self.codes, 'or')}, and "
            f"{asks.school} took part in {in_a_row(had)}."
        )


@dataclass(frozen=True)
class Trial(Rule):
    """`schools` and `waiting` are URNs: who takes part now, and whom the trial compares with."""

    kind = "TRIAL"
    label = "Schools of a trial"
    name: str
    schools: tuple[str, ...]
    waiting: tuple[str, ...] = field(default=())

    def __post_init__(self):
        if not self.name.strip():
            raise RuleProblem("Give the name of the trial.")
        if not self.schools:
            raise RuleProblem("Give the URNs of the schools that take part, one a line.")
        for urn in (*self.schools, *self.waiting):
            if not re.fullmatch(r"[1-9][0-9]{5}", urn):
                raise RuleProblem(f"{urn} is not a URN. A URN has six digits.")
        if both := set(self.schools) & set(self.waiting):
            raise RuleProblem(f"{min(both)} is on both lists. Take it off one of them.")

    def words(self, hub: str = "") -> str:
        return f"Schools of the trial “{self.name}” whose turn it is."

    def refusal(self, asks: Applicant) -> str:
        if asks.urn in self.schools:
            return ""
        if asks.urn in self.waiting:
            return (
                f"{asks.school} is one of the schools whose turn in the trial “{self.name}” comes "
                "later. Thank you for waiting: only with schools that wait can anybody tell what "
                "the work changes."
            )
        return f"It is for the schools of the trial “{self.name}”, and {asks.school} is not one."
