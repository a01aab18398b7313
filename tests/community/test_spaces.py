"""Who belongs to which space, and what stands at its beginning."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from mathshubs.community.actions import spaces as actions
from mathshubs.community.models import Membership, Space
from mathshubs.community.queries.spaces import life_of, people_of, spaces_of
from mathshubs.hubs.models import LeaderRecord, Post
from mathshubs.people.models import Person
from mathshubs.workgroups.models import Leader

from ..builders import (
    LONG_AGO,
    SEPTEMBER,
    a_hub,
    a_person,
    a_post,
    a_project,
    a_work_group,
    national,
)
from ..people.signing_in import sign_in
from ..workgroups.builders import a_standing_place
from .builders import a_reply, a_space, a_topic

pytestmark = pytest.mark.django_db
TODAY = SEPTEMBER.date()


def names(people) -> list[str]:
    return sorted(person.given_name for person in people)


def a_network() -> dict[str, Space]:
    """Two hubs, each with a group of one national project; people tied to them in every way."""
    project = a_project(code="NCP25-07", title="Mastery")
    spaces = {
        "leaders of all": a_space(kind="LEADERS"),
        "project": a_space(kind="PROJECT", project=project),
    }
    for name in ("Salt", "Tyne"):
        hub = a_hub(name)
        group = a_work_group(hub=hub, project=project, title=f"{name} group")
        spaces[name] = a_space(group)
        for kind in ("HUB", "LEADERS", "BOARD"):
            spaces[f"{name} {kind}"] = a_space(kind=kind, hub=hub)
        a_standing_place(group, person=a_person(f"{name}-holds"))
        a_standing_place(group, person=a_person(f"{name}-waits"), state="WAITING")
        left = a_person(f"{name}-left")
        a_standing_place(
            group, person=left, state="WITHDRAWN", withdrawn_at=SEPTEMBER, withdrawal="OTHER"
        )
        Leader.objects.create(work_group=group, person=a_person(f"{name}-leads"))
        recorded = a_person(f"{name}-recorded")
        LeaderRecord.objects.create(person=recorded, hub=hub, from_on=LONG_AGO)
        for kind in Post.Kind.values:
            a_post(a_person(f"{name}-{kind.lower()}"), hub, kind)
    national()
    return spaces


def test_each_space_has_the_people_its_ties_say():
    spaces = a_network()

    def of(key):
        return names(people_of(spaces[key], TODAY))

    runs = ["Salt-administrator", "Salt-assistant_lead", "Salt-hub_lead", "Salt-senior_lead"]
    assert of("Salt") == sorted([*runs, "Salt-holds", "Salt-leads"])
    assert of("Salt HUB") == sorted(
        [*runs, "Salt-holds", "Salt-leads", "Salt-recorded", "Salt-work_group_lead"]
    )
    assert of("Salt LEADERS") == sorted(
        [*runs, "Salt-leads", "Salt-recorded", "Salt-work_group_lead"]
    )
    assert of("Salt BOARD") == sorted([*runs, "Salt-board_chair", "Salt-board_member"])
    assert "Nat" in of("project")
    assert {"Salt-holds", "Tyne-holds", "Tyne-leads"} <= set(of("project"))
    assert of("leaders of all") == sorted(
        ["Nat"]
        + [
            f"{hub}-{who}"
            for hub in ("Salt", "Tyne")
            for who in ("leads", "recorded", "hub_lead", "assistant_lead", "work_group_lead")
        ]
    )


def test_the_rule_says_the_same_from_both_sides():
    spaces = a_network()
    Membership.objects.create(
        space=spaces["Salt BOARD"], person=a_person("Invited"), added_at=SEPTEMBER
    )

    by_person = {
        (person.pk, space.pk)
        for person in Person.objects.all()
        for space in spaces_of(person, TODAY)
    }
    by_space = {
        (person.pk, space.pk) for space in spaces.values() for person in people_of(space, TODAY)
    }

    assert by_person == by_space
    assert len(by_space) > 40


def test_whoever_gives_a_place_back_is_no_longer_there():
    group = a_work_group()
    space, person = a_space(group), a_person()
    place = a_standing_place(group, person=person)
    assert list(spaces_of(person, TODAY)) == [space]

    type(place).objects.update(state="WITHDRAWN", withdrawn_at=SEPTEMBER, withdrawal="OTHER")

    assert list(spaces_of(person, TODAY)) == []


def test_whoever_took_part_stays_in_the_hubs_community_for_a_year():
    group = a_work_group(hub=a_hub("Salt"))
    hub_space, person = a_space(kind="HUB", hub=group.hub), a_person()
    a_standing_place(group, person=person)

    assert list(spaces_of(person, date(2027, 8, 1))) == [hub_space]
    assert list(spaces_of(person, date(2027, 9, 2))) == []


def test_a_work_groups_space_is_named_by_the_rule():
    project = a_project(code="NCP25-07", title="Mastery readiness")
    group = a_work_group(hub=a_hub("Salt Way"), project=project, title="Cohort 2", code="WRK123")

    assert a_space(group).name == (
        "2025/26 – Salt Way – Mastery readiness (Cohort 2) – WRK123 – NCP25-07"
    )
    group.project.title = "Cohort 2"
    group.code = None
    assert Space(work_group=group).name == "2025/26 – Salt Way – Cohort 2 – NCP25-07"
    group.project = None
    assert Space(work_group=group).name == "2025/26 – Salt Way – Cohort 2"


def test_a_space_is_opened_once_with_its_first_notes():
    group = a_work_group(title="Mastery")

    space = actions.open_space(group, at=SEPTEMBER)
    again = actions.open_space(group, at=SEPTEMBER + timedelta(days=1))

    assert again == space
    notes = space.posts.order_by("pk")
    assert [note.title for note in notes] == [
        "Welcome", "Dates and joining details", "How this space works"
    ]  # fmt: skip
    assert all(note.pinned_at and note.by is None for note in notes)
    assert "the people of Mastery write" in notes[0].text


def test_the_job_opens_what_is_published_and_nothing_twice():
    hub, project = a_hub("Salt"), a_project()
    group = a_work_group(hub=hub, project=project)
    a_work_group(hub=hub, state="IDEA")
    a_work_group(hub=hub, state="CLOSED")
    a_work_group(hub=hub, kind="EVENT")

    opened = actions.open_missing_spaces(at=SEPTEMBER)
    again = actions.open_missing_spaces(at=SEPTEMBER + timedelta(hours=1))

    assert (opened, again) == (6, 0)
    assert [space.work_group for space in Space.objects.filter(kind="WORK_GROUP")] == [group]
    assert [space.project for space in Space.objects.filter(kind="PROJECT")] == [project]
    others = Space.objects.filter(work_group=None, project=None).values_list("kind", "hub_id")
    assert set(others) == {
        ("BOARD", hub.pk), ("HUB", hub.pk), ("LEADERS", hub.pk), ("LEADERS", None)
    }  # fmt: skip


def test_a_groups_community_opens_for_those_who_belong_to_it(client):
    group = a_work_group()
    member = a_person()
    a_standing_place(group, person=member)
    address = f"/work-groups/{group.pk}/community/"

    assert sign_in(client, a_person()).get(address).status_code == 404
    assert not Space.objects.exists()
    opened = sign_in(client, member).get(address)

    assert opened["Location"] == Space.objects.get().get_absolute_url()


def test_what_others_wrote_is_unread_until_it_is_read(client):
    group = a_work_group()
    space, me, other = a_space(group), a_person(), a_person()
    a_standing_place(group, person=me)
    topic = a_topic(space, other)
    a_reply(topic, other)
    a_reply(topic, me)
    a_topic(space, None, "Welcome")
    assert life_of([space], me)[space.pk].unread == 2

    sign_in(client, me).get(topic.get_absolute_url())

    assert life_of([space], me)[space.pk].unread == 0
    a_reply(topic, other, at=SEPTEMBER.replace(year=2031))
    assert life_of([space], me)[space.pk].unread == 1
    assert "1 new" in client.get("/communities/").text


@pytest.mark.parametrize("page", ["/communities/", "/communities/{}/", "/communities/{}/members/"])
def test_lists_ask_as_much_for_three_as_for_one(client, page, django_assert_max_num_queries):
    counts = []
    for number in (1, 3):
        hub, me = a_hub(), a_person()
        a_post(me, hub, Post.Kind.ADMINISTRATOR)
        for _ in range(number):
            space = a_space(a_work_group(hub=hub))
        for each in range(number):
            writer = a_person()
            a_standing_place(space.work_group, person=writer)
            a_reply(a_topic(space, writer, f"Topic {each}"), writer)
        sign_in(client, me)
        with django_assert_max_num_queries(10) as asked:
            assert client.get(page.format(space.pk)).status_code == 200
        counts.append(len(asked))

    assert counts[0] == counts[1]
