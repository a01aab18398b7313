"""Reads about the events that were made of partners' offers."""

from __future__ import annotations

from datetime import date

from django.db.models import QuerySet

from mathshubs.hubs.models import Hub
from mathshubs.needs.models import PartnerOffer, SupportKind

from ..models import WorkGroup
from .groups import public_work_groups


def events_of(offer: PartnerOffer) -> QuerySet[WorkGroup]:
    """Return every event made of an offer, drafts too, the latest first: for the desk."""
    return offer.work_groups.order_by("-first_on", "-pk")


def coming(groups: QuerySet[WorkGroup], on: date) -> QuerySet[WorkGroup]:
    """Return those of the groups that are still to come, the soonest first."""
    ahead = groups.filter(last_on__gte=on).exclude(state=WorkGroup.State.CANCELLED)
    return ahead.order_by("first_on", "pk")


def coming_of_offer(offer: PartnerOffer, on: date) -> QuerySet[WorkGroup]:
    """Return the public events of an offer that are still to come."""
    return coming(public_work_groups().filter(partner_offer=offer), on)


def coming_about_teaching(hub: Hub, on: date) -> QuerySet[WorkGroup]:
    """Return a hub's public events about becoming a teacher that are still to come."""
    groups = public_work_groups().filter(hub=hub, support=SupportKind.RECRUITMENT)
    return coming(groups, on)
