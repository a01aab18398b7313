"""Reads about pathways: their stages, the projects that are evidence of each, what persons said."""

from __future__ import annotations

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet

from mathshubs.core.years import next_year

from ..models import Pathway, Project, SchoolStage, Stage


def pathways() -> QuerySet[Pathway]:
    """Return the pathways, the latest of a name first, each with its stages. Two queries."""
    stages = Stage.objects.annotate(named=Count("projects", distinct=True))
    ordered = Pathway.objects.order_by("name", "-from_year")
    return ordered.prefetch_related(Prefetch("stages", stages.order_by("order", "pk")))


def pathways_in(year: str) -> QuerySet[Pathway]:
    """Return the pathways that hold in an academic year. Years sort as words."""
    lasts = Q(to_year="") | Q(to_year__gte=year)
    return pathways().filter(lasts, from_year__lte=year)


def stages_of(pathway: Pathway) -> list[Stage]:
    """Return the stages in their order, each with its projects and how many schools are `told`."""
    projects = Prefetch("projects", Project.objects.order_by("-year", "code"))
    stages = pathway.stages.annotate(told=Count("schools", distinct=True))
    return list(stages.prefetch_related(projects).order_by("order", "pk"))


def projects_for(pathway: Pathway, latest: str) -> QuerySet[Project]:
    """Return the national projects of the pathway's years and phases, until a year after now."""
    last = min(pathway.to_year or next_year(latest), next_year(latest))
    found = Project.objects.filter(hub=None, year__gte=pathway.from_year, year__lte=last)
    if pathway.phases:
        found = found.filter(phases__overlap=pathway.phases)
    return found.order_by("-year", "code")


def that_follow(pathway: Pathway) -> list[tuple[int, int]]:
    """
    Return (stage, project) for each project that follows one named, and is not named itself.

    Only of the pathway's years: what comes after it is evidence of another one.
    """
    named = Stage.objects.filter(pathway=pathway, projects__followed_by__isnull=False)
    pairs = named.values_list("pk", "projects__followed_by", "projects__followed_by__year")
    kept = set(Stage.projects.through.objects.filter(stage__pathway=pathway).values_list(
        "stage", "project"
    ))  # fmt: skip
    return [
        (stage, project)
        for stage, project, year in pairs
        if (stage, project) not in kept
        if not pathway.to_year or year <= pathway.to_year
    ]


def left_to_name(year: str) -> int:
    """Return how many projects of `year` carry on one that a stage names, and are not named."""
    named = Stage.projects.through.objects
    lasts = Q(stage__pathway__to_year="") | Q(stage__pathway__to_year__gte=year)
    again = named.filter(stage=OuterRef("stage"), project=OuterRef("project__followed_by"))
    return named.filter(lasts, ~Exists(again), project__followed_by__year=year).count()


def every_stage() -> list[Stage]:
    """Return all stages with their pathway: by name, the latest pathway first."""
    stages = Stage.objects.select_related("pathway")
    return list(stages.order_by("pathway__name", "-pathway__from_year", "order", "pk"))


def said_of(schools: QuerySet | list) -> QuerySet[SchoolStage]:
    """Return what persons said of the stages of `schools`, the latest year first."""
    said = SchoolStage.objects.filter(school__in=schools)
    return said.select_related("stage__pathway", "by").order_by("-year", "-at")
