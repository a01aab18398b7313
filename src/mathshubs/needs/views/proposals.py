"""What published results suggest: a hub's list, the nation's, and each with what to do about it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_http_methods, require_safe

from mathshubs.core import exports
from mathshubs.core.identifiers import row_number
from mathshubs.core.paging import chips, paged
from mathshubs.core.phases import Phase
from mathshubs.hubs.models import Hub
from mathshubs.hubs.views import hub_they_see
from mathshubs.people.rules import is_national_staff

from .. import rules
from ..actions import proposals as actions
from ..actions.proposals import ProposalRefused
from ..forms import proposals as forms
from ..methods import proposal_words as words
from ..methods.proposal_chart import drawing_of
from ..methods.proposal_words import ASKED
from ..models import Proposal, ProposalRun
from ..queries import proposals as queries

A_PAGE = 15
NO_HUB = "none"
OLD = 4  # years after the one in which the results' year began
PHASES = [(phase, label) for phase, label in Phase.choices if phase != Phase.EARLY_YEARS]
HEADER = (
    "Place", "Kind of place", "Hub", "Kind", "Measure", "Year", "Figure", "Lower end", "Upper end",
    "Expected from similar schools", "Pupils", "Standing in standard errors", "Difference",
    "Difference, shrunk", "State", "Reason",
)  # fmt: skip


@login_required
@require_safe
def proposals(request: HttpRequest, slug: str) -> HttpResponse:
    """The places of a hub's area that stand out."""
    hub = hub_they_see(request, slug)
    seen = queries.proposals_seen_by(request.user, localdate()).filter(hub=hub)
    return _list(request, seen, hub)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def national(request: HttpRequest) -> HttpResponse:
    """All of them, and the button that has results read again."""
    if not is_national_staff(request.user):
        raise PermissionDenied
    if request.method == "POST":
        actions.ask(by=request.user, at=now())
        messages.success(
            request, "The published results are being read. Load this page again in a minute."
        )
        return redirect("needs:national_proposals")
    return _list(request, queries.proposals_seen_by(request.user, localdate()), None)


def _filters(request: HttpRequest) -> queries.Filters:
    asked = request.GET

    def one_of(name: str, values: Iterable[str]) -> str:
        return asked.get(name, "") if asked.get(name) in values else ""

    return queries.Filters(
        show=one_of("show", queries.STATES) or "open",
        kind=one_of("kind", Proposal.Kind.values),
        phase=one_of("phase", dict(PHASES)),
        place=one_of("place", queries.PLACE_KINDS),
        hub=row_number(asked.get("hub", "")),
        no_hub=asked.get("hub") == NO_HUB,
        words=asked.get("q", "").replace("\0", "").strip()[:100],
    )


def _list(request: HttpRequest, seen: QuerySet[Proposal], hub: Hub | None) -> HttpResponse:
    filters = _filters(request)
    rows = queries.listed(seen, filters)
    if exports.ending(request):
        name = f"published-results-suggest-{hub.slug if hub else 'national'}-{localdate()}"
        lines = (line for proposal in rows for line in _lines(proposal))
        return exports.table(request, name, HEADER, lines)
    hubs = [] if hub else list(queries.hubs_with_proposals())
    shown, last = paged(request, rows, A_PAGE), queries.last_run()
    page = {
        "hub": hub,
        "filters": filters,
        "states": {name: label for name, (label, _) in queries.STATES.items()},
        "kinds": Proposal.Kind.choices,
        "phases": PHASES,
        "place_kinds": [(name, many) for name, (_, many) in queries.PLACE_KINDS.items()],
        "hubs": hubs,
        "chips": _chips(request, filters, hubs),
        "rows": [_shown(proposal, last) for proposal in shown["page"].object_list],
        "last": last,
        "read_from": words.read_from(last.summary.get("readings", ())) if last else "",
        "withdrawn": queries.withdrawn_then(seen, last),
        "run": None if hub else queries.runs().first(),
        **shown,
    }
    if page["run"]:
        page["readings"] = _readings(page["run"].summary)
    return render(request, "needs/proposals.html", page)


def _shown(proposal: Proposal, last: ProposalRun | None) -> dict[str, Any]:
    asked = ASKED[proposal.measure]
    read = queries.years_read(last, proposal.measure)
    closed = proposal.school is not None and not proposal.school.is_open
    return {
        "proposal": proposal,
        "place_kind": queries.PLACE_KINDS[queries.place_kind(proposal)][0],
        "asked": asked,
        "headline": words.headline(asked, proposal.figures),
        "drawing": drawing_of(asked, proposal.figures),
        "counted": words.how_counted(proposal.figures),
        "earlier": words.earlier_numbers(proposal.figures),
        "withdrawn": words.withdrawn(proposal.last_year, read, closed=closed)
        if proposal.state == Proposal.State.OVERTAKEN
        else "",
    }


def _readings(summary: dict) -> list[dict]:
    """Return the counts of a run, a line for each measure and kind of place."""
    return [
        {"name": ASKED[each["measure"]].name, "stage": ASKED[each["measure"]].stage,
         "years": words.span(each["years"]), "left_out": each["left_out"],
         "place": queries.PLACE_KINDS[place["kind"]][1], **place}
        for each in summary.get("readings", ()) if each["measure"] in ASKED
        for place in each["places"] if place["read"] or place["kind"] == "school"
    ]  # fmt: skip


def _lines(proposal: Proposal) -> Iterable[list]:
    figures, asked = proposal.figures, ASKED[proposal.measure]
    kind, _ = queries.PLACE_KINDS[queries.place_kind(proposal)]
    for year, each in sorted(figures["years"].items()):
        yield [
            str(proposal.place), kind, str(proposal.hub or ""),
            proposal.get_kind_display(), asked.name, year, each["value"], each["low"],
            each["high"], each["expected"], each["pupils"], round(proposal.standing, 2),
            figures["difference"], figures["shrunk"], proposal.get_state_display(),
            proposal.reason,
        ]  # fmt: skip


def _chips(request: HttpRequest, filters: queries.Filters, hubs: list[Hub]) -> list:
    """Return each filter in force with the address of the list without it."""
    said = {
        "q": filters.words and f"“{filters.words}”",
        "show": filters.show != "open" and queries.STATES[filters.show][0],
        "kind": filters.kind and Proposal.Kind(filters.kind).label,
        "phase": filters.phase and Phase(filters.phase).label,
        "place": filters.place and queries.PLACE_KINDS[filters.place][1],
        "hub": "In several hubs, or none"
        if filters.no_hub
        else next((one.name for one in hubs if one.pk == filters.hub), ""),
    }
    return chips(request, said)


def home(hub: Hub | None) -> str:
    """Return the address of the list that a proposal stands in."""
    if hub:
        return reverse("needs:proposals", args=[hub.slug])
    return reverse("needs:national_proposals")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def proposal(request: HttpRequest, proposal_id: int) -> HttpResponse:
    """One place that stands out: its figures, what to beware of, accept it or dismiss it."""
    seen = queries.proposals_seen_by(request.user, localdate())
    chosen = seen.filter(measure__in=ASKED).select_related("hub", "run", "by", *queries.PLACES)
    found = get_object_or_404(chosen, pk=proposal_id)
    may_decide = rules.keeps(request.user, found.hub)
    if request.method == "POST" and not may_decide:
        raise PermissionDenied
    do, asked = request.POST.get("do", ""), ASKED[found.measure]
    accept = forms.Accept(request.POST if do == "accept" else None)
    dismiss = forms.Dismiss(request.POST if do == "dismiss" else None)
    sent = {"accept": accept, "dismiss": dismiss}.get(do)
    if request.method == "POST" and (sent is None or sent.is_valid()):
        try:
            return _done(request, found, do, sent)
        except ProposalRefused as refusal:
            messages.error(request, str(refusal))
            return redirect("needs:proposal", found.pk)
    page = {
        **_shown(found, queries.last_run()),
        "by": words.size(asked, found.figures["difference"]),
        "shrunk": words.size(asked, found.figures["shrunk"]),
        "out": f"{-found.standing:.1f}",
        "chance": words.at_most(found.figures),
        "kind": queries.PLACE_KINDS[queries.place_kind(found)][1].lower(),
        "like": max(found.figures["years"].items())[1]["like"],
        "others": queries.others_of_the_place(found),
        "needs": [row.need for row in found.evidence_for.select_related("need")],
        "accept": accept,
        "dismiss": dismiss,
        "sent": sent,
        "earlier_schools": words.earlier_schools(found.figures),
        "may_decide": may_decide,
        "old": int(found.last_year[:4]) + OLD < localdate().year,
        "home": home(found.hub),
    }
    return render(request, "needs/proposal.html", page)


def _done(request: HttpRequest, found: Proposal, do: str, sent) -> HttpResponse:
    """Do what was asked, say so, and lead on."""
    who = {"proposal": found, "by": request.user, "at": now()}
    if do == "accept":
        need = actions.accept(**sent.cleaned_data, **who)
        messages.success(request, f"{need.title} is a need now, with the figures as evidence.")
        return redirect(need)
    if do == "dismiss":
        actions.dismiss(**sent.cleaned_data, **who)
        messages.success(request, f"Dismissed: {found.place}. It can be looked at again.")
        return redirect(home(found.hub))
    if do == "again":
        actions.look_again(**who)
        messages.success(request, "It can be decided again.")
    return redirect("needs:proposal", found.pk)
