"""Reads about schools that apply: whose staff, which applications somebody may see."""

from __future__ import annotations

from datetime import date

from django.db.models import Prefetch, Q, QuerySet

from mathshubs.people.models import Person
from mathshubs.schools.models import Employment, School
from mathshubs.schools.queries import schools_led_by

from ..models import Enrolment, Place, WorkGroup
from .eligibility import most_from_a_school
from .groups import work_groups_run_by


def staff_of(school: School, on: date) -> list[Employment]:
    """Return who is known to work at the school, once each, by name, with their person."""
    work = Employment.objects.on(on).filter(school=school, confirmed=True, person__is_active=True)
    work = work.select_related("person").order_by(
        "person__family_name", "person__given_name", "person", "pk"
    )
    return list({each.person_id: each for each in work}.values())


def room_for(work_group: WorkGroup, school: School) -> tuple[int, int]:
    """Return how many of the school ask for or have a place, and how many more can."""
    has = work_group.bookings.filter(school=school, state__in=Place.LIVE).count()
    return has, max(most_from_a_school(work_group) - has, 0)


def enrolments_seen_by(person: Person, on: date) -> QuerySet[Enrolment]:
    """Return what they applied for, what schools they lead did, and what groups they run have."""
    groups = work_groups_run_by(person).order_by().values("pk")
    schools = schools_led_by(person, on).order_by().values("pk")
    mine = Q(applied_by=person) | Q(school__in=schools) | Q(work_group__in=groups)
    people = Place.objects.select_related("person", "school", "enrolment").order_by("arrival")
    return (
        Enrolment.objects.filter(mine)
        .select_related("work_group__hub", "school", "applied_by")
        .prefetch_related(Prefetch("places", people))
    )
