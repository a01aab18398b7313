"""Spaces are opened, archived, joined by hand."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils.timezone import localdate

from mathshubs.hubs.models import Hub
from mathshubs.people.actions import PersonRefused, find_or_add
from mathshubs.people.models import Person
from mathshubs.programmes.models import Project
from mathshubs.workgroups.models import WorkGroup
from mathshubs.workgroups.queries.groups import public_work_groups

from .. import template
from ..emails import members as letters
from ..models import Membership, Space, SpacePost
from ..queries import spaces as reads
from ..queries.members import name_of

AT_ONCE = 500
Kind = Space.Kind
OF_HUBS = (Kind.HUB, Kind.LEADERS, Kind.BOARD)


@transaction.atomic
def open_space(work_group: WorkGroup, *, at: datetime) -> Space:
    """Return the group's space, made with its first notes if need be. Twice is once."""
    found = reads.spaces().filter(work_group=work_group)
    if not found.exists():
        _open([Space(kind=Kind.WORK_GROUP, work_group=work_group, opened_at=at)], at)
    return found.get()


@transaction.atomic
def open_missing_spaces(*, at: datetime) -> int:
    """
    Open the spaces of published groups, of their projects, of each hub, its leaders and its board.

    Twice is harmless. Returns how many were opened.
    """
    alive = groups_with_a_space().exclude(state__in=Space.CLOSED)
    groups = alive.filter(space=None)
    projects = Project.objects.filter(space=None, work_groups__in=alive).distinct()
    spaces = [Space(kind=Kind.WORK_GROUP, work_group=group, opened_at=at) for group in groups]
    spaces += [Space(kind=Kind.PROJECT, project=project, opened_at=at) for project in projects]
    there = set(Space.objects.filter(kind__in=OF_HUBS).values_list("kind", "hub"))
    hubs: list[int | None] = [*Hub.objects.values_list("pk", flat=True)]
    wanted = [(kind.value, hub) for hub in hubs for kind in OF_HUBS]
    if hubs:
        wanted.append((Kind.LEADERS.value, None))
    missing = [each for each in wanted if each not in there]
    spaces += [Space(kind=kind, hub_id=hub, opened_at=at) for kind, hub in missing]
    return _open(spaces, at) if spaces else 0


def groups_with_a_space() -> QuerySet[WorkGroup]:
    """Return the groups that have a space or will: published ones; an event has none."""
    return public_work_groups().filter(kind=WorkGroup.Kind.WORK_GROUP)


def _open(spaces: list[Space], at: datetime) -> int:
    """Write those of `spaces` that are not there yet, with their notes. Returns how many."""
    Space.objects.bulk_create(spaces, batch_size=AT_ONCE, ignore_conflicts=True)
    new = list(reads.spaces().filter(opened_at=at, posts=None))
    notes = [
        SpacePost(
            space=space,
            title=title,
            text=text,
            posted_at=at,
            pinned_at=at + number * timedelta(microseconds=1),
        )
        for space in new
        for number, (title, text) in enumerate(template.notes(space))
    ]
    SpacePost.objects.bulk_create(notes, batch_size=AT_ONCE)
    return len(new)


def archive(space: Space, *, at: datetime | None) -> None:
    """Close the space to writing, or open it again with `at` empty. A group's closes with it."""
    Space.objects.filter(pk=space.pk, work_group=None).update(archived_at=at)


class MemberRefused(Exception):
    """Nobody was added. `str(refusal)` is a sentence for whoever asked."""


@transaction.atomic
def add_member(
    *, space: Space, email: str, given_name: str = "", family_name: str = "", by: Person,
    at: datetime,
) -> Person:  # fmt: skip
    """
    Let the person with this address into the space, and write to them. Twice is once.

    Nothing of them is shown until they agree. Raises MemberRefused when a name is needed.
    """
    try:
        person = find_or_add(email=email, given_name=given_name, family_name=family_name)
    except PersonRefused as refusal:
        raise MemberRefused(str(refusal)) from None
    if reads.belongs(person, space, localdate(at)):
        raise MemberRefused(f"{name_of(person, space)} belongs to {space.title} already.")
    Membership.objects.update_or_create(
        space=space, person=person, defaults={"added_by": by, "added_at": at}
    )
    letters.added(space, person, by, at=at)
    return person


def remove_member(*, space: Space, person: Person) -> bool:
    """Let somebody go who was added by hand; others belong for as long as their places last."""
    added = Membership.objects.filter(space=space, person=person, added_at__isnull=False)
    return bool(added.update(added_by=None, added_at=None))
