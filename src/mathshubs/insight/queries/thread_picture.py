"""The thread as a picture: a column for each step, a box for each thing, lines that join them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from textwrap import wrap

from django.urls import reverse

from mathshubs.needs.models import Need

from .thread import Thread

COLUMNS = ("Needs", "Priorities", "Answers", "Plan lines", "Groups", "Schools", "Evidence today")
WIDE, APART, HIGH, BETWEEN, HEAD = 134, 24, 62, 12, 34
MOST = 7  # boxes in a column; the last says how many more there are


@dataclass
class Box:
    """Something in a column. `y` is its top."""

    key: object
    lines: list[str]
    title: str
    href: str = ""
    missing: bool = False
    x: float = 0
    y: float = 0
    text_y: list[tuple[float, str]] = field(default_factory=list)


@dataclass(frozen=True)
class Picture:
    columns: list[tuple[float, str]]
    boxes: list[Box]
    joins: list[tuple[str, float]]  # an SVG path, and how thick
    wide: int
    high: float
    box_wide: int = WIDE
    box_high: int = HIGH


Nodes = dict[object, tuple[str, str]]  # key -> title, address


def picture_of(thread: Thread, needs: Iterable[Need]) -> Picture:
    """Draw what follows from `needs`."""
    columns: list[Nodes] = [{} for _ in COLUMNS]
    joins: dict[tuple[object, object], int] = {}
    several = len({line.hub for line in thread.lines}) > 1
    for need in needs:
        columns[0]["need", need.pk] = (need.title, reverse("needs:need", args=[need.pk]))
    for part in thread.priorities:
        here = ("priority", part.pk)
        columns[1][here] = (part.title, reverse("needs:priority", args=[part.pk]))
        joins |= {(need, here): 0 for need in columns[0]}
        for answer in part.answers.values():
            there = ("answer", answer.pk)
            columns[2][there] = (answer.title, reverse("needs:answer", args=[answer.pk]))
            joins[here, there] = 0
            for line in answer.lines.values():
                at = ("line", line.pk)
                columns[3][at] = (f"{line.title}, {line.hub}" if several else line.title, "")
                joins[there, at] = 0
                for group in line.groups:
                    own = ("group", group.pk)
                    to = reverse("workgroups:manage", args=[group.pk])
                    columns[4][own] = (group.title, to)
                    joins[at, own] = joins[own, "schools"] = group.schools
    if thread.groups:
        people = f"{thread.people} {'person' if thread.people == 1 else 'people'}"
        many = f"{thread.schools} school{'' if thread.schools == 1 else 's'}"
        columns[5]["schools"] = (f"{many}, {people}", "")
        for words, count in thread.evidence:
            columns[6]["evidence", words] = (f"{count} {words}", "")
            joins["schools", ("evidence", words)] = count
    return _laid_out(columns, joins)


def _laid_out(columns: list[Nodes], joins: dict[tuple[object, object], int]) -> Picture:
    stands: dict[object, Box] = {}
    shown: list[list[Box]] = []
    for number, nodes in enumerate(columns):
        boxes = [Box(key, wrap(title, 17, max_lines=3, placeholder="…"), title, href)
                 for key, (title, href) in nodes.items()]  # fmt: skip
        if len(boxes) > MOST:
            words = f"and {len(boxes) - MOST + 1} more"
            rest = Box(("more", number), [words, "in the list below"], words)
            stands |= {box.key: rest for box in boxes[MOST - 1 :]}
            boxes = [*boxes[: MOST - 1], rest]
        if not boxes:
            words = "Nothing yet" if number < 6 else "Nothing recorded yet"
            boxes = [Box(("none", number), wrap(words, 17), words, missing=True)]
        stands |= {box.key: box for box in boxes}
        shown.append(boxes)
    high = max(len(boxes) for boxes in shown) * (HIGH + BETWEEN) - BETWEEN
    for number, boxes in enumerate(shown):
        start = HEAD + (high - len(boxes) * (HIGH + BETWEEN) + BETWEEN) / 2
        for at, box in enumerate(boxes):
            box.x, box.y = 2 + number * (WIDE + APART), start + at * (HIGH + BETWEEN)
            first = box.y + HIGH / 2 + 5 - 8.5 * (len(box.lines) - 1)
            box.text_y = [(first + 17 * row, words) for row, words in enumerate(box.lines)]
    most = max(joins.values(), default=0) or 1
    drawn: dict[str, float] = {}
    for (one, other), many in joins.items():
        path = _join(stands[one], stands[other])
        drawn[path] = max(drawn.get(path, 0), round(2 + 6 * many / most, 1))
    return Picture(
        columns=[(2 + number * (WIDE + APART), words) for number, words in enumerate(COLUMNS)],
        boxes=[box for boxes in shown for box in boxes],
        joins=list(drawn.items()),
        wide=4 + len(COLUMNS) * (WIDE + APART) - APART,
        high=high + HEAD + 4,
    )


def _join(one: Box, other: Box) -> str:
    x1, y1, x2, y2 = one.x + WIDE, one.y + HIGH / 2, other.x, other.y + HIGH / 2
    middle = (x1 + x2) / 2
    return f"M{x1:g} {y1:g}C{middle:g} {y1:g} {middle:g} {y2:g} {x2:g} {y2:g}"
