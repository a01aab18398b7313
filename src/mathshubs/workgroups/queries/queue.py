"""Where somebody stands who asks for a place now. Written in SQL: every booking asks it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connection

from ..models import WorkGroup

# The first line lets one person ask for one place at a time: two groups may meet at the same time.
_QUEUE = """SELECT pg_advisory_xact_lock(hashtextextended('asks for a place', %(person)s)),
        coalesce(max(arrival), 0),
        max(id) FILTER (WHERE live AND person_id = %(person)s),
        coalesce(max(arrival) FILTER (WHERE state = 'DECLINED' AND person_id = %(person)s)
            = max(arrival) FILTER (WHERE person_id = %(person)s), false),
        count(*) FILTER (WHERE live AND school_id = %(school)s),
        count(*) FILTER (WHERE takes AND school_id = %(school)s),
        count(DISTINCT CASE WHEN %(by_school)s THEN school_id ELSE id END) FILTER (WHERE takes),
        count(*) FILTER (WHERE state = 'WAITING')
    FROM (
        SELECT *, state IN ('APPLIED', 'WAITING', 'OFFERED', 'AGREEMENT', 'HELD') AS live,
            state IN ('OFFERED', 'AGREEMENT', 'HELD') AS takes
        FROM workgroups_place WHERE work_group_id = %(group)s
    ) AS place
"""


def lock_people(person_ids: Iterable[int]) -> None:
    """
    Lock each of these people as `queue_for` does, so that several can be asked about in any order.

    The smallest number first, and the group before: so nobody waits in a ring.
    """
    with connection.cursor() as cursor:
        for pk in sorted(person_ids):
            cursor.execute(
                "SELECT pg_advisory_xact_lock(hashtextextended('asks for a place', %s))", [pk]
            )


@dataclass(frozen=True)
class Queue:
    """
    Counts are of people, but `taken`, which is of whatever the group counts.

    `declined`: the last answer they had in this group was no.
    """

    last_arrival: int
    mine: int | None
    declined: bool
    from_school: int
    school_is_in: int
    taken: int
    people_waiting: int


def queue_for(work_group: WorkGroup, person_id: int | None, school_id: int) -> Queue:
    """
    Return the queue before somebody who asks now. Ask it under the lock on the group.

    It locks the person too: until the transaction ends nobody else is answered for them, in any
    group, so what is read of their other places after this stays true. Always the group first, then
    the person: so nobody waits in a ring. Of somebody not named yet it tells what it can.
    """
    by_school = work_group.counted == WorkGroup.Counted.SCHOOL
    asked = {"group": work_group.pk, "person": person_id, "school": school_id}
    with connection.cursor() as cursor:
        cursor.execute(_QUEUE, {**asked, "by_school": by_school})
        _, *numbers = cursor.fetchone()
    return Queue(*numbers)
