"""Lines of Today about the Strategic Board: its next papers, and what it said to the hub."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import CharField, F, QuerySet, Value
from django.db.models.functions import Cast, Concat

from mathshubs.hubs.models import Advice
from mathshubs.needs.models import PriorityRound
from mathshubs.programmes.models import HalfTermReturn, Plan

from .today_lines import BLOCKED, LATER, Asker, Columns, Line, if_any

NEWS = timedelta(days=28)


def _in_words(hub: str, *more: object) -> Concat:
    return Concat(F(f"{hub}__name"), Value(" Maths Hub, "), *more, output_field=CharField())


def _to_review(who: Asker) -> QuerySet[Plan]:
    drafts = Plan.objects.filter(hub__in=list(who.boards), state=Plan.State.DRAFT)
    return drafts.filter(lines__isnull=False).order_by().distinct()


def _amended(who: Asker) -> QuerySet[Plan]:
    return Plan.objects.filter(hub__in=list(who.boards), state=Plan.State.AMENDED).order_by()


def _to_decide(who: Asker) -> QuerySet[PriorityRound]:
    scoring = PriorityRound.State.SCORING
    return PriorityRound.objects.filter(hub__in=list(who.boards), state=scoring).order_by()


def _sent(who: Asker) -> QuerySet[HalfTermReturn]:
    return HalfTermReturn.objects.filter(
        plan__hub__in=list(who.boards), sent_at__gte=who.at - NEWS
    ).order_by()


def _to_answer(who: Asker) -> QuerySet[Advice]:
    return Advice.objects.filter(hub__in=list(who.hubs), answered_at=None).order_by()


LINES = (
    Line(
        if_any("boards")(_to_review),
        columns=Columns(title=_in_words("hub", "year"), hub="hub"),
        one="A draft plan is to be reviewed by the board",
        many="{} draft plans are to be reviewed by the board",
        why="Does it meet the priorities? Has each line a rationale and intended outcomes?",
        action="Read it",
        page="insight:plan",
    ),
    Line(
        if_any("boards")(_amended),
        columns=Columns(title=_in_words("hub", "year"), hub="hub"),
        one="The hub is changing its approved plan",
        many="{} approved plans are being changed",
        why="Why stands at its top. What the board says of it can be recorded again.",
        action="Read it",
        page="insight:plan",
        urgency=LATER,
    ),
    Line(
        if_any("boards")(_to_decide),
        columns=Columns(title=_in_words("hub", "year"), hub="hub"),
        one="A round of priorities is to be decided",
        many="{} rounds of priorities are to be decided",
        why="Its candidates stand side by side, with scores and what people say.",
        action="Read them",
        page="needs:round",
    ),
    Line(
        if_any("boards")(_sent),
        columns=Columns(
            Concat(Cast("plan", CharField()), Value("/"), "half_term", output_field=CharField()),
            _in_words("plan__hub", "plan__year"), "sent_at__date", hub="plan__hub",
        ),
        one="The hub has sent a half-termly return",
        many="{} half-termly returns were sent",
        why="Sent {day}: what records show, in the hub’s words.",
        action="Read it",
        page="insight:plan_return",
        urgency=LATER,
        note="sent {day}",
    ),
    Line(
        if_any("hubs")(_to_answer),
        columns=Columns(title=_in_words("hub", "year"), day="at__date", hub="hub"),
        one="The board waits for an answer",
        many="The board waits for {} answers",
        why="It advised or challenged the hub on {day}. It reads what you answer.",
        action="Answer",
        page="hubs:advice",
        urgency=BLOCKED,
        note="since {day}",
    ),
)  # fmt: skip
