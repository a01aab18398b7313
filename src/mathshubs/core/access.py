"""
Who may open what: the words the one table of addresses, roles and answers is written in.

Each room lists its own pages in `access.py`; `config.access` puts them together; a test walks
every address as every role, and an address that no room lists fails it.
"""

from __future__ import annotations

from dataclasses import dataclass

ROLES = (
    "visitor",  # not signed in
    "teacher",  # takes part in the group that is asked for
    "school_lead",  # maths lead or head of the school that is asked for
    "group_lead",  # leads the group that is asked for
    "administrator",  # of the hub that is asked for
    "hub_lead",  # of the hub that is asked for
    "other_hub",  # administrator of another hub
    "national",  # national staff
    "evaluator",  # national, without personal data
    "board",  # sits on the Strategic Board of the hub that is asked for
)

ANSWERS = {
    "ok": "opens",
    "in": "is asked to sign in",
    "no": "is refused",
    "404": "is told there is no such page",
    "405": "cannot be sent to",
}


@dataclass(frozen=True)
class Page:
    """The answers of one address: a tuple in the order of ROLES for each method."""

    get: tuple[str, ...]
    post: tuple[str, ...]


def page(get: str = "405", post: str = "405") -> Page:
    """
    Write a page's answers as ten words in the order of ROLES, or one word for all.

    Nine words do where a board is answered as an evaluator is.
    """
    return Page(_ten(get), _ten(post))


def _ten(words: str) -> tuple[str, ...]:
    answers = tuple(words.split())
    answers = answers * len(ROLES) if len(answers) == 1 else answers
    answers = (*answers, answers[-1]) if len(answers) == len(ROLES) - 1 else answers
    assert len(answers) == len(ROLES), words
    assert set(answers) <= set(ANSWERS), words
    return answers
