"""The parts of a design that are lists: who leads, expert partners, workshops."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.forms import BaseModelFormSet, modelformset_factory
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.views.decorators.http import require_http_methods, require_safe

from mathshubs.core.identifiers import row_number
from mathshubs.people.forms import Somebody

from .. import rules
from ..actions import design
from ..actions import leaders as leading
from ..forms.parts import Biography, Partner, WorkshopForm
from ..models import ExpertPartner, Leader, Workshop
from ..queries import groups
from ..queries.lines import where_of
from .design import fetch, titles, trail
from .meanwhile import SAVED_MEANWHILE, kept_instead, stamp, was_saved_meanwhile

Biographies = modelformset_factory(Leader, form=Biography, extra=0)
Partners = modelformset_factory(ExpertPartner, form=Partner, extra=1, can_delete=True)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def leaders(request: HttpRequest, work_group_id: int) -> HttpResponse:
    """Biographies are saved together; somebody is added or removed by a button of their own."""
    group = fetch(request, work_group_id)
    posted = request.POST if request.method == "POST" else None
    do = posted.get("do", "") if posted else ""
    queryset = group.leaders.select_related("person")
    leaver = None
    if do.startswith("remove-"):
        leaver = get_object_or_404(queryset, pk=row_number(do.removeprefix("remove-")))
    # Whoever removes somebody may have typed about the others first.
    typed = do == "save" or (leaver is not None and "bio-TOTAL_FORMS" in posted)
    biographies = Biographies(posted if typed else None, queryset=queryset, prefix="bio")
    form = Somebody(posted if posted is not None and do in ("add", "") else None)
    theirs = _saved_meanwhile(request, biographies) if typed else []
    saved = bool(typed and biographies.is_valid() and biographies.save())
    if leaver and (biographies.is_valid() or not typed):
        return _remove_leader(request, leaver, saved)
    if do == "save" and biographies.is_valid():
        messages.success(request, "The changes are saved.")
        return redirect("workgroups:edit_leaders", group.pk)
    if form.is_valid():
        try:
            added = leading.add_leader(
                work_group=group, by=request.user, at=now(), **form.cleaned_data
            )
        except design.DesignRefused as refusal:
            form.add_error("email", str(refusal))
        else:
            messages.success(
                request, f"{added.person.name} leads {group.title}. A letter tells them so."
            )
            return redirect("workgroups:edit_leaders", group.pk)
    page = {
        "work_group": group,
        "form": form,
        "biographies": biographies,
        "seen": stamp(_kept(biographies)),
        "theirs": theirs,
        "problems": biographies if typed else form,
        "breadcrumbs": trail(request, group, "Who leads"),
    }
    return render(request, "workgroups/edit_leaders.html", page)


def _kept(formset: BaseModelFormSet) -> list[dict]:
    return [form.initial for form in formset.initial_forms]


def _saved_meanwhile(request: HttpRequest, formset: BaseModelFormSet) -> list[tuple[str, str]]:
    """Refuse the formset, and return what is kept, when it would undo what somebody saved."""
    if not (formset.is_valid() and formset.has_changed()):
        return []
    if not was_saved_meanwhile(request, _kept(formset)):
        return []
    formset.non_form_errors().append(SAVED_MEANWHILE)
    return [line for form in formset.initial_forms for line in kept_instead(form)]


def _remove_leader(request: HttpRequest, leader: Leader, saved: bool) -> HttpResponse:
    try:
        leading.remove_leader(leader=leader)
    except design.DesignRefused as refusal:
        messages.error(request, str(refusal))
    else:
        also = " The changes are saved." if saved else ""
        messages.success(request, f"{leader.person.name} no longer leads it.{also}")
    return redirect("workgroups:edit_leaders", leader.work_group_id)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def partners(request: HttpRequest, work_group_id: int) -> HttpResponse:
    group = fetch(request, work_group_id)
    posted = request.POST if request.method == "POST" else None
    formset = Partners(posted, queryset=group.partners.order_by("pk"), prefix="partner")
    theirs = _saved_meanwhile(request, formset)
    if formset.is_valid():
        for form in formset.forms:
            form.instance.work_group = group
        formset.save()
        messages.success(request, "The expert partners are saved.")
        return redirect("workgroups:manage", group.pk)
    page = {
        "work_group": group,
        "formset": formset,
        "seen": stamp(_kept(formset)),
        "theirs": theirs,
        "breadcrumbs": trail(request, group, "Expert partners"),
    }
    return render(request, "workgroups/edit_partners.html", page)


@login_required
@require_safe
def workshops(request: HttpRequest, work_group_id: int) -> HttpResponse:
    group = fetch(request, work_group_id)
    page = {
        "work_group": group,
        "workshops": [(each, where_of(each)) for each in group.workshops.all()],
        "heading": titles(group)["workshops"],
        "breadcrumbs": trail(request, group, titles(group)["workshops"]),
    }
    return render(request, "workgroups/edit_workshops.html", page)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new_workshop(request: HttpRequest, work_group_id: int) -> HttpResponse:
    group = fetch(request, work_group_id)
    number = max([each.number for each in group.workshops.all()], default=0) + 1
    workshop = Workshop(work_group=group, number=number)
    return _workshop(request, workshop, "Add a date" if group.is_event else "Add a workshop")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def change_workshop(request: HttpRequest, workshop_id: int) -> HttpResponse:
    workshop = _fetch_workshop(request, workshop_id)
    return _workshop(request, workshop, f"Change {workshop}")


def _workshop(request: HttpRequest, workshop: Workshop, heading: str) -> HttpResponse:
    group, new = workshop.work_group, workshop.pk is None
    posted = request.POST if request.method == "POST" else None
    form = WorkshopForm(posted, instance=workshop)
    if group.is_draft:  # the order of the dates numbers them
        form.fields.pop("number", None)
    theirs = []
    if form.is_valid() and form.has_changed() and was_saved_meanwhile(request, form.initial):
        form.add_error(None, SAVED_MEANWHILE)
        theirs = kept_instead(form)
    if form.is_valid():
        act = design.add_workshop if new else design.change_workshop
        try:
            told = act(workshop=form.instance, by=request.user, at=now())
        except design.DesignRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"{workshop} is saved.{_told(told)}")
            return redirect("workgroups:edit_workshops", group.pk)
    page = {
        "form": form,
        "work_group": group,
        "heading": heading,
        "seen": "" if new else stamp(form.initial),
        "theirs": theirs,
        "tells": design.is_told(group),
        "workshop": None if new else workshop,
        "breadcrumbs": trail(request, group, heading),
    }
    return render(request, "workgroups/edit.html", page)


def _told(people: int) -> str:
    if not people:
        return ""
    return " One person is written to." if people == 1 else f" {people} people are written to."


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def cancel_workshop(request: HttpRequest, workshop_id: int) -> HttpResponse:
    workshop = _fetch_workshop(request, workshop_id)
    group = workshop.work_group
    if request.method == "POST":
        try:
            told = design.cancel_workshop(workshop=workshop, by=request.user, at=now())
        except design.DesignRefused as refusal:
            messages.error(request, str(refusal))
        else:
            done = "removed" if group.is_draft else "cancelled"
            messages.success(request, f"{workshop} is {done}.{_told(told)}")
        return redirect("workgroups:edit_workshops", group.pk)
    page = {
        "workshop": workshop,
        "where": where_of(workshop),
        "work_group": group,
        "breadcrumbs": trail(request, group, "Remove" if group.is_draft else "Cancel"),
    }
    return render(request, "workgroups/cancel_workshop.html", page)


def _fetch_workshop(request: HttpRequest, workshop_id: int) -> Workshop:
    overseen = groups.work_groups_overseen_by(request.user)
    found = Workshop.objects.filter(work_group__in=overseen)
    workshop = get_object_or_404(
        found.select_related("work_group__hub", "host_school"), pk=workshop_id
    )
    if not rules.may_edit(request.user, workshop.work_group):
        raise PermissionDenied
    return workshop
