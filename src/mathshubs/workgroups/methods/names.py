"""Whether two names are one person's."""

from __future__ import annotations

import re
import unicodedata
from difflib import SequenceMatcher

NEAR = 0.75  # of 1: "Kathryn Bell" is near "Catherine Bell", "Sam Okafor" is not near "Tom Okonjo"
_ASIDE = re.compile(
    r"[(\[{].*?[)\]}]|\b(?:mr|mrs|ms|miss|mx|dr|prof|professor)\b\.?", re.IGNORECASE
)
_SCHOOL = re.compile(r"\s+[-–|@/]\s+.*$")


def plain(name: str) -> str:
    """Return a name as names are compared: "Ms Okafor, Sam (Oak Primary)" is "sam okafor"."""
    name = _SCHOOL.sub("", _ASIDE.sub(" ", name))
    if name.count(",") == 1:
        family, given = name.split(",")
        name = f"{given} {family}"
    letters = unicodedata.normalize("NFKD", name.casefold())
    kept = (c for c in letters if not unicodedata.combining(c))
    return " ".join("".join(c if c.isalnum() else " " for c in kept if c not in "'’").split())


def likeness(one: str, other: str) -> float:
    """
    Return how alike two plain names are, 0 to 1.

    One that is part of the other ("sam", "s okafor") is near; so are the same words in another
    order.
    """
    if not one or not other:
        return 0.0
    mine, theirs = one.split(), other.split()
    if sorted(mine) == sorted(theirs):
        return 1.0
    short, long = sorted((mine, theirs), key=len)
    if short and all(any(word == each for each in long) for word in short):
        return 0.9
    if len(mine) > 1 and len(theirs) > 1 and mine[-1] == theirs[-1] and mine[0][0] == theirs[0][0]:
        return 0.9
    return SequenceMatcher(None, one, other).ratio()
