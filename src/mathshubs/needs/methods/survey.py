"""What schools answered, as figures: rates of answering, and how often each answer was given."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

FEWEST = 5  # schools; of fewer nothing is said
SCALE = ("1", "2", "3", "4", "5")


def left_in_words(last: date, on: date) -> str:
    """Return how long something can still be done: "3 days left", "today is the last day"."""
    days = (last - on).days
    return (
        "today is the last day" if days <= 0 else "1 day left" if days == 1 else f"{days} days left"
    )


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


@dataclass(frozen=True)
class Part:
    """What the schools of one kind answered to a question. `withheld`: too few to say."""

    label: str
    number: int
    bars: list[Bar]
    mean: float | None = None
    withheld: bool = False


def too_few(sizes: Mapping[Any, int], labels: Mapping[Any, str]) -> set[Any]:
    """
    Return the kinds to withhold: those of fewer than FEWEST schools.

    The total gives away what is left of it: so the smallest others are withheld too, until at
    least two kinds, and FEWEST schools, are out of sight together.
    """
    hidden = {kind for kind, many in sizes.items() if many < FEWEST}
    others = sorted(sizes.keys() - hidden, key=lambda kind: (sizes[kind], labels[kind]))
    for kind in others if hidden else ():
        if len(hidden) > 1 and sum(sizes[one] for one in hidden) >= FEWEST:
            break
        hidden.add(kind)
    return hidden


def rates(rows: Iterable[tuple[Any, bool]], labels: Mapping[Any, str]) -> list[Rate]:
    """
    Return the rate of each kind of school, in the order of `labels`.

    rows: (kind, whether it answered), a school each.
    """
    asked: Counter[Any] = Counter()
    answered: Counter[Any] = Counter()
    for kind, did in rows:
        asked[kind] += 1
        answered[kind] += did
    hidden = too_few(asked, labels)
    return [
        Rate(label, asked[kind], answered[kind], kind in hidden)
        for kind, label in labels.items() if asked[kind]
    ]  # fmt: skip


def parts(
    rows: Iterable[tuple[Any, str | list[str]]],
    labels: Mapping[Any, str],
    options: Sequence[tuple[str, str]],
    *,
    scale: bool,
) -> list[Part]:
    """
    Return what each kind of school answered to one question, in the order of `labels`.

    rows: (kind, answer), one for each school that answered it. A kind that is withheld has
    neither a number nor bars. `scale`: the mean is asked for.
    """
    given: dict[Any, list[str | list[str]]] = {}
    for kind, answer in rows:
        given.setdefault(kind, []).append(answer)
    hidden = too_few({kind: len(answers) for kind, answers in given.items()}, labels)

    def _part(label: str, answers: list) -> Part:
        average = mean(answers) if scale else None
        return Part(label, len(answers), bars(options, answers), average)

    return [
        Part(label, 0, [], withheld=True) if kind in hidden else _part(label, given[kind])
        for kind, label in labels.items() if kind in given
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
