"""What stands in the resource library, and the lessons that are taught in front of others."""

from __future__ import annotations

from datetime import timedelta

from mathshubs.community.models import Resource, ResourceVersion
from mathshubs.workgroups.models import OpenLesson, WorkGroup

from .catalogue import depth
from .group import Group
from .scenes import LEADERS_DAY, LESSON
from .world import World


def write(world: World, groups: list[Group]) -> int:
    """Write the resources of one hub and of the network; returns how many."""
    _write_lessons(world, groups)
    random, made = world.random("library"), []
    origins = [g for g in groups if g.hub is world.telford and g.state in WorkGroup.OVER]
    for number, row in enumerate(depth()["resources"]):
        title, kind, phase, years, topic, summary, text = row
        hub = world.telford if number % 2 else None
        by = world.cast["group-lead" if hub else "national"]
        at = world.now - timedelta(days=random.randrange(20, 300))
        made.append(
            Resource(
                title=title, kind=kind, phases=[phase], years=years, topic=topic, summary=summary,
                text=text, licence=random.choice(["CC_BY", "CC_BY", "CC_BY_SA", "OGL"]),
                author=by.name, hub=hub.hub if hub else None, by_id=by.id, proposed_at=at,
                origin_id=random.choice(origins).id if hub and origins else None,
                state="PUBLISHED", decided_by_id=world.cast["hub-lead"].id, decided_at=at,
            )
        )  # fmt: skip
    Resource.objects.bulk_create(made)
    ResourceVersion.objects.bulk_create(
        ResourceVersion(
            resource=each, number=1, text=each.text, by_id=each.by_id, at=each.proposed_at
        )
        for each in made
    )
    return len(made)


def _write_lessons(world: World, groups: list[Group]) -> None:
    """Some events to come are lessons that others watch."""
    random = world.random("lessons")
    events = [
        group
        for group in groups
        if group.design.event and group.venue and group.state in WorkGroup.BOOKABLE
    ]
    OpenLesson.objects.bulk_create(
        OpenLesson(
            event_id=event.id, kind=random.choice(OpenLesson.Kind.values),
            taught_by=random.choice(event.hub.people).name,
            year_group="Year 2" if "PRIMARY" in event.design.phases else "Year 8",
            focus=random.choice(depth()["focuses"]),
        )
        for event in events[::2]
        if event.design.number not in (LEADERS_DAY, LESSON)
    )  # fmt: skip
    lessons = [group for group in groups if group.design.number == LESSON]
    OpenLesson.objects.bulk_create(_lesson(world, event) for event in lessons)


def _lesson(world: World, event: Group) -> OpenLesson:
    over, leader = event.state in WorkGroup.OVER, event.leaders[0]
    return OpenLesson(
        event_id=event.id, kind=OpenLesson.Kind.STUDY if over else OpenLesson.Kind.SHOWCASE,
        taught_by=leader.name, year_group="Year 8", focus=depth()["focuses"][1],
        discussion=depth()["discussion"] if over else "", noted_by_id=leader.id if over else None,
        noted_at=event.sessions[0].ends_at + timedelta(hours=4) if over else None,
    )  # fmt: skip
