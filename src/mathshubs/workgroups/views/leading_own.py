"""What leaders see of themselves and say of themselves."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate
from django.views.decorators.http import require_http_methods, require_safe

from ..forms import leading as forms
from ..queries import leading_groups, leading_pathway
from ..queries import leading_record as queries
from ..queries.leading import notices
from .leading_record import keep


@require_safe
@login_required
def my_leading(request: HttpRequest) -> HttpResponse:
    """Their own record, all of it; for those who have none, how one begins."""
    on = localdate()
    whole = queries.whole(queries.own_record(request.user))
    if whole is None:
        invitations = list(request.user.lead_invitations.select_related("hub"))
        page = {"record": None}
    else:
        record, invitations = whole.record, whole.invitations
        page = {
            "record": record,
            "today": on,
            "accreditations": whole.accreditations,
            "notices": notices(record, whole.accreditations, on),
            "ledgers": queries.ledgers(record, whole.years, on),
            "led": queries.groups_led(request.user),
            "events": leading_pathway.events_for_leaders(on),
            "offers": leading_groups.offers_of(request.user),
            "wanted": _wanted(request, record, on),
            "notes": whole.notes,
        }
    page |= {
        "invitations": [each for each in invitations if each.state == each.State.SENT],
        "answered": [each for each in invitations if each.state != each.State.SENT],
    }
    return render(request, "workgroups/leading/own.html", page)


def _wanted(request: HttpRequest, record, on) -> list:
    """Groups they may offer to lead, but for those they lead or have offered for."""
    if record.to_on and record.to_on < on:
        return []
    mine = leading_groups.offers_of(request.user).filter(state="WAITING").values("work_group")
    groups = leading_groups.groups_to_offer_for(record, on)
    return groups.exclude(leaders__person=request.user).exclude(pk__in=mine)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def edit_my_leading(request: HttpRequest) -> HttpResponse:
    """Phases, themes, districts and days: what leaders say themselves."""
    record = get_object_or_404(queries.own_record(request.user))
    form = forms.Willing(
        request.POST if request.method == "POST" else None, record=record, on=localdate()
    )
    if form.is_valid():
        keep(form, request)
        messages.success(request, f"Saved. {record.hub} sees it at once.")
        return redirect("workgroups:my_leading")
    return render(request, "workgroups/leading/edit_own.html", {"record": record, "form": form})
