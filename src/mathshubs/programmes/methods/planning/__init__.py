"""
Which groups to run next, so that the most need is reached: projects x places x terms x leaders.

`plan` answers a `Question` with an `Answer`. Importing this is light; planning loads HiGHS, so it
belongs in a job.
"""

from __future__ import annotations

from .answer import Answer, Group, Status, Unmet, Use
from .question import (
    Band,
    Budget,
    Commitment,
    Leader,
    Lock,
    Need,
    Place,
    Project,
    Question,
    QuestionProblem,
    Venue,
)

__all__ = [
    "Answer", "Band", "Budget", "Commitment", "Group", "Leader", "Lock", "Need", "Place",
    "Project", "Question", "QuestionProblem", "Status", "Unmet", "Use", "Venue", "greedy", "plan",
]  # fmt: skip


def plan(
    question: Question, *, seconds: float, gap: float = 0.01, start: Answer | None = None
) -> Answer:
    """
    Return the groups that reach the most weighted need, and how much better any plan could be.

    seconds : the search ends with the best found so far; explaining why nothing holds may take as
        many again.
    gap : the search ends once no plan can be better by more than this share. 0 is the very best.
    start : an earlier answer, to begin from after an edit (`kept`, `barred`, any number changed).

    The same question gets the same plan, unless the time runs out. In which term a group runs, of
    those that suit its leader and venue, is not valued. Raises QuestionProblem.
    """
    from .search import search

    return search(question, seconds, gap, start)


def greedy(question: Question) -> Answer:
    """Return the plan of always taking the next best group: what `plan` is measured against."""
    from .search import greedy

    return greedy(question)
