"""
Which partners' offers fit which needs: by theme, by phase, by place. One query each way.

A match has a theme or a phase in common, and no place against it. A theme counts more than a
phase, a phase more than a place named by both.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, Exists, OuterRef, Q, QuerySet, Subquery, Value, When

from mathshubs.core.phases import phases_in_words
from mathshubs.people.models import Person
from mathshubs.schools.models import District

from ..models import Need, NeedPlace, PartnerOffer, Priority, Provision, Theme
from .needs import needs_seen_by
from .offers import offers_to_point_to, stands_on

MOST = 6
THEME, PHASE, PLACE = 4, 2, 1  # the weight of each


def offers_for(need: Need, on: date) -> list[PartnerOffer]:
    """
    Return the offers that may help with a need, the best first, each with `why` in words.

    Those listed, and those to look at, of the need's hub; of every hub for a need of the nation.
    """
    offers = PartnerOffer.objects.filter(stands_on(on), state__in=["LISTED", "OFFERED"])
    if need.hub_id:
        offers = offers.filter(hub=need.hub_id)
    about, named = District.objects.filter(_about(need.pk)), _named(OuterRef("pk"))
    ranked = _ranked(
        offers, theme=_has_theme(need.theme), phases=need.phases,
        shared=about.filter(partner_offers=OuterRef("pk")),
        anywhere=~Exists(named) | ~Exists(about),
    )  # fmt: skip
    found = list(ranked[:MOST])
    for offer in found:
        offer.why = _why(offer, need.theme, _common(need.phases, offer.phases))
    return found


def offers_for_priority(
    priority: Priority, on: date, kept: Provision | None = None
) -> list[PartnerOffer]:
    """
    Return the listed offers that a priority may be answered by, those that fit it first.

    `why` says in words why one fits, and is empty where it does not. One query. What `kept` points
    to is among them, listed or not.
    """
    offers = offers_to_point_to(priority.round.hub, on)
    if kept and kept.partner_offer_id:
        offers |= PartnerOffer.objects.filter(pk=kept.partner_offer_id).select_related("hub")
    weighed = _weighed(
        offers, theme=_has_theme(priority.theme), phases=priority.phases,
        shared=District.objects.none(),
    )  # fmt: skip
    found = list(weighed)
    for offer in found:
        offer.why = _why(offer, priority.theme, _common(priority.phases, offer.phases))
    return found


def needs_for(offer: PartnerOffer, person: Person | AnonymousUser, on: date) -> list[Need]:
    """
    Return the open needs that an offer could answer and `person` sees, the best first.

    Each has `why` in words, and `to_answer`: the pk of the priority that was chosen for it, if any.
    """
    needs = needs_seen_by(person, on).filter(hub=offer.hub_id).exclude(state__in=Need.ENDED)
    themes = Theme.objects.filter(partner_offers=offer.pk).values("name")
    of_the_row = _about(OuterRef(OuterRef("pk")))
    about, named = District.objects.filter(of_the_row), _named(offer.pk)
    ranked = _ranked(
        needs.select_related("theme"), theme=Q(theme__name__in=themes), phases=offer.phases,
        shared=named.filter(of_the_row),
        anywhere=~Exists(named) | ~Exists(about),
    )  # fmt: skip
    chosen = Priority.objects.filter(needs=OuterRef("pk"), state=Priority.State.CHOSEN)
    to_answer = Subquery(chosen.order_by("-pk").values("pk")[:1])
    found = list(ranked.annotate(to_answer=to_answer)[:MOST])
    for need in found:
        need.why = _why(need, need.theme, _common(offer.phases, need.phases))
    return found


def _about(need: Any) -> Q:
    """Return the condition that a district is one that a need is about: named, or of a school."""
    places = NeedPlace.objects.filter(need=need)
    asks = Need.objects.filter(pk=need, school__district__isnull=False)
    return (
        Q(pk__in=places.filter(district__isnull=False).values("district"))
        | Q(pk__in=places.filter(school__district__isnull=False).values("school__district"))
        | Q(authority__in=places.filter(authority__isnull=False).values("authority"))
        | Q(pk__in=asks.values("school__district"))
    )


def _named(offer: Any) -> QuerySet[District]:
    return District.objects.filter(partner_offers=offer)


def _has_theme(theme: Theme | None) -> Q:
    """Return the condition that an offer has a theme of the same name: a hub's or the nation's."""
    if theme is None:
        return Q(pk=None)
    return Q(Exists(Theme.objects.filter(name=theme.name, partner_offers=OuterRef("pk"))))


def _weighed(
    rows: QuerySet, *, theme: Q, phases: list[str], shared: QuerySet[District]
) -> QuerySet:
    """Return the rows, the best first: `same_theme`; `near`, the names of districts in common."""
    parts = ((theme, THEME), (Q(phases__overlap=phases), PHASE), (Q(Exists(shared)), PLACE))
    points = (Case(When(each, then=Value(weight)), default=0) for each, weight in parts)
    rows = rows.annotate(
        near=ArraySubquery(shared.order_by("name").values("name")),
        same_theme=Case(When(theme, then=True), default=False),
        points=sum(points, Value(0)),
    )
    return rows.order_by("-points", "-pk")


def _ranked(
    rows: QuerySet, *, theme: Q, phases: list[str], shared: QuerySet[District], anywhere: Q
) -> QuerySet:
    """Return those that match: a theme or a phase in common, and no place against it."""
    found = _weighed(rows, theme=theme, phases=phases, shared=shared)
    fits = Q(same_theme=True) | Q(phases__overlap=phases)
    return found.filter(fits, Exists(shared) | anywhere)


def _common(these: Iterable[str], those: Iterable[str]) -> list[str]:
    kept = set(those)
    return [phase for phase in these if phase in kept]


def _why(row: Any, theme: Theme | None, phases: list[str]) -> str:
    """Return the reason of a match in words."""
    parts = [
        f"theme: {theme.name}" if theme and row.same_theme else "",
        f"for {phases_in_words(phases).lower()}" if phases else "",
        f"in {' and '.join(row.near)}" if row.near else "",
    ]
    said = ", ".join(part for part in parts if part)
    return said[:1].upper() + said[1:]
