"""
Who can take part, as rules that a program can read and a person can too.

A rule is kept as {"rule": its kind, ...its values}; `read` turns a list of those into rules, and
refuses what makes no sense. All rules must hold. A fact that is not known refuses nobody.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from typing import Any

from .rules import Applicant, Rule, RuleProblem, phases_of
from .rules_people import CareerYears, Once, PeoplePerSchool, Roles
from .rules_schools import Area, EarlierStage, NotBefore, Phases, StateFunded, Trial

__all__ = [
    "KINDS", "Applicant", "Area", "CareerYears", "EarlierStage", "NotBefore", "Once",
    "PeoplePerSchool", "Phases", "Roles", "Rule", "RuleProblem", "StateFunded", "Trial",
    "changed", "phases_of", "read", "refusals", "stamp",
]  # fmt: skip

KINDS: dict[str, type[Rule]] = {
    rule.kind: rule
    for rule in (
        StateFunded, Phases, Area, Once, EarlierStage, NotBefore, Roles, CareerYears,
        PeoplePerSchool, Trial,
    )
}  # fmt: skip


def read(kept: Iterable[dict[str, Any]]) -> list[Rule]:
    """Return the rules of a kept list. Raises RuleProblem for one that makes no sense."""
    return [_one(dict(each)) for each in kept]


def stamp(rule: Rule) -> str:
    """Return what a rule is known by among others: the same for the same values."""
    return hashlib.sha256(json.dumps(rule.kept(), sort_keys=True).encode()).hexdigest()[:12]


def changed(
    kept: Iterable[dict[str, Any]], *, add: Rule | None = None, without: str = ""
) -> list[dict[str, Any]]:
    """Return the list with a rule more, or without the one that has a stamp. Twice is once."""
    rules = [rule for rule in read(kept) if stamp(rule) != without]
    if add is not None and add not in rules:
        rules.append(add)
    return [rule.kept() for rule in rules]


def refusals(rules: Iterable[Rule], asks: Applicant) -> list[str]:
    """Return a sentence for each rule that does not hold, in the order of the rules."""
    return [sentence for rule in rules if (sentence := rule.refusal(asks))]


def _one(values: dict[str, Any]) -> Rule:
    kind = KINDS.get(values.pop("rule", ""))
    if kind is None:
        raise RuleProblem("There is no such rule. Choose one of the list.")
    try:
        return kind(**{name: _frozen(value) for name, value in values.items()})
    except TypeError:
        raise RuleProblem(f"“{kind.label}” has other values than these.") from None


def _frozen(value: Any) -> Any:
    return tuple(_frozen(each) for each in value) if isinstance(value, list | tuple) else value
