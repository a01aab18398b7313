"""Lesson studies and showcase lessons: events whose observers book as for any other."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from mathshubs.workgroups.actions import lessons as actions
from mathshubs.workgroups.actions.lessons import LessonRefused
from mathshubs.workgroups.models import OpenLesson, WorkGroup

from ..builders import LONDON, a_person, a_school, a_work_group
from ..people.signing_in import sign_in
from .builders import a_place, a_standing_place, an_open_lesson

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_september")]
AFTERWARDS = datetime(2025, 11, 3, 16, 0, tzinfo=LONDON)


def text(page) -> str:
    return " ".join(page.content.decode().split())


def test_a_lesson_becomes_an_event_at_the_host_school(staff, hub):
    school = a_school("Oak Street", town="Telford")
    group = a_work_group(hub=hub, title="Leading maths")

    page = staff.post(
        reverse("workgroups:new_lesson", args=[hub.slug]),
        {
            "title": "Fractions in Year 8", "kind": "STUDY", "host_school": school.urn,
            "day_day": "10", "day_month": "11", "day_year": "2025", "starts": "1pm",
            "ends": "3pm", "places": "8", "focus": "How pupils explain", "year_group": "Year 8",
            "of_group": group.pk,
        },
        follow=True,
    )  # fmt: skip

    assert "Fractions in Year 8 is saved as an idea." in text(page)
    lesson = OpenLesson.objects.get()
    event, workshop = lesson.event, lesson.event.workshops.get()
    assert (event.kind, event.state, event.places) == ("EVENT", "IDEA", 8)
    assert (workshop.host_school, workshop.mode) == (school, "IN_PERSON")
    assert workshop.starts_at == datetime(2025, 11, 10, 13, 0, tzinfo=LONDON)
    assert (lesson.kind, lesson.of_group) == ("STUDY", group)
    event.refresh_from_db()
    assert event.first_on == workshop.starts_at.date()


def test_a_lesson_needs_its_times_and_a_day_to_come(staff, hub):
    one = a_work_group(hub=hub, title="Leading maths")
    there = reverse("workgroups:new_lesson", args=[hub.slug])
    said = {"title": "Fractions", "day_day": "10", "day_month": "11", "day_year": "2024"}

    page = text(staff.post(there, said))

    assert "That day is over. Give a day that observers can book." in page
    assert "Say when it starts." in page
    assert "Say when it ends." in page
    assert f"Leading maths, {one.year}" in page


def test_the_pages_of_the_event_lead_to_its_lesson(staff, hub):
    lesson = an_open_lesson(hub, a_person())
    plain = a_work_group(hub=hub, kind="EVENT")
    there = reverse("workgroups:open_lesson", args=[lesson.pk])

    def leads_there(name: str, event: WorkGroup) -> bool:
        return there in text(staff.get(reverse(f"workgroups:{name}", args=[event.pk])))

    assert leads_there("manage", lesson.event)
    assert leads_there("detail", lesson.event)
    assert not leads_there("manage", plain)


def test_observers_book_by_the_ordinary_door(client, hub):
    lesson = an_open_lesson(hub, a_person(), title="Fractions in Year 8", places=2)
    there = reverse("workgroups:open_lesson", args=[lesson.pk])
    assert "2 of 2 places for observers left" in text(client.get(there))

    place = a_place(lesson.event)

    assert place.state == "HELD"
    assert "1 of 2 places for observers left" in text(client.get(there))
    assert "Place held." in text(sign_in(Client(), place.person).get(there))


def test_the_list_has_what_is_published_and_to_come_by_kind(client, hub):
    leader = a_person()
    an_open_lesson(hub, leader, title="A showcase")
    an_open_lesson(hub, leader, title="A study", kind="STUDY")
    an_open_lesson(hub, leader, title="A draft", state="IDEA")
    an_open_lesson(hub, leader, title="Off", state="CANCELLED")
    long_ago = date(2025, 5, 1)
    an_open_lesson(hub, leader, title="Long ago", first_on=long_ago, last_on=long_ago)
    there = reverse("workgroups:open_lessons")

    def shown(**asked) -> set[str]:
        page = text(client.get(there, asked))
        titles = ("A showcase", "A study", "A draft", "Off<", "Long ago")
        return {title for title in titles if title in page.replace("A showcase lesson shows", "")}

    assert shown() == {"A showcase", "A study"}
    assert shown(kind="STUDY") == {"A study"}
    assert shown(when="before") == {"Long ago"}


def test_notes_are_written_afterwards_and_read_by_those_who_were_there(client, hub):
    leader, group = a_person("Greta", "Group"), a_work_group(hub=hub)
    lesson = an_open_lesson(hub, leader, of_group=group)
    observer, member = a_standing_place(lesson.event), a_standing_place(group)
    with pytest.raises(LessonRefused, match="has not been yet"):
        actions.note(lesson=lesson, discussion="x", by=leader, at=AFTERWARDS - timedelta(days=1))
    actions.note(lesson=lesson, discussion="Pupils talked more.", by=leader, at=AFTERWARDS)
    WorkGroup.objects.filter(pk=lesson.pk).update(
        first_on=date(2025, 9, 1), last_on=date(2025, 9, 1)
    )
    there = reverse("workgroups:open_lesson", args=[lesson.pk])

    def reads(person) -> bool:
        browser = sign_in(Client(), person) if person else client
        return "Pupils talked more." in text(browser.get(there))

    assert [reads(who) for who in (leader, observer.person, member.person)] == [True] * 3
    assert [reads(who) for who in (None, a_person())] == [False] * 2


def test_the_list_asks_as_often_for_one_as_for_three(client, hub):
    leader, asked = a_person(), []
    for lessons in (1, 2):
        for _ in range(lessons):
            an_open_lesson(hub, leader)
        with CaptureQueriesContext(connection) as counted:
            client.get(reverse("workgroups:open_lessons"))
        asked.append(len(counted))

    assert asked[0] == asked[1] <= 4
