"""
Fills a database with groups that meet now, each with its leader signed in; prints them as JSON.

`--leaders N --taps P`: N groups, each with P people who hold a place.
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
from mathshubs.schools.models import School
from mathshubs.workgroups.models import Leader, Place, WorkGroup, Workshop

BACKEND = "mathshubs.people.backends.AuthenticationBackend"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--leaders", type=int, required=True)
    parser.add_argument("--taps", type=int, required=True)
    asked = parser.parse_args()
    with transaction.atomic():
        hub = Hub.objects.create(
            name="Bench", slug="bench", summary="A hub.", email="h@example.org"
        )
        school = School.objects.create(
            urn="100000", name="Oak Street School", status="OPEN", phase="SECONDARY"
        )
        people = [a_person(f"teacher{number}") for number in range(asked.taps)]
        made = [a_register(hub, school, people, number) for number in range(asked.leaders)]
    print(json.dumps(made))


def a_person(name: str) -> Person:
    return Person.objects.create_user(
        f"{name}@example.org", given_name="Sam", family_name=name.title()
    )


def a_register(hub: Hub, school: School, people: list[Person], number: int) -> dict:
    now = timezone.now()
    group = WorkGroup.objects.create(
        hub=hub, state="RUNNING", title=f"Group {number}", year="2026/27", phases=["SECONDARY"],
        first_on=now.date(), last_on=now.date(), modes=["IN_PERSON"], places_taken=len(people),
    )  # fmt: skip
    workshop = Workshop.objects.create(
        work_group=group, number=1, mode="IN_PERSON", starts_at=now,
        ends_at=now + timedelta(hours=2),
    )  # fmt: skip
    leader = a_person(f"leader{number}")
    Leader.objects.create(work_group=group, person=leader)
    places = Place.objects.bulk_create(
        Place(
            work_group=group, person=person, school=school, role="TEACHER", state="HELD",
            arrival=arrival, agreed_at=now, applied_at=now, applied_by=person, held_at=now,
        )
        for arrival, person in enumerate(people, start=1)
    )  # fmt: skip
    session = SessionStore()
    session[SESSION_KEY], session[BACKEND_SESSION_KEY] = str(leader.pk), BACKEND
    session[HASH_SESSION_KEY] = leader.get_session_auth_hash()
    session["account_authentication_methods"] = [
        {"method": "code", "at": 0}, {"method": "mfa", "at": 0, "type": "totp"},
    ]  # fmt: skip
    session["account_authentication_methods_user"] = str(leader.pk)
    session.create()
    return {
        "session": session.session_key,
        "workshop": workshop.pk,
        "places": [place.pk for place in places],
    }


if __name__ == "__main__":
    main()
