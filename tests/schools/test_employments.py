"""Who works where: said, confirmed, ended."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils.timezone import localdate

from mathshubs.people.models import Disclosure
from mathshubs.schools.actions.employments import deny_employment
from mathshubs.schools.models import Employment
from mathshubs.schools.queries import employments_of, schools_led_by
from tests.builders import a_person, a_school, an_employment, national
from tests.people.signing_in import sign_in
from tests.tables import table_of

pytestmark = pytest.mark.django_db
HEAD = Employment.Role.HEAD


def add(client, school, role=HEAD):
    day = {"from_on_day": "1", "from_on_month": "9", "from_on_year": "2023"}
    return client.post("/my/schools/", {"school": school.urn, "role": role, **day})


def test_what_somebody_says_of_themselves_opens_nothing_until_it_is_confirmed(client):
    school, person = a_school(), a_person()
    sign_in(client, person)

    assert add(client, school).status_code == 302

    employment = employments_of(person, localdate()).get()
    assert (employment.role, employment.from_on, employment.confirmed) == (
        HEAD, date(2023, 9, 1), False
    )  # fmt: skip
    assert list(schools_led_by(person, localdate())) == []
    assert "Not confirmed yet" in client.get("/my/schools/").content.decode()


def test_an_email_address_of_the_school_confirms(client):
    school = a_school(website="https://www.oak.telford.sch.uk/home")
    person = a_person(email="sam@oak.telford.sch.uk")
    sign_in(client, person)
    add(client, school, Employment.Role.TEACHER)

    assert employments_of(person, localdate()).get().confirmed


@pytest.mark.parametrize("role", [HEAD, Employment.Role.SENIOR_LEADER, Employment.Role.MATHS_LEAD])
def test_an_email_address_of_the_school_does_not_make_somebody_lead_it(client, role):
    school = a_school(website="https://www.oak.telford.sch.uk/home")
    pupil = a_person(email="12pupil@oak.telford.sch.uk")
    sign_in(client, pupil)
    add(client, school, role)

    assert not employments_of(pupil, localdate()).get().confirmed
    assert list(schools_led_by(pupil, localdate())) == []


def test_adding_the_same_twice_is_once(client):
    school, person = a_school(), a_person()
    sign_in(client, person)
    add(client, school)
    add(client, school)

    assert Employment.objects.count() == 1


def test_the_form_says_what_is_wrong(client):
    sign_in(client, a_person())
    page = client.post("/my/schools/", {"school": "", "role": ""}).content.decode()

    assert "choose it" in page
    assert "Choose your role there." in page
    assert "Type the day you started there." in page


def test_the_last_day_ends_it_and_not_before_the_first(client):
    person, school = a_person(), a_school()
    employment = an_employment(person, school)
    sign_in(client, person)
    address = f"/my/schools/{employment.pk}/end/"

    early = {"last_day_day": "1", "last_day_month": "9", "last_day_year": "2019"}
    assert "on or after the first" in client.post(address, early).content.decode()

    day = {"last_day_day": "31", "last_day_month": "8", "last_day_year": "2025"}
    assert client.post(address, day).status_code == 302
    assert Employment.objects.get().to_on == date(2025, 8, 31)


def test_nobody_ends_what_is_another_persons(client):
    employment = an_employment(a_person(), a_school())
    sign_in(client, a_person())

    assert client.get(f"/my/schools/{employment.pk}/end/").status_code == 404


def a_claim(school, role=HEAD):
    return Employment.objects.create(
        person=a_person(), school=school, role=role, from_on=date(2024, 9, 1), confirmed=False
    )


def test_who_leads_a_school_confirms_its_people_and_no_other(client):
    school, lead = a_school(), a_person()
    an_employment(lead, school, HEAD)
    here, there = a_claim(school), a_claim(a_school())
    sign_in(client, lead)

    client.post("/my/schools/confirm/", {"confirm": here.pk})
    client.post("/my/schools/confirm/", {"confirm": there.pk})

    here.refresh_from_db()
    there.refresh_from_db()
    assert (here.confirmed, there.confirmed) == (True, False)


def test_who_waits_is_a_file_too_and_taking_it_is_logged(client):
    school, lead = a_school(), a_person()
    an_employment(lead, school, HEAD)
    here, _ = a_claim(school), a_claim(a_school())
    sign_in(client, lead)

    [_, row] = table_of(client.get("/my/schools/confirm/?as=xlsx"))

    assert row[:2] == [here.person.name, here.person.email]
    assert Disclosure.objects.get(by=lead).rows == 1


def test_nobody_confirms_themselves(client):
    school, person = a_school(), a_person()
    an_employment(person, school, Employment.Role.MATHS_LEAD)
    claim = Employment.objects.create(
        person=person, school=school, role=HEAD, from_on=date(2024, 9, 1), confirmed=False
    )
    sign_in(client, person)
    client.post("/my/schools/confirm/", {"confirm": claim.pk})

    claim.refresh_from_db()
    assert not claim.confirmed


def test_national_staff_may_say_it_is_not_so(client):
    claim = a_claim(a_school())
    sign_in(client, national())
    answer = client.post("/my/schools/confirm/", {"deny": claim.pk}, follow=True)

    assert list(answer.context["waiting"]) == []
    claim.refresh_from_db()
    assert claim.to_on is not None
    assert not claim.confirmed


def test_what_was_denied_does_not_stand_as_if_it_had_been_true(client):
    claim = a_claim(a_school())
    deny_employment(employment=claim, last_day=localdate() - timedelta(days=1))
    sign_in(client, claim.person)

    assert "Not confirmed" in client.get("/my/schools/").content.decode()


def test_the_person_and_the_school_to_be_confirmed_are_told_from_namesakes(client):
    claim = a_claim(a_school("Oak School", town="Telford"))
    page = sign_in(client, national()).get("/my/schools/confirm/").content.decode()

    assert f'href="/schools/{claim.school.urn}/"' in page
    assert "</a>, Telford" in page


@pytest.mark.parametrize("path", ["/my/schools/", "/my/schools/confirm/"])
def test_lists_ask_as_often_for_one_row_as_for_three(client, path):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    staff = sign_in(client, person := national())
    asked = []
    for rows in (1, 2):
        for _ in range(rows):
            a_claim(a_school())
            an_employment(person, a_school())
        with CaptureQueriesContext(connection) as queries:
            staff.get(path)
        asked.append(len(queries))

    assert asked[0] == asked[1]
