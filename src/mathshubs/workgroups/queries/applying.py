"""The group somebody applies to and what is known of them, as the pages of an application ask."""

from __future__ import annotations

from datetime import date

from mathshubs.hubs.models import Hub
from mathshubs.people.models import Person
from mathshubs.schools.models import Employment

from ..models import Place, WorkGroup
from .groups import PUBLIC
from .prepared import Prepared

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
        group.hub = Hub(pk=group.hub_id, name=group.__dict__["hub_name"])
        return group
    return None


_SCHOOL = tuple(f"school__{name}" for name in ("urn", "name", "town", "status", "authority__name"))
_EMPLOYMENT = Prepared(
    lambda person, day: (
        Employment.objects.on(day)
        .filter(person=person)
        .select_related("school__authority")
        .only("role", *_SCHOOL)
        .order_by("school__name", "pk")[:1]
    ),
    int,
    date,
)


def known_of(person: Person, on: date) -> dict:
    """Return the school and role a form begins with: of their work, else of their last place."""
    for employment in _EMPLOYMENT(person.pk, on):
        return {"school": employment.school, "role": employment.role}
    places = Place.objects.filter(person=person).select_related("school__authority")
    last = places.only("role", *_SCHOOL).order_by("-applied_at").first()
    return {"school": last.school, "role": last.role} if last and last.school.is_open else {}
