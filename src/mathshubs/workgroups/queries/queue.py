"""Where somebody stands who asks for a place now. Written in SQL: every booking asks it."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection

from ..models import WorkGroup

_QUEUE = """SELECT
        coalesce(max(arrival), 0),
        max(id) FILTER (WHERE live AND person_id = %(person)s),
        count(*) FILTER (WHERE state = 'DECLINED' AND person_id = %(person)s),
        count(*) FILTER (WHERE live AND school_id = %(school)s),
        count(*) FILTER (WHERE takes AND school_id = %(school)s),
        count(DISTINCT CASE WHEN %(by_school)s THEN school_id ELSE id END) FILTER (WHERE takes),
        count(*) FILTER (WHERE state = 'WAITING')
    FROM (
        SELECT *, state IN ('APPLIED', 'WAITING', 'OFFERED', 'HELD') AS live,
            state IN ('OFFERED', 'HELD') AS takes
        FROM workgroups_place WHERE work_group_id = %(group)s
    ) AS place
"""


@dataclass(frozen=True)
class Queue:
    """Counts are of people, but `taken`, which is of whatever the group counts."""

    last_arrival: int
    mine: int | None
    declined: int
    from_school: int
    school_is_in: int
    taken: int
    people_waiting: int


def queue_for(work_group: WorkGroup, person_id: int, school_id: int) -> Queue:
    """Return the queue before somebody who asks now. Ask it under the lock on the group."""
    by_school = work_group.counted == WorkGroup.Counted.SCHOOL
    asked = {"group": work_group.pk, "person": person_id, "school": school_id}
    with connection.cursor() as cursor:
        cursor.execute(_QUEUE, {**asked, "by_school": by_school})
        return Queue(*cursor.fetchone())
