"""Reads about projects as the catalogue shows them."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import QuerySet

from ..models import Project, TemplateVersion


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
