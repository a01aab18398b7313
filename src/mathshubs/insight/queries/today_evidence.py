"""A line of Today for those who run a hub: what published results newly suggest of its places."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Count, QuerySet

from mathshubs.needs.models import Proposal

from .today_lines import LATER, Asker, Columns, Line, if_any

NEW = timedelta(days=28)


def _newly_suggested(who: Asker) -> QuerySet:
    waiting = Proposal.objects.filter(hub__in=list(who.hubs), state=Proposal.State.PROPOSED)
    new = waiting.filter(at__gte=who.at - NEW)
    return new.order_by().values("hub").annotate(many=Count("pk"))


LINES = (
    Line(
        if_any("hubs")(_newly_suggested),
        columns=Columns("hub__slug", "hub__name", number="many", hub="hub"),
        note="{number}",
        one="1 question from published results is new",
        many="{} questions from published results are new",
        why="Places that stand out from similar ones. Ask who knows them: is it a need?",
        action="See which",
        page="needs:proposals",
        urgency=LATER,
    ),
)
