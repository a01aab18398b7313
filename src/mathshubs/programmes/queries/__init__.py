"""Reads about what the network offers."""

from __future__ import annotations

from datetime import date

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet

from mathshubs.core.years import academic_year_of, next_year
from mathshubs.hubs.models import Hub
from mathshubs.hubs.queries import hubs_run_by
from mathshubs.people.models import Person
from mathshubs.people.rules import is_national_staff

from ..models import Project


def national_projects(year: str) -> QuerySet[Project]:
    projects = Project.objects.filter(year=year, hub=None).select_related("followed_by")
    return projects.order_by("code")


def local_projects(hub: Hub, year: str) -> QuerySet[Project]:
    projects = Project.objects.filter(year=year, hub=hub).select_related("followed_by")
    return projects.order_by("title", "pk")


def projects_open_to(hub: Hub) -> QuerySet[Project]:
    """Return what a group of `hub` may carry out, in any year: national projects and its own."""
    return Project.objects.filter(Q(hub=None) | Q(hub=hub))


def projects_seen_by(person: Person | AnonymousUser, on: date) -> QuerySet[Project]:
    """Return the national projects, and local ones of hubs they run; national staff: all."""
    if is_national_staff(person):
        return Project.objects.all()
    return Project.objects.filter(Q(hub=None) | Q(hub__in=hubs_run_by(person, on)))


def years(on: date) -> list[str]:
    """Return the academic years with a project, and this and the next, the latest first."""
    this = academic_year_of(on)
    known = Project.objects.order_by().values_list("year", flat=True).distinct()
    return sorted({*known, this, next_year(this)}, reverse=True)
