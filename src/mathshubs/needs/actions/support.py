"""Targeted support for one school: agree it, reach its milestones, end it with words."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.db.models import Q
from django.utils.timezone import localdate

from mathshubs.comms.actions import post_many
from mathshubs.hubs.models import Hub
from mathshubs.people.models import Person
from mathshubs.schools.models import School

from ..emails import support as emails
from ..models import Milestone, Need, SupportPlan
from ..queries.support import people_who_lead


class SupportRefused(Exception):
    """The plan stays as it is. `str(refusal)` is a sentence for whoever asked."""


def _open(plan: SupportPlan) -> SupportPlan:
    """Return the plan, locked. Raises SupportRefused when it has ended."""
    found = SupportPlan.objects.select_for_update(of=("self",))
    plan = found.select_related("hub", "school", "leader").get(pk=plan.pk)
    if plan.review:
        raise SupportRefused("The support has ended. Agree a new plan if the school needs more.")
    return plan


def _ends_after(from_on: date, to_on: date | None) -> None:
    if to_on and to_on < from_on:
        raise SupportRefused("It cannot end before it begins.")


def _whom(plan: SupportPlan, at: datetime) -> list[Person]:
    people = {each.pk: each for each in people_who_lead(plan.school, localdate(at))}
    return list((people | {plan.leader.pk: plan.leader}).values())


@transaction.atomic
def agree_support(
    *, hub: Hub, school: School, leader: Person, level: str, aims: str, from_on: date,
    by: Person, at: datetime, to_on: date | None = None, need: Need | None = None,
) -> SupportPlan:  # fmt: skip
    """
    Agree a plan of support, and write to its leader and to those who lead the school or its maths.

    `to_on` is its last day as planned. Raises SupportRefused when the hub supports the school
    already.
    """
    _ends_after(from_on, to_on)
    School.objects.select_for_update().get(pk=school.pk)
    if SupportPlan.objects.filter(hub=hub, school=school, review="").exists():
        raise SupportRefused(f"{hub} supports {school} already. End that plan first, or change it.")
    plan = SupportPlan.objects.create(
        hub=hub, school=school, leader=leader, level=level, aims=aims, from_on=from_on, to_on=to_on,
        need=need, by=by, at=at,
    )  # fmt: skip
    post_many([emails.begins(plan, to) for to in _whom(plan, at) if to != by], at=at)
    return plan


@transaction.atomic
def change_support(
    *, plan: SupportPlan, leader: Person, level: str, aims: str, by: Person, at: datetime,
    to_on: date | None = None,
) -> SupportPlan:  # fmt: skip
    """Keep another leader, level, aims or planned last day; a new leader is told."""
    plan = _open(plan)
    _ends_after(plan.from_on, to_on)
    plan.to_on = to_on
    before, plan.leader, plan.level, plan.aims = plan.leader, leader, level, aims
    plan.save()
    if leader not in (before, by):
        post_many([emails.begins(plan, leader)], at=at)
    return plan


@transaction.atomic
def add_milestone(*, plan: SupportPlan, horizon: str, words: str, by_on: date) -> Milestone:
    plan = _open(plan)
    if by_on < plan.from_on:
        raise SupportRefused("Choose a day after the support begins.")
    return Milestone.objects.create(plan=plan, horizon=horizon, words=words, by_on=by_on)


@transaction.atomic
def reach(*, milestone: Milestone, reached_on: date, note: str = "") -> Milestone:
    """Note that a milestone is reached. The day and the words can be put right until the end."""
    _open(milestone.plan)
    milestone.reached_on, milestone.note = reached_on, note
    milestone.save(update_fields=["reached_on", "note"])
    return milestone


@transaction.atomic
def unreach(*, milestone: Milestone) -> None:
    """Take back that a milestone is reached: it was noted of the wrong one, or too early."""
    _open(milestone.plan)
    milestone.reached_on, milestone.note = None, ""
    milestone.save(update_fields=["reached_on", "note"])


@transaction.atomic
def drop_milestone(*, milestone: Milestone) -> None:
    """Take away a milestone that is not reached."""
    _open(milestone.plan)
    Milestone.objects.filter(Q(pk=milestone.pk) & Q(reached_on=None)).delete()


@transaction.atomic
def end_support(*, plan: SupportPlan, to_on: date, review: str, at: datetime) -> SupportPlan:
    """End the support with words that its leader and the school read by letter."""
    plan = _open(plan)
    _ends_after(plan.from_on, to_on)
    plan.to_on, plan.review = to_on, review
    plan.save(update_fields=["to_on", "review"])
    post_many([emails.ended(plan, to) for to in _whom(plan, at)], at=at)
    return plan
