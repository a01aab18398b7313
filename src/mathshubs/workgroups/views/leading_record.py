"""The record of one leader, as the staff of their hub keep it."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_http_methods

from mathshubs.core.identifiers import row_number
from mathshubs.hubs.actions import leaders as records
from mathshubs.hubs.models import Hub, LeaderRecord

from ..actions import leading as actions
from ..forms import leading as forms
from ..forms.leading_groups import Feedback
from ..models import DaysUsed, LeadFeedback
from ..queries import leading_record as queries
from ..queries.leading import NOT_LED, groups_named, notices
from .leading import hub_they_run


def _record(hub: Hub, record_id: int) -> LeaderRecord:
    return get_object_or_404(queries.records_of(hub), pk=record_id)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def leader(request: HttpRequest, slug: str, record_id: int) -> HttpResponse:
    """All that is kept about a leader; lines are added to it here, facts on a page of their own."""
    hub, on = hub_they_run(request, slug), localdate()
    whole = queries.whole(queries.records_of(hub).filter(pk=record_id))
    if whole is None:
        raise Http404
    record = whole.record
    sent = request.POST.get("do", "") if request.method == "POST" else ""
    what, _, which = sent.rpartition("-")
    if what in _REMOVE:
        return _REMOVE[what](request, record, row_number(which))
    led = queries.groups_led(record.person, of=hub)
    open_forms = _forms(request, hub, led, sent, on)
    form = open_forms.get(sent)
    if form is not None and form.is_valid():
        try:
            done = _add(request, record, sent, form.cleaned_data)
        except (records.LeaderRefused, actions.LeadingRefused) as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, done)
            return redirect("workgroups:leader", slug=hub.slug, record_id=record.pk)
    page = {
        "hub": hub,
        "record": record,
        "accreditations": whole.accreditations,
        "notices": notices(record, whole.accreditations, on),
        "ledgers": queries.ledgers(record, whole.years, on),
        "led": led,
        "notes": whole.notes,
        "invitations": [each for each in whole.invitations if each.hub_id == hub.pk],
        "forms": open_forms,
        "sent": form,
        "today": on,
    }
    return render(request, "workgroups/leading/record.html", page)


def _forms(
    request: HttpRequest, hub: Hub, led: list[queries.GroupLed], sent: str, on: date
) -> dict[str, Form]:
    """Return what can be added to a record, by name; the one that was `sent` is filled in."""
    groups = list(groups_named(hub))
    leads = [each.group for each in led if each.led_as]
    to_lead = [each for each in groups if each.state not in NOT_LED and each not in leads]

    def form_for(name: str, kind, **given) -> Form:
        posted = request.POST if sent == name else None
        return kind(posted, prefix=name, initial={"on": on, "kind": "LEAD"}, **given)

    return {
        "note": form_for("note", forms.Note),
        "days": form_for("days", forms.UseDays, groups=groups),
        "accredit": form_for("accredit", forms.Accredit),
        "feedback": form_for("feedback", Feedback, groups=leads),
        "deploy": form_for("deploy", forms.Deploy, groups=to_lead),
    }


def _add(request: HttpRequest, record: LeaderRecord, what: str, typed: dict) -> str:
    """Do what was asked and return the sentence that says so."""
    who = {"by": request.user, "at": now()}
    if what == "note":
        records.add_note(record=record, **typed, **who)
        return "The note is kept."
    if what == "days":
        line = actions.use_days(person=record.person, hub=record.hub, **typed, **who)
        return f"{line.days.normalize():f} days are in the ledger."
    if what == "accredit":
        return f"{records.accredit(record=record, **typed, **who)} is recorded."
    if what == "feedback":
        actions.write_feedback(person=record.person, **typed, **who)
        return f"Kept with {typed['work_group'].title}. {record.person.name} can read it."
    actions.deploy(person=record.person, **typed, **who)
    return f"{record.person.name} leads {typed['work_group'].title}. A letter tells them so."


def _remove_days(request: HttpRequest, record: LeaderRecord, pk: int) -> HttpResponse:
    mine = DaysUsed.objects.filter(person=record.person_id, hub=record.hub_id)
    actions.remove_days(line=get_object_or_404(mine, pk=pk), by=request.user, at=now())
    messages.success(request, "The line is out of the ledger.")
    return redirect("workgroups:leader", slug=record.hub.slug, record_id=record.pk)


def _remove_feedback(request: HttpRequest, record: LeaderRecord, pk: int) -> HttpResponse:
    said = get_object_or_404(LeadFeedback, person=record.person_id, pk=pk)
    actions.remove_feedback(feedback=said, by=request.user, at=now())
    messages.success(request, "The feedback is removed.")
    return redirect("workgroups:leader", slug=record.hub.slug, record_id=record.pk)


_REMOVE = {"remove-days": _remove_days, "remove-feedback": _remove_feedback}


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def edit_leader(request: HttpRequest, slug: str, record_id: int) -> HttpResponse:
    hub = hub_they_run(request, slug)
    record = _record(hub, record_id)
    form = forms.Record(
        request.POST if request.method == "POST" else None, record=record, on=localdate()
    )
    if form.is_valid():
        keep(form, request)
        messages.success(request, f"The record of {record.person.name} is saved.")
        return redirect("workgroups:leader", slug=hub.slug, record_id=record.pk)
    page = {"hub": hub, "record": record, "form": form}
    return render(request, "workgroups/leading/edit.html", page)


def keep(form: forms.Willing, request: HttpRequest) -> None:
    """Write what a form of a record says."""
    records.change_record(record=form.record, **form.facts(), by=request.user, at=now())
    for year, days in form.days().items():
        records.say_days(record=form.record, year=year, **days)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def accreditation(
    request: HttpRequest, slug: str, record_id: int, accreditation_id: int
) -> HttpResponse:
    """Renew or correct an accreditation, or remove one recorded by mistake."""
    hub = hub_they_run(request, slug)
    record = _record(hub, record_id)
    held = get_object_or_404(record.accreditations, pk=accreditation_id)
    who = {"by": request.user, "at": now()}
    if request.POST.get("do") == "remove":
        records.remove_accreditation(accreditation=held, **who)
        messages.success(request, f"{held} is removed.")
        return redirect("workgroups:leader", slug=hub.slug, record_id=record.pk)
    facts = ("cohort", "awarded_on", "renewed_on", "expires_on")
    initial = {name: getattr(held, name) for name in facts}
    form = forms.ChangeAccreditation(request.POST or None, initial=initial)
    if form.is_valid():
        try:
            records.change_accreditation(accreditation=held, **form.cleaned_data, **who)
        except records.LeaderRefused as refusal:
            form.add_error("expires_on", str(refusal))
        else:
            messages.success(request, f"{held} is saved.")
            return redirect("workgroups:leader", slug=hub.slug, record_id=record.pk)
    page = {"hub": hub, "record": record, "held": held, "form": form}
    return render(request, "workgroups/leading/accreditation.html", page)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def hand_over_leader(request: HttpRequest, slug: str, record_id: int) -> HttpResponse:
    """Let another hub keep the record: the leader has moved."""
    hub = hub_they_run(request, slug)
    record = _record(hub, record_id)
    form = forms.HandOver(request.POST if request.method == "POST" else None, record=record)
    if form.is_valid():
        to = form.cleaned_data["hub"]
        records.hand_over(record=record, to=to, by=request.user, at=now())
        messages.success(
            request, f"{to} now keeps the record of {record.person.name}. Both have a letter."
        )
        return redirect("workgroups:leaders", slug=hub.slug)
    page = {"hub": hub, "record": record, "form": form}
    return render(request, "workgroups/leading/hand_over.html", page)
