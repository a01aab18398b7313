"""The rules about who comes from a school, and how many."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from .rules import ROLES, Applicant, Rule, RuleProblem, count, in_a_row, must_be_of


@dataclass(frozen=True)
class Once(Rule):
    kind = "ONCE"
    label = "Once only"
    who: str
    WHO: ClassVar[dict[str, str]] = {"SCHOOL": "Each school once", "PERSON": "Each person once"}
    needs = frozenset({"took_part"})

    def __post_init__(self):
        must_be_of((self.who,), self.WHO, "Choose who can take part once.")

    def words(self, hub: str = "") -> str:
        return f"{self.WHO[self.who]}, in whatever year."

    def refusal(self, asks: Applicant) -> str:
        if self.who == "SCHOOL" and asks.school_took_part:
            return f"A school takes part once, and {asks.school} has taken part in this project."
        if self.who == "PERSON" and asks.person_took_part:
            return "A person takes part once, and they have taken part in this project before."
        return ""


@dataclass(frozen=True)
class Roles(Rule):
    kind = "ROLE"
    label = "People in some roles"
    roles: tuple[str, ...]

    def __post_init__(self):
        must_be_of(self.roles, ROLES, "Choose at least one role.")

    def words(self, hub: str = "") -> str:
        row = in_a_row([ROLES[role] for role in self.roles], "or")
        return f"People who are {row} when they apply."

    def refusal(self, asks: Applicant) -> str:
        if not asks.role or asks.role in self.roles:
            return ""
        row = in_a_row([ROLES[role] for role in self.roles], "or")
        return f"It is for {row}, and the application is for one of the {ROLES[asks.role]}."


@dataclass(frozen=True)
class CareerYears(Rule):
    kind = "CAREER_YEARS"
    label = "Years in the career"
    first: int
    last: int

    def __post_init__(self):
        if not 1 <= self.first <= self.last <= 60:
            raise RuleProblem(
                "Give years of the career from 1 to 60, the first not after the last."
            )

    def words(self, hub: str = "") -> str:
        return f"People in {self._years()} of teaching."

    def refusal(self, asks: Applicant) -> str:
        if asks.career_year is None or self.first <= asks.career_year <= self.last:
            return ""
        return (
            f"It is for people in {self._years()} of teaching, and the application says year "
            f"{asks.career_year}."
        )

    def _years(self) -> str:
        return (
            f"year {self.first}"
            if self.first == self.last
            else f"years {self.first} to {self.last}"
        )


@dataclass(frozen=True)
class PeoplePerSchool(Rule):
    kind = "PEOPLE"
    label = "People from each school"
    fewest: int
    most: int
    needs = frozenset({"colleagues"})

    def __post_init__(self):
        if not 1 <= self.fewest <= self.most <= 100:
            raise RuleProblem("Give numbers from 1 to 100, the fewest not above the most.")

    def words(self, hub: str = "") -> str:
        return f"{self._people().capitalize()} from each school."

    def refusal(self, asks: Applicant) -> str:
        here = (asks.colleagues or 0) + asks.people
        if here < self.fewest:
            return (
                f"{self._people().capitalize()} from each school take part, and this is an "
                f"application for {count(here, 'person', 'people')}. Let the school apply for all "
                "of them together."
            )
        if asks.colleagues is not None and here > self.most:
            return (
                f"{self._people().capitalize()} from each school take part, and {asks.school} "
                f"would send {here}."
            )
        return ""

    def _people(self) -> str:
        if self.fewest == self.most:
            return count(self.most, "person", "people")
        if self.fewest == 1:
            return f"up to {self.most} people"
        return f"{self.fewest} to {self.most} people"
