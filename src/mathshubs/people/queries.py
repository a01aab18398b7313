"""Reads about people that have a name."""

from __future__ import annotations

from datetime import datetime

from allauth.account.models import EmailAddress
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.timezone import localdate

from .models import Disclosure, NationalRole, Person, PersonMerge


def national_roles(person: Person) -> set[str]:
    """
    Return the kinds of national role they hold today: one statement, kept on the person.

    None at all for somebody known not to be staff: nothing is asked.
    """
    if getattr(person, "_is_staff", None) is False:
        return set()
    if not hasattr(person, "_national_roles"):
        roles = NationalRole.objects.on(localdate()).filter(person=person)
        person._national_roles = set(roles.values_list("kind", flat=True))
    return person._national_roles


def person_with(email: str) -> Person | None:
    """
    Return whose address this is: their main one, a further one, or that of a joined record.

    Of a further one they must have shown that it is theirs; of a joined record staff said so.
    """
    email = email.strip().lower()
    if person := Person.objects.filter(email=email).first():
        return person
    if further := EmailAddress.objects.filter(email=email, verified=True).first():
        return further.user
    joined = PersonMerge.objects.filter(was_email=email, undone_at=None)
    if merge := joined.select_related("kept__merged_into").first():
        return merge.kept.merged_into or merge.kept
    return None


def disclosures_about(person: Person) -> QuerySet[Disclosure]:
    """Return who saw what of this person, and of records joined with theirs, newest first."""
    theirs = Disclosure.objects.filter(Q(about=person) | Q(about__merged_into=person))
    return theirs.select_related("by").order_by("-at", "-pk")


def disclosures() -> QuerySet[Disclosure]:
    """Return who saw and took away what over the whole network, newest first; not of whom."""
    return Disclosure.objects.select_related("by").defer("about").order_by("-at", "-pk")


def unconfirmed(*, joined_before: datetime) -> QuerySet[Person]:
    """
    Return people who signed up before then and confirmed no address.

    Somebody whom a colleague wrote in has names, or no address of their own making: they stay.
    """
    addresses = EmailAddress.objects.filter(user=OuterRef("pk"))
    return Person.objects.filter(
        Exists(addresses),
        ~Exists(addresses.filter(verified=True)),
        joined_at__lt=joined_before,
        last_login=None,
        given_name="",
        family_name="",
    )
