"""Who may change what the network offers."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser

from mathshubs.hubs import rules as hubs
from mathshubs.people.models import Person
from mathshubs.people.rules import is_national_staff

from .models import Project


def may_edit(person: Person | AnonymousUser, project: Project) -> bool:
    """National staff change national projects; those who run a hub change its own."""
    return hubs.runs(person, project.hub) if project.hub else is_national_staff(person)
