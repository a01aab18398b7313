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
    "MERGED": ("TRIAGE",),
}

# What whoever raised it is told, with the words that go with the step.
TOLD = ("PRIORITISED", "PROVISION_CHOSEN", "IN_PROVISION", "REVIEWED", "CLOSED", "MERGED",
        "REFERRED_ON", "DECLINED")  # fmt: skip

# The first of these to come answers the question: what will become of it?
ANSWERS = ("PRIORITISED", "CLOSED", "REFERRED_ON", "DECLINED")


def may_follow(state: str, to: str) -> bool:
    """Return whether a need may go from `state` to `to`, whoever makes it go."""
    return to in BY_HAND.get(state, ()) or to in BY_RECORDS.get(state, ())
