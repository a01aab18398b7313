"""What a need says to those who may not read which school it is about."""

from __future__ import annotations

import re
from collections.abc import Iterable

INSTEAD = "a school"


def without_names(text: str, names: Iterable[str]) -> str:
    """Return `text` with each of `names` put as "a school", whatever their capitals."""
    known = sorted({name.strip() for name in names if name.strip()}, key=len, reverse=True)
    if not known:
        return text
    anyone = "|".join(rf"(?<!\w){re.escape(name)}(?!\w)" for name in known)
    said = re.sub(rf"(?:\bthe )?(?:{anyone})", INSTEAD, text, flags=re.IGNORECASE)
    return said[:1].upper() + said[1:] if text[:1].isupper() else said


def confidential(theme: str) -> str:
    """Return what stands for a need that is told in confidence."""
    return f"A need told in confidence, on {theme}" if theme else "A need told in confidence"
