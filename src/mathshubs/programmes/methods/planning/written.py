"""Questions and answers as JSON, so that they can be kept, and read back to be edited."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from decimal import Decimal
from math import isinf
from typing import Any

from .answer import Answer, Group, Status
from .question import (
    Band,
    Budget,
    Commitment,
    Leader,
    Lock,
    Need,
    Place,
    Project,
    Question,
    Venue,
)


def write(thing: Any) -> Any:
    """
    Return a question, an answer or a part of one as JSON holds it.

    What a group reaches becomes [priority, place, schools]; a number without an end becomes null.
    """
    if is_dataclass(thing):
        return {field.name: write(getattr(thing, field.name)) for field in fields(thing)}
    if isinstance(thing, Decimal):
        return str(thing)
    if isinstance(thing, float):
        return None if isinf(thing) else thing
    if isinstance(thing, Mapping):
        if all(isinstance(key, str) for key in thing):
            return {key: write(value) for key, value in thing.items()}
        return [[*key, write(value)] for key, value in thing.items()]
    if isinstance(thing, frozenset):
        return sorted(thing)
    if isinstance(thing, list | tuple):
        return [write(each) for each in thing]
    return thing


def read_question(written: Mapping[str, Any]) -> Question:
    """Return the question that `write` wrote."""
    return Question(
        terms=tuple(written["terms"]),
        places=tuple(_placed(Place, each) for each in written["places"]),
        needs=tuple(Need(**each) for each in written["needs"]),
        projects=tuple(
            Project(**each | {"phases": frozenset(each["phases"]), "cost": Decimal(each["cost"])})
            for each in written["projects"]
        ),
        leaders=tuple(
            _placed(Leader, each | {name: _set(each[name]) for name in ("phases", "places")}
                    | {"projects": frozenset(each["projects"])})
            for each in written["leaders"]
        ),
        venues=tuple(
            _placed(Venue, each | {"cost": Decimal(each["cost"])}) for each in written["venues"]
        ),
        budgets=tuple(
            Budget(Decimal(each["pounds"]), each["hub"]) for each in written["budgets"]
        ),
        commitments=tuple(Commitment(**each) for each in written["commitments"]),
        kept=tuple(Lock(**each) for each in written["kept"]),
        barred=tuple(Lock(**each) for each in written["barred"]),
        travel=tuple(Band(*each) for each in written["travel"]),
    )  # fmt: skip


def read_groups(written: Mapping[str, Any]) -> Answer:
    """Return an answer of the groups that `write` wrote: enough to begin another search from."""
    groups = [
        each
        | {
            "cost": Decimal(each["cost"]),
            "reaches": {(priority, place): many for priority, place, many in each["reaches"]},
        }
        for each in written.get("groups", [])
    ]
    status = Status(written.get("status", Status.UNKNOWN))
    return Answer(status, tuple(Group(**each) for each in groups))


def _placed(kind: Any, each: Mapping[str, Any]) -> Any:
    return kind(**{**each, "point": tuple(each["point"])})


def _set(those: list[str] | None) -> frozenset[str] | None:
    return None if those is None else frozenset(those)
