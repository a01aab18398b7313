"""Lines of Today for those who lead a school, or maths in it."""

from __future__ import annotations

from django.db.models import QuerySet

from mathshubs.schools.queries import employments_to_confirm

from .today_lines import SOON, Asker, Columns, Line


def _to_confirm(who: Asker) -> QuerySet | None:
    if who.person is None or who.national:
        return None
    return employments_to_confirm(who.person, who.on)


LINES = (
    Line(
        _to_confirm,
        one="Somebody says they work at your school",
        many="{} people say they work at your school",
        why="Until you confirm it they may take part, but see nothing of the school.",
        action="Confirm",
        page="schools:confirmations",
        alone=True,
        urgency=SOON,
        columns=Columns(title="school__name", day="from_on"),
    ),
)
