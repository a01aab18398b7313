"""The desk of one Work Group: its state and next step, its design section by section."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_http_methods, require_safe

from mathshubs.core.identifiers import row_number
from mathshubs.hubs import rules as hubs
from mathshubs.hubs.models import Hub
from mathshubs.people.rules import is_national_staff
from mathshubs.programmes.methods.eligibility import read
from mathshubs.programmes.models import PlanLine
from mathshubs.programmes.queries import projects_open_to
from mathshubs.programmes.views.eligibility import rules_page

from .. import rules
from ..actions import copies, design, states
from ..forms.design import SECTIONS, About, Reason, ReasonToCancel
from ..models import WorkGroup, Workshop
from ..queries import charter, groups, lines, templates
from ..queries.offers import groups_to_move_to
from ..queries.visits import lesson_of
from .meanwhile import SAVED_MEANWHILE, kept_instead, stamp, was_saved_meanwhile

SECTION_TITLES = {name: form.title for name, form in SECTIONS.items()} | {
    "eligibility": "Who can take part",
    "leaders": "Who leads",
    "partners": "Expert partners",
    "workshops": "Workshops and tasks",
}

OF_AN_EVENT = SECTION_TITLES | {"workshops": "Date and place"}


def titles(work_group: WorkGroup) -> dict[str, str]:
    return OF_AN_EVENT if work_group.is_event else SECTION_TITLES


def fetch(request: HttpRequest, work_group_id: int) -> WorkGroup:
    """Return a group they may change: 404 for what they may not see, 403 for who only looks."""
    overseen = groups.for_desk(groups.work_groups_overseen_by(request.user))
    work_group = get_object_or_404(overseen, pk=work_group_id)
    if not rules.may_edit(request.user, work_group):
        raise PermissionDenied
    return work_group


def trail(request: HttpRequest, work_group: WorkGroup, here: str = "") -> list[tuple[str, str]]:
    """Return the breadcrumbs of a page of the desk."""
    above = [above_it(request, work_group.hub)]
    if not here:
        return [*above, (work_group.title, "")]
    return [
        *above,
        (work_group.title, reverse("workgroups:manage", args=[work_group.pk])),
        (here, ""),
    ]


def above_it(request: HttpRequest, hub: Hub) -> tuple[str, str]:
    """Return where they came from: the hub's desk, or Today for those who only lead groups."""
    if hubs.runs(request.user, hub) or is_national_staff(request.user):
        return str(hub), reverse("insight:hub_desk", args=[hub.slug])
    return "Today", reverse("insight:today")


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
    may_run = rules.may_run(request.user, group)
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
                (titles(group)[name], reverse(f"workgroups:edit_{name}", args=[group.pk]), todo)
                for name, todo in lacking.items()
            ],
            "charter": charter.charter(group),
            "may_edit": rules.may_edit(request.user, group),
            "may_see_people": rules.may_see_people(request.user, group),
            "may_run": may_run,
            "is_over": group.state in (*WorkGroup.OVER, WorkGroup.State.CANCELLED),
            "may_copy": may_run and not group.is_draft,
            "history": group.state_changes.select_related("by"),
            "registers": _registers(group),
            "lesson": lesson_of(group),
            "template_waits": templates.waits(group),
            "breadcrumbs": trail(request, group),
        },
    )


def _registers(group: WorkGroup) -> list[tuple[Workshop, bool]]:
    """Return those over whose register is not taken (False), and the next to come (True)."""
    held = [each for each in group.workshops.all() if each.cancelled_at is None]
    over = [each for each in held if each.ends_at < now()]
    missing = [(each, False) for each in over if group.places_taken and not each.taken]
    return [*missing, *[(each, True) for each in held[len(over) :][:1]]]


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def create(request: HttpRequest, slug: str) -> HttpResponse:
    hub = get_object_or_404(Hub, slug=slug)
    if not rules.may_create(request.user, hub):
        raise Http404
    group, today = WorkGroup(hub=hub), localdate()
    posted = request.POST if request.method == "POST" else None
    initial = _of_project(request.GET.get("project", ""), hub)
    initial |= _of_line(request.GET.get("line", ""), hub)
    form = About(posted, instance=group, initial=initial, hub=hub, today=today)
    if form.is_valid():
        design.start_work_group(
            hub=hub, work_group=form.instance, by=request.user, with_template=True
        )
        said = f"{group.title} is saved as an idea. Fill in its design below."
        if group.template_version:
            said = f"{group.title} is saved as an idea, with the texts of {group.project}."
        messages.success(request, said)
        return redirect("workgroups:manage", group.pk)
    page = {
        "form": form,
        "heading": "A new Work Group or event",
        "breadcrumbs": [above_it(request, hub), ("New", "")],
    }
    return render(request, "workgroups/edit.html", page)


def _of_project(asked: str, hub: Hub) -> dict:
    """Return what a new group begins with when it is made from a project."""
    project = projects_open_to(hub).filter(pk=row_number(asked)).first()
    if project is None:
        return {}
    return {
        "project": project.pk, "title": project.title, "summary": project.summary,
        "phases": project.phases, "year": project.year, "kind": WorkGroup.Kind.WORK_GROUP,
    }  # fmt: skip


def _of_line(asked: str, hub: Hub) -> dict:
    """Return what a new group begins with when it carries out a line of the hub's year plan."""
    of_hub = PlanLine.objects.filter(plan__hub=hub).select_related("plan")
    line = of_hub.filter(pk=row_number(asked)).first()
    if line is None:
        return {}
    return {
        "plan_line": line.pk, "project": line.project_id, "title": line.title,
        "phases": line.phases, "year": line.plan.year, "kind": WorkGroup.Kind.WORK_GROUP,
        "support": line.provisions.order_by("pk").values_list("kind", flat=True).first() or "",
    }  # fmt: skip


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, work_group_id: int, section: str) -> HttpResponse:
    group = fetch(request, work_group_id)
    posted = request.POST if request.method == "POST" else None
    more = {"hub": group.hub, "today": localdate()} if section == "about" else {}
    title = group.title  # the form writes into the group
    form = SECTIONS[section](posted, instance=group, **more)
    form.lock(templates.locked_of(group), group.project)
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
        "locked": bool(form.locked),
        "breadcrumbs": trail(request, group, form.title),
    }
    return render(request, "workgroups/edit.html", page)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def eligibility(request: HttpRequest, work_group_id: int) -> HttpResponse:
    """Who can take part, besides what its project says."""
    group = fetch(request, work_group_id)
    of_project = read(group.project.eligibility) if group.project else []
    page = {
        "of": group.title,
        "hub": str(group.hub),
        "inherited": [rule.words(str(group.hub)) for rule in of_project],
        "breadcrumbs": trail(request, group, "Who can take part"),
        "back": reverse("workgroups:manage", args=[group.pk]),
    }
    return rules_page(
        request, group.eligibility, lambda **how: design.change_rules(work_group=group, **how), page
    )


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
    posted = request.POST if request.method == "POST" else None
    form = Reason(posted)
    if step.to == WorkGroup.State.CANCELLED:
        others = groups_to_move_to(group, localdate()).filter(counted=group.counted)
        form = ReasonToCancel(posted, groups=others)
    if request.method == "POST" and (not step.asks_why or form.is_valid()):
        try:
            states.change_state(
                work_group=group, to=step.to, by=request.user, at=now(),
                reason=form.cleaned_data.get("reason", "") if step.asks_why else "",
                move_to=form.cleaned_data.get("move_to") if step.asks_why else None,
                set_aside=form.cleaned_data.get("set_aside", "") if step.asks_why else "",
            )  # fmt: skip
        except states.RulesRefused as refusal:
            form.add_error("set_aside", str(refusal))
            return render(request, "workgroups/state.html", _step(request, group, step, form))
        except states.StateRefused as refusal:
            messages.error(request, " ".join([str(refusal), *refusal.todo]))
        else:
            messages.success(request, f"{group.title} is now “{step.to.label}”.")
        return redirect("workgroups:manage", group.pk)
    return render(request, "workgroups/state.html", _step(request, group, step, form))


def _step(request: HttpRequest, group: WorkGroup, step: states.Transition, form: Reason) -> dict:
    return {
        "form": form,
        "work_group": group,
        "step": step,
        "breadcrumbs": trail(request, group, step.action),
    }


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
    page = {"work_group": group, "breadcrumbs": trail(request, group, "Copy to next year")}
    return render(request, "workgroups/copy.html", page)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: HttpRequest, work_group_id: int) -> HttpResponse:
    group = fetch(request, work_group_id)
    if request.method == "POST":
        try:
            design.delete_draft(work_group=group, at=now())
        except design.DesignRefused as refusal:
            messages.error(request, str(refusal))
            return redirect("workgroups:manage", group.pk)
        messages.success(request, f"{group.title} is deleted.")
        return redirect(above_it(request, group.hub)[1])
    page = {"work_group": group, "breadcrumbs": trail(request, group, "Delete")}
    return render(request, "workgroups/delete.html", page)
