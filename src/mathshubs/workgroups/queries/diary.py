"""What else somebody has at the time of a group's workshops."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from mathshubs.people.models import Person
from mathshubs.schools.models import School

from ..models import WorkGroup, Workshop

# In SQL, as every booking asks it twice; from the groups to their workshops, by their indexes.
_DIARY = """SELECT workshop.*,
        wg.title AS group_title, wg.kind AS group_kind, wg.state AS group_state,
        host.name AS host_name, host.town AS host_town
    FROM workgroups_workshop AS workshop
    JOIN workgroups_workgroup AS wg ON wg.id = workshop.work_group_id
    LEFT JOIN schools_school AS host ON host.id = workshop.host_school_id
    WHERE workshop.cancelled_at IS NULL
    AND workshop.work_group_id IN (
        SELECT %(group)s UNION ALL
        SELECT work_group_id FROM workgroups_place
        WHERE person_id = %(person)s AND state IN ('APPLIED', 'WAITING', 'OFFERED', 'HELD')
    )
    AND (
        workshop.work_group_id = %(group)s OR EXISTS (
            SELECT 1 FROM workgroups_workshop AS wanted
            WHERE wanted.work_group_id = %(group)s AND wanted.cancelled_at IS NULL
            AND wanted.starts_at < workshop.ends_at AND wanted.ends_at > workshop.starts_at
        )
    )
    ORDER BY workshop.starts_at, workshop.number
"""


def diary(person: Person, work_group: WorkGroup) -> list[Workshop]:
    """
    Return the group's workshops, and those at the same time in which `person` has a live place.

    Earliest first, without the cancelled ones, each with its group and host school: one statement.
    """
    asked = {"group": work_group.pk, "person": person.pk}
    workshops = list(Workshop.objects.raw(_DIARY, asked))
    for one in workshops:
        row = one.__dict__
        group = {name: row[f"group_{name}"] for name in ("title", "kind", "state")}
        one.work_group = WorkGroup(pk=one.work_group_id, **group)
        if one.host_school_id:
            host = {name: row[f"host_{name}"] for name in ("name", "town")}
            one.host_school = School(pk=one.host_school_id, **host)
    return workshops


@dataclass(frozen=True)
class Clash:
    """Two workshops of different groups at the same time."""

    wanted: Workshop
    other: Workshop


def clashes(workshops: Iterable[Workshop], work_group_id: int) -> list[Clash]:
    """Return each workshop of the group that is at the same time as one of another group."""
    workshops = list(workshops)
    wanted = [workshop for workshop in workshops if workshop.work_group_id == work_group_id]
    others = [workshop for workshop in workshops if workshop.work_group_id != work_group_id]
    return [
        Clash(workshop, other)
        for workshop in wanted
        for other in others
        if workshop.starts_at < other.ends_at and other.starts_at < workshop.ends_at
    ]
