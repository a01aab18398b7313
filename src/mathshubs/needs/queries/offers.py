"""Reads about partners' offers that anybody may find."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import JSONObject

from mathshubs.hubs.models import Hub, HubArea

from ..models import PartnerOffer, Priority, PriorityRound, Theme

State = PartnerOffer.State


@dataclass(frozen=True)
class OfferFilters:
    """What a list of offers is asked for. Empty means any. A theme is asked for by its name."""

    words: str = ""
    phases: tuple[str, ...] = ()
    support: str = ""
    theme: str = ""
    district: int = 0
    district_code: str = ""
    hub: str = ""


def stands_on(on: date) -> Q:
    """Return the condition that an offer is still made on `on`."""
    return Q(until_on=None) | Q(until_on__gte=on)


def listed_offers(on: date) -> QuerySet[PartnerOffer]:
    """Return the offers that anybody may find on `on`, each with its hub: the latest first."""
    return PartnerOffer.objects.filter(stands_on(on), state=State.LISTED).select_related("hub")


def found_offers(filters: OfferFilters, on: date) -> QuerySet[PartnerOffer]:
    """Return the listed offers that answer `filters`: one for no district is for all of its hub."""
    offers = listed_offers(on)
    if words := filters.words:
        said = Q(title__icontains=words) | Q(what__icontains=words)
        offers = offers.filter(said | Q(organisation__icontains=words))
    if filters.phases:
        offers = offers.filter(phases__overlap=list(filters.phases))
    if filters.support:
        offers = offers.filter(kind=filters.support)
    if filters.hub:
        offers = offers.filter(hub__slug=filters.hub)
    if filters.theme:
        named = Theme.objects.filter(name=filters.theme, partner_offers=OuterRef("pk"))
        offers = offers.filter(Exists(named))
    if filters.district:
        offers = offers.filter(_for_schools_in(on, pk=filters.district))
    if filters.district_code:
        offers = offers.filter(_for_schools_in(on, code=filters.district_code))
    return offers


def _for_schools_in(on: date, **district) -> Q:
    """Return the condition that an offer is for a district: named, or all of the hub's area."""
    of_all = {f"districts__{name}": value for name, value in district.items()}
    named = PartnerOffer.objects.filter(**of_all).values("pk")
    return Q(pk__in=named) | Q(districts=None) & hub_serves(on, **district)


def hub_serves(on: date, **district) -> Q:
    """
    Return the condition that a row's hub serves a district, by its `pk` or `code`.

    A hub that has the district itself goes before one that has its authority.
    """
    areas = HubArea.objects.on(on)
    own = areas.filter(**{f"district__{name}": value for name, value in district.items()})
    in_authority = {f"authority__districts__{name}": value for name, value in district.items()}
    around = areas.filter(district=None, **in_authority)
    return Q(hub__in=own.values("hub")) | ~Exists(own) & Q(hub__in=around.values("hub"))


def public_themes(on: date) -> QuerySet[Theme]:
    """Return the themes of listed offers, and of priorities that are published."""
    published = Priority.objects.filter(
        round__state=PriorityRound.State.PUBLISHED, state=Priority.State.CHOSEN
    )
    listed = listed_offers(on).values("pk")
    return Theme.objects.filter(
        Q(partner_offers__in=listed) | Q(pk__in=published.values("theme"))
    ).distinct()


def offers_to_point_to(hub: Hub | None, on: date) -> QuerySet[PartnerOffer]:
    """Return the listed offers that an answer to a priority of `hub`, or the nation, points to."""
    offers = listed_offers(on)
    return offers.filter(hub=hub) if hub else offers


def with_offers(hubs: QuerySet[Hub], on: date, *, most: int = 5) -> QuerySet[Hub]:
    """Return hubs, each with `offers`: the latest that are listed, as `pk`, `title` and `whose`."""
    listed = listed_offers(on).filter(hub=OuterRef("pk")).order_by("-answered_at", "-pk")
    told = JSONObject(pk="pk", title="title", whose="organisation")
    return hubs.annotate(offers=ArraySubquery(listed.values_list(told)[:most]))
