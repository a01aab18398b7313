"""What schools answered, as figures: rates of answering, and how often each answer was given."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

FEWEST = 5  # schools; of fewer nothing is said
SCALE = ("1", "2", "3", "4", "5")


@dataclass(frozen=True)
class Rate:
    """How many of the schools of one kind answered. `withheld`: too few to say."""

    label: str
    asked: int
    answered: int
    withheld: bool = False

    @property
    def percent(self) -> int:
        return round(100 * self.answered / self.asked) if self.asked else 0


@dataclass(frozen=True)
class Bar:
    """How many schools gave one answer, and which share of those that answered the question."""

    label: str
    number: int
    percent: int


def rates(rows: Iterable[tuple[Any, bool]], labels: Mapping[Any, str]) -> list[Rate]:
    """
    Return the rate of each kind of school, in the order of `labels`.

    rows: (kind, whether it answered), a school each. A kind of fewer than FEWEST schools is
    withheld; where it is the only one, the smallest of the others is withheld with it, as the
    total would give it away.
    """
    asked: Counter[Any] = Counter()
    answered: Counter[Any] = Counter()
    for kind, did in rows:
        asked[kind] += 1
        answered[kind] += did
    hidden = {kind for kind in asked if asked[kind] < FEWEST}
    if len(hidden) == 1 and len(asked) > 1:
        hidden.add(min(asked.keys() - hidden, key=lambda kind: (asked[kind], labels[kind])))
    return [
        Rate(label, asked[kind], answered[kind], kind in hidden)
        for kind, label in labels.items() if asked[kind]
    ]  # fmt: skip


def bars(options: Sequence[tuple[str, str]], answers: Sequence[str | list[str]]) -> list[Bar]:
    """
    Count each option (value, label) in `answers`, one a school: what it chose, or a list of that.

    A share is of the schools that answered; of several choices the shares add to more than 100.
    """
    counts: Counter[str] = Counter()
    for answer in answers:
        counts.update(set(answer) if isinstance(answer, list) else [answer])
    of = max(len(answers), 1)
    return [Bar(label, counts[value], round(100 * counts[value] / of)) for value, label in options]


def mean(answers: Sequence[str | list[str]]) -> float:
    """Return the mean of answers on the scale."""
    return sum(int(str(answer)) for answer in answers) / len(answers)
