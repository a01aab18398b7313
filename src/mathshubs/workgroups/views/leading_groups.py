"""Who is to lead a group: its hub asks, leaders offer, the hub chooses."""

from __future__ import annotations

from datetime import timedelta

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_http_methods

from mathshubs.core.identifiers import row_number
from mathshubs.hubs.models import LeaderRecord
from mathshubs.hubs.queries import leaders_of, record_of_leader

from .. import rules
from ..actions import leading as actions
from ..forms import leading_groups as forms
from ..models import LeadersWanted, LeadInterest, WorkGroup
from ..queries import leading, leading_groups
from ..queries.groups import work_groups_run_by
from .design import trail

A_FORTNIGHT = timedelta(days=14)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def leaders_wanted(request: HttpRequest, work_group_id: int) -> HttpResponse:
    """Ask leaders, see who offered, choose or decline; or name one from the hub's list."""
    on = localdate()
    groups = work_groups_run_by(request.user).select_related("hub", "leaders_wanted")
    group = get_object_or_404(groups, pk=work_group_id)
    if not rules.may_run(request.user, group):
        raise PermissionDenied
    asked = getattr(group, "leaders_wanted", None)
    do = request.POST.get("do", "")
    which = row_number(do.rpartition("-")[2])
    initial = {"answer_by": on + A_FORTNIGHT, "number": 1}
    if asked:
        initial = {name: getattr(asked, name) for name in ("answer_by", "number", "what")}
    ask = forms.AskForLeaders(request.POST if do == "ask" else None, initial=initial)
    decline = forms.Decline(request.POST if do.startswith("decline-") else None)
    form = {"ask": ask, "decline": decline}.get(do.partition("-")[0])
    if request.method == "POST" and (form is None or form.is_valid()):
        try:
            done = _settle(request, group, do.partition("-")[0], which, form)
        except actions.LeadingRefused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, done)
        return redirect("workgroups:leaders_wanted", group.pk)
    leaders = list(group.leaders.select_related("person"))
    page = {
        "work_group": group,
        "asked": asked,
        "ask": ask,
        "decline": decline,
        "declining": which if decline.is_bound else 0,
        "sent": form,
        "could": leading_groups.who_could_lead(group, leaders, on),
        "leaders": leaders,
        "over": group.state in leading.NOT_LED,
        "breadcrumbs": trail(request, group, "Who is to lead it"),
    }
    return render(request, "workgroups/leading/wanted.html", page)


def _settle(request: HttpRequest, group: WorkGroup, what: str, which: int, form) -> str:
    """Do what was asked and return the sentence that says so."""
    who = {"by": request.user, "at": now()}
    if what == "ask":
        actions.ask_for_leaders(work_group=group, **form.cleaned_data, **who)
        return f"Leaders are shown that {group.title} looks for one."
    if what == "stop":
        actions.stop_asking(work_group=group)
        return "Nobody is asked any more."
    if what in ("lead", "colead"):
        records = leaders_of([group.hub], localdate()).select_related("person")
        person = get_object_or_404(records, pk=which).person
        kind = "LEAD" if what == "lead" else "CO_LEAD"
        actions.deploy(work_group=group, person=person, kind=kind, **who)
        return f"{person.name} leads {group.title}. A letter tells them so."
    if what not in ("choose", "decline"):
        return "Nothing was asked, and nothing changed."
    interest = get_object_or_404(group.lead_interests.select_related("person"), pk=which)
    if what == "decline":
        actions.decline(interest=interest, **form.cleaned_data, **who)
        return f"{interest.person.name} has a letter with your sentence."
    actions.choose(interest=interest, **who)
    return f"{interest.person.name} leads {group.title}. A letter tells them so."


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def offer_to_lead(request: HttpRequest, work_group_id: int) -> HttpResponse:
    """A leader says that they would like to lead a group that looks for one, or takes it back."""
    on = localdate()
    group, interest = _open_to(request, record_of_leader(request.user, on), work_group_id)
    if interest and request.POST.get("do") == "take_back":
        actions.take_back(interest=interest, at=now())
        messages.success(request, "Your offer is taken back.")
        return redirect("workgroups:my_leading")
    said = {"kind": interest.kind, "why": interest.why} if interest else {"kind": "LEAD"}
    form = forms.OfferToLead(request.POST if request.method == "POST" else None, initial=said)
    if form.is_valid():
        try:
            actions.offer_to_lead(
                work_group=group, person=request.user, at=now(), **form.cleaned_data
            )
        except actions.LeadingRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"{group.hub} knows that you would like to lead it.")
            return redirect("workgroups:my_leading")
    page = {
        "work_group": group,
        "wanted": LeadersWanted.objects.filter(work_group=group).first(),
        "workshops": group.workshops.filter(cancelled_at=None).select_related("host_school"),
        "interest": interest,
        "form": form,
    }
    return render(request, "workgroups/leading/offer.html", page)


def _open_to(
    request: HttpRequest, record: LeaderRecord | None, pk: int
) -> tuple[WorkGroup, LeadInterest | None]:
    """Return a group the leader may offer for, and their offer that waits, if any."""
    if record is None:
        raise Http404
    waiting = leading_groups.offers_of(request.user).filter(state=LeadInterest.State.WAITING)
    if interest := waiting.filter(work_group=pk).first():
        return interest.work_group, interest
    return get_object_or_404(leading_groups.groups_to_offer_for(record, localdate()), pk=pk), None
