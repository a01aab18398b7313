"""What people do with what is kept about people."""

from __future__ import annotations

from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from django.db import transaction
from django.db.models import ProtectedError
from django.utils.timezone import localdate

from . import queries
from .models import Disclosure, NationalRole, Person, PreviousName

REVEALED = {"TRN": "trn", "phone": "phone"}
UNCONFIRMED_KEPT = timedelta(days=7)


@transaction.atomic
def reveal(*, about: Person, what: str, reason: str = "", by: Person, at: datetime) -> str:
    """
    Return what is masked by default ("TRN" or "phone"), and log who saw it and what for.

    Seeing one's own is not logged, nor is seeing that there is nothing.
    """
    value = getattr(about, REVEALED[what]) or ""
    if value and about != by:
        Disclosure.objects.create(
            kind=Disclosure.Kind.REVEAL, by=by, about=about, what=what, reason=reason[:300], at=at
        )
    return value


def log_names(*, what: str, rows: int, reason: str, by: Person, at: datetime) -> None:
    """Log that somebody who sees counts asked for the names of `rows` people, and was shown."""
    kind = Disclosure.Kind.NAMES
    Disclosure.objects.create(kind=kind, by=by, what=what[:200], rows=rows, reason=reason, at=at)


def log_export(*, what: str, rows: int, by: Person, at: datetime) -> None:
    """Log that somebody took away personal data of `rows` people."""
    kind = Disclosure.Kind.EXPORT
    Disclosure.objects.create(kind=kind, by=by, what=what[:200], rows=rows, at=at)


class PersonRefused(Exception):
    """Nobody was added. `str(refusal)` is a sentence for the person who asked."""


def find_or_add(*, email: str, given_name: str = "", family_name: str = "") -> Person:
    """
    Return the person with this address; somebody nobody knows yet is added with both names.

    Raises PersonRefused where a name is needed and missing.
    """
    email, names = email.strip().lower(), [given_name.strip(), family_name.strip()]
    if person := queries.person_with(email):
        return person
    if not all(names):
        raise PersonRefused(
            f"Nobody with the address {email} is known here. Give both names to add them."
        )
    return Person.objects.create_user(email, given_name=names[0], family_name=names[1])


@transaction.atomic
def give_national_role(
    *, kind: str, email: str, given_name: str, family_name: str, at: datetime
) -> bool:
    """
    Give the person with this address a NationalRole.Kind, making the person where there is none.

    Twice is harmless: False says they had it. Names are not changed for somebody we know.
    """
    email = email.strip().lower()
    person = Person.objects.select_for_update().filter(email=email).first()
    if person is None:
        person = Person.objects.create_user(email, given_name=given_name, family_name=family_name)
        EmailAddress.objects.create(user=person, email=email, primary=True, verified=True)
    role = {"person": person, "kind": kind}
    if NationalRole.objects.on(localdate(at)).filter(**role).exists():
        return False
    NationalRole.objects.create(**role, from_on=localdate(at))
    return True


@transaction.atomic
def change_names(
    *, person: Person, given_name: str, family_name: str, keep_old: bool, at: datetime
) -> None:
    """Give a person new names; with `keep_old` the old ones stay as previous names."""
    old = (person.given_name, person.family_name)
    if keep_old and any(old) and old != (given_name, family_name):
        PreviousName.objects.create(
            person=person, given_name=old[0], family_name=old[1], until_on=localdate(at)
        )
    person.given_name, person.family_name = given_name, family_name
    person.save(update_fields=["given_name", "family_name"])


def forget_unconfirmed(*, at: datetime) -> int:
    """Delete people who signed up and never confirmed their address. Returns how many."""
    forgotten = 0
    for person in queries.unconfirmed(joined_before=at - UNCONFIRMED_KEPT):
        try:
            person.delete()
        except ProtectedError:  # somebody wrote them into something meanwhile
            continue
        forgotten += 1
    return forgotten
