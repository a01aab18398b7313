"""Pages about projects: the national ones of a year, and each hub's own."""

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
from mathshubs.core.years import academic_year_of, next_year
from mathshubs.hubs import rules as hubs
from mathshubs.hubs.models import Hub
from mathshubs.hubs.views import hub_they_see
from mathshubs.people.rules import is_national_staff

from .. import queries, rules
from ..actions.projects import ProjectRefused, save_project
from ..forms import ProjectForm
from ..methods.eligibility import read
from ..models import Project

PROJECTS = ("Code", "Title", "Phases", "Summary")


def _year(request: HttpRequest) -> tuple[str, list[str]]:
    years = queries.years(localdate())
    asked = request.GET.get("year", "")
    return (asked if asked in years else academic_year_of(localdate())), years


@login_required
@require_safe
def projects(request: HttpRequest) -> HttpResponse:
    if not is_national_staff(request.user):
        raise PermissionDenied
    year, years = _year(request)
    projects = queries.national_projects(year)
    if exports.ending(request):
        return _table(request, f"projects-{year}", projects)
    page = {"projects": projects, "year": year, "years": years}
    return render(request, "programmes/projects.html", page)


@login_required
@require_safe
def local(request: HttpRequest, slug: str) -> HttpResponse:
    """The hub's own projects, beside the national ones that it can carry out."""
    hub = hub_they_see(request, slug)
    year, years = _year(request)
    projects = queries.local_projects(hub, year)
    if exports.ending(request):
        return _table(request, f"projects-{hub.slug}-{year}", projects)
    page = {
        "hub": hub,
        "projects": projects,
        "national": queries.national_projects(year),
        "year": year,
        "years": years,
        "may_edit": hubs.runs(request.user, hub),
    }
    return render(request, "programmes/local.html", page)


def _table(request: HttpRequest, name: str, projects) -> HttpResponse:
    rows = (
        [project.code or "Local", project.title, project.phases_in_words, project.summary]
        for project in projects
    )
    return exports.table(request, name.replace("/", "-"), PROJECTS, rows)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    if not is_national_staff(request.user):
        raise PermissionDenied
    return _edit(request, Project(), None)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new_local(request: HttpRequest, slug: str) -> HttpResponse:
    hub = hub_they_see(request, slug)
    if not hubs.runs(request.user, hub):
        raise PermissionDenied
    return _edit(request, Project(), hub)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, project_id: int) -> HttpResponse:
    seen = queries.projects_seen_by(request.user, localdate())
    project = get_object_or_404(seen.select_related("hub"), pk=project_id)
    if not rules.may_edit(request.user, project):
        raise PermissionDenied
    return _edit(request, project, project.hub)


def _edit(request: HttpRequest, project: Project, hub: Hub | None) -> HttpResponse:
    on, initial = localdate(), {}
    follows = None
    if not project.pk and (asked := row_number(request.GET.get("follows"))):
        follows = Project.objects.filter(hub=hub, followed_by=None, pk=asked).first()
    if follows:
        initial = {
            "title": follows.title,
            "summary": follows.summary,
            "phases": follows.phases,
            "outcomes": follows.outcomes,
            "year": max(next_year(follows.year), academic_year_of(on)),
        }
        project.follows = follows
    posted = request.POST if request.method == "POST" else None
    form = ProjectForm(posted, instance=project, initial=initial, hub=hub, on=on)
    if form.is_valid():
        try:
            saved = save_project(project=form.instance, by=request.user, at=now())
        except ProjectRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"{saved.title} is saved.")
            return redirect("workgroups:project", saved.pk)
    page = {
        "form": form,
        "hub": hub,
        "project": project if project.pk else None,
        "follows": follows,
        "who": [rule.words(str(hub or "")) for rule in read(project.eligibility)],
    }
    return render(request, "programmes/edit.html", page)
