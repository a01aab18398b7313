"""Who may do what here that no room below decides."""

from __future__ import annotations

from datetime import date

from mathshubs.hubs.queries import RUNS_A_HUB, posts_of
from mathshubs.people import staff
from mathshubs.people.models import Person
from mathshubs.people.rules import is_national_staff


def may_tidy_people(person: Person, on: date) -> bool:
    """Whether they may join records of people: those who run a hub, and national staff."""
    runs = any(post.kind in RUNS_A_HUB for post in posts_of(person, on))
    return runs or is_national_staff(person)


def may_join(person: Person, *records: Person) -> bool:
    """
    Whether they may join these two, which they see.

    Nobody joins a record of their own; a record that opens other people's details, as that of
    staff does, is for national staff.
    """
    if person in records:
        return False
    return is_national_staff(person) or not any(staff.is_staff(each) for each in records)
