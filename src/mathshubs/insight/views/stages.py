"""Schools by the stage of a pathway: of a hub, of every hub; and what a person knows of one."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_http_methods, require_safe

from mathshubs.core import exports
from mathshubs.core.identifiers import row_number
from mathshubs.core.paging import chips, paged
from mathshubs.core.phases import Phase
from mathshubs.core.years import academic_year_of
from mathshubs.hubs import rules as hubs
from mathshubs.hubs.queries import schools_of
from mathshubs.hubs.views import hub_they_see
from mathshubs.people.actions import log_export
from mathshubs.people.rules import is_national_staff
from mathshubs.programmes.actions import pathways as actions
from mathshubs.programmes.actions.pathways import PathwayRefused
from mathshubs.programmes.forms.pathways import SayStage
from mathshubs.programmes.models import Pathway
from mathshubs.programmes.queries.pathways import every_stage, pathways, said_of

from ..queries import stages as queries
from ..queries import stages_of_hub as by_hub
from ..queries.engagement import years_to_look_at

A_PAGE = 30
SCHOOLS = ("School", "URN", "Town", "District", "Phases", "Stage", "State", "Since", "Could go on")


def _chosen(request: HttpRequest, offered: list[Pathway], this: str) -> Pathway | None:
    """Return the pathway asked for; else the first that holds this year, else the first."""
    asked = row_number(request.GET.get("pathway"))
    holds = [each for each in offered if each.holds_in(this)]
    return next(
        (each for each in offered if each.pk == asked), next(iter([*holds, *offered]), None)
    )


def _year(request: HttpRequest, pathway: Pathway) -> tuple[str, list[str]]:
    years = by_hub.years_of_pathway(pathway, localdate())
    asked = request.GET.get("year", "")
    return (asked if asked in years else years[0]), years


def _filters(request: HttpRequest, pathway: Pathway) -> by_hub.Filters:
    asked = request.GET
    stage = row_number(asked.get("stage"))
    return by_hub.Filters(
        show=asked["show"] if asked.get("show") in by_hub.SHOWN else "on",
        stage=stage if stage in {each.pk for each in pathway.stages.all()} else 0,
        district=row_number(asked.get("district")),
        phase=asked["phase"] if asked.get("phase") in Phase.values else "",
    )


@login_required
@require_safe
def hub_stages(request: HttpRequest, slug: str) -> HttpResponse:
    """The hub's schools on a pathway: how many at each stage, and which."""
    hub, on = hub_they_see(request, slug), localdate()
    offered = list(pathways())
    pathway = _chosen(request, offered, academic_year_of(on))
    if pathway is None:
        return render(request, "insight/hub_stages.html", {"hub": hub})
    stages, filters = list(pathway.stages.all()), _filters(request, pathway)
    year, years = _year(request, pathway)
    found = by_hub.by_stage(hub, pathway, stages, filters, year, on)
    if exports.ending(request):
        log_export(what=f"schools by stage, {hub}", rows=len(found.rows), by=request.user, at=now())
        return exports.table(
            request, f"stages-{hub.slug}-{year.replace('/', '-')}", SCHOOLS, map(_cells, found.rows)
        )
    page = {
        "hub": hub,
        "runs": hubs.runs(request.user, hub),
        "pathway": pathway,
        "pathways": offered,
        "found": found,
        "filters": filters,
        "year": year,
        "years": years,
        "shown": [(name, label, found.counts[name]) for name, label in by_hub.SHOWN.items()],
        "phases": Phase.choices,
        "chips": chips(request, _said(filters, found, pathway)),
        "base": urlencode({"pathway": pathway.pk, "year": year}),
        **paged(request, found.rows, A_PAGE),
    }
    return render(request, "insight/hub_stages.html", page)


def _said(filters: by_hub.Filters, found: by_hub.Found, pathway: Pathway) -> dict[str, object]:
    stages = {each.pk: each.name for each in pathway.stages.all()}
    return {
        "show": by_hub.SHOWN[filters.show] if filters.show != "on" else "",
        "stage": stages.get(filters.stage, ""),
        "district": filters.district
        and dict(found.districts).get(filters.district, "A district elsewhere"),
        "phase": dict(Phase.choices).get(filters.phase, ""),
    }


def _cells(each: by_hub.SchoolRow) -> list:
    step, after = each.way.now, each.way.next
    return [
        each.name, each.urn, each.town, each.district_name, each.phases_in_words,
        step.stage.name if step else "", step.word if step else "Not on it yet",
        step.years[0] if step else "", after.name if after else "",
    ]  # fmt: skip


@login_required
@require_safe
def national_stages(request: HttpRequest, pathway_id: int) -> HttpResponse:
    """Every hub's schools by stage."""
    if not is_national_staff(request.user):
        raise PermissionDenied
    pathway = get_object_or_404(pathways(), pk=pathway_id)
    stages = list(pathway.stages.all())
    year, years = _year(request, pathway)
    rows, whole = by_hub.by_hub(pathway, stages, year, localdate())
    if exports.ending(request):
        header = (
            "Hub",
            *(f"{stage}: {part}" for stage in stages for part in ("there now", "completed ever",
              "went on")),
            "Could go on",
        )  # fmt: skip
        cells = (
            [str(row.hub), *(number for each in row.stages
                             for number in (each.here, each.completed, each.went_on)),
             row.could_go_on]
            for row in rows
        )  # fmt: skip
        return exports.table(request, f"stages-{year.replace('/', '-')}", header, cells)
    page = {
        "pathway": pathway, "rows": rows, "whole": whole, "year": year, "years": years,
        "could_go_on": sum(row.could_go_on for row in rows),
    }  # fmt: skip
    return render(request, "insight/national_stages.html", page)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def school_stages(request: HttpRequest, slug: str, urn: int) -> HttpResponse:
    """One school's stages: what records tell, and what a person knows beyond them."""
    hub, on = hub_they_see(request, slug), localdate()
    school = get_object_or_404(queries.with_stages(schools_of(hub, on), on), urn=urn)
    runs, this = hubs.runs(request.user, hub), academic_year_of(on)
    if request.method == "POST" and not runs:
        raise PermissionDenied
    said = list(said_of([school]))
    if number := row_number(request.POST.get("take_back")):
        found = next((each for each in said if each.pk == number), None)
        if found:
            actions.take_back(said=found)
            messages.success(request, "That is taken back. Records tell again.")
        return redirect("insight:school_stages", slug, urn)
    form = SayStage(
        request.POST if request.method == "POST" else None,
        stages=[each for each in every_stage() if each.pathway.from_year <= this],
        years=years_to_look_at(on, 12),
    )
    if form.is_valid():
        try:
            actions.say(school=school, **form.cleaned_data, by=request.user, at=now())
            messages.success(request, f"What you know of {school.name} is kept.")
            return redirect("insight:school_stages", slug, urn)
        except PathwayRefused as refusal:
            form.add_error(None, str(refusal))
    page = {
        "hub": hub, "school": school, "runs": runs, "said": said, "form": form,
        "ways": queries.ways_of(school, this),
    }  # fmt: skip
    return render(request, "insight/school_stages.html", page)
