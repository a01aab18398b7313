"""A Work Group with no more than a line of a list needs of it."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from django.db.models import QuerySet

from ..models import WorkGroup


class Listed(NamedTuple):
    """A group as it is listed. Its names are those of `WorkGroup`, and mean the same."""

    pk: int
    title: str
    summary: str
    kind: str
    state: str
    phases: list[str]
    first_on: date | None
    last_on: date | None
    modes: list[str]
    town: str
    places: int
    places_taken: int
    waiting: int
    counted: str
    apply_by: date | None
    hub_name: str
    distance: float | None = None

    @property
    def places_left(self) -> int:
        return max(self.places - self.places_taken, 0)

    @property
    def is_event(self) -> bool:
        return self.kind == WorkGroup.Kind.EVENT


COLUMNS = (*Listed._fields[:-2], "hub__name")


def listed(work_groups: QuerySet[WorkGroup]) -> list[Listed]:
    """Return the groups in one query, with `distance` when the queryset has one."""
    measured = ["distance"] if "distance" in work_groups.query.annotations else []
    return [Listed(*row) for row in work_groups.values_list(*COLUMNS, *measured)]
