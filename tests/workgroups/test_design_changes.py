"""Workshops that move, places that change, leaders who come, and next year's copy."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from mathshubs.comms.models import Letter
from mathshubs.people.models import Person
from mathshubs.schools.models import Postcode
from mathshubs.workgroups.actions import copies, design, leaders, seats
from mathshubs.workgroups.models import Place, WorkGroup, Workshop

from ..builders import (
    LONDON,
    SEPTEMBER,
    a_hub,
    a_person,
    a_project,
    a_school,
    a_work_group,
    a_workshop,
)
from .builders import a_file, a_standing_place, a_task

pytestmark = pytest.mark.django_db
State = WorkGroup.State


def a_place(work_group: WorkGroup, state: str = "HELD") -> Place:
    """A place that is counted, without the letters of booking it."""
    place = a_standing_place(work_group, state=state)
    seats.count(work_group)
    work_group.refresh_from_db()
    return place


def change(workshop: Workshop, **fields) -> Workshop:
    for name, value in fields.items():
        setattr(workshop, name, value)
    design.change_workshop(workshop=workshop, by=a_person(), at=SEPTEMBER)
    workshop.refresh_from_db()
    return workshop


def test_what_lists_show_follows_from_the_workshops():
    Postcode.objects.create(
        postcode="TF3 4JG", easting=370_700, northing=308_600, district_code="E06000020"
    )
    work_group = a_work_group(workshops=0)
    a_workshop(work_group, number=1, mode="IN_PERSON", town="Telford", postcode="TF3 4JG")
    last = datetime(2026, 6, 15, 23, 30, tzinfo=LONDON)
    a_workshop(work_group, number=2, starts_at=last, ends_at=last + timedelta(minutes=20))

    design.refresh_derived(work_group)

    work_group.refresh_from_db()
    assert (work_group.first_on, work_group.last_on) == (date(2025, 11, 3), date(2026, 6, 15))
    assert work_group.modes == ["IN_PERSON", "ONLINE"]
    assert work_group.town == "Telford"
    assert (work_group.easting, work_group.northing) == (370_700, 308_600)


def test_the_host_school_says_where_when_nothing_else_does():
    work_group = a_work_group(workshops=0)
    school = a_school(town="Wellington", easting=365_000, northing=311_000)
    a_workshop(work_group, mode="IN_PERSON", host_school=school)

    design.refresh_derived(work_group)

    work_group.refresh_from_db()
    assert (work_group.town, work_group.easting) == ("Wellington", 365_000)


def test_everyone_with_a_place_hears_that_a_workshop_moves():
    work_group = a_work_group()
    a_place(work_group)
    a_place(work_group, state="WAITING")
    workshop = work_group.workshops.get()

    change(workshop, town="Shrewsbury", mode="IN_PERSON")

    assert workshop.sequence == 1
    assert Letter.objects.filter(kind="workgroups.workshop_changed").count() == 1
    work_group.refresh_from_db()
    assert work_group.town == "Shrewsbury"


def test_a_second_move_is_a_second_letter():
    work_group = a_work_group()
    a_place(work_group)
    workshop = work_group.workshops.get()

    change(workshop, venue="The hall")
    change(workshop, venue="The library")

    assert workshop.sequence == 2
    assert Letter.objects.filter(kind="workgroups.workshop_changed").count() == 2


def test_a_draft_that_moves_is_told_to_nobody():
    work_group = a_work_group(state=State.DESIGNED)

    workshop = change(work_group.workshops.get(), venue="The hall")

    assert workshop.sequence == 1
    assert not Letter.objects.exists()


def test_a_cancelled_workshop_stays_and_is_told():
    work_group = a_work_group(workshops=2)
    a_place(work_group)
    workshop = work_group.workshops.get(number=2)

    for _ in range(2):
        design.cancel_workshop(workshop=workshop, by=a_person(), at=SEPTEMBER)

    workshop.refresh_from_db()
    assert (workshop.cancelled_at, workshop.sequence) == (SEPTEMBER, 1)
    assert Letter.objects.filter(kind="workgroups.workshop_cancelled").count() == 1
    work_group.refresh_from_db()
    assert work_group.last_on == date(2025, 11, 3)
    with pytest.raises(design.DesignRefused, match="was cancelled"):
        change(workshop, venue="The hall")


def test_the_only_workshop_left_is_not_cancelled():
    work_group = a_work_group()

    with pytest.raises(design.DesignRefused, match="the only one left"):
        design.cancel_workshop(workshop=work_group.workshops.get(), by=a_person(), at=SEPTEMBER)


def test_a_workshop_whose_register_was_taken_is_not_cancelled():
    work_group = a_work_group(workshops=2)
    place, workshop = a_place(work_group), work_group.workshops.get(number=1)
    workshop.attendances.create(
        place=place, mark="PRESENT", marked_by=place.person, marked_at=SEPTEMBER
    )

    with pytest.raises(design.DesignRefused, match="register of Workshop 1 was taken"):
        design.cancel_workshop(workshop=workshop, by=a_person(), at=SEPTEMBER)


def test_a_workshop_of_a_draft_is_removed():
    work_group = a_work_group(state=State.IDEA)

    design.cancel_workshop(workshop=work_group.workshops.get(), by=a_person(), at=SEPTEMBER)

    work_group.refresh_from_db()
    assert (work_group.workshops.count(), work_group.first_on) == (0, None)


def test_places_are_never_fewer_than_are_taken():
    work_group = a_work_group(places=3)
    a_place(work_group)
    a_place(work_group)
    work_group.places = 1

    with pytest.raises(design.DesignRefused, match="Give 2 places or more"):
        design.change_places(work_group=work_group, fields=["places"], at=SEPTEMBER)

    work_group.refresh_from_db()
    assert work_group.places == 3


def test_more_places_are_offered_to_those_who_wait():
    work_group = a_work_group(places=1)
    a_place(work_group)
    waits = a_place(work_group, state="WAITING")
    work_group.places = 2

    design.change_places(work_group=work_group, fields=["places"], at=SEPTEMBER)

    waits.refresh_from_db()
    work_group.refresh_from_db()
    assert waits.state == Place.State.OFFERED
    assert (work_group.places, work_group.places_taken, work_group.waiting) == (2, 2, 0)


def test_places_stay_counted_as_they_were_once_people_applied():
    work_group = a_work_group()
    a_place(work_group)
    work_group.counted = WorkGroup.Counted.SCHOOL

    with pytest.raises(design.DesignRefused, match="still counted by people"):
        design.change_places(work_group=work_group, fields=["counted"], at=SEPTEMBER)


def test_editing_a_section_leaves_the_count_of_places_alone():
    work_group = a_work_group()
    stale = WorkGroup.objects.get(pk=work_group.pk)
    WorkGroup.objects.filter(pk=work_group.pk).update(places_taken=7)

    stale.rationale = "Because."
    design.save_section(work_group=stale, fields=["rationale"])

    work_group.refresh_from_db()
    assert (work_group.rationale, work_group.places_taken) == ("Because.", 7)


def test_a_published_group_is_not_deleted():
    with pytest.raises(design.DesignRefused, match="Cancel it instead"):
        design.delete_draft(work_group=a_work_group(), at=SEPTEMBER)

    draft = a_work_group(state=State.IDEA)
    design.delete_draft(work_group=draft, at=SEPTEMBER)
    assert not WorkGroup.objects.filter(pk=draft.pk).exists()


def test_somebody_new_is_invited_to_lead():
    work_group = a_work_group()
    asked = {"work_group": work_group, "email": "New@example.org", "by": a_person()}

    with pytest.raises(design.DesignRefused, match=r"Nobody with the address new@example.org"):
        leaders.add_leader(**asked, at=SEPTEMBER)
    for _ in range(2):
        leaders.add_leader(**asked, given_name="Nia", family_name="New", at=SEPTEMBER)

    assert work_group.leaders.get().person == Person.objects.get(email="new@example.org")
    assert Letter.objects.get().subject == "You lead Secondary maths leadership"


def test_a_published_group_keeps_a_leader():
    work_group = a_work_group()
    leader = work_group.leaders.create(person=a_person())

    with pytest.raises(design.DesignRefused, match="the only one who leads it"):
        leaders.remove_leader(leader=leader)

    work_group.leaders.create(person=a_person())
    leaders.remove_leader(leader=leader)
    assert work_group.leaders.count() == 1


def test_next_years_copy_keeps_the_weekday_the_clock_and_the_people():
    project = a_project(code="NCP25-14")
    follower = a_project(code="NCP26-14", follows=project)
    work_group = a_work_group(
        state=State.CLOSED, project=project, workshops=0, code="WRK12", places_taken=9,
        apply_by=date(2025, 10, 1), rationale="Because.",
    )  # fmt: skip
    # Monday, in summer time; 52 weeks on, the clocks have gone back already.
    a_workshop(
        work_group, starts_at=datetime(2025, 10, 27, 13, 0, tzinfo=LONDON),
        join_link="https://meet.example.org/1", sequence=3,
    )  # fmt: skip
    a_task(work_group.workshops.get(), title="Try it.").files.create(**a_file())
    work_group.leaders.create(person=a_person("Lena", "Ader"), biography="Leads.")
    work_group.partners.create(name="Prof. Ngozi Bello")

    copy = copies.copy_to_next_year(work_group=work_group, by=a_person(), at=SEPTEMBER)
    again = copies.copy_to_next_year(work_group=work_group, by=a_person(), at=SEPTEMBER)

    assert copy == again
    assert (copy.state, copy.year, copy.project) == (State.IDEA, "2026/27", follower)
    assert (copy.code, copy.places_taken, copy.copied_from) == (None, 0, work_group)
    assert copy.apply_by == date(2026, 9, 30)
    assert copy.rationale == "Because."
    workshop = copy.workshops.get()
    assert workshop.starts_at == datetime(2026, 10, 26, 13, 0, tzinfo=LONDON)
    assert f"{workshop.starts_at.astimezone(LONDON):%A %H:%M}" == "Monday 13:00"
    assert (workshop.join_link, workshop.sequence) == ("", 0)
    task = workshop.tasks.get()
    assert (task.title, task.set_at, task.due_on) == ("Try it.", None, date(2026, 11, 27))
    assert task.files.get().name == "bars.txt"
    assert copy.first_on == date(2026, 10, 26)
    assert copy.leaders.get().biography == "Leads."
    assert copy.partners.get().name == "Prof. Ngozi Bello"


def test_a_copy_leaves_no_gap_where_a_workshop_was_cancelled():
    work_group = a_work_group(workshops=3)
    work_group.workshops.filter(number=1).update(cancelled_at=SEPTEMBER)

    copy = copies.copy_to_next_year(work_group=work_group, by=a_person(), at=SEPTEMBER)

    assert [workshop.number for workshop in copy.workshops.all()] == [1, 2]


def test_a_copy_of_a_project_that_nothing_follows_keeps_it():
    work_group = a_work_group(project=a_project())

    copy = copies.copy_to_next_year(work_group=work_group, by=a_person(), at=SEPTEMBER)

    assert copy.project == work_group.project


def test_the_words_a_group_is_found_by_follow_its_hub_and_project():
    hub, project = a_hub("Salt Way"), a_project(title="Fluency")
    work_group = a_work_group(hub=hub, project=project)

    def found(words: str) -> bool:
        return WorkGroup.objects.filter(pk=work_group.pk, search=words).exists()

    assert found("salt")
    assert found("fluency")
    hub.name = "Three Rivers"
    hub.save()
    project.title = "Reasoning"
    project.save()
    WorkGroup.objects.filter(pk=work_group.pk).update(summary="For déjà vu.")
    assert [found(word) for word in ("salt", "rivers", "fluency", "reasoning", "deja")] == [
        False, True, False, True, True,
    ]  # fmt: skip
