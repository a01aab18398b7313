"""What a school's page shows, and to whom."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.contrib.auth.models import AnonymousUser
from django.db.models import Prefetch, Q
from django.utils.timezone import localdate

from mathshubs.hubs.models import Hub
from mathshubs.hubs.queries import RUNS_A_HUB, posts_of
from mathshubs.people.models import Person
from mathshubs.people.rules import is_national_staff
from mathshubs.schools.models import Employment, School
from mathshubs.schools.queries import LEADS_A_SCHOOL
from mathshubs.workgroups.models import Place, WorkGroup, Workshop
from mathshubs.workgroups.queries.attendance import record_of, with_taken


@dataclass(frozen=True)
class TakesPart:
    """
    A school's people in one group. `names` is empty for those who may know only how many.

    To those who lead the school each name says at how many workshops they were.
    """

    work_group: WorkGroup
    people: int
    names: list[str]


def roles_at(school: School, person: Person | AnonymousUser, on: date) -> set[str]:
    """Return what the person is, confirmed, at the school."""
    if not person.is_authenticated:
        return set()
    held = Employment.objects.on(on).filter(person=person.pk, school=school, confirmed=True)
    return set(held.values_list("role", flat=True))


def takes_part_in(
    school: School, hub: Hub | None, person: Person | AnonymousUser, roles: set[str], at: datetime,
    participation: Q | None = None,
) -> list[TakesPart] | None:  # fmt: skip
    """
    Return the groups in which the school holds places, the latest first; None for who may not know.

    `roles`: what the person is at the school. `participation` says which places count as the
    school's, where it carries others on.

    Those who work at the school (confirmed), the staff of its hub and national staff know which
    groups and how many people. Names: those who lead the school, and each hub for its own
    groups. Attendance: those who lead the school.
    """
    if not person.is_authenticated:
        return None
    on = localdate(at)
    runs = {post.hub_id for post in posts_of(person, on) if post.kind in RUNS_A_HUB}
    if not (roles or (hub and hub.pk in runs) or is_national_staff(person)):
        return None
    leads = bool(roles & set(LEADS_A_SCHOOL))
    places = Place.objects.filter(participation or Q(school=school), state=Place.State.HELD)
    places = places.select_related("person", "school", "enrolment", "work_group__hub").only(
        "person__given_name", "person__family_name", "person__email", "school__name",
        "enrolment__names_by",
        "work_group__title", "work_group__hub__name", "work_group__hub__slug",
        "work_group__year", "work_group__first_on", "work_group__state",
        "work_group__attendance_needed",
    )  # fmt: skip
    if leads:
        over = with_taken(Workshop.objects.filter(ends_at__lte=at, cancelled_at=None))
        places = places.prefetch_related(
            "attendances", Prefetch("work_group__workshops", over, to_attr="over")
        )
    together: dict[WorkGroup, list[str]] = {}
    for place in places.order_by("-work_group__year", "work_group__title", "person__family_name"):
        together.setdefault(place.work_group, []).append(
            _with_attendance(place) if leads else place.who
        )
    return [
        TakesPart(group, len(names), names if leads or group.hub_id in runs else [])
        for group, names in together.items()
    ]


def _with_attendance(place: Place) -> str:
    group = place.work_group
    record = record_of(place, group, list(place.attendances.all()), group.__dict__["over"])
    if not record.expected:
        return place.who
    workshops = "workshop" if record.expected == 1 else "workshops"
    return f"{place.who}, {record.attended} of {record.expected} {workshops}"
