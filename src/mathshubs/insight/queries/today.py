"""What needs somebody today, from everything they are: the lines of every room, in one order."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Case, Exists, OuterRef, Q, QuerySet, Subquery, When
from django.db.models.functions import JSONObject
from django.utils.timezone import localtime

from mathshubs.core.prepared import Prepared
from mathshubs.hubs.models import Hub, Post
from mathshubs.hubs.queries import RUNS_A_HUB, posts_of
from mathshubs.people.models import Person
from mathshubs.schools.models import Employment
from mathshubs.schools.queries import employments_of
from mathshubs.workgroups.models import Leader, Place, Task, WorkGroup, Workshop
from mathshubs.workgroups.queries.tasks import with_readiness

from . import (
    recruitment,
    today_absences,
    today_answers,
    today_board,
    today_community,
    today_decisions,
    today_evidence,
    today_hub,
    today_leaders,
    today_national,
    today_own,
    today_plans,
    today_school,
    today_templates,
)
from .today_lines import Need, asker, needs, quietly
from .today_written import rows_of

LINES = (
    *today_own.LINES,
    *today_school.LINES,
    *today_hub.WORK,
    *today_decisions.DECISIONS,
    *today_leaders.LINES,
    *today_absences.LINES,
    *today_answers.LINES,
    *recruitment.DOOR,
    *today_community.LINES,
    *today_plans.LINES,
    *today_board.LINES,
    *today_templates.LINES,
    *today_evidence.LINES,
    *today_national.LINES,
)
JOIN_BEFORE = timedelta(hours=12)


def greeting(at: datetime) -> str:
    hour = localtime(at).hour
    return "Good morning" if hour < 12 else "Good afternoon" if hour < 18 else "Good evening"


@dataclass(frozen=True)
class Day:
    """
    What needs somebody, what cannot wait first; how many things stand behind a door.

    `works_at`: where they work, which says in part what they are.
    """

    needs: list[Need]
    behind: dict[str, int]
    works_at: list[Employment]


def day_of(person: Person, at: datetime, on: date) -> Day:
    """Return what needs `person`: one statement for all lines, whatever they are."""
    works_at = _works_at(person.pk, on)
    who = asker(person, at, on, works_at)
    rows = rows_of(LINES, who)
    return Day(needs(LINES, rows, who), quietly(LINES, rows), works_at)


_works_at = Prepared(lambda person, on: employments_of(Person(pk=person), on), int, date)


def leads_for(person: Person, on: date) -> list[Hub]:
    """Return the hubs for which they design groups, but which they do not run."""
    posts = posts_of(person, on)
    runs = {post.hub_id for post in posts if post.kind in RUNS_A_HUB}
    lead = Post.Kind.WORK_GROUP_LEAD
    return [post.hub for post in posts if post.kind == lead and post.hub_id not in runs]


def coming_up(person: Person, at: datetime, most: int = 5) -> list[Workshop]:
    """
    Return the next workshops they go to or lead, soonest first: `leads` says which.

    `joins` is the link to an online one that begins in twelve hours or less. One they lead has
    `ready`: the last task to be handed in before it, how many did, and how many hold a place.
    """
    found: list[Workshop] = _coming_up.part(person.pk, at, start=0, stop=most)
    for workshop in found:
        soon = workshop.starts_at - at <= JOIN_BEFORE
        workshop.__dict__["joins"] = workshop.join_link if soon else ""
    return found


# The days of these no longer hold: nobody is to come.
_NOT_HELD = [WorkGroup.State.CANCELLED, WorkGroup.State.POSTPONED, WorkGroup.State.MERGED]


def _coming(person: int, at: datetime) -> QuerySet[Workshop]:
    goes = Place.objects.filter(person=person, state=Place.State.HELD)
    led = Leader.objects.filter(person=person)
    theirs = Q(work_group__in=goes.values("work_group")) | Q(
        work_group__in=led.values("work_group")
    )
    return (
        Workshop.objects.filter(theirs, ends_at__gte=at, cancelled_at=None)
        .exclude(work_group__state__in=_NOT_HELD)
        .select_related("work_group__hub", "host_school")
        .annotate(leads=Exists(led.filter(work_group=OuterRef("work_group"))))
        .annotate(ready=Case(When(leads=True, then=Subquery(_readiness()))))
        .order_by("starts_at", "pk")
    )


def _readiness() -> QuerySet:
    before = Task.objects.filter(
        workshop__work_group=OuterRef("work_group"),
        workshop__cancelled_at=None,
        workshop__starts_at__lt=OuterRef("starts_at"),
        set_at__isnull=False,
    )
    told = JSONObject(title="title", ready="ready", holders="holders")
    return with_readiness(before).order_by("-due_on", "-pk").values(told=told)[:1]


_coming_up = Prepared(_coming, int, datetime)


def groups_led_now(person: Person) -> list[WorkGroup]:
    """Return the groups they lead that are not over, by first day, each with its hub."""
    return _led_now(person.pk)


def _led_by(person: int) -> QuerySet[WorkGroup]:
    led = WorkGroup.objects.filter(leaders__person=person).select_related("hub")
    led = led.exclude(state__in=[*WorkGroup.OVER, WorkGroup.State.CANCELLED])
    return led.only("title", "state", "first_on", "hub__name").order_by("first_on", "pk")


_led_now = Prepared(_led_by, int)
