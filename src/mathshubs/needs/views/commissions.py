"""Commission an answer from somebody outside, from the brief to what is delivered."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_http_methods

from mathshubs.hubs.rules import reads_as_board

from .. import rules
from ..actions import commissions as actions
from ..actions.provision import AnswerRefused
from ..forms import provision as forms
from ..methods.answers import OPEN
from ..models import Commission, Provision
from ..queries.briefs import brief_key, takes_offers
from .provision import answer_they_see
from .rounds import home

State = Commission.State


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def commission(request: HttpRequest, provision_id: int) -> HttpResponse:
    """The brief, the offers, the choice, the agreement and what is to be delivered."""
    provision = answer_they_see(request, provision_id, to_change=request.method == "POST")
    # What others offered, and for how much, is between them and the hub: no paper of its board.
    as_board = reads_as_board(request.user, provision.priority.round.hub)
    if as_board or provision.mode != Provision.Mode.COMMISSION:
        raise Http404
    kept = getattr(provision, "commission", None)
    may_change = rules.keeps(request.user, provision.priority.round.hub)
    do = request.POST.get("do", "")
    parts = _parts(request, kept, do) if may_change and provision.state in OPEN else {}
    sent = parts.get(do)
    if request.method == "POST" and (do == "open" or (sent is not None and sent.is_valid())):
        try:
            messages.success(request, _do(request, provision, kept, do, sent))
        except AnswerRefused as refusal:
            if sent is None:
                messages.error(request, str(refusal))
            else:
                sent.add_error(None, str(refusal))
        if sent is None or not sent.errors:
            return redirect("needs:commission", provision.pk)
    page = {
        "provision": provision,
        "round": provision.priority.round,
        "commission": kept,
        "brief_link": _brief_link(kept),
        "tenders": _tenders(kept),
        "deliverables": list(kept.deliverables.all()) if kept else [],
        "today": localdate(),
        "parts": parts,
        "sent": sent,
        "may_change": may_change,
        "home": home(provision.priority.round),
    }
    return render(request, "needs/commission.html", page)


def _brief_link(kept: Commission | None) -> str:
    """Return the full address at which suppliers answer the brief; empty when they cannot."""
    if kept is None or not takes_offers(kept, localdate()):
        return ""
    return settings.SITE_URL + reverse("needs:brief", args=[brief_key(kept)])


def _tenders(kept: Commission | None) -> list:
    return list(kept.tenders.all()) if kept else []


def _parts(request: HttpRequest, kept: Commission | None, do: str) -> dict:
    """Return the forms that the state of the commission calls for, by what they do."""

    def posted(name: str):
        return request.POST if do == name else None

    if kept is None or kept.state == State.DRAFT:
        first = {} if kept is None else {
            name: getattr(kept, name) for name in ("brief", "most", "reply_by")
        }  # fmt: skip
        return {"brief": forms.Brief(posted("brief"), initial=first)}
    if kept.state == State.OPEN:
        tenders = _tenders(kept)
        found: dict = {"offer": forms.Offer(posted("offer"), initial={"received_on": localdate()})}
        if tenders:
            found["choose"] = forms.Choice(posted("choose"), tenders=tenders)
        return found
    if kept.state == State.CHOSEN:
        return {"agree": forms.Agreement(posted("agree"), initial={"agreed_on": localdate()})}
    waiting = kept.deliverables.filter(delivered_on=None)
    found = {"due": forms.Due(posted("due"))}
    if kept.state == State.AGREED:
        found["came"] = forms.Delivered(
            posted("came"), waiting=waiting, on=localdate(), initial={"delivered_on": localdate()}
        )
    return found


def _do(request: HttpRequest, provision: Provision, kept: Commission | None, do: str, sent) -> str:
    """Do what was asked and return the sentence that says so."""
    if do == "brief":
        actions.save_brief(provision=provision, **sent.cleaned_data)
        return "The brief is saved."
    if kept is None:
        return "Nothing was asked, and nothing changed."
    if do == "open":
        actions.ask_for_offers(commission=kept)
        return "The brief is open for offers. Add each here as it comes."
    if do == "offer":
        tender = actions.add_tender(commission=kept, **sent.cleaned_data)
        return f"The offer of {tender.organisation} is kept."
    if do == "choose":
        actions.choose_tender(commission=kept, at=now(), **sent.decided)
        return "The choice is kept. Each of them is told by letter."
    if do == "agree":
        actions.agree(commission=kept, by=request.user, at=now(), **sent.cleaned_data)
        return "The agreement is kept, and the answer is under way. Next: what is to be delivered."
    if do == "due":
        actions.add_deliverable(commission=kept, **sent.cleaned_data)
        return "Added."
    came = actions.deliver(**sent.cleaned_data)
    return f"{came.title} has come."
