"""Taking part survives what becomes of schools."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.timezone import localdate, now
from procrastinate.contrib.django.models import ProcrastinateJob

from mathshubs.comms.models import Letter
from mathshubs.hubs.models import HubChoice, Post
from mathshubs.schools.models import Employment, School, SchoolLink
from mathshubs.schools.queries import carried_on_by
from mathshubs.workgroups import jobs
from mathshubs.workgroups.actions import successors
from mathshubs.workgroups.actions.booking import PlaceRefused
from mathshubs.workgroups.models import HeadAgreement, Place, WorkGroup
from mathshubs.workgroups.queries.successors import as_it_is, as_it_was, places_to_decide

from ..builders import (
    SEPTEMBER,
    a_district,
    a_hub,
    a_person,
    a_post,
    a_school,
    a_work_group,
    an_employment,
)
from ..people.signing_in import sign_in
from ..schools.builders import a_file, a_link, a_row, load
from ..tables import table_of
from .builders import a_standing_place, counts

pytestmark = pytest.mark.django_db
Kind = SchoolLink.Kind


def closed(name: str = "Oak", **fields) -> School:
    return a_school(name, status=School.Status.CLOSED, closed_on=date(2025, 8, 31), **fields)


def became(old: School, *after: School, kind: str = Kind.CONVERSION) -> None:
    for new in after:
        SchoolLink.objects.create(predecessor=old, successor=new, kind=kind)


def schools_of(*places: Place) -> list[str]:
    return [Place.objects.get(pk=place.pk).school.name for place in places]


def follow() -> int:
    return successors.follow_schools(at=SEPTEMBER)


@pytest.mark.parametrize("kind", [Kind.CONVERSION, Kind.MERGER, Kind.AMALGAMATION])
def test_open_places_go_on_with_the_school(kind):
    old, new = closed(), a_school("Oak Academy")
    became(old, new, kind=kind)
    group = a_work_group()
    held, waiting = (a_standing_place(group, old, state=state) for state in ("HELD", "WAITING"))

    assert follow() == 2

    assert schools_of(held, waiting) == ["Oak Academy", "Oak Academy"]


def test_going_on_twice_is_harmless():
    old, new = closed(), a_school("Oak Academy")
    became(old, new)
    place = a_standing_place(a_work_group(), old)
    an_employment(place.person, old)

    assert [follow(), follow()] == [1, 0]
    jobs.follow_schools()
    jobs.follow_schools()
    assert place.school_changes.count() == 1
    assert Letter.objects.filter(kind="workgroups.school_changed").count() == 1
    assert place.person.employments.count() == 2


def test_what_is_over_or_was_given_back_stays_with_the_old_school():
    old, new = closed(), a_school("Oak Academy")
    became(old, new)
    last_year = a_work_group(first_on=date(2025, 1, 6), last_on=date(2025, 7, 1))
    done = a_standing_place(last_year, old)
    reported = a_standing_place(a_work_group(state=WorkGroup.State.CLOSED), old)
    declined = a_standing_place(a_work_group(), old, state="DECLINED")

    assert follow() == 0

    assert schools_of(done, reported, declined) == ["Oak", "Oak", "Oak"]


def test_the_old_school_stays_in_the_history_of_the_place():
    old, new = closed(), a_school("Oak Academy")
    became(old, new)
    place = a_standing_place(a_work_group(), old)
    follow()

    change = place.school_changes.get()
    assert (change.from_school, change.to_school, change.by) == (old, new, None)
    decision = place.decisions.get()
    assert decision.reason == (f"Oak ({old.urn}) closed; it goes on at Oak Academy ({new.urn}).")
    assert [event.school_id for event in place.events.order_by("pgh_id")] == [old.pk, new.pk]


def test_a_chain_of_schools_is_followed_to_its_end():
    first, second, third = closed("Oak"), closed("Oak Academy"), a_school("Oak Trust Academy")
    became(first, second)
    became(second, third, kind=Kind.MERGER)

    assert carried_on_by(first) == third


def test_a_circle_in_the_register_ends():
    first, second = closed("Oak"), closed("Elm")
    became(first, second)
    became(second, first)

    assert carried_on_by(first) is None


def test_a_split_several_successors_or_none_wait_for_a_person():
    split, several, gone = closed("Split"), closed("Several"), closed("Gone")
    became(split, a_school("One half"), kind=Kind.SPLIT)
    became(several, a_school("North"), a_school("South"))
    group = a_work_group()
    places = [a_standing_place(group, school) for school in (split, several, gone)]

    assert follow() == 0

    waiting = places_to_decide(WorkGroup.objects.all(), date(2025, 9, 8))
    assert set(waiting) == set(places)


def test_two_schools_that_become_one_take_one_seat_and_the_next_is_offered_it():
    old, new = closed(), a_school("Oak Academy")
    became(old, new, kind=Kind.MERGER)
    group = a_work_group(counted="SCHOOL", places=2)
    for school in (old, new):
        a_standing_place(group, school)
    next_in_line = a_standing_place(group, state="WAITING")

    follow()

    next_in_line.refresh_from_db()
    assert next_in_line.state == "OFFERED"
    assert counts(group) == (2, 0)


def test_people_work_at_the_successor_from_the_day_after_and_stay_confirmed():
    old, new = closed(), a_school("Oak Academy")
    became(old, new)
    head = a_person("Hed")
    an_employment(head, old, Employment.Role.HEAD)
    follow()

    before, since = head.employments.order_by("from_on")
    assert (before.school, before.to_on) == (old, date(2025, 8, 31))
    assert (since.school, since.from_on, since.role, since.confirmed) == (
        new, date(2025, 9, 1), "HEAD", True,
    )  # fmt: skip


def test_what_the_head_agreed_to_goes_along():
    old, new = closed(), a_school("Oak Academy")
    became(old, new)
    group = a_work_group(head_agrees=True)
    a_standing_place(group, old)
    agreed = HeadAgreement.objects.create(
        work_group=group, school=old, head_name="Hed", sent_to="head@oak.example", text="Yes",
        version="1", asked_by=a_person(), asked_at=SEPTEMBER, answer_by=date(2025, 9, 20),
        answer="AGREED", answered_at=SEPTEMBER, answered_by="Hed",
    )  # fmt: skip

    follow()

    agreed.refresh_from_db()
    assert agreed.school == new


def test_reports_as_it_was_and_as_it_is():
    old, new = closed(), a_school("Oak Academy")
    became(old, new)
    done = a_standing_place(a_work_group(first_on=date(2025, 1, 6), last_on=date(2025, 7, 1)), old)
    carried = a_standing_place(a_work_group(), old)
    own = a_standing_place(a_work_group(), new)
    follow()

    def found(condition) -> set[Place]:
        return set(Place.objects.filter(condition))

    assert found(as_it_is([new, old])) == {done, carried, own}
    assert found(as_it_was(old)) == {done, carried}
    assert found(as_it_was(new)) == {own}


def test_the_page_of_the_school_shows_both():
    old, new = closed(), a_school("Oak Academy")
    became(old, new)
    head = a_person("Hed")
    an_employment(head, new, Employment.Role.HEAD)
    a_standing_place(a_work_group(title="Done long ago", last_on=date(2025, 7, 1)), old)
    client = sign_in(Client(), head)
    page = reverse("insight:school", args=[new.urn])

    assert "Done long ago" in client.get(page).content.decode()
    assert "Done long ago" not in client.get(page, {"counted": "was"}).content.decode()


def test_an_import_that_brings_a_link_queues_the_job(tmp_path):
    from mathshubs.schools.actions.imports import note
    from mathshubs.schools.register.run import RegisterFiles

    rows = [a_row(100001, status="Closed", closed="31-08-2025"), a_row(100002)]
    files = (
        a_file(tmp_path, rows),
        a_file(tmp_path, [a_link(100001, 100002)], "links_edubasealldata.csv"),
    )
    note(RegisterFiles(*files), load(*files), at=SEPTEMBER)

    queued = ProcrastinateJob.objects.filter(task_name="workgroups.follow_schools")
    assert queued.count() == 1
    assert carried_on_by(School.objects.get(urn="100001")).urn == "100002"


# A person decides.


@pytest.fixture
def split() -> Place:
    """A place of a school that split, in a group of this very year."""
    old = closed("Oak")
    became(old, a_school("Oak Infants"), a_school("Oak Juniors"), kind=Kind.SPLIT)
    soon = now() + timedelta(weeks=4)
    group = a_work_group(title="Mastering number", workshops=0, last_on=soon.date())
    return a_standing_place(group, old)


@pytest.fixture
def staff(split, client) -> Client:
    ada = a_person("Ada")
    a_post(ada, split.work_group.hub, Post.Kind.ADMINISTRATOR)
    return sign_in(client, ada)


def closed_schools(place: Place) -> str:
    return reverse("workgroups:closed_schools", args=[place.work_group.hub.slug])


def decide(place: Place) -> str:
    return reverse("workgroups:which_school", args=[place.work_group.hub.slug, place.pk])


def test_the_hub_sees_which_places_wait_and_chooses_the_school(staff, split):
    assert split.person.name in staff.get(closed_schools(split)).content.decode()
    page = staff.get(decide(split)).content.decode()
    assert "Oak Infants" in page
    staff.post(decide(split), {"followed_by": School.objects.get(name="Oak Juniors").urn})

    assert schools_of(split) == ["Oak Juniors"]
    assert split.school_changes.get().by.given_name == "Ada"
    assert "No place waits" in staff.get(closed_schools(split)).content.decode()


def test_all_places_of_the_school_in_this_hub_may_go_at_once(staff, split):
    second = a_standing_place(split.work_group, split.school)
    elsewhere = a_standing_place(
        a_work_group(workshops=0, last_on=split.work_group.last_on), split.school
    )
    juniors = School.objects.get(name="Oak Juniors")

    staff.post(decide(split), {"followed_by": juniors.urn, "others": "yes"})

    assert schools_of(split, second, elsewhere) == ["Oak Juniors", "Oak Juniors", "Oak"]


def test_the_hub_may_choose_any_open_school(staff, split):
    elsewhere = a_school("Elm Street")
    staff.post(
        decide(split),
        {"school": "Elm Street", "school-urn": elsewhere.urn, "school-for": "Elm Street"},
    )

    assert schools_of(split) == ["Elm Street"]


def test_a_school_that_did_not_follow_is_not_taken_for_one_that_did(staff, split):
    staff.post(decide(split), {"followed_by": a_school("Elm").urn})

    assert schools_of(split) == ["Oak"]


def test_the_list_is_a_file(staff, split):
    table = table_of(staff.get(closed_schools(split), {"as": "csv"}))

    assert table[1:] == [
        [split.person.name, "Oak", split.school.urn, "Mastering number", "Place held"]
    ]


def test_another_hub_sees_nothing_of_it(client, split):
    otto = a_person("Otto")
    a_post(otto, a_hub(), Post.Kind.ADMINISTRATOR)
    sign_in(client, otto)

    assert client.get(closed_schools(split)).status_code == 404
    assert client.post(decide(split), {"followed_by": "100001"}).status_code == 404


def test_deciding_twice_is_harmless_and_a_decision_stands(split):
    juniors, infants = (School.objects.get(name=f"Oak {name}") for name in ("Juniors", "Infants"))
    ada = a_person("Ada")
    for _ in range(2):
        successors.decide_school(place=split, school=juniors, by=ada, at=now())

    with pytest.raises(PlaceRefused, match="is for Oak Juniors already"):
        successors.decide_school(place=split, school=infants, by=ada, at=now())
    assert split.school_changes.count() == 1


def test_a_closed_school_is_refused_in_a_sentence(split):
    with pytest.raises(PlaceRefused, match="is not open in the national register"):
        successors.decide_school(place=split, school=closed("Elm"), by=a_person(), at=now())


def test_the_list_asks_as_often_for_one_as_for_three(staff, split, django_assert_max_num_queries):
    asked = []
    for _ in range(3):
        with django_assert_max_num_queries(10) as queries:
            staff.get(closed_schools(split))
        asked.append(len(queries))
        a_standing_place(split.work_group, closed(f"School {localdate()}"))

    assert len(set(asked)) == 1


def the_choices_of(school: School) -> list[tuple]:
    return list(
        HubChoice.objects.filter(school=school)
        .order_by("from_on")
        .values_list("hub__name", "from_on", "to_on")
    )


def test_the_hub_a_school_chose_goes_on_with_it():
    salt, rivers = a_hub("Salt Way"), a_hub("Three Rivers")
    old, new = closed(), a_school("Oak Academy")
    became(old, new)
    HubChoice.objects.create(school=old, hub=salt, from_on="2023-09-01", to_on="2024-08-31")
    HubChoice.objects.create(school=old, hub=rivers, from_on="2024-09-01")

    follow()
    follow()

    assert the_choices_of(old)[-1] == ("Three Rivers", date(2024, 9, 1), date(2025, 8, 31))
    assert the_choices_of(new) == [("Three Rivers", date(2025, 9, 1), None)]


def test_what_the_school_it_became_chose_itself_stands():
    salt, rivers = a_hub("Salt Way"), a_hub("Three Rivers")
    old, new = closed(), a_school("Oak Academy")
    became(old, new, kind=Kind.MERGER)
    HubChoice.objects.create(school=old, hub=rivers, from_on="2024-09-01")
    HubChoice.objects.create(school=new, hub=salt, from_on="2024-01-01")

    follow()

    assert the_choices_of(new) == [("Salt Way", date(2024, 1, 1), None)]


def test_a_hub_of_its_area_needs_no_choice():
    rivers, wrekin = a_hub("Three Rivers"), a_district("Telford and Wrekin")
    rivers.areas.create(district=wrekin, from_on="2020-09-01")
    old, new = closed(), a_school("Oak Academy", district=wrekin)
    became(old, new)
    HubChoice.objects.create(school=old, hub=rivers, from_on="2024-09-01")

    follow()

    assert the_choices_of(new) == []
    assert the_choices_of(old) == [("Three Rivers", date(2024, 9, 1), date(2025, 8, 31))]
