"""
Which earlier school's results are a school's own: it is the same school under another number.

A school that became another, alone, carries on in it: one run of years under two numbers, or more
where that happened again. Where the register names several on either side (it merged, split, or
was made of two) nobody can say whose results they are: then the school begins anew. What is still
open keeps its own results, and a circle is walked once.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable

Link = tuple[int, int, bool]  # the earlier, the later, whether it became that one


def carried_on(links: Iterable[Link], still_open: Collection[int]) -> dict[int, tuple[int, int]]:
    """Return of each earlier school the open one that it is now, and how many steps away."""
    before: dict[int, dict[int, bool]] = defaultdict(dict)
    after: dict[int, set[int]] = defaultdict(set)
    for earlier, later, became in links:
        before[later][earlier] = became
        after[earlier].add(later)
    still_open = set(still_open)
    found: dict[int, tuple[int, int]] = {}
    for school in sorted(before.keys() & still_open):
        here, steps, seen = school, 0, {school}
        while len(came_from := before.get(here, {})) == 1:
            ((past, became),) = came_from.items()
            if not became or past in seen or past in still_open or len(after[past]) != 1:
                break
            here, steps = past, steps + 1
            seen.add(here)
            found[here] = (school, steps)
    return found
