"""What partners offer: as anybody finds it beside Work Groups, and at the desk of its hub."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_http_methods, require_safe

from mathshubs.core.paging import paged
from mathshubs.core.years import academic_year_of, next_year
from mathshubs.needs import rules as needs
from mathshubs.needs.actions import doors
from mathshubs.needs.forms.doors import DecideOffer, SortOffer
from mathshubs.needs.models import Need, PartnerOffer
from mathshubs.needs.queries.doors import offers_seen_by
from mathshubs.needs.queries.matching import needs_for
from mathshubs.needs.queries.offers import OfferFilters, found_offers, listed_offers
from mathshubs.programmes.models import Phase
from mathshubs.programmes.queries.plans import lines_open_to

from ..actions import partner_offers as actions
from ..actions.design import DesignRefused
from ..forms import filters as asking
from ..forms.partner_offers import EventOfAnOffer
from ..queries import lines
from ..queries import partner_offers as queries
from ..queries.search import Filters
from .design import above_it
from .filters import everything_known, filter_chips, filter_options

A_PAGE = 30
BESIDE = 6  # offers on the list of Work Groups


# Filters of Work Groups that offers have not. An offer is for an area: no distance is measured.
NOT_OF_OFFERS = {
    "project": "", "mode": "", "kind": "", "year": "", "from_on": None, "to_on": None,
    "with_places": False, "within_km": 0,
}  # fmt: skip


def _asked(filters: Filters) -> OfferFilters:
    return OfferFilters(
        filters.words, filters.phases, filters.support, filters.theme, filters.district,
        filters.near_district, filters.hub,
    )  # fmt: skip


def offers_beside(filters: Filters, on: date) -> list[PartnerOffer]:
    """Return offers that answer the same filters, one more than are shown; none of dates."""
    of_groups = (
        filters.project, filters.mode, filters.from_on, filters.to_on, filters.with_places,
        filters.year, filters.kind,
    )  # fmt: skip
    if any(of_groups):
        return []
    found = found_offers(_asked(filters), on).order_by("-answered_at", "-pk")
    return list(found[: BESIDE + 1])


@require_safe
def found_offers_page(request: HttpRequest) -> HttpResponse:
    """What partners offer to schools, with the filters of the list of Work Groups."""
    on = localdate()
    known = everything_known(on)
    asked = asking.read(request.GET, known)
    said = {name: values for name, values in request.GET.lists() if name != "page" and any(values)}
    rows = found_offers(_asked(asked.filters), on).order_by("-answered_at", "-pk")
    phases = [(each.value, each.label, each.value in asked.filters.phases) for each in Phase]
    page = {
        "problems": asked.problems,
        "typed": asked.typed,
        "filters": asked.filters,
        "chips": filter_chips(replace(asked.filters, **NOT_OF_OFFERS), known, said),
        "phases": phases,
        "options": filter_options(asked, known),
        "said": urlencode(said, doseq=True),
        **paged(request, rows, A_PAGE),
    }
    return render(request, "workgroups/partner_offers/list.html", page)


@require_safe
def listed_offer(request: HttpRequest, partner_offer_id: int) -> HttpResponse:
    """What a partner offers, and the events made of it that are still to come."""
    on = localdate()
    offer = get_object_or_404(listed_offers(on), pk=partner_offer_id)
    page = {
        "offer": offer,
        "districts": offer.districts.order_by("name"),
        "events": lines.rows(queries.coming_of_offer(offer, on), on),
        "may_see_desk": offers_seen_by(request.user, on).filter(pk=offer.pk).exists(),
        "breadcrumbs": [
            ("Work Groups", reverse("workgroups:list")),
            ("What partners offer", reverse("workgroups:listed_offers")),
            (offer.title, ""),
        ],
    }
    return render(request, "workgroups/partner_offers/offer.html", page)


def _seen(request: HttpRequest, partner_offer_id: int) -> PartnerOffer:
    seen = offers_seen_by(request.user, localdate())
    seen = seen.select_related("hub", "owner").prefetch_related("themes", "districts")
    return get_object_or_404(seen, pk=partner_offer_id)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def partner_offer(request: HttpRequest, partner_offer_id: int) -> HttpResponse:
    """One offer for its hub: list it or decline it, see which needs it could answer."""
    offer, on = _seen(request, partner_offer_id), localdate()
    may_decide = needs.keeps(request.user, offer.hub)
    if request.method == "POST" and not may_decide:
        raise PermissionDenied
    do = request.POST.get("do", "decide")
    ends = request.method == "POST" and do == "end"
    posted = request.POST if request.method == "POST" and not ends else None
    form = DecideOffer(posted)
    if ends or form.is_valid():
        typed = {"state": "ENDED"} if ends else form.cleaned_data
        try:
            doors.decide_offer(offer=offer, by=request.user, at=now(), **typed)
        except doors.DoorRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"Saved. {offer.name} is told by letter.")
            return redirect("workgroups:partner_offer", offer.pk)
    page = {
        "offer": offer,
        "form": form,
        "may_decide": may_decide,
        "events": queries.events_of(offer),
        "answers": offer.provisions.select_related("priority"),
        "needs": needs_for(offer, request.user, on),
    }
    return render(request, "workgroups/partner_offers/desk.html", page)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def sort_offer(request: HttpRequest, partner_offer_id: int) -> HttpResponse:
    """Say what an offer is about, so that schools and needs find it."""
    offer = _seen(request, partner_offer_id)
    if not needs.keeps(request.user, offer.hub):
        raise PermissionDenied
    posted = request.POST if request.method == "POST" else None
    form = SortOffer(posted, offer=offer, on=localdate())
    if form.is_valid():
        doors.sort_offer(offer=offer, **form.cleaned_data)
        messages.success(request, "Saved. Schools and needs find it by this.")
        return redirect("workgroups:partner_offer", offer.pk)
    page = {"form": form, "offer": offer, "breadcrumbs": _trail(request, offer, "Sort it")}
    return render(request, "workgroups/partner_offers/sort.html", page)


def _trail(request: HttpRequest, offer: PartnerOffer, here: str) -> list[tuple[str, str]]:
    up = (offer.title, reverse("workgroups:partner_offer", args=[offer.pk]))
    return [above_it(request, offer.hub), up, (here, "")]


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def make_event(request: HttpRequest, partner_offer_id: int) -> HttpResponse:
    """Make a visit, a talk or a competition of an offer: a draft of an event, filled in."""
    offer, on = _seen(request, partner_offer_id), localdate()
    if not needs.keeps(request.user, offer.hub):
        raise PermissionDenied
    year = academic_year_of(on)
    posted = request.POST if request.method == "POST" else None
    form = EventOfAnOffer(
        posted, offer=offer, lines=lines_open_to(offer.hub, [year, next_year(year)]),
        initial={
            "name": offer.title, "rationale": _why(needs_for(offer, request.user, on)),
            "venue": offer.where, "places": 30,
        },
    )  # fmt: skip
    if form.is_valid():
        typed = {
            name: form.cleaned_data[name]
            for name in ("what", "name", "rationale", "places", "plan_line")
        }
        try:
            event = actions.make_event(
                offer=offer, workshop=form.instance, by=request.user, at=now(), **typed
            )
        except DesignRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            done = f"{event} is a draft, filled in from the offer. {offer.name} is told by letter."
            messages.success(request, done)
            return redirect("workgroups:manage", event.pk)
    here = "Make an event of it"
    page = {"form": form, "offer": offer, "breadcrumbs": _trail(request, offer, here)}
    return render(request, "workgroups/partner_offers/event.html", page)


def _why(found: list[Need]) -> str:
    """Return why an event is needed, from what is known: no school and no secret is named."""
    asked = [need.title for need in found if not need.confidential]
    return f"Schools asked for help with: {'; '.join(asked)}." if asked else ""
