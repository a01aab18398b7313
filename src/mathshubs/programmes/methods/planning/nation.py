"""
All hubs at once. They share no school, leader or venue: while nothing they do share binds, each is
planned for itself, and together these plans are the best there is. Where a national budget or a
national target binds, they are planned together, as `shared` does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, replace
from decimal import Decimal
from os import cpu_count
from time import monotonic

from .answer import Answer, Group, Status, gap_between
from .question import Budget, Commitment, Lock, Project, Question
from .search import greedy, search

WORKERS = min(2, cpu_count() or 1)
ALONE = 0.4  # of the time, for hubs by themselves, when what is shared may bind after all
_AT = "/"  # between a hub and a key of its question

Tell = Callable[[str, int], None]


@dataclass(frozen=True)
class Nation:
    """
    The plan of each hub, and how good all of them together are.

    answers, by_hand : hub -> its plan, and the greedy plan it is measured against. A hub for which
        no plan holds is in `answers` with what is in its way, and counts nothing.
    together : whether something shared binds. Then the bound is of all, and no hub has its own.
    conflict : why no plan keeps what is shared; empty where one does.
    """

    answers: Mapping[str, Answer]
    by_hand: Mapping[str, Answer]
    bound: float
    together: bool
    seconds: float
    conflict: str = ""

    @property
    def objective(self) -> float:
        return sum(answer.objective for answer in self.answers.values())

    @property
    def gap(self) -> float:
        return gap_between(self.objective, self.bound)


def plan_nation(
    hubs: Mapping[str, Question], *, pounds: Decimal | None = None,
    commitments: Iterable[Commitment] = (), seconds: float, gap: float,
    tell: Tell = lambda hub, done: None,
) -> Nation:  # fmt: skip
    """
    Return the groups of all hubs that reach the most weighted need.

    hubs : a question of each hub alone; a key of a project means the same project in all.
    pounds, commitments : what all hubs share, if anything.
    tell : is told each hub that is planned for itself, and how many are.
    """
    began = monotonic()
    shared = _Shared(pounds, tuple(commitments))
    by_hand = {hub: greedy(question) for hub, question in hubs.items()}
    if not shared.are_kept_by(by_hand.values()):
        return _together(hubs, shared, {}, began + seconds, gap, began)
    part = ALONE if shared else 1.0
    alone = _alone(hubs, began + part * seconds, gap, tell)
    if not shared.are_kept_by(alone.values()):
        return _together(hubs, shared, alone, began + seconds, gap, began)
    bound = sum(answer.bound for answer in alone.values())
    return Nation(alone, by_hand, bound, together=False, seconds=round(monotonic() - began, 3))


@dataclass(frozen=True)
class _Shared:
    pounds: Decimal | None
    commitments: tuple[Commitment, ...]

    def __bool__(self) -> bool:
        return self.pounds is not None or bool(self.commitments)

    def are_kept_by(self, answers: Iterable[Answer]) -> bool:
        answers = list(answers)
        cost = sum((answer.cost for answer in answers), Decimal(0))
        ran = [group.project for answer in answers for group in answer.groups]
        return (self.pounds is None or cost <= self.pounds) and all(
            ran.count(each.project) >= each.groups for each in self.commitments
        )


def _alone(hubs: Mapping[str, Question], until: float, gap: float, tell: Tell) -> dict[str, Answer]:
    """Plan each hub by itself, two at a time, each with its part of the time that is left."""
    left = dict.fromkeys(hubs)

    def one(hub: str) -> Answer:
        seconds = max(2.0, (until - monotonic()) * WORKERS / max(len(left), WORKERS))
        left.pop(hub)
        return search(hubs[hub], seconds, gap, None)

    found: dict[str, Answer] = {}
    with ThreadPoolExecutor(WORKERS) as pool:
        running = {pool.submit(one, hub): hub for hub in hubs}
        for done in as_completed(running):
            found[running[done]] = done.result()
            tell(running[done], len(found))
    return {hub: found[hub] for hub in hubs}


def _together(
    hubs: Mapping[str, Question], shared: _Shared, alone: Mapping[str, Answer], until: float,
    gap: float, began: float,
) -> Nation:  # fmt: skip
    """Plan all hubs within what they share; those for which no plan holds are left out."""
    never = {hub: told for hub, told in alone.items() if told.status == Status.INFEASIBLE}
    those = {hub: question for hub, question in hubs.items() if hub not in never}
    question = joined(those, pounds=shared.pounds, commitments=shared.commitments)
    told = search(question, max(2.0, until - monotonic()), gap, None)
    by_hand = greedy(question)
    answers = {hub: part_of(told, hub, one) for hub, one in those.items()}
    return Nation(
        answers={hub: never.get(hub) or answers[hub] for hub in hubs},
        by_hand={hub: part_of(by_hand, hub, one) for hub, one in hubs.items()},
        bound=told.bound,
        together=True,
        seconds=round(monotonic() - began, 3),
        conflict=told.conflict or ("" if told.groups else "No plan was found in the time given."),
    )


def joined(
    hubs: Mapping[str, Question], *, pounds: Decimal | None = None,
    commitments: Iterable[Commitment] = (),
) -> Question:  # fmt: skip
    """Return one question of all hubs: keys of places, leaders and venues begin with the hub's."""

    def placed(those: str) -> Iterable:
        return (
            replace(each, key=hub + _AT + each.key, hub=hub)
            for hub, question in hubs.items()
            for each in getattr(question, those)
        )

    first = next(iter(hubs.values()))
    projects: dict[str, Project] = {}
    for question in hubs.values():
        for project in question.projects:
            known = projects.get(project.key, project)
            projects[project.key] = replace(known, serves={**known.serves, **project.serves})
    national = (Budget(pounds),) if pounds is not None else ()
    return Question(
        terms=first.terms,
        travel=first.travel,
        projects=tuple(projects.values()),
        places=tuple(placed("places")),
        needs=tuple(
            replace(need, place=hub + _AT + need.place)
            for hub, question in hubs.items() for need in question.needs
        ),
        leaders=tuple(
            replace(each, places=each.places and frozenset(
                each.hub + _AT + place for place in each.places
            ))
            for each in placed("leaders")
        ),
        venues=tuple(
            replace(each, place=each.hub + _AT + each.place) for each in placed("venues")
        ),
        budgets=(*national, *(
            Budget(each.pounds, hub) for hub, question in hubs.items() for each in question.budgets
        )),
        commitments=(*commitments, *(
            Commitment(each.project, each.groups, hub)
            for hub, question in hubs.items() for each in question.commitments
        )),
        kept=tuple(_locks(hubs, "kept")),
        barred=tuple(_locks(hubs, "barred")),
    )  # fmt: skip


def _locks(hubs: Mapping[str, Question], which: str) -> Iterable[Lock]:
    """Yield the decisions on groups of one hub: those that name its venue or its leader."""
    for hub, question in hubs.items():
        for lock in getattr(question, which):
            if lock.venue or lock.leader:
                yield replace(
                    lock, venue=lock.venue and hub + _AT + lock.venue,
                    leader=lock.leader and hub + _AT + lock.leader,
                )  # fmt: skip


def part_of(told: Answer, hub: str, question: Question) -> Answer:
    """Return what an answer to `joined` says of one hub. Its bound is of all hubs, not its own."""
    start = hub + _AT

    def own(group: Group) -> Group:
        reaches = {(priority, place.removeprefix(start)): many
                   for (priority, place), many in group.reaches.items()}  # fmt: skip
        return replace(
            group, venue=group.venue.removeprefix(start), leader=group.leader.removeprefix(start),
            reaches=reaches,
        )  # fmt: skip

    groups = tuple(own(group) for group in told.groups if group.venue.startswith(start))
    needs = {(need.priority, need.place, need.phase): need for need in question.needs}
    return Answer(
        status=Status.UNPROVEN if told.status in (Status.OPTIMAL, Status.TIME) else told.status,
        groups=groups,
        reached={place.key: (told.reached or {}).get(start + place.key, 0)
                 for place in question.places},
        unmet=tuple(
            replace(each, need=needs[each.need.priority, place, each.need.phase])
            for each in told.unmet
            if each.need.place.startswith(start)
            for place in [each.need.place.removeprefix(start)]
        ),
        uses=tuple(
            replace(use, about=tuple(one.removeprefix(start) for one in use.about))
            for use in told.uses
            if any(one == hub or one.startswith(start) for one in use.about)
        ),
        objective=sum(group.need for group in groups),
        bound=float("inf"),
    )  # fmt: skip
