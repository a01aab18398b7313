"""The desk of one Work Group: its state and next step, its design section by section."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_http_methods, require_safe

from mathshubs.hubs.models import Hub

from .. import rules
from ..actions import copies, design, states
from ..forms.design import SECTIONS, About, Reason
from ..models import WorkGroup
from ..queries import charter, groups, lines
from .meanwhile import SAVED_MEANWHILE, kept_instead, stamp, was_saved_meanwhile

SECTION_TITLES = {name: form.title for name, form in SECTIONS.items()} | {
    "leaders": "Who leads",
    "partners": "Expert partners",
    "workshops": "Workshops and tasks",
}


def fetch(request: HttpRequest, work_group_id: int) -> WorkGroup:
    """Return a group they may change: 404 for what they may not see, 403 for who only looks."""
    overseen = groups.for_desk(groups.work_groups_overseen_by(request.user))
    work_group = get_object_or_404(overseen, pk=work_group_id)
    if not rules.may_edit(request.user, work_group):
        raise PermissionDenied
    return work_group


def trail(work_group: WorkGroup, here: str = "") -> list[tuple[str, str]]:
    """Return the breadcrumbs of a page of the desk."""
    desk = reverse("workgroups:manage", args=[work_group.pk])
    hub = reverse("insight:hub_desk", args=[work_group.hub.slug])
    above = [(str(work_group.hub), hub)]
    return (
        [*above, (work_group.title, desk), (here, "")] if here else [*above, (work_group.title, "")]
    )


@login_required
@require_safe
def manage(request: HttpRequest, work_group_id: int) -> HttpResponse:
    overseen = groups.for_desk(groups.work_groups_overseen_by(request.user))
    return _manage(request, get_object_or_404(overseen, pk=work_group_id))


def _manage(request: HttpRequest, group: WorkGroup) -> HttpResponse:
    today = localdate()
    steps = [(step, step.todo(group, today)) for step in states.transitions_of(group)]
    lacking = charter.lacking(group)
    of_the_design = {sentence for sentences in lacking.values() for sentence in sentences}
    return render(
        request,
        "workgroups/manage.html",
        {
            "work_group": group,
            "state": groups.state_shown(group, today),
            "when": lines.when_in_words(group, today),
            "next": next(((step, todo) for step, todo in steps if step.forward), None),
            "parts_to_do": sum(map(bool, lacking.values())),
            "of_the_design": of_the_design,
            "others": [
                step for step, _ in steps if not step.forward and step.who.may(request.user, group)
            ],
            "may_take_next": [step.to for step, _ in steps if step.who.may(request.user, group)],
            "sections": [
                (SECTION_TITLES[name], reverse(f"workgroups:edit_{name}", args=[group.pk]), todo)
                for name, todo in lacking.items()
            ],
            "charter": charter.charter(group),
            "may_edit": rules.may_edit(request.user, group),
            "may_see_people": rules.may_see_people(request.user, group),
            "may_copy": rules.may_run(request.user, group) and not group.is_draft,
            "history": group.state_changes.select_related("by"),
            "next_workshop": _next_workshop(group),
            "breadcrumbs": trail(group),
        },
    )


def _next_workshop(group: WorkGroup):
    """Return the workshop whose register comes next, else the last one."""
    held = [each for each in group.workshops.all() if each.cancelled_at is None]
    coming = [each for each in held if each.ends_at >= now()]
    return (coming or held[-1:] or [None])[0]


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def create(request: HttpRequest, slug: str) -> HttpResponse:
    hub = get_object_or_404(Hub, slug=slug)
    if not rules.may_create(request.user, hub):
        raise PermissionDenied
    group = WorkGroup(hub=hub)
    posted = request.POST if request.method == "POST" else None
    form = About(posted, instance=group, hub=hub, today=localdate())
    if form.is_valid():
        design.start_work_group(hub=hub, work_group=form.instance, by=request.user)
        messages.success(request, f"{group.title} is saved as an idea. Fill in its design below.")
        return redirect("workgroups:manage", group.pk)
    page = {
        "form": form,
        "heading": "A new Work Group or event",
        "breadcrumbs": [(str(hub), reverse("insight:hub_desk", args=[slug])), ("New", "")],
    }
    return render(request, "workgroups/edit.html", page)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, work_group_id: int, section: str) -> HttpResponse:
    group = fetch(request, work_group_id)
    posted = request.POST if request.method == "POST" else None
    more = {"hub": group.hub, "today": localdate()} if section == "about" else {}
    title = group.title  # the form writes into the group
    form = SECTIONS[section](posted, instance=group, **more)
    theirs = []
    if form.is_valid() and form.has_changed() and was_saved_meanwhile(request, form.initial):
        form.add_error(None, SAVED_MEANWHILE)
        theirs = kept_instead(form)
    if form.is_valid():
        try:
            if section == "places":
                design.change_places(work_group=group, fields=form.fields, at=now())
            else:
                design.save_section(work_group=group, fields=form.fields)
        except design.DesignRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"“{form.title}” is saved.")
            return redirect("workgroups:manage", group.pk)
    group.title = title
    page = {
        "form": form,
        "work_group": group,
        "heading": form.title,
        "seen": stamp(form.initial),
        "theirs": theirs,
        "breadcrumbs": trail(group, form.title),
    }
    return render(request, "workgroups/edit.html", page)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def change_state(request: HttpRequest, work_group_id: int) -> HttpResponse:
    """Take a step: at once, or after saying why."""
    group = fetch(request, work_group_id)
    asked = request.POST if request.method == "POST" else request.GET
    step = states.transition_to(group, asked.get("to", ""))
    if step is None:
        if group.state != asked.get("to"):
            messages.error(
                request,
                f"That step does not follow “{group.get_state_display()}”. Choose one below.",
            )
        return redirect("workgroups:manage", group.pk)
    if not step.who.may(request.user, group):
        raise PermissionDenied
    form = Reason(request.POST if request.method == "POST" else None)
    if request.method == "POST" and (not step.asks_why or form.is_valid()):
        try:
            states.change_state(
                work_group=group, to=step.to, by=request.user, at=now(),
                reason=form.cleaned_data.get("reason", "") if step.asks_why else "",
            )  # fmt: skip
        except states.StateRefused as refusal:
            messages.error(request, " ".join([str(refusal), *refusal.todo]))
        else:
            messages.success(request, f"{group.title} is now “{step.to.label}”.")
        return redirect("workgroups:manage", group.pk)
    page = {
        "form": form,
        "work_group": group,
        "step": step,
        "breadcrumbs": trail(group, step.action),
    }
    return render(request, "workgroups/state.html", page)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def copy(request: HttpRequest, work_group_id: int) -> HttpResponse:
    group = fetch(request, work_group_id)
    if not rules.may_run(request.user, group):
        raise PermissionDenied
    if request.method == "POST":
        made = copies.copy_to_next_year(work_group=group, by=request.user, at=now())
        messages.success(
            request, f"This is the copy for {made.year}. Check its dates before anything else."
        )
        return redirect("workgroups:manage", made.pk)
    page = {"work_group": group, "breadcrumbs": trail(group, "Copy to next year")}
    return render(request, "workgroups/copy.html", page)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: HttpRequest, work_group_id: int) -> HttpResponse:
    group = fetch(request, work_group_id)
    if request.method == "POST":
        try:
            design.delete_draft(work_group=group)
        except design.DesignRefused as refusal:
            messages.error(request, str(refusal))
            return redirect("workgroups:manage", group.pk)
        messages.success(request, f"{group.title} is deleted.")
        return redirect("insight:hub_desk", group.hub.slug)
    page = {"work_group": group, "breadcrumbs": trail(group, "Delete")}
    return render(request, "workgroups/delete.html", page)
