"""Who may do what in a space they belong to, for to others it is not there; and in the library."""

from __future__ import annotations

from django.utils.timezone import localdate

from mathshubs.hubs import rules as hubs
from mathshubs.hubs.models import Post
from mathshubs.hubs.queries import posts_of
from mathshubs.people.models import Person
from mathshubs.people.rules import is_national_staff
from mathshubs.workgroups import rules as workgroups
from mathshubs.workgroups.models import Place, WorkGroup
from mathshubs.workgroups.queries.groups import groups_led_by

from .models import Resource, Space, SpacePost


def may_moderate(person: Person, space: Space) -> bool:
    """Who leads the group or runs its hub; of what is the whole network's, national staff."""
    if space.work_group:
        return workgroups.may_edit(person, space.work_group)
    hub = space.project.hub if space.project else space.hub
    return hubs.runs(person, hub) if hub else is_national_staff(person)


def may_decide_of(person: Person, post: SpacePost) -> bool:
    """Those who moderate the space, but nobody of what they wrote themselves."""
    return post.by_id != person.pk and may_moderate(person, post.space)


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


def may_propose(person: Person) -> bool:
    """Whoever holds a post in a hub or leads a group; national staff."""
    posts = posts_of(person, localdate())
    if is_national_staff(person) or any(post.kind not in Post.ON_THE_BOARD for post in posts):
        return True
    return bool(groups_led_by(person))


def may_decide(person: Person, resource: Resource) -> bool:
    """Those who run the hub that answers for it; of the whole network's, national staff."""
    hub = resource.hub
    return hubs.runs(person, hub) if hub else is_national_staff(person)


def may_change_resource(person: Person, resource: Resource) -> bool:
    return resource.by_id == person.pk or may_decide(person, resource)
