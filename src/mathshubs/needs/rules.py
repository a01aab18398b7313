"""Who may do what with needs, and with what came through the other doors."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser

from mathshubs.hubs import rules as hubs
from mathshubs.hubs.models import Hub
from mathshubs.people.models import Person
from mathshubs.people.rules import is_national_staff

from .models import Need


def keeps(person: Person | AnonymousUser, hub: Hub | None) -> bool:
    """Those who run the hub keep its needs and rounds; national staff keep the nation's."""
    return hubs.runs(person, hub) if hub else is_national_staff(person)


def may_change(person: Person | AnonymousUser, need: Need) -> bool:
    return keeps(person, need.hub)
