"""Reads about needs: whose, which ones are alike, who may follow one without an account."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.contrib.auth.models import AnonymousUser
from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.search import SearchQuery
from django.core.signing import BadSignature, Signer
from django.db.models import Case, OuterRef, Q, QuerySet, Subquery, When
from django.db.models.functions import Coalesce, JSONObject

from mathshubs.hubs.models import Hub
from mathshubs.hubs.queries import current_posts, hubs_run_by
from mathshubs.people.models import Person
from mathshubs.people.rules import is_national_staff

from ..models import PLACES, Need, NeedPlace, Priority, SupportPlan, SurveyedSchool

_SIGNER = Signer(salt="needs.told")
STATES: dict[str, tuple[str, list[str]]] = {
    "open": ("Open", [state for state in Need.State.values if state not in Need.ENDED]),
    "arrived": ("To look at", [Need.State.RAISED, Need.State.ACKNOWLEDGED]),
    "new": ("To look at or being looked into", list(Need.NEW)),
    "evidenced": ("Waiting for a priority", [Need.State.EVIDENCED]),
    "planned": ("Planned or being answered", list(Need.PLANNED)),
    "ended": ("Ended", list(Need.ENDED)),
    "all": ("All", list(Need.State.values)),
}


@dataclass(frozen=True)
class Filters:
    """What of a list of needs is asked for; empty asks for all."""

    show: str = "open"
    words: str = ""
    phase: str = ""
    source: str = ""
    urgency: str = ""
    theme: int = 0
    district: int = 0


def needs_of(hub: Hub | None) -> QuerySet[Need]:
    """Return the needs that are the hub's to answer; of None: the national team's."""
    return Need.objects.filter(hub=hub)


def needs_seen_by(person: Person | AnonymousUser, on: date) -> QuerySet[Need]:
    """Return the needs of hubs they run; national staff: all that are not another's secret."""
    own = Q(hub__in=hubs_run_by(person, on))
    if is_national_staff(person):
        own |= Q(hub=None) | Q(confidential=False)
    return Need.objects.filter(own)


def listed(needs: QuerySet[Need], filters: Filters) -> QuerySet[Need]:
    """Return `needs` as a list shows them: the urgent first, then the latest."""
    needs = needs.filter(state__in=STATES[filters.show][1])
    if filters.words:
        near = Q(search=SearchQuery(filters.words, config="english", search_type="websearch"))
        needs = needs.filter(near | Q(title__icontains=filters.words))
    if filters.phase:
        needs = needs.filter(phases__contains=[filters.phase])
    if filters.source:
        needs = needs.filter(source=filters.source)
    if filters.urgency:
        needs = needs.filter(urgency=filters.urgency)
    if filters.theme:
        needs = needs.filter(theme=filters.theme)
    if filters.district:
        there = Q(district=filters.district) | Q(school__district=filters.district)
        about = Q(pk__in=NeedPlace.objects.filter(there).values("need"))
        needs = needs.filter(about | Q(school__district=filters.district))
    needs = needs.select_related("hub", "theme", "owner", "school")
    urgent = Case(When(urgency=Need.Urgency.SOON, then=0), default=1)
    return needs.order_by(urgent, "-raised_at", "-pk")


def whole(needs: QuerySet[Need]) -> QuerySet[Need]:
    """
    Return needs with all that the page of one names, in one query.

    `place_names`; `joined` and `asked_in` (surveys), a pk and words each; `support`, the pk of the
    plan of support for a school that answers it; `part_of`, priorities.
    """
    of_it = {"need": OuterRef("pk")}
    name = Coalesce(*(f"{place}__name" for place in PLACES))
    places = NeedPlace.objects.filter(**of_it).order_by("pk")
    joined = Need.objects.filter(merged_into=OuterRef("pk")).order_by("pk")
    surveys = SurveyedSchool.objects.filter(needs=OuterRef("pk")).order_by("pk")
    support = SupportPlan.objects.filter(**of_it).order_by("-pk")
    part_of = Priority.objects.filter(needs=OuterRef("pk")).order_by("-round__year", "pk")
    return needs.select_related(
        "hub", "theme", "owner", "school", "raised_by", "merged_into", "passed_to_hub"
    ).annotate(
        place_names=ArraySubquery(places.values_list(name)),
        joined=ArraySubquery(
            joined.values_list(JSONObject(
                    pk="pk", title="title", organisation="organisation", school="school__name"
                ))
        ),
        asked_in=ArraySubquery(
            surveys.values_list(JSONObject(pk="survey_id", title="survey__title"))
        ),
        support=Subquery(support.values("pk")[:1]),
        part_of=ArraySubquery(
            part_of.values_list(
                JSONObject(pk="pk", title="title", year="round__year", state="state")
            )
        ),
    )  # fmt: skip


def places_of(need: Need) -> list[NeedPlace]:
    return list(need.places.select_related(*PLACES).order_by("pk"))


def owner_of_new(hub: Hub | None, on: date) -> Person | None:
    """Return who sees to what arrives: the first of those who run the hub, its lead before all."""
    return next((post.person for post in current_posts(hub, on)), None) if hub else None


def told_key(kind: str, pk: int) -> str:
    """Return the key of the page on which whoever raised it sees what became of it."""
    return _SIGNER.sign(f"{kind}-{pk}")


def read_told_key(key: str) -> tuple[str, int] | None:
    """Return what a key is of, and its number; None when we did not make it."""
    try:
        kind, _, pk = _SIGNER.unsign(key).partition("-")
    except BadSignature:
        return None
    return kind, int(pk)
