"""What a template says of a group, and what taking another version of it does to each field."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from mathshubs.programmes.methods.templates import (
    FIELDS,
    Difference,
    Kept,
    Part,
    plain,
    read,
    word_changes,
)

NOT_FOR_EVENTS = (
    "pupil_outcomes", "policy_outcomes", "practice_outcomes", "learning_outcomes",
    "value_for_money", "evidence_plan",
)  # fmt: skip


def parts_of(kept: Kept, *, is_event: bool) -> dict[str, Part]:
    """Return the fields of a template that a group of this kind has."""
    return {
        name: part for name, part in read(kept).items() if not (is_event and name in NOT_FOR_EVENTS)
    }


def filled_in(own: Mapping[str, str], kept: Kept, *, is_event: bool) -> dict[str, str]:
    """Return what a new group takes over: locked texts, and local ones it has not written."""
    return {
        name: part.value
        for name, part in parts_of(kept, is_event=is_event).items()
        if part.locked or not plain(own[name])
    }


@dataclass(frozen=True)
class Fate:
    """One field that a version changes: what the group says, and what it says once it is taken."""

    difference: Difference
    own: str
    becomes: str

    @property
    def follows(self) -> bool:
        return self.becomes != self.own

    @property
    def is_lost(self) -> bool:
        """Return whether words that the hub wrote make way."""
        before = self.difference.before
        return self.follows and bool(self.own) and self.own != (before.value if before else "")

    @property
    def says(self) -> str:
        """Return what taking it does to the group, as a sentence."""
        after = self.difference.after
        if after is None:
            return "Your group keeps its words, and you may change them."
        if self.is_lost:
            return "Your own words make way, for this is locked. Undoing brings them back."
        if self.follows:
            return "Your group follows." if self.own else "Your group has nothing here yet: it is filled in."  # fmt: skip # noqa: E501
        if self.own == after.value:
            return "Your group says this already."
        return "You wrote your own words here. They stay."

    @property
    def words(self) -> list[tuple[str, str]]:
        """Return what taking it changes in the words of the group."""
        return word_changes(self.own, self.becomes)


def fates(own: Mapping[str, str], before: Kept, after: Kept, *, is_event: bool) -> list[Fate]:
    """Return the fields in which two versions differ, or which taking the later one changes."""
    was = parts_of(before, is_event=is_event)
    now = parts_of(after, is_event=is_event)
    found = []
    for name in FIELDS:
        old, new, said = was.get(name), now.get(name), plain(own[name])
        if new is None:
            becomes = said
        elif new.locked or said == (old.value if old else ""):
            becomes = new.value
        else:
            becomes = said
        if old != new or becomes != said:
            found.append(Fate(Difference(name, old, new), said, becomes))
    return found
