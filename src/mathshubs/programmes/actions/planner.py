"""Questions to the planner: asked, worked out by a job, edited and asked anew."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from django.db import transaction

from mathshubs.comms.queue import defer
from mathshubs.hubs.models import Hub
from mathshubs.people.models import Person

from ..methods import planning
from ..methods.planning.written import read_groups, read_question, write
from ..models import PlannerRun

SOLVE = "programmes.solve_planner_run"
GAP = 0.005  # the search ends when no plan can be better by more than this share
State = PlannerRun.State


class PlannerRefused(Exception):
    """The planner was not asked. `str(refusal)` says what to change."""


@transaction.atomic
def ask(
    *, hub: Hub | None, year: str, asked: dict, question: planning.Question, seconds: int,
    by: Person, at: datetime, follows: PlannerRun | None = None, change: str = "",
) -> PlannerRun:  # fmt: skip
    """Keep the question and have a job answer it. `follows`: the run that this one edits."""
    try:
        question.check()
    except planning.QuestionProblem as problem:
        raise PlannerRefused(str(problem)) from problem
    run = PlannerRun.objects.create(
        hub=hub, year=year, terms=list(question.terms), asked=asked, question=write(question),
        seconds=seconds, by=by, at=at, follows=follows, change=change[:300],
    )  # fmt: skip
    defer(SOLVE, planner_run_id=run.pk)
    return run


def with_decisions(question: planning.Question, earlier: planning.Question) -> planning.Question:
    """Return the question with the groups kept and barred in an earlier one that it still knows."""
    known = {each.key for those in (question.projects, question.venues, question.leaders)
             for each in those} | {None}  # fmt: skip
    terms = {*question.terms, None}

    def still(locks: tuple[planning.Lock, ...]) -> tuple[planning.Lock, ...]:
        return tuple(
            lock for lock in locks
            if {lock.project, lock.venue, lock.leader} <= known and lock.term in terms
        )  # fmt: skip

    return replace(question, kept=still(earlier.kept), barred=still(earlier.barred))


@transaction.atomic
def decide(*, run: PlannerRun, group: int, keep: bool, by: Person, at: datetime) -> PlannerRun:
    """Ask anew with one group of the answer kept, or barred."""
    groups = read_groups(run.answer).groups
    if not 0 <= group < len(groups):
        raise PlannerRefused("That group is not in this answer. Choose one of those listed.")
    question, lock = read_question(run.question), groups[group].lock
    named = {each.key: each.name for each in question.projects}
    if keep:
        question = replace(question, kept=(*question.kept, lock))
    else:
        kept = tuple(each for each in question.kept if each != lock)
        question = replace(question, kept=kept, barred=(*question.barred, lock))
    change = f"{'Kept' if keep else 'Barred'}: {named[lock.project or '']}, {lock.term}"
    return _again(run, question, change, by, at)


@transaction.atomic
def undecide(*, run: PlannerRun, lock: int, kept: bool, by: Person, at: datetime) -> PlannerRun:
    """Ask anew without a decision that was taken on a group."""
    question = read_question(run.question)
    locks = list(question.kept if kept else question.barred)
    if not 0 <= lock < len(locks):
        raise PlannerRefused("That decision is not part of this run any more.")
    del locks[lock]
    left = tuple(locks)
    question = replace(question, kept=left) if kept else replace(question, barred=left)
    return _again(run, question, "One decision taken back", by, at)


def again(*, run: PlannerRun, by: Person, at: datetime) -> PlannerRun:
    """Ask the same question anew: of a run that stopped, or with what was found so far."""
    return _again(run, read_question(run.question), "The same question", by, at)


def _again(
    run: PlannerRun, question: planning.Question, change: str, by: Person, at: datetime
) -> PlannerRun:
    return ask(
        hub=run.hub, year=run.year, asked=run.asked, question=question, seconds=run.seconds,
        by=by, at=at, follows=run, change=change,
    )  # fmt: skip


def solve(*, planner_run_id: int, at: datetime) -> None:
    """
    Work out the answer and keep it. Done once; the same again when a worker fell over.

    Not one transaction, so that its page shows how far it is.
    """
    waiting = PlannerRun.objects.filter(pk=planner_run_id, state__in=[State.WAITING, State.WORKING])
    if not waiting.update(state=State.WORKING, began_at=at, step="Planning by hand first"):
        return
    run = waiting.select_related("follows").get()
    question = read_question(run.question)
    try:
        by_hand = planning.greedy(question)
        waiting.update(step=f"Searching for better, for {run.seconds} seconds at most")
        earlier = run.follows.answer if run.follows else {}
        start = read_groups(earlier) if earlier.get("groups") else None
        answer = planning.plan(question, seconds=run.seconds, gap=GAP, start=start)
    except planning.QuestionProblem as problem:
        waiting.update(state=State.REFUSED, refusal=str(problem), step="", done_at=at)
        return
    compared = {
        "need": by_hand.objective, "groups": len(by_hand.groups), "schools": by_hand.schools,
        "cost": str(by_hand.cost),
    }  # fmt: skip
    took = timedelta(seconds=by_hand.seconds + answer.seconds)
    waiting.update(
        state=State.DONE, answer=write(answer) | {"by_hand": compared}, step="",
        done_at=at + took,
    )  # fmt: skip
