"""Groups that could be another choice, or take people over."""

from __future__ import annotations

from datetime import date

from django.db.models import Case, Exists, IntegerField, OuterRef, QuerySet, Value, When

from ..models import Place, WorkGroup
from .groups import public_work_groups, takes_applications
from .places import LONG_TEXTS

A_LIST = 60


def groups_to_choose_from(group: WorkGroup, on: date) -> QuerySet[WorkGroup]:
    """Return groups of the same project that can be applied for, of the same hub first."""
    same = public_work_groups().filter(takes_applications(on), project=group.project_id)
    near = Case(
        When(hub=group.hub_id, then=Value(0)), default=Value(1), output_field=IntegerField()
    )
    same = same.select_related("hub").defer(*LONG_TEXTS)
    return same.order_by(near, "first_on", "pk")[:A_LIST]


def groups_to_move_to(group: WorkGroup, on: date) -> QuerySet[WorkGroup]:
    """Return other groups of the hub that give places, those of the same project first."""
    gives = (*WorkGroup.BOOKABLE, WorkGroup.State.RUNNING)
    others = WorkGroup.objects.filter(hub=group.hub_id, state__in=gives, last_on__gte=on)
    others = others.exclude(pk=group.pk).select_related("hub").defer(*LONG_TEXTS)
    same = Case(
        When(project=group.project_id, then=Value(0)), default=Value(1),
        output_field=IntegerField(),
    )  # fmt: skip
    return others.order_by(same, "first_on", "pk")


def to_give_out(work_groups: QuerySet[WorkGroup], on: date) -> QuerySet[WorkGroup]:
    """Return those whose places are given together, whose last day to apply is over on `on`."""
    asks = Place.objects.filter(work_group=OuterRef("pk"), state=Place.State.APPLIED)
    by_rule = work_groups.exclude(offer_rule=WorkGroup.OfferRule.FIRST_COME)
    open_ = by_rule.filter(state__in=WorkGroup.BOOKABLE, apply_by__lt=on)
    return open_.filter(Exists(asks)).order_by("apply_by", "pk")
