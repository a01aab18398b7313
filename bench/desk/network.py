"""Fills an empty database with one hub as busy as a large one, half way through its year."""

from __future__ import annotations

import random
from datetime import timedelta
from time import time

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection
from django.utils import timezone

from mathshubs.core.years import academic_year_of
from mathshubs.hubs.models import Hub, Post
from mathshubs.people.models import Person
from mathshubs.schools.models import District, Employment, School
from mathshubs.workgroups.models import (
    Attendance,
    HeadAgreement,
    Leader,
    Place,
    Task,
    TaskAnswer,
    WorkGroup,
    Workshop,
)

SCHOOLS, GROUPS, PEOPLE, SEATS = 600, 75, 1_500, 20
BACKEND = "mathshubs.people.backends.AuthenticationBackend"


def make(seed: int = 7) -> dict[str, tuple[str, str]]:
    """Return each page to measure as (session, path)."""
    dice, now = random.Random(seed), timezone.now()
    district = District.objects.create(code="E06000020", name="Telford and Wrekin")
    hub = Hub.objects.create(name="Bench", slug="bench", summary="A hub.", email="h@example.org")
    hub.areas.create(district=district, from_on="2020-09-01")
    schools = School.objects.bulk_create(
        School(urn=str(100_000 + n), name=f"School {n}", town="Telford", status="OPEN",
               phase="PRIMARY" if n % 5 else "SECONDARY", district=district)
        for n in range(SCHOOLS)
    )  # fmt: skip
    people = Person.objects.bulk_create(
        Person(email=f"person{n}@example.org", given_name="Sam", family_name=f"Okafor {n}",
               trn=f"{n:07d}" if n % 9 else None)
        for n in range(PEOPLE)
    )  # fmt: skip
    staff = [_person(name) for name in ("administrator", "lead", "head")]
    administrator, group_lead, head = staff
    Employment.objects.bulk_create(
        Employment(person=person, school=schools[n % SCHOOLS], role="TEACHER",
                   from_on="2020-09-01")
        for n, person in enumerate(people)
    )  # fmt: skip
    busy = schools[0]
    Employment.objects.create(person=head, school=busy, role="HEAD", from_on="2020-09-01")
    Post.objects.create(person=administrator, hub=hub, kind="ADMINISTRATOR", from_on="2020-09-01")
    groups = _groups(hub, now)
    for group in groups[:40]:
        Leader.objects.create(work_group=group, person=group_lead)
    workshops = _workshops(groups, now)
    places = _places(dice, groups, people, schools, busy, now)
    _what_came_of_them(dice, workshops, places, group_lead, now)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    desk, leads, school = _session(administrator), _session(group_lead), _session(head)
    group = groups[0].pk
    return {
        "Today, administrator": (desk, "/my/"),
        "Today, Work Group lead": (leads, "/my/"),
        "Today, head": (school, "/my/"),
        "the hub's desk": (desk, "/hubs/bench/desk/"),
        "school desk": (school, f"/schools/{busy.urn}/desk/"),
        "group for staff": (desk, f"/work-groups/{group}/manage/"),
        "applications of a group": (desk, f"/work-groups/{group}/applications/"),
        "attendance of a group": (desk, f"/work-groups/{group}/attendance/"),
    }


def _person(name: str) -> Person:
    return Person.objects.create_user(f"{name}@example.org", given_name="Kim", family_name=name)


def _groups(hub: Hub, now) -> list[WorkGroup]:
    first, last = now - timedelta(days=60), now + timedelta(days=90)
    return WorkGroup.objects.bulk_create(
        WorkGroup(hub=hub, state="RUNNING" if n % 3 else "RECRUITING", title=f"Group {n}",
                  year=academic_year_of(now.date()), phases=["PRIMARY"], places=SEATS + 5,
                  places_taken=SEATS, fewest=8, head_agrees=n % 2 == 0,
                  first_on=first.date(), last_on=last.date(), modes=["ONLINE"])
        for n in range(GROUPS)
    )  # fmt: skip


def _workshops(groups: list[WorkGroup], now) -> list[Workshop]:
    days = [now + timedelta(days=shift) for shift in (-60, -20, 8, 90)]
    return Workshop.objects.bulk_create(
        Workshop(work_group=group, number=number, starts_at=day, mode="ONLINE",
                 ends_at=day + timedelta(hours=2), join_link="https://meet.example.org/bench")
        for group in groups
        for number, day in enumerate(days, start=1)
    )  # fmt: skip


def _places(dice, groups, people, schools, busy, now) -> list[Place]:
    """Twenty a group; of one busy school somebody takes part in every second group."""
    made = []
    for n, group in enumerate(groups):
        for seat in range(SEATS):
            index = (n * SEATS + seat) % PEOPLE
            school = busy if seat == 0 and n % 2 else schools[index % SCHOOLS]
            state = "HELD" if seat < 16 else dice.choice(["HELD", "APPLIED", "WAITING"])
            made.append(
                Place(work_group=group, person=people[index], school=school, role="TEACHER",
                      state=state, arrival=seat + 1, agreed_at=now, applied_at=now,
                      applied_by=people[index], held_at=now if state == "HELD" else None)
            )  # fmt: skip
    return Place.objects.bulk_create(made)


def _what_came_of_them(dice, workshops, places, leader, now) -> None:
    over = [workshop for workshop in workshops if workshop.ends_at < now]
    first = {w.work_group_id: w for w in over if w.number == 1}
    held = [place for place in places if place.state == "HELD"]
    Attendance.objects.bulk_create(
        Attendance(workshop=first[place.work_group_id], place=place, marked_by=leader,
                   marked_at=now, mark=dice.choice(["PRESENT", "PRESENT", "ABSENT"]))
        for place in held
    )  # fmt: skip
    tasks = Task.objects.bulk_create(
        Task(workshop=workshop, title="Try one task", brief="Try it.", set_at=now, set_by=leader,
             due_on=(now + timedelta(days=3)).date())
        for workshop in over if workshop.number == 2
    )  # fmt: skip
    of_group = {task.workshop.work_group_id: task for task in tasks}
    TaskAnswer.objects.bulk_create(
        TaskAnswer(task=of_group[place.work_group_id], place=place, state="SUBMITTED", text="Done.",
                   changed_at=now, submitted_at=now)
        for place in held if dice.random() < 0.5
    )  # fmt: skip
    asked = {(place.work_group_id, place.school_id): place for place in held}
    HeadAgreement.objects.bulk_create(
        HeadAgreement(work_group_id=group, school_id=school, head_name="The head",
                      sent_to="head@example.org", text="We take part.", version="2026-11",
                      asked_by=leader, asked_at=now, answer_by=(now + timedelta(days=9)).date())
        for (group, school) in asked if group % 2
    )  # fmt: skip


def _session(person: Person) -> str:
    session = SessionStore()
    session[SESSION_KEY], session[BACKEND_SESSION_KEY] = str(person.pk), BACKEND
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session["account_authentication_methods"] = [{"method": "mfa", "at": time(), "type": "demo"}]
    session["account_authentication_methods_user"] = str(person.pk)
    session.create()
    return session.session_key
