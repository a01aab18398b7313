"""Who may do what in a space they belong to: to everybody else it is not there."""

from __future__ import annotations

from mathshubs.hubs import rules as hubs
from mathshubs.people.models import Person
from mathshubs.people.rules import is_national_staff
from mathshubs.workgroups import rules as workgroups
from mathshubs.workgroups.models import Place, WorkGroup

from .models import Space, SpacePost


def may_moderate(person: Person, space: Space) -> bool:
    """Who leads the group or runs its hub; of what is the whole network's, national staff."""
    if space.work_group:
        return workgroups.may_edit(person, space.work_group)
    hub = space.project.hub if space.project else space.hub
    return hubs.runs(person, hub) if hub else is_national_staff(person)


def may_open(person: Person, group: WorkGroup) -> bool:
    """Whoever will belong to the group's space: they need not wait until it is made."""
    held = group.bookings.filter(person=person, state=Place.State.HELD)
    return workgroups.may_edit(person, group) or held.exists()


def may_write(space: Space) -> bool:
    """Everybody who belongs to it, until it is archived."""
    return not space.is_archived


def may_change(person: Person, post: SpacePost) -> bool:
    """Its writer; the notes of the house: its moderators."""
    if post.space.is_archived or post.hidden_at:
        return False
    if post.by_id is None:
        return may_moderate(person, post.space)
    return post.by_id == person.pk


def may_report(person: Person, post: SpacePost) -> bool:
    return post.is_there and post.by_id not in (None, person.pk)
