"""Reads of what came through the doors, and of what people outside may see of it."""

from __future__ import annotations

from collections import Counter
from datetime import date

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet

from mathshubs.hubs.models import Hub
from mathshubs.hubs.queries import hubs_run_by
from mathshubs.people.models import Person
from mathshubs.people.rules import is_national_staff
from mathshubs.schools.models import School

from ..methods import steps
from ..models import Message, Need, PartnerOffer
from .needs import read_told_key

MOST_TOLD = 60  # rows of "you told us, we did"


def told_page(key: str) -> dict[str, object] | None:
    """
    Return what whoever wrote may read of it: their words, and what they were told since.

    None when the key is not one of ours. Names of staff and evidence stay inside.
    """
    kind, pk = read_told_key(key) or ("", 0)
    if kind == "message":
        message = Message.objects.select_related("hub").filter(pk=pk).first()
        return {"message": message, "hub": message.hub} if message else None
    if kind == "offer":
        offer = PartnerOffer.objects.select_related("hub").filter(pk=pk).first()
        return {"offer": offer, "hub": offer.hub} if offer else None
    need = Need.objects.select_related("hub").filter(pk=pk).first() if kind == "need" else None
    if need is None:
        return None
    told = need.steps.filter(to_state__in=["ACKNOWLEDGED", "TRIAGE", "EVIDENCED", *steps.TOLD])
    now_at = need
    while now_at.merged_into:
        now_at = now_at.merged_into
    return {"need": need, "steps": told, "now_at": now_at, "hub": need.hub}


def you_told_us(hub: Hub, *, most: int = MOST_TOLD) -> list[Need]:
    """
    Return needs of the hub that everybody may read, and what became of each: the latest first.

    Only those that were decided upon, are not confidential, and are about no single school: that
    school reads its own on its desk.
    """
    decided = (*Need.PLANNED, Need.State.CLOSED, Need.State.REFERRED_ON, Need.State.DECLINED)
    needs = Need.objects.filter(hub=hub, state__in=decided, confidential=False)
    needs = needs.exclude(places__school__isnull=False).select_related("theme")
    return list(needs.order_by("-answered_at", "-pk")[:most])


def told_by(school: School) -> list[Need]:
    """Return what was raised by or about a school, for its own desk: the latest first."""
    needs = Need.objects.filter(Q(school=school) | Q(places__school=school)).distinct()
    return list(needs.select_related("hub", "merged_into").order_by("-raised_at", "-pk"))


def told_counts(hub: Hub) -> dict[str, int]:
    """Return how many needs the hub was told, and how many are planned, met, or ended else."""
    states = Counter(Need.objects.filter(hub=hub).values_list("state", flat=True))
    planned = sum(states[state] for state in Need.PLANNED)
    return {
        "told": sum(states.values()),
        "planned": planned,
        "met": states[Need.State.CLOSED],
        "open": sum(states[state] for state in (*Need.NEW, Need.State.EVIDENCED)),
    }


def messages_seen_by(person: Person | AnonymousUser, on: date) -> QuerySet[Message]:
    """Return the messages to hubs that the person runs: what people write stays with the hub."""
    return Message.objects.filter(hub__in=hubs_run_by(person, on))


def offers_seen_by(person: Person | AnonymousUser, on: date) -> QuerySet[PartnerOffer]:
    """Return the partners' offers to hubs that the person runs; national staff: all."""
    if is_national_staff(person):
        return PartnerOffer.objects.all()
    return PartnerOffer.objects.filter(hub__in=hubs_run_by(person, on))
