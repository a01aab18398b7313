"""The five doors of a hub: what anybody can write to it, with or without an account."""

from __future__ import annotations

from typing import Any

from allauth.core import ratelimit
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_http_methods, require_safe

from mathshubs.hubs.models import Hub

from ..actions import doors as actions
from ..actions.needs import raise_need
from ..forms import doors as forms
from ..models import Message, Need
from ..queries import doors as queries
from ..queries.needs import told_key

# Each form's heading, its first sentence and its button.
DOORS: dict[str, tuple[type[forms.WhoWrites], str, str, str]] = {
    "message": (
        forms.Write, "Write to the hub", "A question, or anything else. Somebody answers within "
        "five school days.", "Send the message",
    ),
    "need": (
        forms.SayNeed, "Say what you need", "What would help maths in your school, trust or area? "
        "We read every one, and tell you what becomes of it.", "Send it",
    ),
    "partner": (
        forms.OfferSupport, "Offer to be a partner", "Universities, employers, trusts, subject "
        "associations and schools: say what you can offer to teachers or pupils.", "Send the offer",
    ),
    "idea": (
        forms.Write, "Suggest a way of working together", "A different way of helping schools, or "
        "of sharing the work. We say whether we take it up, and why.", "Send the idea",
    ),
}  # fmt: skip


@require_safe
def doors(request: HttpRequest, slug: str) -> HttpResponse:
    """Work with your hub: the ways in."""
    hub = get_object_or_404(Hub, slug=slug)
    page = {"hub": hub, "you_told_us": queries.you_told_us(hub, most=3)}
    return render(request, "needs/doors.html", page)


@require_http_methods(["GET", "HEAD", "POST"])
def door(request: HttpRequest, slug: str, door: str) -> HttpResponse:
    """Write through one door. What was written, and what becomes of it, is the page after."""
    hub = get_object_or_404(Hub, slug=slug)
    if door not in DOORS:
        raise Http404
    kind, heading, lead, button = DOORS[door]
    posted = request.POST if request.method == "POST" else None
    about = request.GET.get("about", "")
    form = kind(posted, hub=hub, on=localdate(), person=request.user, about=about)
    if form.is_valid():
        email = form.cleaned_data["email"].lower()
        if not ratelimit.consume(request, action="write_to_hub", key=email):
            return ratelimit.respond_429(request)
        key = _keep(door, hub, form)
        messages.success(request, f"It is sent. {email} gets a letter with the link to this page.")
        return redirect("needs:told", key)
    page = {"hub": hub, "form": form, "heading": heading, "lead": lead, "button": button}
    return render(request, "needs/door.html", page)


def _keep(door: str, hub: Hub, form: forms.WhoWrites) -> str:
    """Keep what was typed, and return the key of the page that shows what becomes of it."""
    typed: dict[str, Any] = dict(form.cleaned_data)
    if door == "need":
        who = {
            "raiser_name": typed.pop("name"),
            "raiser_email": typed.pop("email"),
            "raiser_role": typed.pop("role"),
            "raised_by": form.person,
        }
        need = raise_need(hub=hub, source=Need.Source.REQUEST, at=now(), **typed, **who)
        return told_key("need", need.pk)
    typed["person"] = form.person
    if door == "partner":
        return told_key("offer", actions.offer_support(hub=hub, at=now(), **typed).pk)
    typed["kind"] = Message.Kind.SUGGESTION if door == "idea" else Message.Kind.CONTACT
    return told_key("message", actions.send_message(hub=hub, at=now(), **typed).pk)


@require_safe
def told(request: HttpRequest, told: str) -> HttpResponse:
    """What became of what somebody told us, by the link in their letter: no account is needed."""
    page = queries.told_page(told)
    if page is None:
        return render(request, "needs/told_unknown.html", status=404)
    return render(request, "needs/told.html", page)


@require_safe
def you_told_us(request: HttpRequest, slug: str) -> HttpResponse:
    """You told us, we did: what became of the needs that were told to a hub."""
    hub = get_object_or_404(Hub, slug=slug)
    told, became = queries.told_counts(hub)
    page = {"hub": hub, "rows": queries.you_told_us(hub), "told": told, "became": became}
    return render(request, "needs/you_told_us.html", page)
