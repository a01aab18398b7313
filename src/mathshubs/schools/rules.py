"""Who may do what with the register, and with who works where."""

from __future__ import annotations

from datetime import date
from urllib.parse import urlsplit

from mathshubs.people.models import Person
from mathshubs.people.rules import is_national_staff

from .models import School
from .queries import schools_led_by


def may_import(person: Person) -> bool:
    return is_national_staff(person)


def may_confirm(person: Person, on: date) -> bool:
    """Whether they may confirm where others work, at some school at least."""
    return is_national_staff(person) or schools_led_by(person, on).exists()


def has_address_of(person: Person, school: School) -> bool:
    """
    Whether the person's email is at the address of the school's website.

    They sign in by a code sent there, so the school's own address shows that they belong to it.
    """
    site = school.website if "//" in school.website else f"//{school.website}"
    try:
        host = (urlsplit(site).hostname or "").removeprefix("www.")
    except ValueError:
        return False
    return "." in host and person.email.rpartition("@")[2].lower() == host
