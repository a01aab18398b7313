"""The page of a Work Group: what it says, to whom, and what it costs."""

from __future__ import annotations

import json
import re
from datetime import date, datetime, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from mathshubs.hubs.models import Post
from mathshubs.workgroups.models import RunAgainRequest, WorkGroup
from mathshubs.workgroups.queries import groups

from ..builders import (
    LONDON,
    SEPTEMBER,
    a_hub,
    a_person,
    a_post,
    a_project,
    a_school,
    a_work_group,
    a_workshop,
    national,
)
from ..people.signing_in import sign_in
from .builders import a_place, a_task

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_september")]
State = WorkGroup.State


def page(client, work_group: WorkGroup) -> str:
    response = client.get(work_group.get_absolute_url())
    assert response.status_code == 200
    return response.text


def structured(client, work_group: WorkGroup) -> dict:
    text = page(client, work_group)
    (script,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', text, re.DOTALL)
    return json.loads(script)


def test_the_page_has_what_a_head_needs_to_say_yes(client):
    work_group = a_work_group(
        workshops=2, rationale="Because.", pupil_outcomes="Pupils reason.",
        policy_outcomes="One policy.", practice_outcomes="Better questions.",
        learning_outcomes="How to lead.", audience="Heads of department.", involved="Four days.",
        contact_email="ada@example.org", apply_by=date(2025, 10, 3),
    )  # fmt: skip
    a_task(work_group.workshops.get(number=1), title="Try it with Year 8.")
    work_group.leaders.create(person=a_person("Lena", "Ader"), biography="Leads **maths**.")
    work_group.partners.create(name="Prof. Ngozi Bello", organisation="A university")

    said = page(client, work_group)

    for words in (
        "Because.", "Pupils reason.", "One policy.", "Better questions.", "How to lead.",
        "Heads of department.", "Four days.", "Try it with Year 8.", "Lena Ader",
        "Leads <strong>maths</strong>.", "Prof. Ngozi Bello, A university",
        "Mon 3 Nov 2025, 1pm to 3:30pm", "ada@example.org", "Free", "Fri 3 Oct 2025", "Open",
        "30 of 30 places left", "is released for every workshop",
        f'href="/work-groups/{work_group.pk}/apply/"',
        f'href="/work-groups/{work_group.pk}/calendar.ics"',
    ):  # fmt: skip
        assert words in said, words


def test_a_draft_is_seen_by_its_hub_and_its_leaders_only(client):
    hub = a_hub()
    draft = a_work_group(state=State.DESIGNED, hub=hub)
    administrator, other, leader = a_person(), a_person(), a_person()
    a_post(administrator, hub, Post.Kind.ADMINISTRATOR)
    a_post(other, a_hub(), Post.Kind.ADMINISTRATOR)
    draft.leaders.create(person=leader)

    def answers(path: str) -> list[int]:
        address = f"/work-groups/{draft.pk}/{path}"
        people = [administrator, leader, national(), other, a_person(), None]
        clients = [sign_in(Client(), person) if person else Client() for person in people]
        return [client.get(address).status_code for client in clients]

    assert answers("") == [200, 200, 200, 404, 404, 404]
    assert answers("calendar.ics") == [200, 200, 200, 404, 404, 404]
    assert answers("manage/") == [200, 200, 200, 404, 404, 302]
    assert answers("edit/why/") == [200, 200, 403, 404, 404, 302]
    assert "noindex" in page(sign_in(client, administrator), draft)


def test_the_same_groups_are_seen_in_lists_and_one_by_one():
    hub = a_hub()
    person, leader = a_person(), a_person()
    a_post(person, hub, Post.Kind.HUB_LEAD)
    seen = [a_work_group(), a_work_group(hub=hub, state=State.IDEA)]
    unseen = a_work_group(state=State.APPROVED)
    unseen.leaders.create(person=leader)

    assert set(groups.work_groups_seen_by(person)) == set(seen)
    assert set(groups.work_groups_run_by(person)) == {seen[1]}
    assert set(groups.work_groups_run_by(leader)) == {unseen}
    assert set(groups.work_groups_seen_by(AnonymousUser())) == {seen[0]}
    assert set(groups.work_groups_overseen_by(national())) == {*seen, unseen}


def test_only_those_with_a_place_and_their_hub_see_the_link(client):
    hub, teacher, waits = a_hub(), a_person(), a_person()
    staff = a_person()
    a_post(staff, hub, Post.Kind.ADMINISTRATOR)
    work_group = a_work_group(hub=hub, workshops=0, places=1)
    a_workshop(work_group, join_link="https://meet.example.org/secret")
    a_place(work_group, person=teacher)
    a_place(work_group, person=waits)

    def sees(person) -> bool:
        client = sign_in(Client(), person) if person else Client()
        address = work_group.get_absolute_url()
        answers = [client.get(address), client.get(f"{address}calendar.ics")]
        found = {"meet.example.org" in each.text for each in answers}
        assert len(found) == 1
        return found.pop()

    assert [sees(each) for each in (teacher, staff, waits, national(), None)] == [
        True, True, False, False, False,
    ]  # fmt: skip


def test_a_full_group_offers_the_same_project_elsewhere_nearest_first(client):
    project = a_project()
    full = a_work_group(
        title="Full", project=project, places=1, places_taken=1, easting=370_000, northing=308_000
    )
    for title, easting, more in (
        ("Far", 530_000, {}),
        ("Near", 380_000, {}),
        ("Online", None, {}),
        ("Farther", 560_000, {}),
        ("Full too", 371_000, {"places_taken": 30}),
        ("A draft", 371_000, {"state": State.DESIGNED}),
    ):
        northing = 308_000 if easting else None
        a_work_group(title=title, project=project, easting=easting, northing=northing, **more)
    a_work_group(title="Another project", easting=371_000, northing=308_000)

    response = client.get(full.get_absolute_url())

    assert [row.title for row in response.context["elsewhere"]] == ["Near", "Online", "Far"]
    assert "Join the waiting list" in response.text


def test_a_visitor_asks_to_be_told(client):
    work_group = a_work_group(places=1, places_taken=1)
    address = f"/work-groups/{work_group.pk}/tell-me/"

    wrong = client.post(address, {"email": "not an address"})
    for _ in range(2):
        right = client.post(address, {"email": "Tess@Example.org"}, follow=True)

    assert "Enter an email address such as name@example.org." in wrong.text
    assert "We will write to Tess@Example.org" in right.text or "tess@example.org" in right.text
    assert [each.email for each in RunAgainRequest.objects.all()] == ["tess@example.org"]


def test_nobody_sends_an_address_again_and_again(client):
    cache.clear()
    groups = [a_work_group(places=1, places_taken=1) for _ in range(11)]

    answers = [
        client.post(f"/work-groups/{group.pk}/tell-me/", {"email": "tess@example.org"}).status_code
        for group in groups
    ]

    assert answers == [302] * 10 + [429]
    assert RunAgainRequest.objects.count() == 10


def test_somebody_signed_in_is_told_at_their_own_address(client):
    work_group, person = a_work_group(places=1, places_taken=1), a_person()

    sign_in(client, person).post(f"/work-groups/{work_group.pk}/tell-me/", {"email": "x@x.org"})

    assert RunAgainRequest.objects.get().email == person.email


def test_search_engines_read_a_course_with_its_sessions(client):
    work_group = a_work_group(
        title="Leading </script><script>alert(1)</script>", workshops=0, places=30,
        places_taken=24, project=a_project(code="NCP25-14"), modes=["IN_PERSON", "ONLINE"],
    )  # fmt: skip
    a_workshop(
        work_group, number=1, mode="IN_PERSON", venue="Park Hall", town="Telford",
        postcode="TF3 4JG",
    )  # fmt: skip
    summer = datetime(2026, 6, 15, 10, 0, tzinfo=LONDON)
    a_workshop(work_group, number=2, starts_at=summer, join_link="https://meet.example.org/secret")

    course = structured(client, work_group)

    instance = course["hasCourseInstance"]
    assert course["@type"] == "Course"
    assert course["name"] == "Leading </script><script>alert(1)</script>"
    assert course["courseCode"] == "NCP25-14"
    assert instance["startDate"] == "2025-11-03T13:00:00+00:00"
    assert instance["endDate"] == "2026-06-15T12:30:00+01:00"
    assert (instance["maximumAttendeeCapacity"], instance["remainingAttendeeCapacity"]) == (30, 6)
    assert instance["isAccessibleForFree"] is True
    assert instance["courseMode"] == ["Onsite", "Online"]
    first, second = instance["subEvent"]
    assert first["location"]["address"] == {
        "@type": "PostalAddress",
        "addressLocality": "Telford",
        "postalCode": "TF3 4JG",
        "addressCountry": "GB",
    }
    assert second["eventAttendanceMode"] == "https://schema.org/OnlineEventAttendanceMode"
    assert "meet.example.org" not in json.dumps(course)
    assert "<script>alert" not in page(client, work_group)


def test_search_engines_read_an_event(client):
    event = a_work_group(kind="EVENT", state=State.CANCELLED, cost=75)

    read = structured(client, event)

    assert read["@type"] == "EducationEvent"
    assert read["eventStatus"] == "https://schema.org/EventCancelled"
    assert (read["offers"]["price"], read["isAccessibleForFree"]) == ("75.00", False)


def test_a_cancelled_workshop_says_so_and_has_no_date(client):
    work_group = a_work_group(workshops=2)
    work_group.workshops.filter(number=2).update(cancelled_at=SEPTEMBER)

    said = page(client, work_group)

    assert "Workshop 2 (cancelled)" in said
    assert "1 Dec 2025" not in said


def test_the_calendar_file_holds_every_workshop(client):
    work_group = a_work_group(workshops=2)

    whole = client.get(f"/work-groups/{work_group.pk}/calendar.ics")
    one = client.get(f"/workshops/{work_group.workshops.first().pk}/calendar.ics")

    assert whole["Content-Type"] == "text/calendar; charset=utf-8"
    assert whole.text.count("BEGIN:VEVENT") == 2
    assert one.text.count("BEGIN:VEVENT") == 1


@pytest.mark.parametrize("taken", [0, 30])
def test_a_page_asks_the_database_as_often_for_one_as_for_three(client, taken):
    def asked(work_group: WorkGroup) -> int:
        with CaptureQueriesContext(connection) as queries:
            client.get(work_group.get_absolute_url())
        return len(queries)

    def a_group_of(number: int) -> WorkGroup:
        work_group = a_work_group(workshops=0, project=a_project(), places_taken=taken)
        for each in range(number):
            starts_at = datetime(2025, 11, 3, 13, tzinfo=LONDON) + timedelta(weeks=each)
            a_workshop(work_group, starts_at=starts_at, host_school=a_school())
            work_group.leaders.create(person=a_person(), biography="Leads.")
            work_group.partners.create(name="Prof. Ngozi Bello")
        return work_group

    assert asked(a_group_of(1)) == asked(a_group_of(3)) <= 6


def test_what_is_prepared_once_sees_every_change(client):
    work_group = a_work_group(title="Before")
    assert "Before" in page(client, work_group)

    work_group.title = "After"
    work_group.save()
    work_group.hub.name = "Renamed"
    work_group.hub.save()

    said = page(client, work_group)
    assert "After" in said
    assert "Renamed Maths Hub" in said
    assert "Before" not in said


def test_a_booking_shows_at_once_everywhere(client):
    project = a_project()
    full = a_work_group(title="Full", project=project, places=1, places_taken=1)
    other = a_work_group(title="Another", project=project, places=12)
    last = [row.title for row in client.get(full.get_absolute_url()).context["elsewhere"]]
    assert last == ["Another"]
    assert "12 of 12 places left" in client.get("/work-groups/").text

    a_place(other)

    for address in ("/work-groups/", full.get_absolute_url(), other.get_absolute_url()):
        assert "11 of 12 places left" in client.get(address).text, address
    for _ in range(11):
        a_place(other)
    assert "All 12 places taken" in client.get(other.get_absolute_url()).text
    assert "All 12 places taken" in client.get("/work-groups/").text
    assert client.get(full.get_absolute_url()).context["elsewhere"] == []


def test_a_group_that_only_meets_online_is_at_no_distance(client):
    where, project = {"easting": 370_000, "northing": 308_000}, a_project()
    full = a_work_group(project=project, places=1, places_taken=1, **where)
    a_work_group(title="Online", project=project)

    [row] = client.get(full.get_absolute_url()).context["elsewhere"]

    assert (row.title, row.distance) == ("Online", "")
