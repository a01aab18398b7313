"""Pages about projects: the national ones of a year, and each hub's own."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.views.decorators.http import require_http_methods, require_safe

from mathshubs.core import exports
from mathshubs.core.identifiers import row_number
from mathshubs.core.years import academic_year_of, next_year
from mathshubs.hubs import rules as hubs
from mathshubs.hubs.models import Hub
from mathshubs.hubs.views import hub_they_see
from mathshubs.people.rules import is_national_staff

from .. import actions, queries, rules
from ..forms import FORMS, ChooseRule, ProjectForm
from ..methods.eligibility import KINDS, read, stamp
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
            "year": max(next_year(follows.year), academic_year_of(on)),
        }
        project.follows = follows
    posted = request.POST if request.method == "POST" else None
    form = ProjectForm(posted, instance=project, initial=initial, hub=hub, on=on)
    if form.is_valid():
        saved = form.save()
        messages.success(request, f"{saved.title} is saved.")
        return redirect(f"{_home(hub)}?year={saved.year}")
    page = {
        "form": form,
        "hub": hub,
        "project": project if project.pk else None,
        "follows": follows,
        "who": [rule.words(str(hub or "")) for rule in read(project.eligibility)],
    }
    return render(request, "programmes/edit.html", page)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def eligibility(request: HttpRequest, project_id: int) -> HttpResponse:
    """Who can take part in every group of the project."""
    seen = queries.projects_seen_by(request.user, localdate())
    project = get_object_or_404(seen.select_related("hub"), pk=project_id)
    if not rules.may_edit(request.user, project):
        raise PermissionDenied
    home = _home(project.hub)
    crumbs = [
        ("Projects", home),
        (project.title, reverse("programmes:edit", args=[project.pk])),
        ("Who can take part", ""),
    ]
    page = {"of": str(project), "breadcrumbs": crumbs, "back": home}
    return rules_page(
        request, project.eligibility, lambda **how: actions.change_rules(project=project, **how),
        page,
    )  # fmt: skip


def _home(hub: Hub | None) -> str:
    if hub:
        return reverse("programmes:local", args=[hub.slug])
    return reverse("programmes:projects")


def rules_page(
    request: HttpRequest, kept: list[dict], change: Callable[..., object], page: dict
) -> HttpResponse:
    """
    Show the rules of who can take part, and add or remove one by `change`.

    Which to add is chosen first; its form comes at the same address with ?rule=.
    """
    kind, posted = request.GET.get("rule", ""), request.method == "POST"
    if posted and (gone := request.POST.get("remove", "")):
        change(without=gone)
        messages.success(request, "The rule is removed.")
        return redirect(request.path)
    if kind in FORMS:
        form = FORMS[kind](request.POST if posted else None, on=localdate())
        if posted and form.is_valid():
            change(add=form.rule)
            messages.success(request, f"Added: {form.rule.words()}")
            return redirect(request.path)
        page |= {"form": form, "form_label": KINDS[kind].label}
    else:
        page["choose"] = ChooseRule(request.GET if request.GET.keys() & {"rule", "do"} else None)
        page["rules"] = [(rule.words(page.get("hub", "")), stamp(rule)) for rule in read(kept)]
    return render(request, "programmes/rules.html", page)
