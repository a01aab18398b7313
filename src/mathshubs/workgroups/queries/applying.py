"""The group somebody applies to, as the three pages of an application need it."""

from __future__ import annotations

from mathshubs.hubs.models import Hub
from mathshubs.people.models import Person

from ..models import WorkGroup
from .groups import PUBLIC

# In SQL, as every booking asks it three times.
_GROUP = """SELECT wg.id, wg.kind, wg.title, wg.state, wg.decides, wg.counted, wg.places,
        wg.places_taken, wg.waiting, wg.apply_by, wg.first_on, wg.last_on, wg.hub_id,
        hub.name AS hub_name,
        (
            SELECT place.id FROM workgroups_place AS place
            WHERE place.work_group_id = wg.id AND place.person_id = %(person)s
            AND place.state IN ('APPLIED', 'WAITING', 'OFFERED', 'HELD')
        ) AS my_place
    FROM workgroups_workgroup AS wg JOIN hubs_hub AS hub ON hub.id = wg.hub_id
    WHERE wg.id = %(group)s AND wg.state = ANY(%(public)s)
"""


def group_to_apply_to(work_group_id: int, person: Person) -> WorkGroup | None:
    """
    Return a public group with its hub and `my_place`, the pk of the person's live place in it.

    Only what an application shows is read; None when there is no such group.
    """
    asked = {"group": work_group_id, "person": person.pk, "public": list(PUBLIC)}
    for group in WorkGroup.objects.raw(_GROUP, asked):
        group.hub = Hub(pk=group.hub_id, name=group.hub_name)
        return group
    return None
