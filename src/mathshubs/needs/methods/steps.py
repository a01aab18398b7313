"""The way of a need: which state may follow which, and who makes it follow."""

from __future__ import annotations

# What a person decides about one need. PRIORITISED, PROVISION_CHOSEN and IN_PROVISION follow from
# priorities and their answers, MERGED from joining two.
BY_HAND: dict[str, tuple[str, ...]] = {
    "RAISED": ("TRIAGE", "REFERRED_ON", "DECLINED"),
    "ACKNOWLEDGED": ("TRIAGE", "REFERRED_ON", "DECLINED"),
    "TRIAGE": ("EVIDENCED", "CLOSED", "REFERRED_ON", "DECLINED"),
    "EVIDENCED": ("TRIAGE", "CLOSED", "REFERRED_ON", "DECLINED"),
    "IN_PROVISION": ("REVIEWED",),
    "REVIEWED": ("CLOSED", "TRIAGE"),
    "CLOSED": ("TRIAGE",),
    "MERGED": ("TRIAGE",),
    "REFERRED_ON": ("TRIAGE",),
    "DECLINED": ("TRIAGE",),
}

BY_RECORDS: dict[str, tuple[str, ...]] = {
    "RAISED": ("ACKNOWLEDGED", "MERGED"),
    "ACKNOWLEDGED": ("MERGED", "EVIDENCED"),
    "TRIAGE": ("MERGED",),
    "EVIDENCED": ("PRIORITISED", "MERGED"),
    "PRIORITISED": ("PROVISION_CHOSEN", "EVIDENCED", "DECLINED"),
    "PROVISION_CHOSEN": ("IN_PROVISION", "PRIORITISED"),
    "IN_PROVISION": ("PROVISION_CHOSEN",),
}

# What whoever raised it is told, with the words that go with the step.
TOLD = ("PRIORITISED", "PROVISION_CHOSEN", "IN_PROVISION", "REVIEWED", "CLOSED", "MERGED",
        "REFERRED_ON", "DECLINED")  # fmt: skip

# What everybody may read of a need in this state, before the words that went with the step.
SAYS = {
    "RAISED": "It has arrived. Somebody reads it within five school days.",
    "ACKNOWLEDGED": "It has arrived. Somebody reads it within five school days.",
    "TRIAGE": "It is being looked into.",
    "EVIDENCED": "What speaks for it is gathered. It waits until the next priorities are agreed.",
    "PRIORITISED": "It was made one of our priorities.",
    "PROVISION_CHOSEN": "We have chosen how to answer it.",
    "IN_PROVISION": "It is being answered now.",
    "REVIEWED": "It was answered, and this came of it.",
    "CLOSED": "It has been answered.",
    "MERGED": "Others told us the same, so we go on with all of it as one.",
    "REFERRED_ON": "We have passed it on.",
    "DECLINED": "We cannot answer it.",
}

# The first of these to come answers the question: what will become of it?
ANSWERS = ("PRIORITISED", "CLOSED", "REFERRED_ON", "DECLINED")


def is_told(state: str, to: str) -> bool:
    """Return whether this step is written to whoever raised it; of an end, also its undoing."""
    return to in TOLD or (to == "TRIAGE" and state in TOLD)


def may_follow(state: str, to: str) -> bool:
    """Return whether a need may go from `state` to `to`, whoever makes it go."""
    return to in BY_HAND.get(state, ()) or to in BY_RECORDS.get(state, ())
