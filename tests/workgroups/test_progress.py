"""Progress over the chain, completion by the rule of the group, and the certificates after it."""

from __future__ import annotations

from datetime import datetime

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from mathshubs.workgroups.actions import certificates
from mathshubs.workgroups.actions.certificates import CertificateRefused
from mathshubs.workgroups.models import Attendance, Certificate, Place, WorkGroup, Workshop
from mathshubs.workgroups.queries import progress as queries
from mathshubs.workgroups.queries import tasks as task_queries

from ..builders import LONDON, a_person, a_school, a_work_group
from ..people.signing_in import sign_in
from ..tables import table_of
from .builders import a_plan, a_standing_place, a_task, a_visit, an_answer

pytestmark = pytest.mark.django_db
JANUARY = datetime(2026, 1, 12, 9, 0, tzinfo=LONDON)


@pytest.fixture(autouse=True)
def in_january():
    with time_machine.travel(JANUARY, tick=False):
        yield


def marks(workshop: Workshop, **of: Place) -> None:
    for mark, place in of.items():
        Attendance.objects.create(
            workshop=workshop, place=place, mark=mark, marked_by=a_person(), marked_at=JANUARY
        )


def a_group_that_is_over(hub, **fields) -> tuple[WorkGroup, Place, Place]:
    """Two workshops at which one was always and one never; a task which the one handed in."""
    group = a_work_group(hub=hub, workshops=2, title="Leading maths", **fields)
    there = a_standing_place(group, a_school("Oak Street"), person=a_person("Ann", "Ash"))
    away = a_standing_place(group, a_school("Elm Road"), person=a_person("Bea", "Birch"))
    for workshop in group.workshops.all():
        marks(workshop, PRESENT=there, ABSENT=away)
    an_answer(a_task(group.workshops.first()), there)
    return group, there, away


def test_the_chain_counts_workshops_and_the_tasks_after_them(hub):
    group, there, away = a_group_that_is_over(hub)
    an_answer(a_task(group.workshops.last()), away, state="STARTED")
    a_task(group.workshops.first(), set_at=None)

    chain = queries.progress_of(group, JANUARY)

    assert [(link.is_task, link.did, link.of) for link in chain.links] == [
        (False, 1, 2), (True, 1, 2), (False, 1, 2), (True, 0, 2),
    ]  # fmt: skip
    assert [bar.label for bar in queries.bars_of(chain.links)] == ["W1", "T1", "W2", "T2"]
    assert [(row.place, row.handed_in, row.state) for row in chain.rows] == [
        (there, 1, "Complete"), (away, 0, "Needs attendance"),
    ]  # fmt: skip


def test_visits_and_the_plan_of_the_school_are_beside_each_person(hub):
    group, there, _ = a_group_that_is_over(hub)
    leader = a_person()
    a_visit(group, there.school, leader, recorded_at=JANUARY)
    a_visit(group, there.school, leader)
    a_visit(a_work_group(), there.school, leader, recorded_at=JANUARY)
    plan = a_plan(there.school, steps=3)
    plan.steps.filter(order=1).update(state="DONE")
    a_plan(there.school, title="Closed", closed_at=JANUARY)

    row = queries.progress_of(group, JANUARY).rows[0]

    assert row.visits == 1
    assert row.plan is not None
    assert (row.plan["title"], row.plan["done"], row.plan["planned"]) == (
        "Talk in every lesson", 1, 3,
    )  # fmt: skip


def test_one_step_of_a_plan_is_a_step(staff, hub):
    group, there, _ = a_group_that_is_over(hub)
    a_plan(there.school, steps=1)

    page = staff.get(reverse("workgroups:progress", args=[group.pk]))

    assert "0 of 1 step done" in page.text


def test_before_the_first_workshop_nobody_lacks_anything(hub):
    group = a_work_group(hub=hub, workshops=1)
    a_standing_place(group)

    (row,) = queries.progress_of(group, datetime(2025, 9, 8, tzinfo=LONDON)).rows

    assert (row.state, row.tone) == ("Not begun", "quiet")


def test_a_certificate_needs_the_tasks_that_the_group_asks_for(hub):
    group, there, _ = a_group_that_is_over(hub, tasks_needed=60)
    a_task(group.workshops.last())
    assert queries.progress_of(group, JANUARY).rows[0].state == "Needs tasks"

    with pytest.raises(CertificateRefused, match="You handed in 1 of 2 tasks"):
        certificates.certificate_for(place=there, at=JANUARY)
    assert certificates.issue_certificates(work_group=group, by=a_person(), at=JANUARY) == 0

    WorkGroup.objects.filter(pk=group.pk).update(tasks_needed=50)
    assert certificates.issue_certificates(work_group=group, by=a_person(), at=JANUARY) == 1
    assert Certificate.objects.get().place == there


def test_a_group_that_asks_for_no_tasks_gives_certificates_by_attendance(hub):
    group, there, _ = a_group_that_is_over(hub)
    a_task(group.workshops.last())

    assert certificates.certificate_for(place=there, at=JANUARY)


def test_staff_see_the_progress_and_take_it_away_as_a_file(staff, hub):
    group, *_ = a_group_that_is_over(hub)
    there = reverse("workgroups:progress", args=[group.pk])

    page = " ".join(staff.get(there).content.decode().split())
    assert "1 of 2 is complete or on course." in page
    assert '<svg viewBox="0 0 216 176"' in page
    rows = table_of(staff.get(there, {"as": "csv"}))

    assert rows[1][:2] == ["Ann Ash", "Oak Street"]
    assert rows[1][-1] == "Complete"
    assert rows[2][-1] == "Needs attendance"


def test_progress_asks_as_often_for_one_as_for_three(staff, hub):
    group = a_work_group(hub=hub, workshops=2)
    task, asked = a_task(group.workshops.first()), []
    for people in (1, 2):
        for _ in range(people):
            place = a_standing_place(group)
            marks(group.workshops.first(), PRESENT=place)
            an_answer(task, place)
            a_plan(place.school)
        with CaptureQueriesContext(connection) as counted:
            staff.get(reverse("workgroups:progress", args=[group.pk]))
        asked.append(len(counted))

    assert asked[0] == asked[1] <= 10


def test_the_groups_of_a_hub_are_compared_in_one_list(staff, hub):
    group, there, _ = a_group_that_is_over(hub)
    a_visit(group, there.school, a_person(), recorded_at=JANUARY)
    a_plan(there.school, group)
    a_work_group(title="Elsewhere")
    a_work_group(hub=hub, title="A draft", state="IDEA")

    (told,) = queries.groups_with_progress(WorkGroup.objects.filter(pk=group.pk))
    page = staff.get(reverse("workgroups:hub_progress", args=[hub.slug])).content.decode()

    assert (told.came, told.expected, told.ready, told.wanted) == (2, 4, 1, 2)
    assert (told.visited, told.planned, told.schools) == (1, 1, 2)
    assert "Leading maths" in page
    assert "Elsewhere" not in page
    assert "A draft" not in page


def test_the_list_of_groups_asks_as_often_for_one_as_for_three(staff, hub):
    asked = []
    for groups in (1, 2):
        for _ in range(groups):
            a_work_group(hub=hub)
        with CaptureQueriesContext(connection) as counted:
            staff.get(reverse("workgroups:hub_progress", args=[hub.slug]))
        asked.append(len(counted))

    assert asked[0] == asked[1] <= 10


def test_what_a_school_owes_is_a_row_for_each_person_and_task(hub):
    group = a_work_group(hub=hub, workshops=2)
    school = a_school()
    place, done = (a_standing_place(group, school) for _ in range(2))
    a_standing_place(group)
    task = a_task(group.workshops.first())
    late = a_task(group.workshops.last(), title="Later")
    an_answer(task, done)
    today = datetime(2025, 11, 20, tzinfo=LONDON).date()

    owed = task_queries.tasks_owed_by(school, today)

    assert sorted((each.pk, each.task, each.task_title) for each in owed) == sorted([
        (place.pk, task.pk, "Try a bar model"), (place.pk, late.pk, "Later"),
        (done.pk, late.pk, "Later"),
    ])  # fmt: skip


def test_a_stranger_sees_no_progress(client, hub):
    group, there, _ = a_group_that_is_over(hub)
    sign_in(client, there.person)

    assert client.get(reverse("workgroups:progress", args=[group.pk])).status_code == 404
