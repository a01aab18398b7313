"""A round of priorities: open it, hear people, score, decide in a meeting, publish."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.timezone import localdate

from mathshubs.comms.actions import post_many
from mathshubs.hubs.models import Hub
from mathshubs.people.models import Person
from mathshubs.schools.models import District

from ..emails import rounds as emails
from ..methods.scoring import HEAVIEST
from ..models import Comment, Criterion, Need, Priority, PriorityRound, Score
from ..queries.needs import owner_of_new
from .needs import follow, tell

State = PriorityRound.State
CAUGHT_UP = timedelta(days=7)  # of days whose comments were not told yet


class RoundRefused(Exception):
    """The round stays as it is. `str(refusal)` is a sentence for whoever asked."""


def _locked(round_: PriorityRound) -> PriorityRound:
    return PriorityRound.objects.select_for_update().get(pk=round_.pk)


@transaction.atomic
def open_round(
    *,
    hub: Hub | None,
    year: str,
    consult_until: date,
    by: Person,
    at: datetime,
    about: str = "",
    district: District | None = None,
) -> PriorityRound:
    """Open the round of a year for consultation. Raises RoundRefused when there is one already."""
    if consult_until < localdate(at):
        raise RoundRefused("Choose a last day for comments that is still to come.")
    if PriorityRound.objects.filter(hub=hub, district=district, year=year).exists():
        raise RoundRefused(f"There is a round for {year} already. Open that one.")
    return PriorityRound.objects.create(
        hub=hub, district=district, year=year, consult_until=consult_until, about=about, by=by,
        at=at,
    )  # fmt: skip


def _candidate(round_: PriorityRound, priority: Priority, typed: dict, needs: Iterable[Need]):
    for name, value in typed.items():
        setattr(priority, name, value)
    priority.save()
    priority.needs.set(needs)
    return priority


@transaction.atomic
def save_candidate(
    *, round_: PriorityRound, needs: Iterable[Need], priority: Priority | None = None, **typed
) -> Priority:
    """Add a candidate with the needs behind it, or change one, until the meeting has decided."""
    round_ = _locked(round_)
    if round_.state not in (State.CONSULTING, State.SCORING):
        raise RoundRefused("The meeting has decided. Candidates cannot change any more.")
    return _candidate(round_, priority or Priority(round=round_), typed, needs)


@transaction.atomic
def comment(
    *,
    round_: PriorityRound,
    words: str,
    name: str,
    at: datetime,
    organisation: str = "",
    priority: Priority | None = None,
    person: Person | None = None,
) -> Comment:
    """Keep what somebody says while the round is open for it."""
    round_ = _locked(round_)
    if round_.state != State.CONSULTING or round_.consult_until < localdate(at):
        raise RoundRefused(
            "Comments are closed. What was decided stands here when it is published."
        )
    return Comment.objects.create(
        round=round_, priority=priority, name=name, organisation=organisation, words=words,
        person=person, at=at,
    )  # fmt: skip


@transaction.atomic
def begin_scoring(*, round_: PriorityRound) -> PriorityRound:
    """Close the consultation and begin to score. Twice is once."""
    round_ = _locked(round_)
    if round_.state == State.CONSULTING:
        if not round_.priorities.exists():
            raise RoundRefused("Add the candidates first: there is nothing to score yet.")
        round_.state = State.SCORING
        round_.save(update_fields=["state"])
    return round_


@transaction.atomic
def score(
    *,
    priority: Priority,
    scores: Mapping[str, tuple[int, str]],
    by: Person,
    at: datetime,
) -> None:
    """Keep the scores of a candidate, each with its reason: {criterion: (value, reason)}."""
    round_ = _locked(priority.round)
    if round_.state != State.SCORING:
        raise RoundRefused("Scores are open between the consultation and the meeting.")
    for criterion, (value, reason) in scores.items():
        if not reason:
            raise RoundRefused(f"Give a reason for {Criterion(criterion).label.split(':')[0]}.")
        Score.objects.update_or_create(
            priority=priority, criterion=criterion,
            defaults={"value": value, "reason": reason, "by": by, "at": at},
        )  # fmt: skip


@transaction.atomic
def weigh(*, round_: PriorityRound, weights: Mapping[str, int]) -> PriorityRound:
    """Keep other weights, until the meeting has decided."""
    round_ = _locked(round_)
    if round_.state not in (State.CONSULTING, State.SCORING):
        raise RoundRefused("The meeting has decided with the weights shown.")
    kept = {name: weights[name] for name in Criterion.values}
    if not any(kept.values()) or not all(0 <= one <= HEAVIEST for one in kept.values()):
        raise RoundRefused(f"Weights are from 0 to {HEAVIEST}, and at least one is above 0.")
    round_.weights = kept
    round_.save(update_fields=["weights"])
    return round_


@transaction.atomic
def decide(
    *,
    round_: PriorityRound,
    decisions: Mapping[int, tuple[bool, str]],
    met_on: date,
    present: str,
    decision: str,
    by: Person,
    at: datetime,
    dissent: str = "",
) -> PriorityRound:
    """
    Record the meeting: for every candidate's number, whether it is chosen, and why.

    The needs behind what was chosen become priorities; those behind what was not go on waiting.
    Those who raised either are told, with the reason.
    Raises RoundRefused when a reason is missing or the round is not being scored.
    """
    round_ = _locked(round_)
    if round_.state != State.SCORING:
        raise RoundRefused("A meeting decides after scoring has begun, and once.")
    if met_on > localdate(at):
        raise RoundRefused("Enter the day on which the meeting was held.")
    priorities = list(round_.priorities.prefetch_related("needs"))
    for priority in priorities:
        chosen, reason = decisions[priority.pk]
        if not reason:
            raise RoundRefused(f"Say why for {priority.title}. What is not chosen needs it most.")
        priority.state = Priority.State.CHOSEN if chosen else Priority.State.NOT_CHOSEN
        priority.reason = reason
        priority.save(update_fields=["state", "reason"])
    round_.state, round_.met_on, round_.present = State.DECIDED, met_on, present
    round_.decision, round_.dissent = decision, dissent
    round_.save()
    for priority in priorities:
        if priority.state == Priority.State.CHOSEN:
            words = f"It is part of the priority “{priority.title}” for {round_.year}."
            follow(needs=priority.needs.all(), to="PRIORITISED", words=words, by=by, at=at)
    for priority in priorities:
        if priority.state == Priority.State.NOT_CHOSEN:
            waiting = priority.needs.filter(state=Need.State.EVIDENCED)
            words = (
                f"It was weighed for {round_.year}, as part of “{priority.title}”, and not chosen "
                f"this year: {priority.reason}"
            )
            tell(needs=waiting, words=words, by=by, at=at)
    return round_


@transaction.atomic
def publish(*, round_: PriorityRound, at: datetime) -> PriorityRound:
    """Let everybody read what was decided. Twice is once."""
    round_ = _locked(round_)
    if round_.state == State.DECIDED:
        round_.state, round_.published_at = State.PUBLISHED, at
        round_.save(update_fields=["state", "published_at"])
    elif round_.state != State.PUBLISHED:
        raise RoundRefused("Record the meeting first.")
    return round_


def tell_of_comments(*, at: datetime) -> int:
    """
    Write to those who keep each round what people said of it, a letter a day. Returns how many.

    Twice is harmless: the letter of a day is written once. What the last week lacks is made up.
    """
    on = localdate(at)
    said: dict[tuple[int, date], list[Comment]] = defaultdict(list)
    lately = Comment.objects.filter(at__date__gte=on - CAUGHT_UP, at__date__lt=on)
    for each in lately.select_related("round__hub", "round__district", "round__by", "priority"):
        said[each.round_id, localdate(each.at)].append(each)
    drafts = [
        emails.comments_came(comments[0].round, comments, keeper, day)
        for (_, day), comments in said.items()
        for keeper in _keepers(comments[0].round, on)
    ]
    return len(post_many(drafts, at=at))


def _keepers(round_: PriorityRound, on: date) -> list[Person]:
    """Return who opened the round, and whose the hub's needs are."""
    keepers = {round_.by, owner_of_new(round_.hub, on)}
    return sorted((one for one in keepers if one and one.is_active), key=lambda one: one.pk)
