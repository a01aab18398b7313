"""Builders make the least that is valid; what matters to a test is written in the test."""

from __future__ import annotations

import itertools
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from mathshubs.hubs.models import Hub, Post
from mathshubs.people.models import NationalRole, Person
from mathshubs.programmes.models import Project
from mathshubs.schools.models import Authority, District, Employment, School
from mathshubs.workgroups.models import WorkGroup, Workshop

LONDON = ZoneInfo("Europe/London")
SEPTEMBER = datetime(2025, 9, 8, 9, 0, tzinfo=LONDON)
LONG_AGO = date(2020, 9, 1)
_count = itertools.count(1)


def a_person(given_name: str = "Sam", family_name: str = "Okafor", **fields) -> Person:
    fields.setdefault("email", f"person{next(_count)}@example.org")
    return Person.objects.create_user(given_name=given_name, family_name=family_name, **fields)


def an_authority(name: str = "Telford and Wrekin", **fields) -> Authority:
    fields.setdefault("code", f"{next(_count):03d}"[-3:])
    return Authority.objects.create(name=name, **fields)


def a_district(name: str = "Telford and Wrekin", **fields) -> District:
    fields.setdefault("code", f"E{next(_count):08d}")
    return District.objects.create(name=name, **fields)


def a_school(name: str = "Oak Street Primary School", **fields) -> School:
    fields.setdefault("urn", str(100000 + next(_count)))
    fields.setdefault("status", School.Status.OPEN)
    fields.setdefault("phase", School.Phase.PRIMARY)
    return School.objects.create(name=name, **fields)


def a_hub(name: str = "", **fields) -> Hub:
    number = next(_count)
    fields.setdefault("email", f"hub{number}@example.org")
    fields.setdefault("slug", f"hub-{number}")
    return Hub.objects.create(name=name or f"Hub {number}", summary="Schools together.", **fields)


def a_post(person: Person, hub: Hub, kind: str) -> Post:
    if kind in Post.ON_THE_BOARD:
        return a_seat(person, hub, kind)
    return Post.objects.create(person=person, hub=hub, kind=kind, from_on=LONG_AGO)


def a_seat(person: Person, hub: Hub, kind: str = Post.Kind.BOARD_MEMBER, **fields) -> Post:
    """A seat on the hub's board, of a leader of primary schools unless `fields` say otherwise."""
    fields.setdefault("stands_for", Post.StandsFor.PRIMARY)
    if "school" not in fields:
        fields.setdefault("organisation", "A school elsewhere")
    fields.setdefault("from_on", LONG_AGO)
    return Post.objects.create(person=person, hub=hub, kind=kind, **fields)


def an_employment(
    person: Person, school: School, role: str = Employment.Role.TEACHER
) -> Employment:
    return Employment.objects.create(person=person, school=school, role=role, from_on=LONG_AGO)


def national(kind: str = NationalRole.Kind.STAFF) -> Person:
    person = a_person("Nat", "Ional")
    NationalRole.objects.create(person=person, kind=kind, from_on=LONG_AGO)
    return person


def a_project(**fields) -> Project:
    fields.setdefault("code", f"NCP25-{next(_count) % 100:02d}")
    fields.setdefault("title", "Secondary maths leadership")
    fields.setdefault("phases", ["SECONDARY"])
    fields.setdefault("year", "2025/26")
    return Project.objects.create(summary="Leading maths.", **fields)


def a_work_group(*, workshops: int = 1, **fields) -> WorkGroup:
    """A group that recruits, with workshops monthly from Monday 3 November 2025, 1pm to 3:30pm."""
    fields.setdefault("title", "Secondary maths leadership")
    fields.setdefault("state", WorkGroup.State.RECRUITING)
    fields.setdefault("phases", ["SECONDARY"])
    if "hub" not in fields:
        fields["hub"] = a_hub()
    first = datetime(2025, 11, 3, 13, 0, tzinfo=LONDON)
    days = [first + timedelta(weeks=4 * number) for number in range(workshops)]
    if days:
        fields.setdefault("first_on", days[0].date())
        fields.setdefault("last_on", days[-1].date())
        fields.setdefault("modes", ["ONLINE"])
    work_group = WorkGroup.objects.create(year="2025/26", **fields)
    for number, day in enumerate(days, start=1):
        a_workshop(work_group, number=number, starts_at=day)
    return work_group


def a_workshop(work_group: WorkGroup, **fields) -> Workshop:
    fields.setdefault("number", work_group.workshops.count() + 1)
    fields.setdefault("starts_at", datetime(2025, 11, 3, 13, 0, tzinfo=LONDON))
    fields.setdefault("ends_at", fields["starts_at"] + timedelta(hours=2, minutes=30))
    fields.setdefault("mode", Workshop.Mode.ONLINE)
    return Workshop.objects.create(work_group=work_group, **fields)
