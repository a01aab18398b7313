"""Reads about projects as the catalogue shows them."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from ..models import MaturityStep, Project, TemplateVersion


@dataclass(frozen=True)
class Filters:
    """What of the catalogue is shown; nothing given shows all of the year."""

    year: str
    phase: str = ""
    maturity: str = ""


def catalogue(filters: Filters) -> QuerySet[Project]:
    """Return national projects by code."""
    found = Project.objects.filter(hub=None, year=filters.year)
    if filters.phase:
        found = found.filter(phases__contains=[filters.phase])
    if filters.maturity:
        found = found.filter(maturity=filters.maturity)
    return found.order_by("code")


YEARS_BACK = 8  # as far as steps of the same project in years before are told


def steps_of(project: Project) -> QuerySet[MaturityStep]:
    """Return the steps of the project and of the years that it follows, the latest first."""
    those = Q(project=project)
    for years in range(1, YEARS_BACK + 1):
        those |= Q(**{f"project{'__followed_by' * years}": project})
    return MaturityStep.objects.filter(those).select_related("by", "project")


def versions_of(project: Project) -> list[TemplateVersion]:
    """Return the versions of its template, the latest first."""
    return list(project.template_versions.select_related("by"))


def fields_of_version(project: Project, number: int | None) -> dict:
    """Return the template as it was in a version; {} for none. The one in force is not asked."""
    if not number:
        return {}
    if number == project.template_version:
        return project.template
    found = project.template_versions.filter(number=number).values_list("fields", flat=True)
    return next(iter(found), {})
