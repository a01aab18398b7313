"""Letters about a round of priorities: what people said of it."""

from __future__ import annotations

from datetime import date

from mathshubs.comms.actions import Draft
from mathshubs.core.templatetags.mathshubs import day as day_in_words
from mathshubs.people.models import Person

from ..models import Comment, PriorityRound
from . import words


def comments_came(round_: PriorityRound, said: list[Comment], to: Person, day: date) -> Draft:
    """Tell a keeper of the round what was said on one day, in the words of those who said it."""
    many = f"{len(said)} comments" if len(said) > 1 else "A comment"
    parts = [
        f"Hello {to.given_name}",
        f"{many} on {round_} came on {day_in_words(day)}.",
        *(_one(each) for each in said),
        f"Read all of them beside the candidates:\n{words.address('round', round_.pk)}",
    ]
    return words.letter(
        round_.hub, parts, to=to, kind="round_comments", about=f"priority_round:{round_.pk}:{day}",
        subject=f"{many} on {round_}",
    )  # fmt: skip


def _one(comment: Comment) -> str:
    who = ", ".join(part for part in (comment.name, comment.organisation) if part)
    about = f", about {comment.priority.title}" if comment.priority else ""
    return f"{who}{about}:\n{comment.words}"
