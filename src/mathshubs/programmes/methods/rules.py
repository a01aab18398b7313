"""What a rule is, and what is known of whoever it is asked about."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any, ClassVar

PHASES = {
    "EARLY_YEARS": "early years",
    "PRIMARY": "primary",
    "SECONDARY": "secondary",
    "POST_16": "post-16",
}
ROLES = {
    "TEACHER": "teachers",
    "TEACHING_ASSISTANT": "teaching assistants",
    "MATHS_LEAD": "maths leads or heads of department",
    "SENIOR_LEADER": "senior leaders",
    "HEAD": "headteachers or principals",
    "OTHER": "others",
}


class RuleProblem(ValueError):
    """The values of a rule make no sense. `str(problem)` is a sentence for whoever wrote it."""


@dataclass(frozen=True)
class Applicant:
    """
    What is known of a school and of whom it sends, on the day it asks. None: not known.

    `completed` and `begun` are codes of projects: those of which somebody from the school earned
    the certificate, or a person says so; and those it took part in at all. `took_part` says the
    same of this very project in any year.
    """

    school: str
    urn: str = ""
    kind: str = ""
    kind_group: str = ""
    phase: str = ""
    phases: frozenset[str] | None = None
    role: str = ""
    career_year: int | None = None
    people: int = 1
    colleagues: int | None = None
    hub: int | None = None
    hub_name: str = ""
    asks_hub: int | None = None
    asks_hub_name: str = "the hub that runs it"
    authority_code: str = ""
    district_code: str = ""
    lists: frozenset[int] = frozenset()
    completed: frozenset[str] = frozenset()
    begun: frozenset[str] = frozenset()
    school_took_part: bool = False
    person_took_part: bool = False


def phases_of(phase: str, low_age: int | None, high_age: int | None) -> frozenset[str] | None:
    """Return the phases a school teaches, by the register's phase and ages; None when unknown."""
    youngest = {"EARLY_YEARS"} if low_age is None or low_age < 5 else set()
    oldest = {"POST_16"} if high_age is None or high_age >= 18 else set()
    known = {
        "NURSERY": {"EARLY_YEARS"},
        "PRIMARY": {"PRIMARY", *youngest},
        "MIDDLE_PRIMARY": {"PRIMARY", "SECONDARY"},
        "MIDDLE_SECONDARY": {"PRIMARY", "SECONDARY"},
        "SECONDARY": {"SECONDARY", *oldest},
        "ALL_THROUGH": {"PRIMARY", "SECONDARY", *youngest, *oldest},
        "SIXTEEN_PLUS": {"POST_16"},
    }
    if phase in known:
        return frozenset(known[phase])
    if low_age is None or high_age is None:
        return None
    ages = {"EARLY_YEARS": (0, 4), "PRIMARY": (5, 10), "SECONDARY": (11, 15), "POST_16": (16, 18)}
    return frozenset(
        name for name, (first, last) in ages.items() if low_age <= last and high_age > first
    )


@dataclass(frozen=True)
class Rule:
    """One condition. `needs` names what a query must find out before it can be judged."""

    kind: ClassVar[str]
    label: ClassVar[str]
    needs: ClassVar[frozenset[str]] = frozenset()

    def words(self, hub: str = "") -> str:
        """Return the sentence for the page of the group; `hub` is the name of the one it is of."""
        raise NotImplementedError

    def refusal(self, asks: Applicant) -> str:
        """Return why `asks` cannot take part: what is asked for and what is known. "" if it can."""
        raise NotImplementedError

    def kept(self) -> dict[str, Any]:
        """Return the rule as it is kept."""
        return {"rule": self.kind, **asdict(self)}


def must_be_of(values: tuple[str, ...], known: dict[str, str], sentence: str) -> None:
    if not values or not set(values) <= known.keys():
        raise RuleProblem(sentence)


def must_be_codes(codes: tuple[str, ...]) -> None:
    if not codes:
        raise RuleProblem("Give the code of a project, such as NCP24-11.")
    for code in codes:
        if not re.fullmatch(r"NCP[0-9]{2}-[0-9]{2}[a-z]?", code):
            raise RuleProblem(f"{code} is not the code of a project. One looks like NCP24-11.")


def in_a_row(words: Iterable[str], last: str = "and") -> str:
    """Return the words as people say them: a, b or c."""
    *first, end = words
    return f"{', '.join(first)} {last} {end}" if first else end


def count(number: int, one: str, more: str) -> str:
    small = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"]
    said = small[number] if number < len(small) else str(number)
    return f"{said} {one if number == 1 else more}"
