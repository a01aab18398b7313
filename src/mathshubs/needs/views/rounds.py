"""Rounds of priorities: for those who run them, and for everybody."""

from __future__ import annotations

from collections.abc import Iterable

from allauth.core import ratelimit
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_http_methods, require_safe

from mathshubs.core import exports
from mathshubs.hubs.models import Advice, Hub
from mathshubs.hubs.queries.board import advice_on_round
from mathshubs.hubs.rules import may_advise, reads_as_board
from mathshubs.hubs.views import hub_they_read
from mathshubs.people.rules import is_national_staff

from .. import rules
from ..actions import rounds as actions
from ..actions.rounds import RoundRefused
from ..forms import rounds as forms
from ..models import Criterion, Need, Priority, PriorityRound
from ..queries import rounds as queries

State = PriorityRound.State


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def rounds(request: HttpRequest, slug: str) -> HttpResponse:
    """The rounds of a hub, and the form that opens the next."""
    return _rounds(request, hub_they_read(request, slug))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def national_rounds(request: HttpRequest) -> HttpResponse:
    if not is_national_staff(request.user):
        raise PermissionDenied
    return _rounds(request, None)


def _rounds(request: HttpRequest, hub: Hub | None) -> HttpResponse:
    may_open = rules.keeps(request.user, hub)
    if request.method == "POST" and not may_open:
        raise PermissionDenied
    posted = request.POST if request.method == "POST" else None
    form = forms.OpenRound(posted, hub=hub, on=localdate())
    if form.is_valid():
        try:
            opened = actions.open_round(hub=hub, by=request.user, at=now(), **form.cleaned_data)
        except RoundRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "The round is open. Next: its candidates.")
            return redirect("needs:round", opened.pk)
    page = {"hub": hub, "rounds": queries.rounds_of(hub), "form": form, "may_open": may_open}
    return render(request, "needs/rounds.html", page)


def home(round_: PriorityRound) -> str:
    if round_.hub:
        return reverse("needs:rounds", args=[round_.hub.slug])
    return reverse("needs:national_rounds")


def _round(request: HttpRequest, round_id: int, *, to_change: bool = False) -> PriorityRound:
    seen = queries.rounds_seen_by(request.user, localdate())
    round_ = get_object_or_404(seen, pk=round_id)
    if to_change and not rules.keeps(request.user, round_.hub):
        raise PermissionDenied
    return round_


BOARD = ("Candidate", "State", "Points of 100", "Rank", "Why it was chosen, or not",
         *(part for c in Criterion.labels for part in (c.partition(":")[0], "Why")))  # fmt: skip


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def round_(request: HttpRequest, round_id: int) -> HttpResponse:
    """The board: candidates beside each other; with other weights tried, what would move."""
    round_ = _round(request, round_id, to_change=request.method == "POST")
    trying = any(name in request.GET for name in Criterion.values)
    typed = request.POST if request.POST.get("do") == "weigh" else None
    weights = forms.Weights(typed or (request.GET if trying else None), round_=round_)
    other = weights.cleaned_data if weights.is_bound and weights.is_valid() else None
    if request.method == "POST" and (typed is None or other):
        try:
            messages.success(request, _do(round_, request.POST.get("do", ""), other))
        except RoundRefused as refusal:
            messages.error(request, str(refusal))
        return redirect("needs:round", round_.pk)
    rows = queries.board(round_, other)
    if exports.ending(request):
        return exports.table(request, f"priorities-{round_.pk}", BOARD, map(_cells, rows))
    page = {
        "round": round_,
        "today": localdate(),
        "rows": rows,
        "criteria": [(name, label.partition(":")[0]) for name, label in Criterion.choices],
        "weights": weights,
        "other": other,
        "moved": sum(row.moves != 0 for row in rows),
        "reasons": any(row.reasons or row.priority.reason for row in rows),
        "comments": round_.comments.select_related("priority"),
        "as_board": reads_as_board(request.user, round_.hub),
        "said": _said(round_),
        "may_advise": bool(round_.hub and may_advise(request.user, round_.hub)),
        "may_change": rules.keeps(request.user, round_.hub),
        "home": home(round_),
    }
    return render(request, "needs/round.html", page)


def _said(round_: PriorityRound) -> Iterable[Advice]:
    """Return what the board said on this round."""
    return advice_on_round(round_.hub, round_.year, round_.district) if round_.hub else ()


def _cells(row: queries.Row) -> list:
    standing = row.standing
    return [
        row.priority.title, row.priority.get_state_display(),
        standing and standing.points, standing and standing.rank,
        row.priority.reason,
        *(
            part for _, score in row.cells
            for part in ((score.value, score.reason) if score else (None, ""))
        ),
    ]  # fmt: skip


def _do(round_: PriorityRound, what: str, weights: dict | None) -> str:
    """Do what was asked and return the sentence that says so."""
    if what == "weigh" and weights:
        actions.weigh(round_=round_, weights=weights)
        return "These weights count now."
    if what == "score":
        actions.begin_scoring(round_=round_)
        return "Comments are closed. Score each candidate, then record the meeting."
    if what == "publish":
        actions.publish(round_=round_, at=now())
        return "Everybody can read now what was decided, and why."
    return "Nothing was asked, and nothing changed."


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def add_candidate(request: HttpRequest, round_id: int) -> HttpResponse:
    return _candidate(request, _round(request, round_id, to_change=True), None)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def change_candidate(request: HttpRequest, priority_id: int) -> HttpResponse:
    priority = _priority(request, priority_id, to_change=True)
    return _candidate(request, priority.round, priority)


def _candidate(
    request: HttpRequest, round_: PriorityRound, priority: Priority | None
) -> HttpResponse:
    initial = {}
    if priority:
        initial = {name: getattr(priority, name) for name in ("title", "why", "phases")}
        initial["needs"] = [need.pk for need in priority.needs.all()]
    posted = request.POST if request.method == "POST" else None
    form = forms.Candidate(posted, initial=initial, needs=queries.needs_for(round_))
    if form.is_valid():
        try:
            saved = actions.save_candidate(round_=round_, priority=priority, **form.cleaned_data)
        except RoundRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"{saved.title} is saved.")
            return redirect("needs:round", round_.pk)
    page = {"round": round_, "priority": priority, "form": form, "home": home(round_)}
    return render(request, "needs/candidate.html", page)


def _priority(request: HttpRequest, priority_id: int, *, to_change: bool = False) -> Priority:
    rounds = queries.rounds_seen_by(request.user, localdate())
    found = Priority.objects.filter(round__in=rounds)
    priority = get_object_or_404(found.select_related("round__hub", "theme"), pk=priority_id)
    if to_change and not rules.keeps(request.user, priority.round.hub):
        raise PermissionDenied
    return priority


def needs_shown(request: HttpRequest, priority: Priority) -> Iterable[Need]:
    """Return the needs behind a priority that they may see; a board sees them unnamed."""
    if reads_as_board(request.user, priority.round.hub):
        return queries.unnamed_needs_behind(priority)
    return queries.needs_behind(priority, request.user, localdate())


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def priority(request: HttpRequest, priority_id: int) -> HttpResponse:
    """A candidate: the needs behind it, its scores with their reasons, what people say."""
    priority = _priority(request, priority_id, to_change=request.method == "POST")
    round_ = priority.round
    form = forms.Scores(request.POST if request.method == "POST" else None, priority=priority)
    if form.is_valid():
        try:
            actions.score(priority=priority, scores=form.scores, by=request.user, at=now())
        except RoundRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "The scores are saved.")
            return redirect("needs:round", round_.pk)
    may_change = rules.keeps(request.user, round_.hub)
    page = {
        "priority": priority,
        "round": round_,
        "needs": needs_shown(request, priority),
        "as_board": reads_as_board(request.user, round_.hub),
        "scores": priority.scores.select_related("by"),
        "comments": priority.comments.all(),
        "provisions": priority.provisions.select_related("plan_line", "project", "owner"),
        "form": form if may_change and round_.state == State.SCORING else None,
        "may_change": may_change,
        "home": home(round_),
    }
    return render(request, "needs/priority.html", page)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def decide(request: HttpRequest, round_id: int) -> HttpResponse:
    """Record the meeting: who, what, why, who disagreed."""
    round_ = _round(request, round_id, to_change=True)
    if round_.state != State.SCORING:
        messages.error(request, "A meeting is recorded after scoring has begun, and once.")
        return redirect("needs:round", round_.pk)
    rows = queries.board(round_)
    posted = request.POST if request.method == "POST" else None
    form = forms.Meeting(posted, priorities=[row.priority for row in rows])
    if form.is_valid():
        try:
            actions.decide(
                round_=round_, decisions=form.decisions, by=request.user, at=now(), **form.meeting
            )
        except RoundRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "The decision is kept. Publish it when it may be read.")
            return redirect("needs:round", round_.pk)
    candidates = [(row, *parts) for row, parts in zip(rows, form.candidates, strict=True)]
    page = {"round": round_, "candidates": candidates, "form": form, "home": home(round_)}
    return render(request, "needs/decide.html", page)


@require_http_methods(["GET", "HEAD", "POST"])
def consultation(request: HttpRequest, round_id: int) -> HttpResponse:
    """What everybody sees of a round: the candidates with a form, later what was decided."""
    round_ = get_object_or_404(queries.rounds_for_all(), pk=round_id)
    is_open = round_.state == State.CONSULTING and round_.consult_until >= localdate()
    order = ["state", "pk"] if round_.state == State.PUBLISHED else ["pk"]
    posted = request.POST if request.method == "POST" else None
    form = forms.SayComment(posted, round_=round_, person=request.user)
    if form.is_valid():
        if not ratelimit.consume(request, action="write_to_hub", key=f"round-{round_.pk}"):
            return ratelimit.respond_429(request)
        try:
            actions.comment(round_=round_, person=form.person, at=now(), **form.cleaned_data)
        except RoundRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Thank you. Those who decide read what you wrote.")
            return redirect("needs:consultation", round_.pk)
    page = {
        "round": round_,
        "priorities": round_.priorities.order_by(*order),
        "form": form if is_open else None,
        "sent": form,
    }
    return render(request, "needs/consultation.html", page)


@require_safe
def published(request: HttpRequest, slug: str) -> HttpResponse:
    """The latest priorities of a hub, and of the nation, that everybody may read."""
    hub = get_object_or_404(Hub, slug=slug)
    found = list(queries.rounds_for_all().filter(Q(hub=hub) | Q(hub=None)))
    page = {
        "hub": hub,
        "today": localdate(),
        "rounds": [each for each in found if each.hub],
        "national": [each for each in found if not each.hub],
    }
    return render(request, "needs/published.html", page)
