"""Lines of Today for anybody: what they are offered, what they lead, what they owe."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from django.db.models import Count, QuerySet, Value
from django.db.models.functions import Concat

from mathshubs.workgroups.models import Leader, Place, Visit, WorkGroup
from mathshubs.workgroups.queries.attendance import registers_not_taken
from mathshubs.workgroups.queries.leading_pathway import invitations_open
from mathshubs.workgroups.queries.tasks import tasks_due, tasks_to_read
from mathshubs.workgroups.queries.uploads import uploads_waiting_for
from mathshubs.workgroups.queries.visits import visits_to_record

from .today_lines import (
    BLOCKED,
    LATER,
    NOW,
    ONE_FOR_ALL,
    SOON,
    WORKSHOP,
    Asker,
    Columns,
    Line,
    going_on,
    if_any,
)

A_WEEK = timedelta(days=7)
NOT_OVER = [
    state
    for state in WorkGroup.State
    if state not in (*WorkGroup.OVER, WorkGroup.State.CANCELLED, WorkGroup.State.POSTPONED)
]


def _offers(who: Asker) -> QuerySet | None:
    offers = Place.objects.filter(person=who.person, state=Place.State.OFFERED)
    return offers.filter(offer_ends_on__gte=who.on)


def _registers(who: Asker) -> QuerySet | None:
    """Of the groups they lead; those of their hubs stand in the lines of the hub."""
    return registers_not_taken(who.led.exclude(hub__in=list(who.hubs)), who.at)


def _own_number(who: Asker) -> QuerySet | None:
    """One row while they hold a place, and gave no number and no reason why they have none."""
    if who.person is None or who.person.trn or who.person.trn_absence:
        return None
    held = Place.objects.filter(person=who.person, state=Place.State.HELD)
    held = held.filter(work_group__state__in=NOT_OVER)
    return held.order_by().values("person").annotate(places=Count("pk"))


def _visits(who: Asker) -> QuerySet:
    return visits_to_record(who.led, who.on)


def _visits_to_make(who: Asker) -> QuerySet:
    return Visit.objects.filter(
        leader=who.somebody, cancelled_at=None, recorded_at=None,
        on__range=(who.on, who.on + A_WEEK),
    )  # fmt: skip


def _no_biography(who: Asker) -> QuerySet | None:
    led = Leader.objects.filter(person=who.person, work_group__state__in=NOT_OVER)
    return led.filter(biography="")


def _tasks(who: Asker) -> QuerySet | None:
    return tasks_due(who.somebody, who.on)


def _answers(who: Asker) -> QuerySet | None:
    return tasks_to_read(who.led.filter(going_on(who.on)))


def _invitations(who: Asker) -> QuerySet | None:
    return invitations_open(who.somebody)


def _uploads(who: Asker) -> QuerySet | None:
    return uploads_waiting_for(who.somebody)


of_leaders = if_any("groups_led")
_OF_TASK = Columns(title=Concat("title", Value(", "), "workshop__work_group__title"), day="due_on")

LINES = (
    Line(
        _offers,
        one="A place is offered to you",
        many="{} places are offered to you",
        why="Answer by {day}, or it goes to the next in line.",
        action="Answer the offer",
        page="workgroups:offer",
        urgency=NOW,
        columns=Columns(title="work_group__title", day="offer_ends_on"),
        note="answer by {day}",
    ),
    Line(
        of_leaders(_registers),
        one="Register not taken",
        many="{} registers not taken",
        why="Over since {day}, and nobody is marked yet.",
        action="Take the register",
        page="workgroups:register",
        urgency=BLOCKED,
        columns=WORKSHOP,
        note="{day}",
    ),
    Line(
        _invitations,
        columns=Columns(title="hub__name", day="sent_at__date"),
        one="You are invited to lead a group",
        many="You are invited to lead {} times",
        why="Asked on {day}. Say yes or no.",
        action="Answer",
        page="workgroups:invitation",
        urgency=BLOCKED,
    ),
    Line(
        _uploads,
        columns=Columns(title="name", day="at__date"),
        one="A file you handed in waits for your word",
        many="{} files you handed in wait for your word",
        why="Read, and not carried out yet: confirm, put rows right, or throw away.",
        action="Look it over",
        page="workgroups:upload",
        urgency=SOON,
        note="{day}",
    ),
    Line(
        _tasks,
        columns=_OF_TASK,
        one="A task to hand in",
        many="{} tasks to hand in",
        why="By {day}, so that the next workshop can begin with it.",
        action="Open it",
        page="workgroups:my_task",
        note="by {day}",
    ),
    Line(
        of_leaders(_answers),
        columns=replace(_OF_TASK, number="unread"),
        one="1 answer to a task waits to be read",
        many="{} answers to tasks wait to be read",
        why="People go on faster when somebody has read what they did.",
        action="Read",
        page="workgroups:task",
        note="{number}",
    ),
    Line(
        of_leaders(_visits),
        columns=Columns(title="school__name", day="on"),
        one="A visit to write up",
        many="{} visits to write up",
        why="Since {day}: what was seen, and what was agreed.",
        action="Write it up",
        page="workgroups:visit",
        note="{day}",
    ),
    Line(
        of_leaders(_visits_to_make),
        columns=Columns(title="school__name", day="on"),
        one="A visit in the next seven days",
        many="{} visits in the next seven days",
        why="On {day}. Agree the time with the school, and what you come to see.",
        action="Open it",
        page="workgroups:visit",
        note="{day}",
    ),
    Line(
        of_leaders(_no_biography),
        one="Say who you are",
        many="Say who you are, for {} groups",
        why="A few lines about you stand on the page of each group you lead.",
        action="Write them",
        page="workgroups:edit_leaders",
        urgency=LATER,
        columns=Columns("work_group", "work_group__title", "work_group__first_on"),
    ),
    Line(
        _own_number,
        columns=ONE_FOR_ALL,
        alone=True,
        one="Give your teacher reference number",
        many="Give your teacher reference number",
        why="The hub asks it of everybody with a place. Say so if you have none.",
        action="Give it",
        page="people:trn",
        urgency=LATER,
    ),
)
