"""Pathways with their stages, as national staff keep them year by year."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate
from django.views.decorators.http import require_http_methods, require_safe

from mathshubs.core.identifiers import row_number
from mathshubs.core.years import academic_year_of
from mathshubs.people.rules import is_national_staff

from ..actions import pathways as actions
from ..actions.pathways import PathwayRefused
from ..forms.pathways import PathwayFacts, StageFacts
from ..models import Pathway, Stage
from ..queries import pathways as queries

_form = require_http_methods(["GET", "HEAD", "POST"])
FACTS = ("name", "about", "phases", "from_year", "to_year")


def _national_only(request: HttpRequest) -> None:
    if not is_national_staff(request.user):
        raise PermissionDenied


@login_required
@require_safe
def pathways(request: HttpRequest) -> HttpResponse:
    _national_only(request)
    page = {"pathways": queries.pathways(), "this": academic_year_of(localdate())}
    return render(request, "programmes/pathways.html", page)


@login_required
@_form
def new_pathway(request: HttpRequest) -> HttpResponse:
    _national_only(request)
    return _edit_pathway(request, None)


@login_required
@_form
def change_pathway(request: HttpRequest, pathway_id: int) -> HttpResponse:
    _national_only(request)
    return _edit_pathway(request, get_object_or_404(Pathway, pk=pathway_id))


def _edit_pathway(request: HttpRequest, pathway: Pathway | None) -> HttpResponse:
    initial = {name: getattr(pathway, name) for name in FACTS} if pathway else {}
    if pathway is None:
        initial = {"from_year": academic_year_of(localdate())}
    form = PathwayFacts(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid():
        try:
            kept = actions.keep_pathway(pathway=pathway, **form.cleaned_data)
            messages.success(request, f"{kept} is saved.")
            return redirect("programmes:pathway", kept.pk)
        except PathwayRefused as refusal:
            form.add_error(None, str(refusal))
    heading = f"Change {pathway}" if pathway else "Add a pathway"
    page = {"pathway": pathway, "form": form, "heading": heading}
    return render(request, "programmes/pathway_form.html", page)


@login_required
@_form
def pathway(request: HttpRequest, pathway_id: int) -> HttpResponse:
    """A pathway: its stages in their order, and the projects that are evidence of each."""
    _national_only(request)
    pathway = get_object_or_404(Pathway, pk=pathway_id)
    if request.method == "POST":
        messages.success(request, _do(pathway, request.POST.get("do", "")))
        return redirect("programmes:pathway", pathway.pk)
    page = {
        "pathway": pathway,
        "stages": queries.stages_of(pathway),
        "follow": len(queries.that_follow(pathway)),
    }
    return render(request, "programmes/pathway.html", page)


def _do(pathway: Pathway, do: str) -> str:
    if do == "follow":
        many = actions.add_what_follows(pathway=pathway)
        return f"{many} project{'' if many == 1 else 's'} added to the stages they carry on."
    way, _, number = do.partition("-")
    if way not in ("up", "down"):
        return "Nothing was asked, and nothing changed."
    stage = get_object_or_404(pathway.stages.all(), pk=row_number(number))
    actions.move_stage(stage=stage, up=way == "up")
    return f"{stage} is moved {way}."


@login_required
@_form
def new_stage(request: HttpRequest, pathway_id: int) -> HttpResponse:
    _national_only(request)
    return _edit_stage(request, get_object_or_404(Pathway, pk=pathway_id), None)


@login_required
@_form
def stage(request: HttpRequest, stage_id: int) -> HttpResponse:
    _national_only(request)
    found = get_object_or_404(Stage.objects.select_related("pathway"), pk=stage_id)
    return _edit_stage(request, found.pathway, found)


def _edit_stage(request: HttpRequest, pathway: Pathway, stage: Stage | None) -> HttpResponse:
    initial = {}
    if stage:
        initial = {"name": stage.name, "years": stage.years, "projects": stage.projects.all()}
    form = StageFacts(
        request.POST if request.method == "POST" else None,
        initial=initial,
        projects=queries.projects_for(pathway, academic_year_of(localdate())),
    )
    if form.is_valid():
        try:
            kept = actions.keep_stage(pathway=pathway, stage=stage, **form.cleaned_data)
            messages.success(request, f"{kept} is saved.")
            return redirect("programmes:pathway", pathway.pk)
        except PathwayRefused as refusal:
            form.add_error(None, str(refusal))
    heading = f"Stage: {stage}" if stage else "Add a stage"
    page = {"pathway": pathway, "form": form, "heading": heading}
    return render(request, "programmes/pathway_form.html", page)


@login_required
@_form
def remove_stage(request: HttpRequest, stage_id: int) -> HttpResponse:
    """Ask, then take the stage away."""
    _national_only(request)
    stage = get_object_or_404(Stage.objects.select_related("pathway"), pk=stage_id)
    if request.method == "POST":
        try:
            actions.remove_stage(stage=stage)
            messages.success(request, f"{stage} is removed.")
        except PathwayRefused as refusal:
            messages.error(request, str(refusal))
        return redirect("programmes:pathway", stage.pathway_id)
    page = {"pathway": stage.pathway, "stage": stage}
    return render(request, "programmes/remove_from_pathway.html", page)


@login_required
@_form
def remove_pathway(request: HttpRequest, pathway_id: int) -> HttpResponse:
    """Ask, then take the whole pathway away."""
    _national_only(request)
    pathway = get_object_or_404(Pathway, pk=pathway_id)
    if request.method == "POST":
        try:
            actions.remove_pathway(pathway=pathway)
            messages.success(request, f"{pathway} is removed.")
            return redirect("programmes:pathways")
        except PathwayRefused as refusal:
            messages.error(request, str(refusal))
            return redirect("programmes:pathway", pathway.pk)
    return render(request, "programmes/remove_from_pathway.html", {"pathway": pathway})
