"""Who may do what with a Work Group. Each answer costs at most one query for each person."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser
from django.utils.timezone import localdate

from mathshubs.hubs import rules as hubs
from mathshubs.hubs.models import Hub, Post
from mathshubs.hubs.queries import posts_of
from mathshubs.people import staff
from mathshubs.people.models import Person
from mathshubs.people.rules import is_national_staff

from .models import WorkGroup
from .queries.groups import groups_led_by

Someone = Person | AnonymousUser


def may_create(person: Someone, hub: Hub) -> bool:
    """Those who run the hub, and its Work Group Leads."""
    return hubs.runs(person, hub) or any(
        post.hub_id == hub.pk and post.kind == Post.Kind.WORK_GROUP_LEAD
        for post in posts_of(person, localdate())
    )


def may_run(person: Someone, work_group: WorkGroup) -> bool:
    """Those who run its hub."""
    return hubs.runs(person, work_group.hub)


def may_lead(person: Someone, work_group: WorkGroup) -> bool:
    """Those who lead this very group."""
    return work_group.pk in groups_led_by(person)


def may_approve(person: Someone, work_group: WorkGroup) -> bool:
    """The Maths Hub Lead of its hub."""
    return hubs.leads(person, work_group.hub)


def may_edit(person: Someone, work_group: WorkGroup) -> bool:
    # Of whoever is signed in it is known whether they are staff: most are not, and ask no more.
    if not (person.is_authenticated and staff.is_staff(person)):
        return False
    return may_run(person, work_group) or may_lead(person, work_group)


def may_see_people(person: Someone, work_group: WorkGroup) -> bool:
    """Names, needs and addresses: its own hub and its leaders, and nobody above them."""
    return may_edit(person, work_group)


def may_oversee(person: Someone, work_group: WorkGroup) -> bool:
    """See the design and its state, without the people."""
    return may_edit(person, work_group) or is_national_staff(person)
