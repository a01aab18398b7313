"""Every address is asked for by every role, and answers what the table of access says."""

from __future__ import annotations

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from mathshubs.config.access import TABLE
from mathshubs.core.access import ROLES
from mathshubs.people.models import Person

from .people.signing_in import sign_in
from .world import World

pytestmark = pytest.mark.django_db


def every_address(resolver=None, namespace="") -> dict[str, URLPattern]:
    """
    Return every address of ours by its name; a nameless one is a mistake.

    The sign-in pages are django-allauth's: they answer by the state of the session, and show
    nobody anything of anybody else.
    """
    found: dict[str, URLPattern] = {}
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            if getattr(entry.urlconf_name, "__name__", "") == "allauth.urls":
                continue
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            found |= every_address(entry, inner)
        else:
            assert entry.name, f"{entry.pattern} has no name"
            found[f"{namespace}{entry.name}"] = entry
    return found


ADDRESSES = every_address()


def test_every_address_is_in_the_table_and_the_table_names_no_other():
    assert sorted(TABLE) == sorted(ADDRESSES)


def signed_in(person: Person | None) -> Client:
    """Return a browser in which `person` has signed in with two factors."""
    client = Client(raise_request_exception=False)
    return sign_in(client, person) if person else client


def answer(response) -> str:
    if response.request["PATH_INFO"] == "/readyz" and response.status_code == 503:
        return "ok"  # it opens, and says that no worker is at work in a test
    if response.status_code in (301, 302):
        return "in" if response["Location"].startswith("/account/login") else "ok"
    if response.status_code in (200, 204, 304, 400, 422):
        return "ok"
    return {403: "no"}.get(response.status_code, str(response.status_code))


def address(world: World, name: str) -> str:
    wanted = ADDRESSES[name].pattern.converters
    return reverse(name, kwargs={each: world.named[each] for each in wanted})


@pytest.mark.parametrize("name", sorted(ADDRESSES))
def test_every_role_is_answered_as_the_table_says(name, world):
    listed = TABLE[name]
    got: dict[str, tuple[str, ...]] = {}
    for method in ("get", "post"):
        answers = []
        for role in ROLES:
            client = world.visit(role)
            with transaction.atomic():
                answers.append(answer(getattr(client, method)(address(world, name))))
                transaction.set_rollback(True)
        got[method] = tuple(answers)

    assert dict(zip(ROLES, got["get"], strict=True)) == dict(zip(ROLES, listed.get, strict=True))
    assert dict(zip(ROLES, got["post"], strict=True)) == dict(zip(ROLES, listed.post, strict=True))


ODD = ["\x00", "9" * 25, "\ud800", "-1", "é" * 5000, "'", "%", "../../etc/passwd"]
KEYS = ["q", "page", "near", "within", "phase", "hub", "from", "to", "sort", "next", "state"]


@pytest.mark.parametrize(
    "name", sorted(n for n in ADDRESSES if n in TABLE and "ok" in TABLE[n].get)
)
def test_odd_input_is_never_an_error_of_ours(name, world):
    client = world.visit(ROLES[TABLE[name].get.index("ok")])

    for odd in ODD:
        typed = odd.encode("utf-8", "replace").decode()
        response = client.get(address(world, name), query_params=dict.fromkeys(KEYS, typed))
        assert response.status_code < 500 or name == "readyz", odd[:10]
