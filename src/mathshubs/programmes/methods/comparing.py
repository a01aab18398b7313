"""Two versions of a year plan side by side: what was added, changed, removed, by field."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

PLAN_FIELDS = {"summary": "The year in a few sentences", "budget": "Budget"}
LINE_FIELDS = {
    "title": "Title", "kind": "Kind", "project": "Project",
    "serves": "Priorities served", "rationale": "Rationale",
    "outcomes": "Intended outcomes", "lead": "Lead", "phases": "Phases",
    "target_schools": "Which schools", "groups": "Work Groups", "schools": "Schools",
    "cost": "Cost", "targets": "Targets by half term",
}  # fmt: skip

MONEY = ("budget", "cost")


@dataclass(frozen=True)
class Change:
    """One field that differs: its name, what it was and what it is."""

    field: str
    before: str
    after: str


@dataclass(frozen=True)
class LineChange:
    """A line that was added, removed or changed (`what`), with the fields that differ."""

    title: str
    what: str
    changes: list[Change]


@dataclass(frozen=True)
class Difference:
    plan: list[Change]
    lines: list[LineChange]

    def __bool__(self) -> bool:
        return bool(self.plan or self.lines)


def difference(before: dict, after: dict) -> Difference:
    """Return what changed from one content of a plan to another; lines are known by number."""
    was = {line["line"]: line for line in before["lines"]}
    now = {line["line"]: line for line in after["lines"]}
    lines = [
        LineChange(now.get(number, was.get(number, {}))["title"], what, changes)
        for number in [*was, *(number for number in now if number not in was)]
        for what in ["removed" if number not in now else "changed" if number in was else "added"]
        if (changes := _changes(was.get(number, {}), now.get(number, {}), LINE_FIELDS))
    ]
    return Difference(_changes(before, after, PLAN_FIELDS), lines)


def _changes(before: dict, after: dict, fields: dict[str, str]) -> list[Change]:
    pairs = (
        Change(label, _text(name, before.get(name)), _text(name, after.get(name)))
        for name, label in fields.items()
        if not (before and after) or (name in before and name in after)  # kept by both
    )
    return [change for change in pairs if change.before != change.after]


def _text(name: str, value: object) -> str:
    if value is None:
        return ""
    return f"£{Decimal(str(value)):,.2f}" if name in MONEY else str(value)
