"""Reads of what published results suggest: whose, filtered, and how the last run went."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet

from mathshubs.hubs.models import Hub
from mathshubs.hubs.queries import hubs_run_by
from mathshubs.people.models import Person
from mathshubs.people.rules import is_national_staff

from ..methods.proposal_words import ASKED
from ..models import PLACES, Proposal, ProposalRun

State = Proposal.State
STATES: dict[str, tuple[str, list[str]]] = {
    "open": ("To look at", [State.PROPOSED]),
    "accepted": ("Accepted", [State.ACCEPTED]),
    "dismissed": ("Dismissed", [State.DISMISSED]),
    "overtaken": ("No longer suggested", [State.OVERTAKEN]),
    "all": ("All", list(State.values)),
}
PLACE_KINDS = {  # as one is called, and as several are
    "school": ("School", "Schools"),
    "district": ("District", "Districts"),
    "trust": ("Trust", "Trusts"),
    "authority": ("Authority", "Authorities"),
}


@dataclass(frozen=True)
class Filters:
    """What of a list of proposals is asked for; empty asks for all."""

    show: str = "open"
    kind: str = ""
    phase: str = ""
    place: str = ""
    hub: int = 0
    no_hub: bool = False  # places in the areas of several hubs, or of none
    words: str = ""


def proposals_seen_by(person: Person | AnonymousUser, on: date) -> QuerySet[Proposal]:
    """Return those of hubs they run; national staff: all."""
    if is_national_staff(person):
        return Proposal.objects.all()
    return Proposal.objects.filter(hub__in=hubs_run_by(person, on))


def listed(proposals: QuerySet[Proposal], filters: Filters) -> QuerySet[Proposal]:
    """Return `proposals` as listed: the latest results first, then the furthest out."""
    proposals = proposals.filter(state__in=STATES[filters.show][1], measure__in=ASKED)
    if filters.kind:
        proposals = proposals.filter(kind=filters.kind)
    if filters.phase:
        of_phase = [code for code, asked in ASKED.items() if asked.phase == filters.phase]
        proposals = proposals.filter(measure__in=of_phase)
    if filters.place:
        proposals = proposals.filter(**{f"{filters.place}__isnull": False})
    if filters.hub:
        proposals = proposals.filter(hub=filters.hub)
    if filters.no_hub:
        proposals = proposals.filter(hub=None)
    if filters.words:
        named = Q()
        for place in PLACES:
            named |= Q(**{f"{place}__name__icontains": filters.words})
        proposals = proposals.filter(named)
    proposals = proposals.select_related("hub", "run", "by", *PLACES)
    return proposals.order_by("-last_year", "standing", "pk")


def place_kind(proposal: Proposal) -> str:
    return next(kind for kind in PLACE_KINDS if getattr(proposal, f"{kind}_id"))


def last_run() -> ProposalRun | None:
    """Return the latest reading that came to an end."""
    done = ProposalRun.objects.filter(done_at__isnull=False).select_related("by")
    return done.order_by("-done_at").first()


def years_read(run: ProposalRun | None, measure: str) -> list[str]:
    """Return the years of which the run read the measure; none where it did not."""
    readings = run.summary.get("readings", ()) if run else ()
    return next((each["years"] for each in readings if each["measure"] == measure), [])


def withdrawn_then(proposals: QuerySet[Proposal], run: ProposalRun | None) -> int:
    """Return how many of `proposals` the run no longer suggested."""
    return proposals.filter(state=State.OVERTAKEN, at=run.done_at).count() if run else 0


def runs() -> QuerySet[ProposalRun]:
    return ProposalRun.objects.select_related("by").order_by("-at", "-pk")


def others_of_the_place(proposal: Proposal) -> list[Proposal]:
    """Return what was proposed of the same place besides, the latest results first."""
    same = {f"{place}_id": getattr(proposal, f"{place}_id") for place in PLACES}
    found = Proposal.objects.filter(**same, measure__in=ASKED).exclude(pk=proposal.pk)
    return list(found.select_related(*PLACES).order_by("-last_year", "standing")[:20])


def hubs_with_proposals() -> QuerySet[Hub]:
    return Hub.objects.filter(proposals__isnull=False).distinct().order_by("name")
