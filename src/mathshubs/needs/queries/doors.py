"""Reads of what came through the doors, and of what people outside may see of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date

from django.contrib.auth.models import AnonymousUser
from django.db.models import F, OuterRef, Q, QuerySet, Subquery, TextField, Value
from django.db.models.functions import Coalesce

from mathshubs.hubs.models import Hub
from mathshubs.hubs.queries import hubs_run_by
from mathshubs.people.models import Person
from mathshubs.people.rules import is_national_staff
from mathshubs.schools.models import School

from ..methods import steps
from ..models import Message, Need, NeedPlace, NeedStep, PartnerOffer
from .needs import read_told_key, told_key

MOST_TOLD = 60  # rows of "you told us, we did"
_State = Need.State
_DECIDED = (*Need.PLANNED, _State.CLOSED, _State.REFERRED_ON, _State.DECLINED)
_BECAME: tuple[tuple[tuple[str, ...], str], ...] = (
    ((_State.CLOSED,), "met"),
    (Need.PLANNED, "planned or being answered"),
    ((*Need.NEW, _State.EVIDENCED), "being looked into"),
    ((_State.MERGED,), "joined with another"),
    ((_State.REFERRED_ON,), "passed on"),
    ((_State.DECLINED,), "declined with a reason"),
)


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
    may_read = now_at == need or not now_at.confidential
    return {
        "need": need, "steps": told, "now_at": now_at, "hub": need.hub, "may_read": may_read,
    }  # fmt: skip


def you_told_us(hub: Hub, *, most: int = MOST_TOLD) -> list[Need]:
    """
    Return needs of the hub that everybody may read, and what became of each: the latest first.

    Only those that were decided upon, are not confidential, and name no single school: that
    school reads its own on its desk.
    """
    needs = Need.objects.filter(hub=hub, state__in=_DECIDED, confidential=False)
    needs = needs.exclude(places__school__isnull=False).annotate(said=_latest_words())
    name = F("school__name")
    named = Q(title__icontains=name) | Q(answer__icontains=name) | Q(said__icontains=name)
    needs = needs.filter(Q(school=None) | ~named)
    return list(needs.select_related("theme").order_by("-answered_at", "-pk")[:most])


def _latest_words() -> Coalesce:
    """Return the words that went with the latest step of a need."""
    of_it = NeedStep.objects.filter(need=OuterRef("pk")).order_by("-at", "-pk")
    return Coalesce(Subquery(of_it.values("words")[:1]), Value("", TextField()))


def told_by(school: School, person: Person) -> QuerySet[Need]:
    """
    Return what a school told hubs, for those who lead it: the latest first, each with `said`.

    Also what others told about it, once it was decided. What was told in confidence is for whoever
    told it alone.
    """
    theirs = Q(school=school) | Q(
        pk__in=NeedPlace.objects.filter(school=school).values("need"), state__in=_DECIDED
    )
    own = Q(raised_by=person) | Q(raiser_email__iexact=person.email)
    needs = Need.objects.filter(theirs, Q(confidential=False) | own).annotate(said=_latest_words())
    return needs.select_related("hub").order_by("-raised_at", "-pk")


def with_keys(school: School, needs: Iterable[Need]) -> list[Need]:
    """Give each need `told`, the key of the page of whoever told it; none where others did."""
    found = list(needs)
    for need in found:
        need.__dict__["told"] = told_key("need", need.pk) if need.school_id == school.pk else ""
    return found


def told_counts(hub: Hub) -> tuple[int, list[tuple[int, str]]]:
    """Return how many needs the hub was told; and how many of them became what, in words."""
    states = Counter(Need.objects.filter(hub=hub).values_list("state", flat=True))
    became = [(sum(states[each] for each in of_it), words) for of_it, words in _BECAME]
    return sum(states.values()), [each for each in became if each[0]]


def messages_seen_by(person: Person | AnonymousUser, on: date) -> QuerySet[Message]:
    """Return the messages to hubs that the person runs: what people write stays with the hub."""
    return Message.objects.filter(hub__in=hubs_run_by(person, on))


def offers_seen_by(person: Person | AnonymousUser, on: date) -> QuerySet[PartnerOffer]:
    """Return the partners' offers to hubs that the person runs; national staff: all."""
    if is_national_staff(person):
        return PartnerOffer.objects.all()
    return PartnerOffer.objects.filter(hub__in=hubs_run_by(person, on))
