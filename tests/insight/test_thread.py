"""The thread: from a need to the schools it reached, from a group to why it exists."""

from __future__ import annotations

import pytest

from mathshubs.hubs.models import Post
from mathshubs.insight.queries import thread as queries
from mathshubs.needs.actions import provision as actions
from mathshubs.needs.queries.needs import needs_seen_by
from mathshubs.programmes.models import Plan
from mathshubs.workgroups.models import (
    Attendance,
    Certificate,
    Place,
    TaskAnswer,
    Visit,
)

from ..builders import (
    SEPTEMBER,
    a_hub,
    a_person,
    a_post,
    a_project,
    a_school,
    a_work_group,
    national,
)
from ..needs.builders import a_need, a_priority, a_round, an_answer, an_offer
from ..people.signing_in import sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def hub():
    return a_hub("Salt Way", slug="salt-way")


@pytest.fixture
def hugo(hub):
    person = a_person("Hugo", "Hub", email="hugo@example.org")
    a_post(person, hub, Post.Kind.HUB_LEAD)
    return person


def a_place(group, school, *, state="HELD", arrival=1) -> Place:
    person = a_person()
    return Place.objects.create(
        work_group=group, person=person, school=school, role="TEACHER", state=state,
        arrival=arrival, agreed_at=SEPTEMBER, applied_at=SEPTEMBER, applied_by=person,
    )  # fmt: skip


@pytest.fixture
def need(hub):
    return a_need(hub, "Pupils guess")


@pytest.fixture
def group(hub, hugo, need):
    """A group with two teachers of one school, and one who waits, that answers the need."""
    priority = a_priority(a_round(hub, hugo), needs=[need], state="CHOSEN")
    line = actions.put_in_plan(provision=an_answer(priority, hugo, "A course on fractions"))
    group = a_work_group(hub=hub, title="Fractions group", plan_line=line)
    school = a_school()
    came = a_place(group, school)
    a_place(group, school, arrival=2)
    a_place(group, a_school(), state="WAITING", arrival=3)
    Attendance.objects.create(
        workshop=group.workshops.get(), place=came, mark="PRESENT", marked_by=hugo,
        marked_at=SEPTEMBER,
    )  # fmt: skip
    return group


def test_a_need_leads_to_the_schools_it_reached(client, need, group, hugo):
    response = sign_in(client, hugo).get(f"/needs/{need.pk}/thread/")

    thread = response.context["thread"]
    (row,) = thread.groups
    assert (row.title, row.schools, row.people, row.came) == ("Fractions group", 1, 2, 1)
    assert (thread.schools, thread.people) == (1, 2)
    assert "A course on fractions" in response.text
    assert "1 group, 1 school and 2 people with a place so far." in response.text


def test_a_group_says_why_it_exists(client, need, group, hugo):
    page = sign_in(client, hugo).get(f"/work-groups/{group.pk}/why/").text

    for words in ("A course on fractions", "Many schools ask.", "Pupils guess"):
        assert words in page


def test_a_national_answer_reaches_the_lines_of_every_hub_for_its_project(client, hub, hugo):
    project, nat = a_project(), national()
    need = a_need(None, "Few stay on")
    priority = a_priority(a_round(None, nat), "Maths after 16", needs=[need], state="CHOSEN")
    an_answer(priority, nat, project=project)
    groups = []
    for one in (hub, a_hub()):
        line = Plan.objects.create(hub=one, year="2026/27").lines.create(
            title="Core Maths", project=project, kind="NATIONAL"
        )
        groups.append(a_work_group(hub=one, plan_line=line))
    visit = sign_in(client, nat)

    thread = visit.get(f"/needs/{need.pk}/thread/").context["thread"]
    assert {each.pk for each in thread.groups} == {each.pk for each in groups}
    assert "Few stay on" in visit.get(f"/work-groups/{groups[0].pk}/why/").text
    of_the_hub = sign_in(type(client)(), hugo).get(f"/work-groups/{groups[0].pk}/why/").text
    assert "Maths after 16" in of_the_hub
    assert "Few stay on" not in of_the_hub


def test_each_way_is_one_statement(hub, need, group, hugo, django_assert_num_queries):
    priority = need.priorities.get()
    line = actions.put_in_plan(provision=an_answer(priority, hugo, "Another answer"))
    a_place(a_work_group(hub=hub, plan_line=line), a_school())
    needs_seen_by(hugo, SEPTEMBER.date())  # what they may see is asked once, for any page

    with django_assert_num_queries(1):
        assert len(queries.thread_of_need(need).groups) == 2
    with django_assert_num_queries(1):
        assert queries.thread_of_priority(priority).schools == 2
    with django_assert_num_queries(1):
        (answer,) = queries.why(group, hugo, SEPTEMBER.date())
        assert answer.priority.round.hub == hub
        assert [each.title for each in answer.shown] == ["Pupils guess"]


def test_the_thread_ends_with_what_is_recorded_today(need, group, hugo):
    came, _ = group.bookings.filter(state="HELD").order_by("pk")
    Certificate.objects.create(
        place=came, code="A", workshops_attended=1, workshops_held=1, issued_at=SEPTEMBER
    )
    task = group.workshops.get().tasks.create(title="Try it", due_on=SEPTEMBER.date())
    TaskAnswer.objects.create(
        task=task, place=came, state="READ", changed_at=SEPTEMBER, submitted_at=SEPTEMBER
    )
    visit = {"school": came.school, "work_group": group, "leader": hugo, "on": SEPTEMBER.date()}
    Visit.objects.create(**visit, purpose="See", recorded_at=SEPTEMBER)
    Visit.objects.create(**visit, purpose="Planned only")

    assert queries.thread_of_need(need).evidence == [
        ("came", 1), ("handed in a task", 1), ("certificates", 1), ("schools visited", 1)
    ]  # fmt: skip


def test_the_thread_says_where_it_ends(client, hub, hugo):
    staff = sign_in(client, hugo)
    need = a_need(hub)
    assert "Part of no priority yet." in staff.get(f"/needs/{need.pk}/thread/").text
    priority = a_priority(a_round(hub, hugo), needs=[need], state="CHOSEN")
    assert "No answer chosen yet." in staff.get(f"/needs/{need.pk}/thread/").text
    answer = an_answer(priority, hugo)
    assert "In no year plan yet." in staff.get(f"/priorities/{priority.pk}/thread/").text
    actions.put_in_plan(provision=answer)
    assert "No group carries it out yet." in staff.get(f"/needs/{need.pk}/thread/").text
    bare = a_work_group(hub=hub)
    assert "It serves no line" in staff.get(f"/work-groups/{bare.pk}/why/").text


def test_another_hub_and_a_secret_are_not_there(client, hub, need, group, hugo):
    need.confidential = True
    need.save()
    otto = a_person("Otto", "Other")
    a_post(otto, a_hub("Three Rivers"), Post.Kind.HUB_LEAD)
    there = sign_in(client, otto)
    for address in (f"/needs/{need.pk}/thread/", f"/work-groups/{group.pk}/why/"):
        assert there.get(address).status_code == 404
    nation = sign_in(type(client)(), national())
    assert nation.get(f"/needs/{need.pk}/thread/").status_code == 404
    assert need.title not in nation.get(f"/work-groups/{group.pk}/why/").text


def test_the_thread_asks_as_often_for_many_as_for_one(
    client, hub, need, group, hugo, django_assert_max_num_queries
):
    priority = need.priorities.get()
    for number in range(2):
        priority.needs.add(a_need(hub))
        line = actions.put_in_plan(provision=an_answer(priority, hugo, f"Answer {number}"))
        a_place(a_work_group(hub=hub, plan_line=line), a_school())
    staff = sign_in(client, hugo)
    for address in (
        f"/needs/{need.pk}/thread/", f"/priorities/{priority.pk}/thread/",
        f"/work-groups/{group.pk}/why/", "/hubs/salt-way/answering/",
    ):  # fmt: skip
        with django_assert_max_num_queries(10):
            assert staff.get(address).status_code == 200


def test_an_event_made_of_a_partner_s_offer_is_in_the_thread_both_ways(client, hub, hugo):
    offer, need = an_offer(hub, "A lab"), a_need(hub, "Data in year 12")
    priority = a_priority(a_round(hub, hugo), needs=[need], state="CHOSEN")
    an_answer(priority, hugo, "Go to the lab", mode="SIGNPOST", partner_offer=offer)
    made = a_work_group(hub=hub, title="Lab day", kind="EVENT", partner_offer=offer)

    thread = queries.thread_of_need(need)
    assert [(line.title, [group.title for group in line.groups]) for line in thread.lines] == [
        ("A lab", ["Lab day"])
    ]
    page = sign_in(client, hugo).get(f"/work-groups/{made.pk}/why/").text
    assert all(words in page for words in ("A lab", "Go to the lab", "Data in year 12"))
    for address in (f"/needs/{need.pk}/thread/", f"/priorities/{priority.pk}/thread/"):
        page = client.get(address)
        assert "What a partner offers" in page.text
        assert "Lab day" in [box.title for box in page.context["picture"].boxes]
