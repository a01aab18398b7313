"""A project with the groups that carry it out, and what each hub does with its template."""

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
from mathshubs.core.years import academic_year_of
from mathshubs.hubs.models import Hub, Post
from mathshubs.hubs.queries import RUNS_A_HUB, posts_of
from mathshubs.people import staff
from mathshubs.programmes import rules as projects
from mathshubs.programmes.forms.catalogue import WHAT_IT_MEANS
from mathshubs.programmes.methods.eligibility import read
from mathshubs.programmes.methods.templates import FOR_STAFF
from mathshubs.programmes.methods.templates import read as parts_of
from mathshubs.programmes.models import Maturity, Project
from mathshubs.programmes.queries.catalogue import steps_of, versions_of
from mathshubs.programmes.views.designing import project_they_see
from mathshubs.programmes.views.designing import trail as trail_of_project

from .. import rules
from ..actions import templates as actions
from ..actions.templates import TemplateRefused
from ..forms.templates import LeaveForm
from ..models import WorkGroup
from ..queries import groups as groups_
from ..queries import templates as queries
from .design import trail

A_PAGE = 50
MAKES = (*RUNS_A_HUB, Post.Kind.WORK_GROUP_LEAD)
HEADER = ("Hub", "Group", "State", "On version", "Standing", "Why it was left", "By", "On")


@require_safe
def project(request: HttpRequest, project_id: int) -> HttpResponse:
    """What a project is, for whom, how far it has come, and which hubs carry it out."""
    project = project_they_see(request, project_id)
    is_staff = request.user.is_authenticated and staff.is_staff(request.user)
    parts = [
        part
        for part in parts_of(project.template).values()
        if is_staff or part.name not in FOR_STAFF
    ]
    hubs = queries.by_hub(project, request.user)
    page = {
        "project": project,
        "meaning": WHAT_IT_MEANS[Maturity(project.maturity)],
        "who": [rule.words(str(project.hub or "")) for rule in read(project.eligibility)],
        "steps": steps_of(project),
        "parts": parts,
        "locked": sum(part.locked for part in parts),
        "versions": versions_of(project) if is_staff else [],
        "hubs": hubs,
        "groups": sum(each["groups"] for each in hubs),
        "is_staff": is_staff,
        "may_edit": projects.may_edit(request.user, project),
        "makes_for": _makes_for(request, project),
        "breadcrumbs": trail_of_project(project),
    }
    return render(request, "workgroups/project.html", page)


def _makes_for(request: HttpRequest, project: Project) -> list[Hub]:
    """Return the hubs for which they may make a group of the project: not of one long over."""
    if project.year < academic_year_of(localdate()):
        return []
    held = {
        post.hub_id: post.hub
        for post in posts_of(request.user, localdate())
        if post.kind in MAKES and project.hub_id in (None, post.hub_id)
    }
    return list(held.values())


@login_required
@require_safe
def uptake(request: HttpRequest, project_id: int) -> HttpResponse:
    """Which hubs took the version in force, left it, or have not looked at it."""
    project = project_they_see(request, project_id)
    if not projects.may_edit(request.user, project):
        raise PermissionDenied
    rows, counted = queries.uptake(project)
    asked = request.GET.get("show", "")
    show = asked if asked in queries.SHOWN else ""
    rows = [row for row in rows if not show or row.__dict__["shown"] == show]
    if exports.ending(request):
        return exports.table(request, f"template-{project.pk}", HEADER, map(_cells, rows))
    page = {
        "project": project,
        "show": show,
        "kinds": [
            (name, label, counted[name] if name else counted.total())
            for name, label in queries.SHOWN.items()
        ],
        "counted": counted,
        "breadcrumbs": trail_of_project(project, "Which hubs took it"),
        **paged(request, rows, A_PAGE),
    }
    return render(request, "workgroups/template_uptake.html", page)


def _cells(row: WorkGroup) -> list:
    stands = next(iter(row.__dict__["stands"]), None)
    return [
        str(row.hub), row.title, row.get_state_display(), row.template_version,
        queries.SHOWN[row.__dict__["shown"]], stands and stands.reason,
        stands and stands.by.name, stands and stands.at.date(),
    ]  # fmt: skip


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def template_change(request: HttpRequest, work_group_id: int) -> HttpResponse:
    """What a new version of the template changes in a group; its hub takes it, or leaves it."""
    overseen = groups_.work_groups_overseen_by(request.user).select_related("hub", "project")
    group = get_object_or_404(overseen, pk=work_group_id)
    if request.method == "POST" and not rules.may_run(request.user, group):
        raise PermissionDenied
    do = request.POST.get("do", "")
    form = LeaveForm(request.POST if do == "leave" else None)
    if request.method == "POST" and (do != "leave" or form.is_valid()):
        try:
            messages.success(request, _do(request, group, do, form))
        except TemplateRefused as refusal:
            messages.error(request, str(refusal))
        return redirect("workgroups:template_change", group.pk)
    return render(request, "workgroups/template_change.html", _page(request, group, form))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def take_for_all(request: HttpRequest, work_group_id: int) -> HttpResponse:
    """What a new version changes in all groups of a hub that wait for it, taken at once."""
    overseen = groups_.work_groups_overseen_by(request.user).select_related("hub", "project")
    group = get_object_or_404(overseen.exclude(project=None), pk=work_group_id)
    project = group.project
    if not rules.may_run(request.user, group) or project is None:
        raise PermissionDenied
    if request.method == "POST":
        version = row_number(request.POST.get("version", ""))
        try:
            taken = actions.take_for_all(
                hub=group.hub, project=project, version=version, by=request.user, at=now()
            )
            said = f"{len(taken)} groups are" if len(taken) != 1 else "1 group is"
            messages.success(request, f"{said} on version {version} now. Each can be undone.")
        except TemplateRefused as refusal:
            messages.error(request, str(refusal))
        return redirect("workgroups:template_for_all", group.pk)
    page = {
        "work_group": group,
        "project": project,
        "waiting": queries.waiting_with_fates(group.hub, project),
        "taken": queries.taken_and_undoable(group.hub, project),
        "breadcrumbs": trail(request, group, "Template of all groups"),
    }
    return render(request, "workgroups/template_for_all.html", page)


def _do(request: HttpRequest, group: WorkGroup, do: str, form: LeaveForm) -> str:
    """Do what was asked and return the sentence that says so."""
    version = row_number(request.POST.get("version", ""))
    if do == "take":
        actions.take(work_group=group, version=version, by=request.user, at=now())
        return f"{group.title} is on version {version} now. You can undo it below."
    if do == "leave":
        actions.leave(
            work_group=group, version=version, reason=form.cleaned_data["reason"],
            by=request.user, at=now(),
        )  # fmt: skip
        return "It is left, with your reason. You can take it later."
    if do == "undo":
        pk = row_number(request.POST.get("choice", ""))
        choice = get_object_or_404(group.template_choices.select_related("work_group"), pk=pk)
        stay = actions.undo(choice=choice, by=request.user, at=now())
        said = f" What you wrote since stays: {', '.join(stay)}." if stay else ""
        return f"The group says what it said before.{said}"
    return "Nothing was asked, and nothing changed."


def _page(request: HttpRequest, group: WorkGroup, form: LeaveForm) -> dict:
    choices = queries.choices_of(group)
    is_behind = queries.is_behind(group)
    after = group.template_version or 0
    versions = versions_of(group.project) if group.project else []
    theirs = WorkGroup.objects.filter(hub=group.hub, project=group.project_id)
    others = queries.to_look_at(theirs).exclude(pk=group.pk).order_by("title", "pk")
    return {
        "work_group": group,
        "project": group.project,
        "is_behind": is_behind,
        "fates": queries.fates_of(group) if is_behind else [],
        "news": [each for each in versions if each.number > after],
        "stands": queries.standing(group, choices),
        "undoable": queries.undoable(group, choices),
        "choices": choices,
        "others": others.only("title") if group.project else [],
        "may_follow": queries.may_follow(group),
        "may_run": rules.may_run(request.user, group),
        "form": form,
        "breadcrumbs": trail(request, group, "Template"),
    }
