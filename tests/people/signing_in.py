"""Signing in without the ceremony, for tests about something else."""

from __future__ import annotations

from django.test import Client

from mathshubs.people.models import Person

BACKEND = "mathshubs.people.backends.AuthenticationBackend"


def sign_in(client: Client, person: Person, *, second_factor: bool = True) -> Client:
    """Sign `person` in, and return the client."""
    client.force_login(person, BACKEND)
    session = client.session
    session["account_authentication_methods"] = [{"method": "code", "at": 0}]
    if second_factor:
        session["account_authentication_methods"] += [{"method": "mfa", "at": 0, "type": "totp"}]
    session["account_authentication_methods_user"] = str(person.pk)
    session.save()
    return client
