"""
Fills a database with groups and signed-in teachers, and prints what the journeys need as JSON.

`--bookings N`: one teacher, N groups of 30 places. `--rush N --places P`: one group, N teachers;
with `--holders` the places are held by P teachers more.
"""

from __future__ import annotations

# ruff: noqa: E402
import argparse
import json
from datetime import timedelta

import django

django.setup()

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import transaction
from django.utils import timezone

from mathshubs.hubs.models import Hub
from mathshubs.people.models import Person
from mathshubs.schools.models import Employment, School
from mathshubs.workgroups.actions import booking
from mathshubs.workgroups.models import WorkGroup, Workshop

BACKEND = "mathshubs.people.backends.AuthenticationBackend"
WORDS = "Teachers bring one question from their own classrooms and work on it together. " * 8


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--bookings", type=int, default=0)
    parser.add_argument("--rush", type=int, default=0)
    parser.add_argument("--places", type=int, default=30)
    parser.add_argument("--holders", action="store_true")
    asked = parser.parse_args()
    with transaction.atomic():
        if asked.bookings:
            groups = [a_group(number, places=30) for number in range(asked.bookings)]
            made = {"session": a_teacher(), "groups": groups}
        else:
            group = a_group(0, places=asked.places)
            made = {"group": group, "people": [a_teacher() for _ in range(asked.rush)]}
            if asked.holders:
                made["holders"] = [a_holder(group) for _ in range(asked.places)]
    print(json.dumps(made))


def a_group(number: int, *, places: int) -> int:
    """Make a group whose four workshops clash with no other group's. Returns its pk."""
    hub, _ = Hub.objects.get_or_create(
        slug="bench", defaults={"name": "Bench", "summary": "A hub.", "email": "hub@example.org"}
    )
    first = timezone.now().replace(minute=0, second=0, microsecond=0) + timedelta(days=30)
    first += timedelta(hours=3 * number)
    days = [first + timedelta(days=100 * workshop) for workshop in range(4)]
    group = WorkGroup.objects.create(
        hub=hub, state="RECRUITING", title=f"Group {number}", year="2026/27", phases=["SECONDARY"],
        places=places, first_on=days[0].date(), last_on=days[-1].date(), modes=["ONLINE"],
        rationale=WORDS, audience=WORDS, involved=WORDS, practice_outcomes=WORDS,
    )  # fmt: skip
    Workshop.objects.bulk_create(
        Workshop(
            work_group=group, number=workshop, starts_at=day, ends_at=day + timedelta(hours=2),
            mode="ONLINE", join_link="https://meet.example.org/bench",
        )
        for workshop, day in enumerate(days, start=1)
    )  # fmt: skip
    return group.pk


def a_teacher() -> str:
    """Make a signed-in teacher of a school. Returns the session's key."""
    number = Person.objects.count() + 1
    school = School.objects.create(
        urn=str(100000 + number), name=f"School {number}", town="Telford", status="OPEN",
        phase="SECONDARY",
    )  # fmt: skip
    person = Person.objects.create_user(
        f"teacher{number}@example.org", given_name="Sam", family_name=f"Okafor {number}",
        trn=f"{number:07d}",
    )  # fmt: skip
    Employment.objects.create(person=person, school=school, role="TEACHER", from_on="2020-09-01")
    session = SessionStore()
    session[SESSION_KEY], session[BACKEND_SESSION_KEY] = str(person.pk), BACKEND
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.create()
    return session.session_key


def a_holder(group: int) -> tuple[str, int]:
    """Make a teacher who holds a place. Returns the session's key and the place's pk."""
    session = a_teacher()
    employment = Employment.objects.latest("pk")
    place = booking.take_place(
        work_group=WorkGroup(pk=group), person=employment.person, school=employment.school,
        role="TEACHER", agreed=True, by=employment.person, at=timezone.now(),
    )  # fmt: skip
    assert place.state == "HELD", place.state
    return session, place.pk


if __name__ == "__main__":
    main()
