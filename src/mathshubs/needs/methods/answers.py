"""The way of an answer to a priority: which state may follow which, and how it is said."""

from __future__ import annotations

OPEN = ("CHOSEN", "UNDER_WAY")

AFTER: dict[str, tuple[str, ...]] = {
    "CHOSEN": ("UNDER_WAY", "STOPPED"),
    "UNDER_WAY": ("DONE", "STOPPED"),
}

# What those who raised the needs read of an answer, before its title.
CHOSEN_SAYS = {
    "SIGNPOST": "There is something already that answers it",
    "EXTEND": "We extend what there is",
    "DEVELOP": "We develop something new",
    "COMMISSION": "We ask somebody outside the network for it",
}


def may_follow(state: str, to: str) -> bool:
    return to in AFTER.get(state, ())
