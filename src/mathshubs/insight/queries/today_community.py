"""Lines of Today from the communities somebody belongs to, leads or looks after."""

from __future__ import annotations

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Coalesce

from mathshubs.community.models import Resource
from mathshubs.community.queries.library import to_decide
from mathshubs.community.queries.waiting import (
    mentions_unread,
    posts_reported,
    topics_unanswered,
    unread,
)
from mathshubs.workgroups.models import WorkGroup

from .today_lines import BLOCKED, LATER, SOON, Asker, Columns, Line, behind_a_door, if_any


def _reported(who: Asker) -> QuerySet | None:
    if not (who.hubs or who.groups_led):
        return None
    theirs = Q(hub__in=list(who.hubs)) | Q(pk__in=who.groups_led)
    return posts_reported(WorkGroup.objects.filter(theirs).order_by())


def _unanswered(who: Asker) -> QuerySet:
    return topics_unanswered(who.led)


def _mentions(who: Asker) -> QuerySet:
    return mentions_unread(who.somebody, who.on)


def _unread(who: Asker) -> QuerySet:
    posts = unread(who.somebody, who.on)
    return posts.order_by().values("deleted_at").annotate(many=Count("pk"))


def _to_decide(who: Asker) -> QuerySet | None:
    if not (who.hubs or who.national):
        return None
    return to_decide(who.somebody, who.on)


def _may_we_share(who: Asker) -> QuerySet:
    proposed = Resource.objects.filter(writer=who.somebody, state=Resource.State.PROPOSED)
    return proposed.filter(agreed_at=None, declined_at=None)


LINES = (
    Line(
        _reported,
        columns=Columns("space", "space__work_group__title"),
        one="A post was reported",
        many="{} posts were reported",
        why="Decide whether it stays.",
        action="Decide",
        page="community:moderation",
        urgency=BLOCKED,
    ),
    Line(
        if_any("groups_led")(_unanswered),
        columns=Columns(day="posted_at__date"),
        one="A question has no answer yet",
        many="{} questions have no answer yet",
        why="Waits since {day} in a community you lead.",
        action="Read and reply",
        page="community:thread",
        urgency=SOON,
        note="{day}",
    ),
    Line(
        _mentions,
        columns=Columns(Coalesce("topic", "pk"), Coalesce("topic__title", "title")),
        one="Somebody mentions you",
        many="{} posts mention you",
        why="You have not read it yet.",
        action="Read",
        page="community:thread",
        urgency=LATER,
    ),
    Line(
        _to_decide,
        columns=Columns(day="proposed_at__date"),
        one="A resource is proposed for the library",
        many="{} resources are proposed for the library",
        why="Since {day}. You decide whether it is shared.",
        action="Read and decide",
        page="community:resource",
        note="{day}",
    ),
    Line(
        _may_we_share,
        columns=Columns(day="proposed_at__date"),
        one="May we share your answer?",
        many="May we share {} of your answers?",
        why="It is proposed for the library, and goes there only if you agree.",
        action="Answer",
        page="community:agree",
    ),
    behind_a_door(_unread, "unread", "many"),
)
