"""The statement of professional development: what somebody did over the years, to be checked."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from mathshubs.people.models import Person
from mathshubs.workgroups.actions.statements import StatementRefused, statement_for
from mathshubs.workgroups.models import Attendance, Certificate, Place, Statement
from mathshubs.workgroups.queries.statements import lines_of, statement_with

from ..builders import LONDON, a_hub, a_person, a_school, a_work_group
from ..people.signing_in import sign_in
from .builders import a_standing_place, a_task, an_answer

pytestmark = pytest.mark.django_db
JANUARY = datetime(2026, 1, 12, 9, 0, tzinfo=LONDON)


@pytest.fixture(autouse=True)
def in_january():
    with time_machine.travel(JANUARY, tick=False):
        yield


def somebody_at(*, present: int = 2, of: int = 3, person: Person | None = None, **fields) -> Place:
    """A place in a group of `of` workshops of 2.5 hours, at `present` of which they were."""
    fields.setdefault("hub", a_hub())
    group = a_work_group(workshops=of, **fields)
    place = a_standing_place(
        group, a_school("Oak Street"), person=person or a_person("Tess", "Teacher")
    )
    for number, workshop in enumerate(group.workshops.all()):
        Attendance.objects.create(
            workshop=workshop, place=place, mark="PRESENT" if number < present else "ABSENT",
            marked_by=place.person, marked_at=JANUARY,
        )  # fmt: skip
    return place


def test_a_line_says_what_was_done_in_one_group():
    place = somebody_at(title="Leading maths", hub=a_hub("Salt Way"))
    group = place.work_group
    an_answer(a_task(group.workshops.first()), place)
    a_task(group.workshops.last())
    Certificate.objects.create(
        place=place, code="7K4MXP2QH9TB", workshops_attended=2, workshops_held=3, issued_at=JANUARY
    )

    assert lines_of(place.person, JANUARY) == [
        {
            "year": "2025/26", "title": "Leading maths", "kind": "Work Group",
            "hub": "Salt Way Maths Hub", "school": "Oak Street", "first_on": "2025-11-03",
            "last_on": "2025-12-29", "attended": 2, "held": 3, "hours": 5.0, "handed_in": 1,
            "tasks": 2, "certificate": "7K4MXP2QH9TB",
        }
    ]  # fmt: skip


def test_only_groups_at_which_they_were_are_stated():
    place = somebody_at(title="There")
    somebody_at(title="Never", present=0, person=place.person)
    a_standing_place(a_work_group(title="To come"), person=place.person)
    somebody_at(title="Somebody else")

    assert [line["title"] for line in lines_of(place.person, JANUARY)] == ["There"]


def test_with_nothing_new_it_is_the_same_statement():
    place = somebody_at()
    first = statement_for(person=place.person, at=JANUARY)

    assert statement_for(person=place.person, at=JANUARY + timedelta(days=1)) == first
    Attendance.objects.filter(mark="ABSENT").update(mark="LATE")
    second = statement_for(person=place.person, at=JANUARY + timedelta(days=2))

    assert second.code != first.code
    first.refresh_from_db()
    assert (first.lines[0]["attended"], second.lines[0]["attended"]) == (2, 3)


def test_there_is_none_before_the_first_workshop(client):
    person = a_person()
    with pytest.raises(StatementRefused, match="No register says yet"):
        statement_for(person=person, at=JANUARY)
    sign_in(client, person)

    page = client.get(reverse("workgroups:statement_pdf"))

    assert "Nothing to state yet" in page.content.decode()
    assert not Statement.objects.exists()


def test_the_page_and_the_pdf_say_it(client):
    place = somebody_at(title="Leading maths")
    sign_in(client, place.person)

    page = " ".join(client.get(reverse("workgroups:statement")).content.decode().split())
    pdf = client.get(reverse("workgroups:statement_pdf"))

    assert "Tess Teacher: 2 workshops in 1 Work Group or event, 5 hours, 0 tasks" in page
    assert pdf["Content-Type"] == "application/pdf"
    assert pdf.content.startswith(b"%PDF-")
    assert b"/MarkInfo" in pdf.content  # tagged, for those who hear it


def test_anyone_can_check_the_code_and_learns_no_name_and_no_school():
    place = somebody_at(title="Leading maths")
    code = statement_for(person=place.person, at=JANUARY).code

    page = Client().get(reverse("workgroups:verified_statement", args=[code]))

    said = page.content.decode()
    assert "T.T." in said
    assert "Leading maths" in said
    assert "Teacher" not in said
    assert "Oak Street" not in said
    assert statement_with(f" {code[:4].lower()}-{code[4:]} ").code == code
    unknown = Client().get(reverse("workgroups:verified_statement", args=["NOSUCHCODE"]))
    assert unknown.status_code == 404


def test_the_page_asks_as_often_for_one_group_as_for_three(client):
    person = a_person("Tess", "Teacher")
    sign_in(client, person)
    asked = []
    for groups in (1, 2):
        for _ in range(groups):
            somebody_at(person=person)
        with CaptureQueriesContext(connection) as counted:
            client.get(reverse("workgroups:statement"))
        asked.append(len(counted))

    assert asked[0] == asked[1] <= 8
