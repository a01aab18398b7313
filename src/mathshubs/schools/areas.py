"""Areas named by people: local authorities and districts, and lists of those that come first."""

from __future__ import annotations

import re
from typing import TypeVar

from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet

from .models import Authority, District, PriorityList, School
from .queries import open_schools

Area = TypeVar("Area", Authority, District)


def split_lines(typed: str) -> list[str]:
    """Return what was typed, one a line or with semicolons between, each once."""
    found = (" ".join(part.split()) for part in re.split(r"[\n;]+", typed))
    return list(dict.fromkeys(filter(None, found)))


def areas_typed(kind: type[Area], typed: str) -> list[Area]:
    """
    Return the areas that were typed, one a line, by name or code, each once, in that order.

    One query however many. Raises ValidationError for one nobody knows.
    """
    names = split_lines(typed)
    wanted = Q()
    for name in names:
        wanted |= Q(name__iexact=name) | Q(code__iexact=name)
    if kind is Authority:
        wanted &= Q(closed_on=None)
    known: dict[str, Area] = {}
    for area in kind._default_manager.filter(wanted).order_by("pk") if names else ():
        known |= {area.name.casefold(): area, area.code.casefold(): area}
    if unknown := next((name for name in names if name.casefold() not in known), None):
        what = "local authority" if kind is Authority else "district"
        raise ValidationError(
            f"We know no {what} called “{unknown}”. Type its name as the register has it."
        )
    return list(dict.fromkeys(known[name.casefold()] for name in names))


def schools_in(priority_list: PriorityList) -> QuerySet[School]:
    """Return the open schools in the areas of a list."""
    here = Q(authority__in=priority_list.authorities.values("pk"))
    return open_schools().filter(here | Q(district__in=priority_list.districts.values("pk")))
