"""A line of Today about templates: what the centre changed, for the hubs with groups made of it."""

from __future__ import annotations

from django.db.models import QuerySet

from mathshubs.workgroups.models import WorkGroup
from mathshubs.workgroups.queries.templates import to_look_at

from .today_lines import LATER, Asker, Columns, Line, if_any


def _to_look_at(who: Asker) -> QuerySet[WorkGroup]:
    return to_look_at(who.work_groups)


LINES = (
    Line(
        if_any("hubs")(_to_look_at),
        columns=Columns(work_group="pk", hub="hub"),
        one="The template of a group has changed",
        many="The templates of {} groups have changed",
        why="Look at what differs. You take it, or leave it with a reason.",
        action="See what differs",
        page="workgroups:template_change",
        urgency=LATER,
        short="template",
    ),
)
