"""What people write to each other in the spaces of their groups."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from random import Random

from mathshubs.community.actions.spaces import open_missing_spaces
from mathshubs.community.models import Space, SpacePost
from mathshubs.workgroups.models import WorkGroup

from .bookings import Claim
from .catalogue import depth
from .copying import after_ids, copy
from .group import Group
from .world import Somebody, World

State = WorkGroup.State


def write(world: World, groups: list[Group], claims: list[Claim]) -> int:
    """Open every space, and let the people of groups under way write in theirs."""
    open_missing_spaces(at=world.now)
    random = world.random("talk")
    spaces = dict(
        Space.objects.exclude(work_group=None).values_list("work_group", "pk")
    )  # group: space
    people: dict[int, list[Somebody]] = {}
    for claim in claims:
        if claim.state == "HELD":
            people.setdefault(claim.group.id, []).append(claim.who)
    first = (SpacePost.objects.order_by("-pk").values_list("pk", flat=True).first() or 0) + 1
    rows: list[tuple] = []
    for group in groups:
        here = people.get(group.id, [])
        if group.state in (State.RUNNING, State.EVIDENCE) and group.id in spaces and len(here) > 5:
            for topic in _topics(world, random, group, here):
                rows += _numbered(topic, spaces[group.id], first + len(rows))
    copy(SpacePost, "id space topic by title text posted_at", rows)
    after_ids(SpacePost)
    return len(rows)


def _topics(
    world: World, random: Random, group: Group, people: list[Somebody]
) -> Iterator[list[tuple]]:
    """Each topic is a list of (writer, title, text, posted at), the beginning first."""
    words = depth()
    for title, text in random.sample(words["topics"], random.choice([1, 2, 2, 3])):
        begun = world.now - timedelta(hours=random.randrange(20, 500))
        topic = [(random.choice(people).id, title, text, begun)]
        for _ in range(random.randrange(4)):
            said = topic[-1][3] + random.random() * (world.now - topic[-1][3])
            topic.append((random.choice(people).id, "", random.choice(words["comments"]), said))
        yield topic


def _numbered(topic: list[tuple], space: int, first: int) -> list[tuple]:
    return [
        (first + number, space, first if number else None, *post)
        for number, post in enumerate(topic)
    ]
