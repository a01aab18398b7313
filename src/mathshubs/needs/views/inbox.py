"""What people wrote to a hub, for those who run it: messages, ideas, partners' offers."""

from __future__ import annotations

from django.contrib import messages as notes
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_http_methods, require_safe

from mathshubs.core import exports
from mathshubs.core.paging import paged
from mathshubs.hubs import rules as hubs
from mathshubs.hubs.views import hub_they_see

from ..actions import doors as actions
from ..forms import doors as forms
from ..models import Message, PartnerOffer
from ..queries import doors as queries

A_PAGE = 30
MESSAGES = ("Subject", "Kind", "State", "From", "Organisation", "Received", "Answered", "Answer")
OFFERS = ("Offer", "From", "Organisation", "Kind", "Phases", "Where", "When", "Until", "State")


@login_required
@require_safe
def messages(request: HttpRequest, slug: str) -> HttpResponse:
    """Messages and ideas: those that wait for an answer, or all."""
    hub = hub_they_see(request, slug)
    if not hubs.runs(request.user, hub):
        raise Http404
    every = request.GET.get("show") == "all"
    rows = queries.messages_seen_by(request.user, localdate()).filter(hub=hub)
    if not every:
        rows = rows.filter(state=Message.State.RECEIVED)
    rows = rows.select_related("owner", "school")
    if exports.ending(request):
        cells = (
            [
                row.subject, row.get_kind_display(), row.get_state_display(), row.name,
                row.organisation or str(row.school or ""), row.at.date(),
                row.answered_at and row.answered_at.date(), row.answer,
            ]
            for row in rows
        )  # fmt: skip
        return exports.table(request, f"messages-{hub.slug}-{localdate()}", MESSAGES, cells)
    page = {"hub": hub, "every": every, **paged(request, rows, A_PAGE)}
    return render(request, "needs/messages.html", page)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def message(request: HttpRequest, message_id: int) -> HttpResponse:
    """One message, and its answer."""
    seen = queries.messages_seen_by(request.user, localdate())
    message = get_object_or_404(seen.select_related("hub", "owner", "school"), pk=message_id)
    posted = request.POST if request.method == "POST" else None
    form = forms.Answer(posted, message=message)
    if form.is_valid():
        try:
            actions.answer(message=message, by=request.user, at=now(), **form.cleaned_data)
        except actions.DoorRefused as refusal:
            notes.error(request, str(refusal))
        else:
            notes.success(request, f"{message.name} gets your answer by letter.")
        return redirect("needs:message", message.pk)
    return render(request, "needs/message.html", {"message": message, "form": form})


@login_required
@require_safe
def offers(request: HttpRequest, slug: str) -> HttpResponse:
    """What partners offer to a hub's schools."""
    hub = hub_they_see(request, slug)
    rows = PartnerOffer.objects.filter(hub=hub).select_related("owner")
    show = request.GET.get("show", "")
    if show in PartnerOffer.State.values:
        rows = rows.filter(state=show)
    if exports.ending(request):
        cells = (
            [
                row.title, row.get_of_display(), row.organisation, row.get_kind_display(),
                row.phases_in_words, row.where, row.when, row.until_on, row.get_state_display(),
            ]
            for row in rows
        )  # fmt: skip
        return exports.table(request, f"offers-{hub.slug}-{localdate()}", OFFERS, cells)
    page = {
        "hub": hub,
        "show": show,
        "states": PartnerOffer.State.choices,
        **paged(request, rows, A_PAGE),
    }
    return render(request, "needs/offers.html", page)
