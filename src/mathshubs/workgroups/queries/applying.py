"""The group somebody applies to and what is known of them, as the pages of an application ask."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, OuterRef, Q, Subquery

from mathshubs.core.prepared import Prepared
from mathshubs.people.models import Person
from mathshubs.schools.models import Employment, School

from ..models import Place, WorkGroup, Workshop
from .groups import public_work_groups

_GROUP = Prepared(
    lambda pk, person, day: (
        public_work_groups()
        .filter(pk=pk)
        .annotate(
            my_place=Subquery(
                Place.objects.filter(
                    work_group=OuterRef("pk"), person=person, state__in=Place.LIVE
                ).values("pk")
            ),
            ends_at=Subquery(
                Workshop.objects.filter(work_group=OuterRef("pk"), cancelled_at=None)
                .order_by("-ends_at")
                .values("ends_at")[:1]
            ),
            schools_in=ArraySubquery(
                Place.objects.filter(work_group=OuterRef("pk"), state__in=Place.LIVE).values(
                    "school"
                )
            ),
            my_schools=ArraySubquery(
                Employment.objects.on(day).filter(person=person).values("school")
            ),
        )
        .select_related("hub", "project")
        .only(
            "kind", "title", "state", "decides", "counted", "places", "places_taken", "waiting",
            "most_per_school", "apply_by", "first_on", "last_on", "head_agrees", "eligibility",
            "offer_rule", "hub__name", "project__eligibility", "project__code",
        )
    ),
    int,
    int,
    date,
)  # fmt: skip


def group_to_apply_to(work_group_id: int, person: Person, on: date) -> WorkGroup | None:
    """
    Return a public group with its hub, when its last workshop `ends_at`, and two facts of `person`.

    `my_place` is the pk of their live place in it, `my_schools` the pks of where they work on that
    day, confirmed or not. `schools_in` is the pk of the school of each live place. Only what an
    application shows is read; None when there is no such group.
    """
    return next(iter(_GROUP(work_group_id, person.pk, on)), None)


def from_school(
    groups: Iterable[WorkGroup], school: School, person: Person
) -> dict[int, tuple[int, bool]]:
    """Return for each group how many of the school are in it, and whether `person` is: by pk."""
    live = Place.objects.filter(work_group__in=list(groups), state__in=Place.LIVE)
    mine = Q(person=person)
    found = live.filter(Q(school=school) | mine).order_by().values_list("work_group")
    return {
        group: (number, bool(there))
        for group, number, there in found.annotate(
            number=Count("pk", filter=Q(school=school)), there=Count("pk", filter=mine)
        )
    }


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
