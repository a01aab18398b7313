"""Thinking of teaching maths? The events about it, and a form to ask."""

from __future__ import annotations

from allauth.core import ratelimit
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_http_methods

from mathshubs.hubs.models import Hub
from mathshubs.needs.actions.teaching import enquire
from mathshubs.needs.forms.teaching import Enquire
from mathshubs.needs.queries.needs import told_key

from ..queries import lines
from ..queries.partner_offers import coming_about_teaching


@require_http_methods(["GET", "HEAD", "POST"])
def teaching(request: HttpRequest, slug: str) -> HttpResponse:
    """What a hub has for those who may become maths teachers; a way to ask, in plain words."""
    hub, on = get_object_or_404(Hub, slug=slug), localdate()
    posted = request.POST if request.method == "POST" else None
    form = Enquire(posted, hub=hub, on=on, person=request.user)
    if form.is_valid():
        email = form.cleaned_data["email"].lower()
        if not ratelimit.consume(request, action="write_to_hub", key=email):
            return ratelimit.respond_429(request)
        enquiry = enquire(hub=hub, person=form.person, at=now(), **form.cleaned_data)
        messages.success(request, f"It is sent. A letter with a link to this page goes to {email}.")
        return redirect("needs:my_enquiry", told_key("teaching", enquiry.pk))
    events = lines.rows(coming_about_teaching(hub, on), on)
    return render(request, "workgroups/teaching.html", {"hub": hub, "form": form, "events": events})
