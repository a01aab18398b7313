"""The answers to priorities: choose them, put them into the plan, say what came of them."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_http_methods, require_safe

from mathshubs.core import exports
from mathshubs.core.identifiers import row_number
from mathshubs.core.paging import paged
from mathshubs.hubs.models import Hub
from mathshubs.hubs.rules import reads_as_board
from mathshubs.hubs.views import hub_they_read
from mathshubs.people.rules import is_national_staff

from .. import rules
from ..actions import provision as actions
from ..actions.provision import AnswerRefused
from ..forms import provision as forms
from ..methods.answers import OPEN
from ..models import PartnerOffer, Priority, PriorityRound, Provision
from ..queries import provision as queries
from ..queries.matching import MOST, offers_for_priority
from ..queries.rounds import rounds_seen_by
from .rounds import home, needs_shown

A_PAGE = 30
HEADER = (
    "Answer", "Priority", "Year", "Kind of answer", "Kind of support", "State", "Who sees to it",
    "Project", "Line of the plan", "Overdue", "What came of it",
)  # fmt: skip


@login_required
@require_safe
def answers(request: HttpRequest, slug: str) -> HttpResponse:
    """What a hub does about its priorities."""
    return _answers(request, hub_they_read(request, slug))


@login_required
@require_safe
def national_answers(request: HttpRequest) -> HttpResponse:
    if not is_national_staff(request.user):
        raise PermissionDenied
    return _answers(request, None)


def _answers(request: HttpRequest, hub: Hub | None) -> HttpResponse:
    on = localdate()
    show = request.GET.get("show", "open")
    show = show if show in queries.SHOWN else "open"
    rows = queries.answers_of(hub, on, show)
    if exports.ending(request):
        name = f"answers-{hub.slug if hub else 'national'}-{on}"
        return exports.table(request, name, HEADER, map(_cells, rows))
    page = {
        "hub": hub,
        "as_board": reads_as_board(request.user, hub),
        "show": show,
        "states": {name: label for name, (label, _) in queries.SHOWN.items()},
        "late": queries.late_deliverables(hub, on),
        **paged(request, rows, A_PAGE),
    }
    return render(request, "needs/answers.html", page)


def _cells(row: Provision) -> list:
    return [
        row.title, row.priority.title, row.priority.round.year, row.get_mode_display(),
        row.get_kind_display(), row.get_state_display(), row.owner.name if row.owner else "",
        str(row.project or ""), str(row.plan_line or ""), row.late, row.review,
    ]  # fmt: skip


def _form(request: HttpRequest, round_: PriorityRound, **kwargs) -> forms.Answer:
    posted = request.POST if request.method == "POST" else None
    return forms.Answer(
        posted, projects=queries.projects_for(round_, localdate()),
        lines=queries.lines_for(round_) if round_.hub else None,
        owners=queries.owners_for(round_.hub, localdate()),
        **kwargs,
    )  # fmt: skip


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def choose_answer(request: HttpRequest, priority_id: int) -> HttpResponse:
    """Add an answer to a priority; several may stand side by side."""
    found = Priority.objects.filter(round__in=rounds_seen_by(request.user, localdate()))
    priority = get_object_or_404(found.select_related("round__hub", "theme"), pk=priority_id)
    round_ = priority.round
    if not rules.keeps(request.user, round_.hub):
        raise PermissionDenied
    offers = offers_for_priority(priority, localdate())
    initial = {"owner": request.user.pk} | _of_offer(request, offers)
    form = _form(request, round_, offers=offers, initial=initial)
    if form.is_valid():
        try:
            kept = actions.choose(priority=priority, by=request.user, at=now(), **form.cleaned_data)
        except AnswerRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"{kept.title} is an answer. Those who asked are told.")
            return redirect("needs:answer", kept.pk)
    page = {
        "priority": priority, "round": round_, "form": form,
        "offers": [offer for offer in offers if offer.why][:MOST], "home": home(round_),
    }  # fmt: skip
    return render(request, "needs/answer_form.html", page)


def _of_offer(request: HttpRequest, offers: list[PartnerOffer]) -> dict[str, object]:
    """Return what a form begins with when `?offer=` says that a partner's offer is the answer."""
    pk = row_number(request.GET.get("offer", ""))
    offer = next((each for each in offers if each.pk == pk), None)
    if offer is None:
        return {}
    return {
        "mode": Provision.Mode.SIGNPOST, "kind": offer.kind, "title": offer.title,
        "what": offer.what, "partner_offer": offer.pk,
    }  # fmt: skip


def answer_they_see(
    request: HttpRequest, provision_id: int, *, to_change: bool = False
) -> Provision:
    """Return an answer of a round they see; to change it they keep the round's hub."""
    seen = queries.provisions_seen_by(request.user, localdate())
    provision = get_object_or_404(seen, pk=provision_id)
    if to_change and not rules.keeps(request.user, provision.priority.round.hub):
        raise PermissionDenied
    return provision


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def change_answer(request: HttpRequest, provision_id: int) -> HttpResponse:
    provision = answer_they_see(request, provision_id, to_change=True)
    round_ = provision.priority.round
    initial = {name: getattr(provision, name) for name in actions.FACTS}
    offers = offers_for_priority(provision.priority, localdate(), provision)
    initial["partner_offer"] = provision.partner_offer_id
    form = _form(request, round_, offers=offers, initial=initial)
    if form.is_valid():
        try:
            actions.change(provision=provision, by=request.user, at=now(), **form.cleaned_data)
        except AnswerRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Saved.")
            return redirect("needs:answer", provision.pk)
    page = {
        "priority": provision.priority, "provision": provision, "round": round_, "form": form,
        "home": home(round_),
    }  # fmt: skip
    return render(request, "needs/answer_form.html", page)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, provision_id: int) -> HttpResponse:
    """One answer: what it is, the needs behind it, its line of the plan, what became of it."""
    provision = answer_they_see(request, provision_id, to_change=request.method == "POST")
    round_ = provision.priority.round
    do = request.POST.get("do", "")
    step = forms.Step(request.POST if do == "step" else None, provision=provision)
    if request.method == "POST" and (do == "plan" or step.is_valid()):
        try:
            messages.success(request, _do(request, provision, do, step))
        except AnswerRefused as refusal:
            if do == "plan":
                messages.error(request, str(refusal))
            else:
                step.add_error(None, str(refusal))
        if do == "plan" or not step.errors:
            return redirect("needs:answer", provision.pk)
    page = {
        "provision": provision,
        "round": round_,
        "needs": needs_shown(request, provision.priority),
        "as_board": reads_as_board(request.user, round_.hub),
        "step": step,
        "is_open": provision.state in OPEN,
        "commission": getattr(provision, "commission", None),
        "may_change": rules.keeps(request.user, round_.hub),
        "home": home(round_),
    }
    return render(request, "needs/answer.html", page)


def _do(request: HttpRequest, provision: Provision, do: str, step: forms.Step) -> str:
    """Do what was asked and return the sentence that says so."""
    if do == "plan":
        line = actions.put_in_plan(provision=provision)
        return f"{line.title} is a line of the plan for {provision.priority.round.year} now."
    changed = actions.take_step(provision=provision, by=request.user, at=now(), **step.cleaned_data)
    return f"It is {changed.get_state_display().lower()} now. Those who asked are told."
