"""How a project is designed: its maturity, its core questions, the template of its groups."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_http_methods, require_safe

from mathshubs.core.identifiers import row_number

from .. import queries, rules
from ..actions import projects as actions
from ..actions.projects import ProjectRefused
from ..forms.catalogue import MaturityForm, QuestionForm, TemplateForm
from ..methods.templates import differences
from ..models import Project
from ..queries.catalogue import steps_of, versions_of


def project_they_see(request: HttpRequest, project_id: int) -> Project:
    seen = queries.projects_seen_by(request.user, localdate())
    return get_object_or_404(seen.select_related("hub"), pk=project_id)


def _project_they_edit(request: HttpRequest, project_id: int) -> Project:
    project = project_they_see(request, project_id)
    if not rules.may_edit(request.user, project):
        raise PermissionDenied
    return project


def trail(project: Project, here: str = "") -> list[tuple[str, str]]:
    """Return the breadcrumbs of a page about a project."""
    above = [("Projects", reverse("programmes:catalogue") + f"?year={project.year}")]
    if project.hub:
        local = reverse("programmes:local", args=[project.hub.slug])
        above = [(f"Projects of {project.hub}", f"{local}?year={project.year}")]
    if not here:
        return [*above, (project.title, "")]
    return [*above, (project.title, reverse("workgroups:project", args=[project.pk])), (here, "")]


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def maturity(request: HttpRequest, project_id: int) -> HttpResponse:
    """How far the project has come, said anew with a reason."""
    project = _project_they_edit(request, project_id)
    form = MaturityForm(request.POST if request.method == "POST" else None, project=project)
    if form.is_valid():
        try:
            done = actions.take_maturity_step(
                project=project, by=request.user, at=now(), **form.cleaned_data
            )
        except ProjectRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            said = done.get_maturity_display()
            messages.success(request, f"The catalogue says “{said}” now, with your reason.")
            return redirect("workgroups:project", project.pk)
    page = {
        "project": project,
        "form": form,
        "history": steps_of(project),
        "breadcrumbs": trail(project, "How far it has come"),
    }
    return render(request, "programmes/maturity.html", page)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def questions(request: HttpRequest, project_id: int) -> HttpResponse:
    """The core questions, in the order in which they are asked."""
    project = _project_they_edit(request, project_id)
    do, _, which = request.POST.get("do", "").partition("-")
    form = QuestionForm(request.POST if do == "add" else None)
    here = reverse("programmes:questions", args=[project.pk])
    if request.method == "POST" and (do != "add" or form.is_valid()):
        try:
            said, beyond = _do(project, do, which, request.POST.get("put_back", ""), form)
            messages.success(request, said)
            return redirect(here + beyond)
        except ProjectRefused as refusal:
            if not form.is_bound:
                messages.error(request, str(refusal))
                return redirect(here)
            form.add_error("question", str(refusal))
    removed = request.GET.get("removed", "")[:200]
    page = {
        "project": project,
        "form": form,
        "removed": "" if removed in project.core_questions else removed,
        "place": request.GET.get("place", ""),
        "breadcrumbs": trail(project, "Core questions"),
    }
    return render(request, "programmes/questions.html", page)


def _do(
    project: Project, do: str, which: str, put_back: str, form: QuestionForm
) -> tuple[str, str]:
    """Do what was asked; return the sentence that says so, and what goes after the address."""
    if do == "add":
        actions.add_question(project=project, question=form.cleaned_data["question"])
        return "The question is added.", ""
    if do == "back" and (again := put_back.strip()[:200]):
        actions.add_question(project=project, question=again, place=int(row_number(which) or 0))
        return "The question is where it was.", ""
    place = row_number(which)
    if do in ("up", "down", "remove") and place and place <= len(project.core_questions):
        question = project.core_questions[place - 1]
        if do != "remove":
            actions.move_question(project=project, question=question, up=do == "up")
            return f"“{question}” is moved {do}.", ""
        had = actions.remove_question(project=project, question=question)
        return "The question is removed.", f"?{urlencode({'removed': question, 'place': had or 0})}"
    return "Nothing was asked, and nothing changed.", ""


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def template(request: HttpRequest, project_id: int) -> HttpResponse:
    """What every group of the project reads, and where each hub begins."""
    project = _project_they_edit(request, project_id)
    form = TemplateForm(request.POST if request.method == "POST" else None, project=project)
    if form.is_valid():
        try:
            version = actions.save_template(
                project=project, fields=form.template, words=form.cleaned_data["words"],
                seen=row_number(request.POST.get("seen", "")) or 0, by=request.user, at=now(),
            )  # fmt: skip
        except ProjectRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            if version is None:
                messages.success(request, "Nothing differs, so the version stays as it is.")
            else:
                messages.success(
                    request,
                    f"Version {version.number} is given out. Hubs with a group of the project see "
                    "what differs, and take it or not.",
                )
            return redirect("workgroups:project", project.pk)
    page = {
        "project": project,
        "form": form,
        "seen": request.POST.get("seen", project.template_version),
        "breadcrumbs": trail(project, "Template"),
    }
    return render(request, "programmes/template.html", page)


@login_required
@require_safe
def template_versions(request: HttpRequest, project_id: int) -> HttpResponse:
    """Every version of the template, and what each changed in the one before it."""
    project = _project_they_edit(request, project_id)
    versions = versions_of(project)
    fields = {each.number: each.fields for each in versions}
    page = {
        "project": project,
        "versions": [
            (each, differences(fields.get(each.number - 1, {}), each.fields)) for each in versions
        ],
        "breadcrumbs": trail(project, "Versions of the template"),
    }
    return render(request, "programmes/template_versions.html", page)
