"""A brief as suppliers read and answer it, by a link: no account is needed."""

from __future__ import annotations

from allauth.core import ratelimit
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_http_methods, require_safe

from ..actions.briefs import BriefRefused, send_tender
from ..forms.briefs import SendOffer
from ..queries import briefs as queries


@require_http_methods(["GET", "HEAD", "POST"])
def brief(request: HttpRequest, brief_key: str) -> HttpResponse:
    """Read the brief and send an offer, until its last day is over."""
    commission = queries.of_brief_key(brief_key)
    if commission is None:
        return render(request, "needs/brief_unknown.html", status=404)
    known = {"email": request.user.email} if request.user.is_authenticated else {}
    form = SendOffer(request.POST if request.method == "POST" else None, initial=known)
    is_open = queries.takes_offers(commission, localdate())
    if is_open and form.is_valid():
        email = form.cleaned_data["email"].lower()
        if not ratelimit.consume(request, action="write_to_hub", key=email):
            return ratelimit.respond_429(request)
        try:
            tender = send_tender(commission=commission, at=now(), **form.cleaned_data)
        except BriefRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"Your offer is sent. {tender.email} gets a letter.")
            return redirect("needs:my_tender", queries.tender_key(tender))
    elif request.method == "POST" and not is_open:
        messages.error(request, "The brief is closed, so your offer was not sent.")
    page = {
        "commission": commission,
        "provision": commission.provision,
        "hub": commission.provision.priority.round.hub,
        "form": form,
        "is_open": is_open,
    }
    return render(request, "needs/brief.html", page)


@require_safe
def my_tender(request: HttpRequest, tender_key: str) -> HttpResponse:
    """What a supplier offered, and what became of it, by the link in their letter."""
    tender = queries.of_tender_key(tender_key)
    if tender is None:
        return render(request, "needs/brief_unknown.html", status=404)
    page = {
        "tender": tender,
        "commission": tender.commission,
        "provision": tender.commission.provision,
        "hub": tender.commission.provision.priority.round.hub,
        "brief_key": queries.brief_key(tender.commission),
    }
    return render(request, "needs/my_tender.html", page)
