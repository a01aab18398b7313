"""Lines of Today for those who run a hub; its desk shows the same."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from functools import reduce
from operator import or_

from django.db.models import CharField, Count, Exists, F, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat

from mathshubs.comms.models import Letter
from mathshubs.workgroups.models import Place, WorkGroup
from mathshubs.workgroups.queries.agreements import groups_that_wait_for_heads
from mathshubs.workgroups.queries.attendance import registers_not_taken
from mathshubs.workgroups.queries.offers import to_give_out
from mathshubs.workgroups.queries.places import groups_without_joining_details
from mathshubs.workgroups.queries.successors import places_to_decide

from .today_lines import (
    A_GROUP,
    BLOCKED,
    LATER,
    NOW,
    OF_A_GROUP,
    SOON,
    WORKSHOP,
    Asker,
    Columns,
    Line,
    going_on,
    if_any,
)

State = WorkGroup.State
COMING = (*WorkGroup.BOOKABLE, State.RUNNING)
OFFERS_EXPIRE = timedelta(days=2)
TOO_FEW_BEFORE = timedelta(days=28)
NAMES_DUE = timedelta(days=14)
LETTERS_BACK = timedelta(days=14)


of_hubs = if_any("hubs")


def _places(who: Asker, *states: str) -> QuerySet[Place]:
    return Place.objects.filter(work_group__in=who.work_groups, state__in=states)


def _by_group(places: QuerySet[Place]) -> QuerySet:
    """Return a row for each group of the places, with how `many` there are."""
    return places.order_by().values("work_group").annotate(many=Count("pk"))


def _applied(who: Asker) -> QuerySet[Place]:
    """Those that are decided one by one: where a rule gives the places, they wait for the last."""
    applied = _places(who, Place.State.APPLIED)
    by_rule = Q(work_group__state__in=WorkGroup.BOOKABLE, work_group__apply_by__isnull=False)
    by_rule &= ~Q(work_group__offer_rule=WorkGroup.OfferRule.FIRST_COME)
    over = Q(work_group__state__in=[*WorkGroup.OVER, State.CANCELLED])
    return applied.exclude(over | by_rule)


def _applications(who: Asker) -> QuerySet:
    return _by_group(_applied(who).exclude(work_group__first_on__lt=who.on))


def _applications_late(who: Asker) -> QuerySet:
    return _by_group(_applied(who).filter(work_group__first_on__lt=who.on))


def _to_give_out(who: Asker) -> QuerySet:
    return to_give_out(who.work_groups, who.on)


def _offers_expiring(who: Asker) -> QuerySet:
    offered = _places(who, Place.State.OFFERED)
    return _by_group(offered.filter(offer_ends_on__range=(who.on, who.on + OFFERS_EXPIRE)))


def _too_few(who: Asker) -> QuerySet:
    soon = Q(first_on__range=(who.on, who.on + TOO_FEW_BEFORE))
    return who.work_groups.filter(soon, state__in=WorkGroup.BOOKABLE, places_taken__lt=F("fewest"))


def _no_joining_details(who: Asker) -> QuerySet:
    of_each = [groups_without_joining_details(hub, who.on) for hub in who.hubs.values()]
    return reduce(or_, of_each)


def _registers(who: Asker) -> QuerySet:
    return registers_not_taken(who.work_groups, who.at)


def _no_number(who: Asker) -> QuerySet:
    """People with a place, without a teacher reference number or a reason why they have none."""
    held = _places(who, Place.State.HELD).filter(work_group__state__in=COMING)
    held = held.filter(going_on(who.on, "work_group__"))
    return _by_group(held.filter(person__trn=None, person__trn_absence=""))


def _letters_back(who: Asker) -> QuerySet:
    """Groups of which a letter came back to somebody who still counts on a place."""
    topic = Concat(
        Value("work_group:"), Cast(OuterRef("work_group"), CharField()), output_field=CharField()
    )
    lost = Letter.objects.filter(
        topic=topic,
        to_person=OuterRef("person"),
        state__in=[Letter.State.BOUNCED, Letter.State.FAILED],
        written_at__gte=who.at - LETTERS_BACK,
    )
    live = _places(who, *Place.LIVE).filter(work_group__state__in=COMING)
    return _by_group(live.filter(Exists(lost)))


def _no_agreement(who: Asker) -> QuerySet:
    return groups_that_wait_for_heads(who.work_groups)


def _no_names(who: Asker) -> QuerySet:
    """People whom a school asked for and has not named, with a fortnight left or less."""
    soon = who.on + NAMES_DUE
    unnamed = _places(who, *Place.LIVE).filter(person=None, enrolment__names_by__lte=soon)
    return _by_group(unnamed)


def _closed_schools(who: Asker) -> QuerySet:
    places = places_to_decide(who.work_groups, who.on).order_by()
    return places.values("work_group__hub").annotate(many=Count("pk"))


WORK = (
    Line(
        of_hubs(_registers),
        one="Register not taken",
        many="{} registers not taken",
        why="Over since {day}, and nobody is marked yet.",
        action="Take it",
        page="workgroups:register",
        urgency=BLOCKED,
        columns=WORKSHOP,
        note="{day}",
        short="register",
    ),
    Line(
        of_hubs(_applications),
        columns=OF_A_GROUP,
        note="{number} to decide",
        one="1 application waits",
        many="{} applications wait",
        why="People plan their release while they wait for an answer.",
        action="Decide",
        page="workgroups:applications",
        urgency=BLOCKED,
        short="{number} to decide",
    ),
    Line(
        of_hubs(_applications_late),
        columns=OF_A_GROUP,
        note="{number} to answer, begun {day}",
        one="1 application to a group that has begun",
        many="{} applications to groups that have begun",
        why="Nobody answered them. Give a place, or say no.",
        action="Answer",
        page="workgroups:applications",
        urgency=SOON,
        short="{number} to answer",
    ),
    Line(
        of_hubs(_to_give_out),
        columns=replace(A_GROUP, number=F("places") - F("places_taken"), day="apply_by"),
        counted=False,
        note="{number} free",
        one="The places of a group are to be given out",
        many="The places of {} groups are to be given out",
        why="Applications closed on {day}. The rule of the group says who comes first.",
        action="Give out the places",
        page="workgroups:give_out",
        urgency=BLOCKED,
        short="places to give out",
    ),
    Line(
        of_hubs(_no_agreement),
        columns=replace(A_GROUP, number="heads"),
        note="{number}",
        one="1 head has not agreed",
        many="{} heads have not agreed",
        why="Places are kept for their people until they do. A call to the school may help.",
        action="See who",
        page="workgroups:agreements",
        urgency=BLOCKED,
        short="{number} to agree",
    ),
    Line(
        of_hubs(_no_names),
        columns=OF_A_GROUP,
        note="{number}",
        one="1 person is still to be named by their school",
        many="{} people are still to be named by their schools",
        why="The last day for names is two weeks away or less, or over.",
        action="See which",
        page="workgroups:applications",
        short="{number} without a name",
    ),
    Line(
        of_hubs(_closed_schools),
        columns=Columns(
            "work_group__hub__slug", "work_group__hub__name", number="many", hub="work_group__hub"
        ),
        note="{number}",
        one="The school of a place has closed",
        many="The schools of {} places have closed",
        why="Say with which school they go on: the register does not tell.",
        action="Choose the school",
        page="workgroups:closed_schools",
    ),
    Line(
        of_hubs(_offers_expiring),
        columns=OF_A_GROUP,
        note="{number}",
        one="1 offer ends in two days or less",
        many="{} offers end in two days or less",
        why="A word from you may help: after that the next in line is asked.",
        action="See who",
        page="workgroups:applications",
        beyond="?state=OFFERED",
        urgency=NOW,
        short="{number} to answer an offer",
    ),
    Line(
        of_hubs(_no_joining_details),
        note="begins {day}",
        one="Joining details not written",
        many="Joining details not written for {} groups",
        why="The first workshop is on {day}. People wait for them.",
        action="Write them",
        page="workgroups:joining_details",
        urgency=BLOCKED,
        short="joining details",
    ),
    Line(
        of_hubs(_too_few),
        columns=replace(A_GROUP, number=F("fewest") - F("places_taken")),
        note="{number} more needed, begins {day}",
        counted=False,
        one="A group has too few to run",
        many="{} groups have too few to run",
        why="The first workshop is on {day}. Find more people, or postpone it in good time.",
        action="Open it",
        page="workgroups:manage",
        urgency=SOON,
        short="too few",
    ),
    Line(
        of_hubs(_letters_back),
        columns=OF_A_GROUP,
        note="{number}",
        one="A letter to somebody with a place came back",
        many="Letters to {} people with a place came back",
        why="They do not know what you wrote. Ring the school, or correct the address.",
        action="See which",
        page="workgroups:letters",
        beyond="?state=BOUNCED",
        urgency=SOON,
        short="letters back",
    ),
    Line(
        of_hubs(_no_number),
        columns=replace(OF_A_GROUP, target="work_group__hub__slug"),
        note="{number}",
        one="1 person has given no teacher reference number",
        many="{} people have given no teacher reference number",
        why="Write to them: they give it, or say why they have none, on their profile.",
        action="Write to them",
        page="insight:write",
        beyond="?group={work_group}&trn=on",
        urgency=LATER,
        short="{number} without TRN",
    ),
)
