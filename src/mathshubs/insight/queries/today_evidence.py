"""Lines of Today of what published results newly suggest: for a hub, and of no one hub."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from django.db.models import Count, QuerySet

from mathshubs.needs.models import Proposal

from .today_lines import LATER, ONE_FOR_ALL, Asker, Columns, Line, if_any

NEW = timedelta(days=28)


def _new(who: Asker) -> QuerySet[Proposal]:
    new = Proposal.objects.filter(state=Proposal.State.PROPOSED, at__gte=who.at - NEW)
    return new.order_by()


def _of_hubs(who: Asker) -> QuerySet:
    return _new(who).filter(hub__in=list(who.hubs)).values("hub").annotate(many=Count("pk"))


def _of_no_hub(who: Asker) -> QuerySet:
    return _new(who).filter(hub=None).values("state").annotate(many=Count("pk"))


LINES = (
    Line(
        if_any("hubs")(_of_hubs),
        columns=Columns("hub__slug", "hub__name", number="many", hub="hub"),
        note="{number}",
        one="1 question from published results is new",
        many="{} questions from published results are new",
        why="Places that stand out from similar ones. Ask who knows them: is it a need?",
        action="See which",
        page="needs:proposals",
        urgency=LATER,
    ),
    Line(
        if_any("national")(_of_no_hub),
        columns=replace(ONE_FOR_ALL, number="many"),
        alone=True,
        one="1 question from published results is new, and no hub’s",
        many="{} questions from published results are new, and no hub’s",
        why="Places in the areas of several hubs, or of none, that stand out from similar ones.",
        action="See which",
        page="needs:national_proposals",
        beyond="?hub=none",
        urgency=LATER,
    ),
)
