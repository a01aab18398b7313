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
TOO_LONG = 4000  # words: beyond that the whole text is shown as gone and new


def word_changes(before: str, after: str) -> list[tuple[str, str]]:
    """
    Return a text as pieces that are the same, gone or new, in the order they are read.

    Spaces between two changes go with them, so that a rewritten sentence reads as one piece.
    """
    old, new = _TOKEN.findall(plain(before)), _TOKEN.findall(plain(after))
    if len(old) + len(new) > TOO_LONG:
        return [piece for piece in ((GONE, plain(before)), (NEW, plain(after))) if piece[1]]
    found: list[tuple[str, list[str], list[str]]] = []
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
    for what, i, j, k, m in matcher.get_opcodes():
        same = what == "equal" and not (found and i and j < len(old) and _only_space(old[i:j]))
        if found and not same and found[-1][0] != SAME:
            found[-1][1].extend(old[i:j])
            found[-1][2].extend(new[k:m])
        else:
            found.append((SAME if same else NEW, old[i:j], new[k:m]))
    pieces = []
    for what, gone, come in found:
        if what == SAME:
            pieces.append((SAME, "".join(come)))
        else:
            pieces += [(GONE, "".join(gone)), (NEW, "".join(come))]
    return [piece for piece in pieces if piece[1]]


def _only_space(tokens: list[str]) -> bool:
    return all(token.isspace() and "\n" not in token for token in tokens)
