"""When nothing holds: the fewest constraints that cannot all hold, and a sentence that says so."""

from __future__ import annotations

from time import monotonic

from .candidates import Candidates, Row, candidates
from .programme import Programme
from .question import Question

_ORDER = ("COMMITMENT", "KEPT", "BARRED", "BUDGET", "VENUE", "LEADER")


def conflict(question: Question, *, seconds: float) -> tuple[tuple[Row, ...], str, bool] | None:
    """
    Return the constraints that cannot all hold, a sentence, and whether leaving out any one helps.

    Only groups that somebody wants can be in the way of each other, so only these are looked at.
    Returns None when `seconds` were not enough to tell that nothing holds.
    Source: QuickXplain (Junker, AAAI 2004).
    """
    of = candidates(question, even_without_time=True)
    wanted = {run for row in of.rows if row.least for run in row.takes}
    seats = {of.runs[run].seat for run in wanted}
    rows = [row for row in of.rows if row.least or wanted & row.takes.keys()]
    rows.sort(key=lambda row: _ORDER.index(row.kind))
    search = _Search(of, sorted(seats), monotonic() + seconds)
    if search.holds(rows):
        return None
    found = tuple(search.least([], False, rows))
    return found, _sentence(of, found), search.sure


class _Search:
    def __init__(self, of: Candidates, seats: list[int], until: float) -> None:
        self.of, self.seats, self.until, self.sure = of, seats, until, True

    def holds(self, rows: list[Row]) -> bool:
        """Return False where it is proven that no plan keeps the rows."""
        left = self.until - monotonic()
        said = Programme(self.of, rows, seats=self.seats).holds(left) if left > 0 else None
        self.sure = self.sure and said is not None
        return said is not False

    def least(self, kept: list[Row], grown: bool, rows: list[Row]) -> list[Row]:
        """Return the fewest of `rows` that cannot hold together with `kept`."""
        if grown and not self.holds(kept):
            return []
        if len(rows) <= 1:
            return rows
        first, second = rows[: len(rows) // 2], rows[len(rows) // 2 :]
        of_second = self.least([*kept, *first], True, second)
        of_first = self.least([*kept, *of_second], bool(of_second), first)
        return [*of_first, *of_second]


def _sentence(of: Candidates, rows: tuple[Row, ...]) -> str:
    if len(rows) == 1:
        name = rows[0].name[0].upper() + rows[0].name[1:]
        if rows[0].takes:
            why = "too few schools that need them travel so far. Ask for fewer, or add a venue"
        else:
            why = (
                "no leader, venue and schools that go together are within reach. Add a leader or a "
                "venue, or leave it out"
            )
        return f"{name} cannot be: {why}."
    *those, last = [row.name for row in rows]
    return f"These cannot all be: {'; '.join(those)}; and {last}. Change one of them."
