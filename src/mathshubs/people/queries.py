"""Reads about people that have a name."""

from __future__ import annotations

from datetime import datetime

from allauth.account.models import EmailAddress
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.timezone import localdate

from .models import Disclosure, NationalRole, Person


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


def disclosures_about(person: Person) -> QuerySet[Disclosure]:
    """Return who saw what of this person, newest first."""
    return person.disclosures.select_related("by").order_by("-at", "-pk")


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
