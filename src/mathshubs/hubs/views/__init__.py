"""Pages with which a hub is kept: its details, lead school and area."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.forms import model_to_dict
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_http_methods

from .. import actions, queries, rules
from ..forms import (
    AddToArea,
    ChooseHub,
    EndArea,
    EndChoice,
    EndLeadSchool,
    HubDetails,
    NamedHubDetails,
    RecordLeadSchool,
)
from ..models import Hub


def hub_they_see(request: HttpRequest, slug: str) -> Hub:
    """Return the hub whose desk the person may see; another hub is not there for them."""
    hub = get_object_or_404(Hub, slug=slug)
    if not rules.may_see_desk(request.user, hub):
        raise Http404
    return hub


def hub_they_read(request: HttpRequest, slug: str) -> Hub:
    """Return the hub whose papers the person may read: its board does too, without names."""
    hub = get_object_or_404(Hub, slug=slug)
    if not rules.may_read_papers(request.user, hub):
        raise Http404
    return hub


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """National staff make a hub; its people, area and lead school come after."""
    if not rules.may_name_hubs(request.user):
        raise PermissionDenied
    form = NamedHubDetails(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            hub = actions.add_hub(**form.cleaned_data, by=request.user, at=now())
        except actions.HubRefused as refusal:
            form.add_error("name", str(refusal))
        else:
            messages.success(
                request, f"{hub} is added. Next: its lead school, its area, and who leads it."
            )
            return redirect("insight:hub_desk", slug=hub.slug)
    return render(request, "hubs/details.html", {"hub": None, "form": form})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def details(request: HttpRequest, slug: str) -> HttpResponse:
    """What the hub says of itself; only national staff give it another name."""
    hub = hub_they_see(request, slug)
    if not rules.may_change_details(request.user, hub):
        raise PermissionDenied
    kind = NamedHubDetails if rules.may_name_hubs(request.user) else HubDetails
    form = kind(request.POST if request.method == "POST" else None, initial=model_to_dict(hub))
    if form.is_valid():
        try:
            actions.change_details(hub=hub, **form.cleaned_data, by=request.user, at=now())
        except actions.HubRefused as refusal:
            form.add_error("name", str(refusal))
        else:
            messages.success(request, f"The details of {hub} are saved.")
            return redirect(hub)
    return render(request, "hubs/details.html", {"hub": hub, "form": form})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def lead_school(request: HttpRequest, slug: str) -> HttpResponse:
    """Which school leads the hub, and which did; national staff record it here."""
    hub, today = hub_they_see(request, slug), localdate()
    may_change = rules.may_change_lead_school(request.user)
    if request.method == "POST" and not may_change:
        raise PermissionDenied
    tenures = list(hub.lead_schools.select_related("school").order_by("-from_on"))
    sent = request.POST.get("do", "")
    forms = {}
    if may_change:
        begins, ends = {"from_on": today}, {"to_on": today}
        posted = {name: request.POST if sent == name else None for name in ("record", "end")}
        forms["record"] = RecordLeadSchool(posted["record"], prefix="record", initial=begins)
        if tenures:
            forms["end"] = EndLeadSchool(posted["end"], prefix="end", initial=ends, hub=hub)
    if sent in forms and forms[sent].is_valid():
        try:
            done = _change_lead_school(request, hub, sent, forms[sent].cleaned_data)
        except actions.HubRefused as refusal:
            forms[sent].add_error(None, str(refusal))
        else:
            messages.success(request, done)
            return redirect("hubs:lead_school", slug=hub.slug)
    page = {
        "hub": hub,
        "tenures": tenures,
        "today": today,
        "forms": forms,
        "sent": forms.get(sent),
    }
    return render(request, "hubs/lead_school.html", page)


def _change_lead_school(request: HttpRequest, hub: Hub, what: str, typed: dict) -> str:
    """Do what was asked and return the sentence that says so."""
    if what == "record":
        tenure = actions.record_lead_school(hub=hub, **typed, by=request.user, at=now())
        until = f" to {tenure.to_on:%-d %B %Y}" if tenure.to_on else ""
        return f"{tenure.school.name} leads {hub} from {tenure.from_on:%-d %B %Y}{until}."
    actions.end_lead_school(**typed, by=request.user, at=now())
    name = typed["tenure"].school.name
    return f"The last day of {name} as lead school is {typed['to_on']:%-d %B %Y}."


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def area(request: HttpRequest, slug: str) -> HttpResponse:
    """The districts of a hub and the schools that chose it, with what changes them."""
    hub, today = hub_they_see(request, slug), localdate()
    sent = request.POST.get("do", "") if request.method == "POST" else ""
    may_change = rules.may_change_area(request.user)
    if sent in ("add", "end") and not may_change:
        raise PermissionDenied

    def form_for(name: str, kind, **given):
        posted = request.POST if sent == name else None
        return kind(posted, prefix=name, initial={"from_on": today, "to_on": today}, **given)

    forms = {
        "choose": form_for("choose", ChooseHub),
        "unchoose": form_for("unchoose", EndChoice, hub=hub),
    }
    if may_change:
        forms["add"] = form_for("add", AddToArea)
        forms["end"] = form_for("end", EndArea, hub=hub)
    if sent in forms and forms[sent].is_valid():
        try:
            done = _change_area(hub, sent, forms[sent].cleaned_data)
        except actions.HubRefused as refusal:
            forms[sent].add_error(None, str(refusal))
        else:
            messages.success(request, done)
            return redirect("hubs:area", slug=hub.slug)
    dated = hub.areas.select_related("district", "authority").order_by("-from_on", "pk")
    page = {
        "hub": hub,
        "districts": queries.districts_of(hub, today),
        "changes": [each for each in dated if each.from_on > today or each.to_on],
        "choices": hub.chosen_by.on(today).select_related("school__authority"),
        "forms": forms,
        "sent": forms.get(sent),
        "may_change": may_change,
    }
    return render(request, "hubs/area.html", page)


def _change_area(hub: Hub, what: str, typed: dict) -> str:
    """Do what was asked and return the sentence that says so."""
    if what == "add":
        actions.add_to_area(hub=hub, place=typed["place"], from_on=typed["from_on"])
        return f"{typed['place']} is in the area from {typed['from_on']:%-d %B %Y}."
    if what == "end":
        actions.end_area(area=typed["area"], to_on=typed["to_on"])
        place = typed["area"].district or typed["area"].authority
        return f"{place} leaves the area after {typed['to_on']:%-d %B %Y}."
    if what == "choose":
        choice = actions.choose_hub(school=typed["school"], hub=hub, from_on=typed["from_on"])
        if choice is None:
            return f"{typed['school'].name} is in this hub's area, so it needs no choice."
        return f"{typed['school'].name} works with {hub} from {typed['from_on']:%-d %B %Y}."
    actions.end_choice(choice=typed["choice"], to_on=typed["to_on"])
    name = typed["choice"].school.name
    return f"{name} goes back to the hub of its area after {typed['to_on']:%-d %B %Y}."
