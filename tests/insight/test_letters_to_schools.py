"""A letter to schools that do not take part, from the list of schools to reach."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.utils.timezone import localdate, now

from mathshubs.comms.models import Letter
from mathshubs.core.years import academic_year_of
from mathshubs.hubs.models import Post
from mathshubs.schools.models import ContactsConfirmation
from mathshubs.workgroups.actions import bulk_letters
from mathshubs.workgroups.models import BulkLetter
from mathshubs.workgroups.queries.recipients import BUDGET
from tests.builders import (
    a_district,
    a_hub,
    a_person,
    a_post,
    a_school,
    an_employment,
    national,
)
from tests.hubs.builders import an_area
from tests.people.signing_in import sign_in
from tests.tables import table_of

from .test_reach import took_part

pytestmark = pytest.mark.django_db
PAGE = "/hubs/salt-way/reach/write/"
WORDS = {"subject": "Come and see", "text": "Our groups are **free**."}


@pytest.fixture
def hub():
    return a_hub("Salt Way", slug="salt-way", email="salt@example.org")


@pytest.fixture
def telford(hub):
    district = a_district("Telford")
    an_area(hub, district=district)
    return district


@pytest.fixture
def lead(client, hub):
    person = a_person("Hugo", "Hub", email="hugo@example.org")
    a_post(person, hub, Post.Kind.HUB_LEAD)
    return sign_in(client, person)


def a_school_of(head: str, name: str, district, **fields):
    """A school whose desk said who its head is."""
    school = a_school(name, district=district, **fields)
    ContactsConfirmation.objects.create(
        school=school, year=academic_year_of(localdate()), head_name="A Head", head_email=head,
        lead_name="A Lead", lead_email=f"lead-of-{head}", by=a_person(), at=now(),
    )  # fmt: skip
    return school


def addresses(browser, query="") -> list[str]:
    return [row[4] for row in table_of(browser.get(f"{PAGE}?{query}&as=csv"))[1:]]


def send(browser, query="", *, expected: int, do="send", **more):
    posted = {**WORDS, "do": do, "expected": expected, "token": str(uuid4()), **more}
    return browser.post(f"{PAGE}?{query}", posted)


def run_the_job() -> int:
    return bulk_letters.put_in_the_letterbox(bulk_letter_id=BulkLetter.objects.get().pk, at=now())


def test_heads_of_the_schools_on_the_list_are_written_to(hub, telford, lead):
    oak = a_school_of("oak@example.org", "Oak School", telford)
    took_part(a_school_of("elm@example.org", "Elm School", telford))
    a_school_of("far@example.org", "Far School", a_district("Elsewhere"))
    known = a_school("Ash School", district=telford, phase="SECONDARY")
    an_employment(a_person(email="ash@example.org"), known, role="HEAD")
    a_school("Nobody's School", district=telford)

    assert addresses(lead) == ["ash@example.org", "oak@example.org"]
    assert addresses(lead, "phase=PRIMARY") == ["oak@example.org"]
    assert addresses(lead, "phase=PRIMARY&to=leads") == ["lead-of-oak@example.org"]
    assert len(addresses(lead, "phase=PRIMARY&to=both")) == 2
    page = lead.get(PAGE).text
    assert "2 addresses of 2 schools, of the 3 on the list" in page
    assert "Without an address that anybody confirmed: 1 school" in page
    assert oak.name in page


def test_the_letter_is_shown_then_sent_once_to_each(hub, telford, lead):
    a_school_of("oak@example.org", "Oak School", telford)

    shown = send(lead, expected=1, do="preview")
    assert "Look before you send" in shown.text
    assert not BulkLetter.objects.exists()
    token = str(uuid4())
    for _ in range(2):
        response = send(lead, expected=1, token=token)
    run_the_job()

    assert run_the_job() == 0
    letter = Letter.objects.get(kind="workgroups.bulk")
    assert (letter.to_email, letter.reply_to) == ("oak@example.org", "salt@example.org")
    assert letter.text.startswith("Hello\n\nOur groups are")
    assert "Oak School is one of the schools that Salt Way" in " ".join(letter.text.split())
    assert "1 address of headteachers, schools that took part" in lead.get(response.url).text
    assert "1 address of headteachers" in lead.get("/hubs/salt-way/letters/").text


def test_a_list_that_changed_since_it_was_shown_is_not_sent(hub, telford, lead):
    a_school_of("oak@example.org", "Oak School", telford)

    assert "It would now go to 1 addresses instead of 2" in send(lead, expected=2).text
    assert not BulkLetter.objects.exists()


def test_addresses_that_came_back_or_had_many_letters_this_week_are_spared(hub, telford, lead):
    for name in ("often", "gone", "back-again", "fine"):
        a_school_of(f"{name}@example.org", name, telford)

    def wrote(to, state="SENT", **fields):
        Letter.objects.create(
            to_email=to, kind="test", about=str(uuid4()), subject="A", text="A", state=state,
            written_at=now(), **fields,
        )  # fmt: skip

    for _ in range(BUDGET):
        wrote("often@example.org")
    wrote("gone@example.org", "BOUNCED")
    wrote("back-again@example.org", "BOUNCED")
    wrote("back-again@example.org")

    assert addresses(lead) == ["back-again@example.org", "fine@example.org", "often@example.org"]
    page = lead.get(PAGE).text
    assert f"1 address had {BUDGET} letters or more this week" in page
    assert "Whose last letter came back: 1 school" in page
    assert send(lead, expected=2, leave_out="on").status_code == 302
    assert send(lead, expected=3).status_code == 302


def test_a_test_goes_to_who_writes_it(hub, telford, lead):
    a_school_of("oak@example.org", "Oak School", telford)

    send(lead, expected=1, do="test")

    letter = Letter.objects.get(kind="workgroups.bulk_test")
    assert (letter.to_email, letter.subject) == ("hugo@example.org", "Test: Come and see")


def test_only_who_runs_the_hub_writes(hub, telford, client):
    assert sign_in(client, national()).get(PAGE).status_code == 403
    other = a_person()
    a_post(other, a_hub(), Post.Kind.HUB_LEAD)
    assert sign_in(type(client)(), other).get(PAGE).status_code == 404


@pytest.mark.parametrize("way", ["", "wrote", "moved", "partner", "trust", "near"])
def test_the_page_asks_as_often_for_one_school_as_for_three(
    hub, telford, lead, way, django_assert_max_num_queries
):
    counts = []
    for number in range(3):
        a_school_of(f"{number}@example.org", f"School {number}", telford)
        lead.get(f"{PAGE}?way={way}")
        with django_assert_max_num_queries(10) as asked:
            assert lead.get(f"{PAGE}?way={way}").status_code == 200
        counts.append(len(asked))
    assert len(set(counts)) == 1
