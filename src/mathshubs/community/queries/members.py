"""Who is in a space, as the others see them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet, Value

from mathshubs.hubs.models import Post
from mathshubs.hubs.queries import RUNS_A_HUB
from mathshubs.people.models import NationalRole, Person
from mathshubs.schools.models import Employment
from mathshubs.workgroups.models import Leader, Place

from ..models import Membership, Space, SpacePost
from .spaces import people_of

SHOWN = Membership.Shown
_KINDS = dict(Post.Kind.choices)
_LEADS = "Leads this group"


def name_of(person: Person | None, space: Space) -> str:
    """
    Return the name others read: never an address, which stands in for a name elsewhere.

    What nobody in particular wrote, the hub says.
    """
    if person is None:
        return space.house
    return f"{person.given_name} {person.family_name}".strip() or "A member"


def named_in(space: Space, on: date) -> QuerySet[Person]:
    """
    Return the members whom the others know by name.

    They agreed to it, or wrote something; leaders and those who run a hub are known anyway.
    """
    agreed = Membership.objects.filter(space=space).exclude(shown=SHOWN.NOTHING)
    wrote = SpacePost.objects.filter(space=space, by=OuterRef("pk"))
    wrote = wrote.filter(deleted_at=None, hidden_at=None)
    return people_of(space, on).filter(
        Q(pk__in=agreed.values("person"))
        | Exists(wrote)
        | Q(pk__in=Post.objects.on(on).filter(kind__in=RUNS_A_HUB).values("person"))
        | Q(pk__in=Leader.objects.filter(work_group=space.work_group_id).values("person"))
    )


def moderators_of(space: Space, on: date) -> QuerySet[Person]:
    """Return who decides about reported posts: `rules.may_moderate` from the other side."""
    hub = space.work_group.hub_id if space.work_group else space.hub_id
    hub = space.project.hub_id if space.project else hub
    if space.work_group is None and hub is None:
        rows = NationalRole.objects.on(on).filter(kind=NationalRole.Kind.STAFF)
        return Person.objects.filter(pk__in=rows.values("person"), is_active=True)
    runs = Post.objects.on(on).filter(hub=hub, kind__in=RUNS_A_HUB)
    leads = Leader.objects.filter(work_group=space.work_group_id)
    return Person.objects.filter(
        Q(pk__in=runs.values("person")) | Q(pk__in=leads.values("person")), is_active=True
    )


def added_to(space: Space) -> QuerySet[Membership]:
    """Return those who were added by hand, by name."""
    added = space.memberships.filter(added_at__isnull=False).select_related("person")
    return added.order_by("person__family_name", "person__given_name", "pk")


@dataclass(frozen=True)
class Member:
    """One line of the list of members: what may be shown, and nothing else."""

    name: str
    what: str
    email: str


def with_address(people: QuerySet[Person], space: Space) -> QuerySet[Person]:
    """Return the people, each with `agreed`: whether the others may read their address."""
    agreed = Membership.objects.filter(
        space=space, person=OuterRef("pk"), shown=SHOWN.ADDRESS, agreed_at__isnull=False
    )
    return people.annotate(agreed=Exists(agreed))


def members(people: Iterable[Person], space: Space, on: date) -> list[Member]:
    """Return a line for each of those `with_address`."""
    people = list(people)
    what = what_they_are([person.pk for person in people], space, on)
    return [
        Member(
            name=name_of(person, space),
            what=what.get(person.pk, ""),
            email=person.email if getattr(person, "agreed", False) else "",
        )
        for person in people
    ]


def what_they_are(ids: Iterable[int], space: Space, on: date) -> dict[int, str]:
    """Return what stands beside a name: who leads, whose staff, which school. One query."""
    ids = list(ids)
    group = space.work_group_id
    held = Place.objects.filter(work_group=group, person__in=ids, state=Place.State.HELD)
    runs = Post.objects.on(on).filter(person__in=ids, kind__in=RUNS_A_HUB)
    employed = Employment.objects.on(on).filter(person__in=ids)
    leads = Leader.objects.filter(work_group=group, person__in=ids)
    rows = employed.order_by().values_list("person", Value(0), "school__name", Value(""))
    rows = rows.union(
        held.order_by().values_list("person", Value(1), "school__name", Value("")),
        runs.order_by().values_list("person", Value(2), "hub__name", "kind"),
        leads.order_by().values_list("person", Value(3), Value(""), Value("")),
    )
    said: dict[int, str] = {}
    for person, rank, where, kind in sorted(rows, key=lambda row: row[1]):  # the last word counts
        said[person] = (where, where, f"{_KINDS.get(kind)}, {where} Maths Hub", _LEADS)[rank]
    return said
