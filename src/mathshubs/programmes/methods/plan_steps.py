"""The way of a year plan: which state may follow which, and who makes it follow."""

from __future__ import annotations

HUB, NATIONAL = "hub", "national"

# state: {the next: who takes the step}
STEPS: dict[str, dict[str, str]] = {
    "DRAFT": {"BOARD_REVIEWED": HUB},
    "BOARD_REVIEWED": {"SUBMITTED": HUB, "DRAFT": HUB},
    "SUBMITTED": {"APPROVED": NATIONAL, "RETURNED": NATIONAL},
    "RETURNED": {"SUBMITTED": HUB, "BOARD_REVIEWED": HUB},
    "APPROVED": {"AMENDED": HUB},
    "AMENDED": {"BOARD_REVIEWED": HUB, "SUBMITTED": HUB},
}

# What these need beyond a button: words that others read.
NEED_WORDS = {
    "BOARD_REVIEWED": "Write what the board said of the plan.",
    "RETURNED": "Say what has to change. The hub reads your words.",
    "AMENDED": "Say why the approved plan has to change. The national team reads your words.",
}

DOES = {
    "DRAFT": "Take it back to draft",
    "BOARD_REVIEWED": "Record what the board said",
    "SUBMITTED": "Submit it to the national team",
    "RETURNED": "Return it to the hub",
    "APPROVED": "Approve it",
    "AMENDED": "Change the approved plan",
}


def who_takes(state: str, to: str) -> str:
    """Return who may take a plan from `state` to `to`; empty when that cannot follow."""
    return STEPS.get(state, {}).get(to, "")
