"""
The template of a project: which fields of a group it may hold, and what a change of it says.

It is kept as {"rationale": {"value": "...", "locked": true}}. A locked field reads the same in
every group; a local one is where a hub begins, and may change it.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass

FIELDS = {
    "summary": "One sentence, for lists",
    "rationale": "Why it is needed",
    "pupil_outcomes": "What should change for pupils",
    "policy_outcomes": "What should change in school policies and approaches",
    "practice_outcomes": "What should change in practice",
    "learning_outcomes": "What people should learn",
    "audience": "Who it is for",
    "involved": "What is involved",
    "value_for_money": "Why it is worth what it costs",
    "evidence_plan": "Evidence plan",
}
LONGEST = {"summary": 300}  # characters; the others as long as they need
FOR_STAFF = ("value_for_money", "evidence_plan")  # no page of a group shows these to others

Kept = Mapping[str, Mapping[str, object]]


@dataclass(frozen=True)
class Part:
    """One field of a template."""

    name: str
    value: str
    locked: bool

    @property
    def label(self) -> str:
        return FIELDS[self.name]

    @property
    def kept(self) -> dict[str, object]:
        return {"value": self.value, "locked": self.locked}


def read(kept: Kept) -> dict[str, Part]:
    """Return the fields of a template that is kept, in the order of FIELDS."""
    return {
        name: Part(name, str(kept[name]["value"]), bool(kept[name]["locked"]))
        for name in FIELDS
        if name in kept
    }


def plain(text: str) -> str:
    """Return a text as it is kept and compared: one kind of line end, no space around it."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


@dataclass(frozen=True)
class Difference:
    """One field in which two versions of a template differ; None: it is not in that one."""

    name: str
    before: Part | None
    after: Part | None

    @property
    def label(self) -> str:
        return FIELDS[self.name]

    @property
    def words(self) -> list[tuple[str, str]]:
        return word_changes(
            self.before.value if self.before else "", self.after.value if self.after else ""
        )

    @property
    def says(self) -> str:
        """Return what becomes of the field besides its words, as a sentence."""
        if self.before is None:
            return "New in the template, locked." if self.after.locked else "New in the template."  # type: ignore[union-attr]
        if self.after is None:
            return "No longer in the template: each hub writes its own."
        if self.after.locked == self.before.locked:
            return ""
        return "Locked from now on." if self.after.locked else "Local from now on."


def differences(before: Kept, after: Kept) -> list[Difference]:
    """Return the fields that differ in words, or in who may change them."""
    was, now = read(before), read(after)
    return [
        Difference(name, was.get(name), now.get(name))
        for name in FIELDS
        if was.get(name) != now.get(name)
    ]


SAME, GONE, NEW = "same", "gone", "new"
_TOKEN = re.compile(r"\s+|[\w’'-]+|[^\w\s]")
TOO_LONG = 4000  # pieces: beyond that the whole text is shown as gone and new
ALIKE = 0.35  # of the words: below that one text is in place of the other
ISLAND = 3  # fewer words than this between two changes are part of one change


def word_changes(before: str, after: str) -> list[tuple[str, str]]:
    """
    Return a text as pieces that are the same, gone or new, in the order they are read.

    What is the same or new, put together, is the later text; a word or two between two changes go
    with them, and texts that have little in common stand one after the other.
    """
    old, new = _TOKEN.findall(plain(before)), _TOKEN.findall(plain(after))
    if old == new:
        return [(SAME, "".join(new))] if new else []
    found = _runs(old, new) if len(old) + len(new) <= TOO_LONG else []
    kept = sum(_words(come) for is_same, _, come in found if is_same)
    if kept < ALIKE * min(_words(old), _words(new)):
        found = [(False, old, new)]
    pieces = []
    for is_same, gone, come in found:
        pieces += [(SAME, come)] if is_same else [(GONE, gone), (NEW, come)]
    return [(kind, "".join(tokens)) for kind, tokens in pieces if tokens]


def _runs(old: list[str], new: list[str]) -> list[tuple[bool, list[str], list[str]]]:
    """Return runs that are the same, or not, in turn, each with its old and its new tokens."""
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
    runs: list[tuple[bool, list[str], list[str]]] = []
    for what, i, j, k, m in matcher.get_opcodes():
        between = i > 0 and j < len(old) and k > 0 and m < len(new)
        is_same = what == "equal" and not (between and _words(old[i:j]) < ISLAND)
        if runs and runs[-1][0] == is_same:
            runs[-1][1].extend(old[i:j])
            runs[-1][2].extend(new[k:m])
        else:
            runs.append((is_same, old[i:j], new[k:m]))
    return runs


def _words(tokens: list[str]) -> int:
    return sum(token[0].isalnum() for token in tokens)
