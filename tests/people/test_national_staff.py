"""National staff: the first of a new network, and what every page leads them to."""

from __future__ import annotations

import pytest
from django.core.management import CommandError, call_command

from mathshubs.people.models import Person
from mathshubs.people.queries import national_roles
from mathshubs.people.rules import is_national_staff
from tests.builders import a_person, national

from .signing_in import sign_in

pytestmark = pytest.mark.django_db


def add(email: str, **role) -> None:
    call_command("add_national_staff", email, "Nia", "Rees", verbosity=0, **role)


def test_somebody_new_becomes_national_staff_and_can_sign_in(capsys):
    add("Nia@Example.org")

    person = Person.objects.get(email="nia@example.org")
    assert is_national_staff(person)
    assert person.emailaddress_set.get().verified
    assert "is national staff now" in capsys.readouterr().out


def test_twice_is_once(capsys):
    add("nia@example.org")
    add("nia@example.org")

    assert Person.objects.get().national_roles.count() == 1
    assert "already" in capsys.readouterr().out


def test_somebody_we_know_keeps_their_name():
    known = a_person("Tess", "Teacher", email="tess@example.org")

    add("tess@example.org")

    known.refresh_from_db()
    assert (known.name, is_national_staff(known)) == ("Tess Teacher", True)


def test_an_evaluator_is_no_national_staff_until_made_so_too(capsys):
    add("eve@example.org", evaluator=True)
    add("eve@example.org", evaluator=True)

    person = Person.objects.get(email="eve@example.org")
    assert (national_roles(person), is_national_staff(person)) == ({"EVALUATOR"}, False)
    assert capsys.readouterr().out.splitlines() == [
        "eve@example.org is an evaluator now. They sign in with a code sent to that address.",
        "eve@example.org is an evaluator already. Nothing was changed.",
    ]
    add("eve@example.org")
    assert is_national_staff(Person.objects.get(email="eve@example.org"))


def test_what_is_no_address_is_refused_in_a_sentence():
    with pytest.raises(CommandError, match="is not an email address"):
        add("nobody")


def test_every_page_leads_national_staff_to_the_log_of_who_looked(client):
    leads_there = 'href="/national/who-looked/"'

    assert leads_there not in sign_in(client, a_person()).get("/work-groups/").text
    assert leads_there in sign_in(client, national()).get("/work-groups/").text
