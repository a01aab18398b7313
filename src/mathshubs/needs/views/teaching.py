"""Enquiries into teaching: what became of one's own, and the inbox of those who run the hub."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_http_methods, require_safe

from mathshubs.core.paging import paged
from mathshubs.hubs import rules as hubs
from mathshubs.hubs.views import hub_they_see

from ..actions import teaching as actions
from ..actions.teaching import EnquiryRefused
from ..forms import teaching as forms
from ..models import TrainingEnquiry
from ..queries import teaching as queries

A_PAGE = 30


@require_http_methods(["GET", "HEAD", "POST"])
def my_enquiry(request: HttpRequest, enquiry_key: str) -> HttpResponse:
    """What became of it, by the link in the letter; where they agree, or take it back."""
    enquiry = queries.enquiry_by_key(enquiry_key)
    if enquiry is None:
        return render(request, "needs/told_unknown.html", status=404)
    if request.method == "POST":
        agrees = request.POST.get("do") == "agree"
        try:
            actions.say_whether(enquiry=enquiry, agrees=agrees, at=now())
        except EnquiryRefused as refusal:
            messages.error(request, str(refusal))
        else:
            said = "We may pass it on." if agrees else "We pass on nothing of it."
            messages.success(request, f"Saved. {said}")
        return redirect("needs:my_enquiry", enquiry_key)
    page = {"enquiry": enquiry, "hub": enquiry.hub, "agree": forms.AGREE}
    return render(request, "needs/teaching/mine.html", page)


@login_required
@require_safe
def enquiries(request: HttpRequest, slug: str) -> HttpResponse:
    """Who thinks of teaching maths: those that wait, or all."""
    hub = hub_they_see(request, slug)
    if not hubs.runs(request.user, hub):
        raise Http404
    every = request.GET.get("show") == "all"
    rows = queries.enquiries_seen_by(request.user, localdate()).filter(hub=hub)
    if not every:
        rows = rows.filter(queries.WAITS)
    page = {"hub": hub, "every": every, **paged(request, rows, A_PAGE)}
    return render(request, "needs/teaching/list.html", page)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def enquiry(request: HttpRequest, enquiry_id: int) -> HttpResponse:
    """One enquiry: answer it, or hand it on where they agreed."""
    seen = queries.enquiries_seen_by(request.user, localdate())
    enquiry = get_object_or_404(seen, pk=enquiry_id)
    do = request.POST.get("do", "")
    parts: dict = {}
    if enquiry.may_be_handed_on:
        parts["hand"] = forms.HandOn(request.POST if do == "hand" else None)
    if not (enquiry.answered_at or enquiry.forgotten_at):
        parts["answer"] = forms.AnswerEnquiry(request.POST if do == "answer" else None)
    sent = parts.get(do)
    if request.method == "POST" and (sent is None or sent.is_valid()):
        try:
            messages.success(request, _do(request, enquiry, do, sent))
        except EnquiryRefused as refusal:
            messages.error(request, str(refusal))
        return redirect("needs:enquiry", enquiry.pk)
    page = {
        "enquiry": enquiry,
        "parts": parts,
        "sent": sent,
        "known": queries.providers_known(request.user, localdate()) if "hand" in parts else [],
    }
    return render(request, "needs/teaching/enquiry.html", page)


def _do(request: HttpRequest, enquiry: TrainingEnquiry, do: str, sent) -> str:
    """Do what was asked and return the sentence that says so."""
    if sent is None:
        raise EnquiryRefused("Somebody dealt with it, or they changed their mind. Read it again.")
    who = {"by": request.user, "at": now()}
    if do == "hand":
        handed = actions.hand_on(enquiry=enquiry, **sent.cleaned_data, **who)
        return f"Handed on to {handed.handed_to}. Both have a letter."
    answered = actions.answer(enquiry=enquiry, **sent.cleaned_data, **who)
    return f"{answered.name} gets your answer by letter."
