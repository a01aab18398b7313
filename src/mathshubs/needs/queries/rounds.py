"""Reads about rounds of priorities: which, the board, what everybody may see."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from django.contrib.auth.models import AnonymousUser
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Coalesce

from mathshubs.hubs.models import Hub
from mathshubs.hubs.queries import hubs_read_by
from mathshubs.people.models import Person
from mathshubs.people.rules import is_national_staff

from ..methods.scoring import Standing, moves, standings
from ..methods.unnamed import confidential, without_names
from ..models import Criterion, Need, NeedPlace, Priority, PriorityRound, Score
from .needs import needs_seen_by


def rounds_of(hub: Hub | None) -> QuerySet[PriorityRound]:
    """Return the rounds of a hub, its districts' among them; of None: the national ones."""
    rounds = PriorityRound.objects.filter(hub=hub).select_related("hub", "district")
    return rounds.annotate(
        candidates=Count("priorities", distinct=True),
        chosen=Count("priorities", filter=Q(priorities__state="CHOSEN"), distinct=True),
    ).order_by("-year", "-pk")


def rounds_seen_by(person: Person | AnonymousUser, on: date) -> QuerySet[PriorityRound]:
    """Return the rounds of hubs they run, or on whose board they sit; national staff: all."""
    rounds = PriorityRound.objects.select_related("hub", "district")
    if is_national_staff(person):
        return rounds
    return rounds.filter(hub__in=hubs_read_by(person, on))


def rounds_for_all() -> QuerySet[PriorityRound]:
    """Return the rounds that everybody may read; what was decided of one, once it is published."""
    return PriorityRound.objects.select_related("hub", "district")


def needs_for(round_: PriorityRound) -> QuerySet[Need]:
    """Return the needs that a candidate of the round may be made of: with evidence, by theme."""
    ready = Need.objects.filter(hub=round_.hub).filter(
        Q(state=Need.State.EVIDENCED) | Q(priorities__round=round_)
    )
    return ready.distinct().select_related("theme").order_by("theme__name", "title", "pk")


def needs_behind(priority: Priority, person: Person | AnonymousUser, on: date) -> QuerySet[Need]:
    """Return the needs behind a candidate that they may see: not another hub's secret."""
    seen = needs_seen_by(person, on).filter(priorities=priority)
    return seen.select_related("school", "theme").order_by("pk")


def unnamed_needs_behind(priority: Priority) -> list[Need]:
    """
    Return the needs behind a candidate as a board reads them: rows of no table, without a pk.

    They name no school, and of what was told in confidence only the theme. One query.
    """
    names = (
        NeedPlace.objects.filter(need=OuterRef("pk"))
        .order_by()
        .values_list(Coalesce("school__name", "trust__name", Value("")))
    )
    needs = priority.needs.select_related("school", "theme").order_by("pk")
    return [
        Need(
            title=confidential(need.theme.name if need.theme else "")
            if need.confidential
            else without_names(
                need.title,
                [*need.named, need.organisation, need.school.name if need.school else ""],
            ),
            state=need.state,
        )
        for need in needs.annotate(named=ArraySubquery(names))
    ]


@dataclass
class Row:
    """A candidate on the board: its scores by criterion, where it stands, where it would stand."""

    priority: Priority
    scores: dict[str, Score] = field(default_factory=dict)
    standing: Standing | None = None
    would: Standing | None = None
    moves: int = 0
    needs: int = 0
    comments: int = 0

    @property
    def falls(self) -> int:
        """By how many ranks it would fall; 0 when it stays or rises."""
        return max(-self.moves, 0)

    @property
    def cells(self) -> list[tuple[str, Score | None]]:
        return [
            (Criterion(name).label.partition(":")[0], self.scores.get(name))
            for name in Criterion.values
        ]

    @property
    def reasons(self) -> list[tuple[str, Score]]:
        """The scores that were given, each with its criterion, for the words beside them."""
        return [(name, score) for name, score in self.cells if score]


def board(round_: PriorityRound, other: Mapping[str, int] | None = None) -> list[Row]:
    """
    Return the candidates of a round, the highest first; with `other` weights, what would move.

    Two queries, however many candidates there are.
    """
    priorities = round_.priorities.select_related("theme").annotate(
        how_many=Count("needs", distinct=True), said=Count("comments", distinct=True)
    )
    scores: dict[int, dict[str, Score]] = defaultdict(dict)
    for score in Score.objects.filter(priority__round=round_).select_related("by"):
        scores[score.priority_id][score.criterion] = score
    rows = [Row(one, scores[one.pk], needs=one.how_many, comments=one.said) for one in priorities]
    values = {
        row.priority.pk: {name: score.value for name, score in row.scores.items()} for row in rows
    }
    now = standings(values, round_.weights)
    would = standings(values, other) if other else {}
    moved = moves(now, would) if other else {}
    for row in rows:
        row.standing = now[row.priority.pk]
        row.would, row.moves = would.get(row.priority.pk), moved.get(row.priority.pk, 0)
    return sorted(rows, key=lambda row: (row.standing.rank if row.standing else 0, row.priority.pk))
