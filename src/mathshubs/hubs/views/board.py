"""The board advises or challenges the hub, and the hub answers."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.views.decorators.http import require_http_methods

from mathshubs.core.identifiers import row_number
from mathshubs.core.years import is_academic_year
from mathshubs.schools.models import District

from .. import actions, rules
from ..forms.people import Advise, AnswerAdvice
from ..models import Advice
from . import hub_they_read


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def advise(request: HttpRequest, slug: str) -> HttpResponse:
    """Somebody on the board says something on the plan, the priorities or the reports of a year."""
    hub = hub_they_read(request, slug)
    if not rules.may_advise(request.user, hub):
        raise PermissionDenied
    year, subject = request.GET.get("year", ""), request.GET.get("subject", "")
    if not is_academic_year(year) or subject not in Advice.Subject.values:
        return redirect("insight:board_papers", slug=hub.slug)
    district = None
    if subject == Advice.Subject.PRIORITIES and (asked := request.GET.get("district", "")):
        district = get_object_or_404(District, pk=row_number(asked))
    form = Advise(request.POST if request.method == "POST" else None)
    if form.is_valid():
        advice = actions.advise(
            hub=hub, subject=subject, year=year, district=district, by=request.user, at=now(),
            **form.cleaned_data,
        )  # fmt: skip
        messages.success(request, "It is kept with your name. The hub has a letter and answers.")
        return redirect(advice)
    about = Advice(subject=subject, year=year, district=district).about
    return render(request, "hubs/advise.html", {"hub": hub, "about": about, "form": form})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def advice(request: HttpRequest, advice_id: int) -> HttpResponse:
    """What the board said, and the hub's answer; those who run the hub give it here."""
    advice = get_object_or_404(
        Advice.objects.select_related("hub", "by", "answered_by", "district"), pk=advice_id
    )
    hub = advice.hub
    if not rules.may_read_papers(request.user, hub):
        raise Http404
    runs = rules.runs(request.user, hub)
    if request.method == "POST" and not runs:
        raise PermissionDenied
    form = AnswerAdvice(request.POST if request.method == "POST" else None)
    if form.is_valid():
        words = form.cleaned_data["words"]
        try:
            actions.answer_advice(advice=advice, words=words, by=request.user, at=now())
        except actions.AdviceRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"{advice.by.name} has your answer in a letter.")
            return redirect(advice)
    may_answer = runs and (not advice.answered_at or form.is_bound)
    page = {"hub": hub, "advice": advice, "form": form if may_answer else None}
    return render(request, "hubs/advice.html", page)
