"""Schools as columns, for the job that reads published results. Loads numpy."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date

import numpy as np

from mathshubs.hubs.models import HubChoice
from mathshubs.hubs.queries import hub_of_each_place
from mathshubs.schools.models import District, School

from ..methods.standing import Schools
from .proposal_figures import OPEN

SELECTIVE = "Selective"
HubOfPlace = dict[tuple[str, int], int | None]


def schools_and_hubs(on: date) -> tuple[Schools, HubOfPlace]:
    """Return the open schools as columns, and the one hub each of their places is in, if one."""
    rows = list(
        School.objects.filter(status__in=OPEN)
        .order_by("pk")
        .values_list(
            "pk", "phase", "kind_group", "kind", "admissions", "fsm_percent",
            "district", "authority", "trust", "pupils",
        )
    )  # fmt: skip
    grammar = _with_many_selective(rows)
    sorts: dict[tuple[str, str], int] = {}
    sort = [_sort(sorts, *row[1:5], row[7] in grammar) for row in rows]
    meals = [np.nan if row[5] is None else float(row[5]) for row in rows]
    district, authority, trust = (
        np.array([row[place] or 0 for row in rows], dtype=np.int64) for place in (6, 7, 8)
    )
    schools = Schools(
        np.array([row[0] for row in rows], dtype=np.int64), np.array(sort, dtype=np.int64),
        np.array(meals, dtype=float),
        {"district": district, "authority": _of_several(authority, district), "trust": trust},
    )  # fmt: skip
    return schools, _hubs(rows, on)


def _sort(
    sorts: dict[tuple[str, str], int], phase: str, group: str, kind: str, admissions: str,
    in_grammar_area: bool,
) -> int:  # fmt: skip
    """
    Return the number of the sort of school: its phase; where that says nothing, its kind.

    Secondary schools besides: whether they select, or lie where many others do. Independent ones
    are of no sort: what they take instead of GCSEs is published as nothing.
    """
    what = phase if phase != School.Phase.NOT_APPLICABLE else group or kind
    if not what or "ndependent" in f"{group}{kind}".replace("special", ""):
        return -1
    choice = ""
    if phase == School.Phase.SECONDARY:
        choice = SELECTIVE if admissions == SELECTIVE else "beside" if in_grammar_area else ""
    return sorts.setdefault((what, choice), len(sorts))


def _with_many_selective(rows: list[tuple]) -> set[int | None]:
    """Return the authorities in which selective schools have a quarter of secondary pupils."""
    every: Counter[int | None] = Counter()
    selected: Counter[int | None] = Counter()
    for row in rows:
        if row[1] == School.Phase.SECONDARY:
            every[row[7]] += row[9] or 0
            selected[row[7]] += (row[9] or 0) * (row[4] == SELECTIVE)
    return {each for each, pupils in every.items() if selected[each] * 4 >= pupils > 0}


def _of_several(authority: np.ndarray, district: np.ndarray) -> np.ndarray:
    """Leave out authorities that are one district: that is the same place."""
    pairs = np.unique(np.stack([authority, district], 1)[district > 0], axis=0)
    held, districts = np.unique(pairs[:, 0], return_counts=True)
    return np.where(np.isin(authority, held[districts > 1]), authority, 0)


def _hubs(rows: list[tuple], on: date) -> HubOfPlace:
    by_district, by_authority = hub_of_each_place(on)
    chosen = dict(HubChoice.objects.on(on).values_list("school", "hub"))
    around: dict[tuple[str, int], set[int | None]] = defaultdict(set)
    hubs: HubOfPlace = {}
    for school, *_, district, authority, trust, _pupils in rows:
        area = by_district.get(district) or by_authority.get(authority)
        hubs["school", school] = own = chosen.get(school) or area
        around["authority", authority].add(area)
        around["trust", trust].add(own)
    for place, found in around.items():
        hubs[place] = found.pop() if len(found) == 1 else None
    for district, authority in District.objects.values_list("pk", "authority"):
        hubs["district", district] = by_district.get(district) or by_authority.get(authority)
    return hubs
