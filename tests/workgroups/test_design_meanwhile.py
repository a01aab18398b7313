"""Two who have one form of a design open, and workshops that do not fit each other."""

from __future__ import annotations

import re

import pytest

from mathshubs.workgroups.models import WorkGroup

from ..builders import a_person, a_work_group
from .builders import a_place
from .test_design_desk import WORKSHOP, errors

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_september")]
State = WorkGroup.State


def seen(answer) -> str:
    return re.search(r'name="seen" value="(\w+)"', answer.text)[1]


def test_the_second_to_save_a_section_reads_the_first_before_it_is_replaced(staff, hub):
    group = a_work_group(hub=hub, state=State.IDEA)
    page = f"/work-groups/{group.pk}/edit/who/"
    shown = seen(staff.get(page))
    staff.post(page, {"audience": "Teachers of Year 9.", "involved": "", "seen": shown})

    mine = {"audience": "Heads.", "involved": ""}
    answer = staff.post(page, mine | {"seen": shown})

    group.refresh_from_db()
    assert group.audience == "Teachers of Year 9."
    assert [sentence[:13] for sentence in errors(answer)] == ["Somebody else"]
    assert answer.context["theirs"] == [("Who it is for", "Teachers of Year 9.")]
    assert "Heads." in answer.text

    staff.post(page, mine | {"seen": seen(answer)})
    group.refresh_from_db()
    assert group.audience == "Heads."


def test_saving_the_same_twice_is_no_matter(staff, hub):
    group = a_work_group(hub=hub, state=State.IDEA)
    page = f"/work-groups/{group.pk}/edit/who/"
    mine = {"audience": "Heads.", "involved": "", "seen": seen(staff.get(page))}

    assert [staff.post(page, mine).status_code for _ in range(2)] == [302, 302]


def test_what_was_kept_of_a_choice_is_said_in_words(staff, hub):
    group = a_work_group(hub=hub, state=State.IDEA)
    page = f"/work-groups/{group.pk}/edit/places/"
    values = {
        "counted": "PERSON", "places": "30", "fewest": "1", "most_per_school": "2",
        "decides": "AT_ONCE", "offer_rule": "FIRST_COME", "new_schools_share": "0",
        "attendance_needed": "75", "tasks_needed": "0", "seen": seen(staff.get(page)),
    }  # fmt: skip
    staff.post(page, values | {"counted": "SCHOOL"})

    answer = staff.post(page, values)

    assert answer.context["theirs"] == [("Places are counted in", "Schools")]


def test_the_second_to_move_a_workshop_reads_where_the_first_moved_it(staff, hub):
    group = a_work_group(hub=hub)
    workshop = group.workshops.get()
    page = f"/workshops/{workshop.pk}/change/"
    shown = seen(staff.get(page))
    mine = WORKSHOP | {"postcode": "TF3 4JG", "seen": shown}
    staff.post(page, mine | {"venue": "Town Hall"})

    answer = staff.post(page, mine)

    workshop.refresh_from_db()
    assert workshop.venue == "Town Hall"
    assert answer.context["theirs"] == [("Venue", "Town Hall")]


def test_the_second_to_save_biographies_or_partners_reads_the_first(staff, hub):
    group = a_work_group(hub=hub, state=State.IDEA)
    leader = group.leaders.create(person=a_person("Lee", "Der"), biography="Leads.")
    partner = group.partners.create(name="Dr A. Prover")

    for part, prefix, field, row, more in (
        ("leaders", "bio", "biography", leader, {"do": "save", "bio-0-kind": "LEAD"}),
        ("partners", "partner", "about", partner, {"partner-0-name": "Dr A. Prover"}),
    ):
        page = f"/work-groups/{group.pk}/edit/{part}/"
        values = {
            f"{prefix}-TOTAL_FORMS": "1", f"{prefix}-INITIAL_FORMS": "1",
            f"{prefix}-0-id": str(row.pk), "seen": seen(staff.get(page)),
        } | more  # fmt: skip
        staff.post(page, values | {f"{prefix}-0-{field}": "The first."})
        answer = staff.post(page, values | {f"{prefix}-0-{field}": "The second."})

        row.refresh_from_db()
        assert getattr(row, field) == "The first."
        assert "Somebody else" in answer.text
        assert [kept for _, kept in answer.context["theirs"]] == ["The first."]


def test_two_workshops_of_a_group_are_not_at_the_same_time(staff, hub):
    group = a_work_group(hub=hub)  # on 3 November, 1pm to 3:30pm
    new = WORKSHOP | {"number": "2", "starts": "3pm", "ends": "5pm"}

    answer = staff.post(f"/work-groups/{group.pk}/edit/workshops/new/", new)

    assert errors(answer) == [
        "It is at the same time as Workshop 1, Mon 3 Nov 2025, 1pm to 3:30pm. Change one of them."
    ]
    assert group.workshops.count() == 1


def test_a_workshop_may_begin_when_another_ends(staff, hub):
    group = a_work_group(hub=hub)
    new = WORKSHOP | {"number": "2", "starts": "3:30pm", "ends": "5pm"}

    staff.post(f"/work-groups/{group.pk}/edit/workshops/new/", new)

    assert group.workshops.count() == 2


@pytest.mark.parametrize("year", ["2020", "2055"])
def test_a_workshop_lies_in_the_year_of_its_group(staff, hub, year):
    group = a_work_group(hub=hub, state=State.IDEA, workshops=0)

    answer = staff.post(
        f"/work-groups/{group.pk}/edit/workshops/new/", WORKSHOP | {"day_year": year}
    )

    assert errors(answer) == [
        f"3 November {year} is not in 2025/26 or the year after. Check the year of the date."
    ]


def test_the_workshops_of_a_draft_are_numbered_by_their_dates(staff, hub):
    group = a_work_group(hub=hub, state=State.IDEA, workshops=2)  # in November and December

    staff.post(f"/work-groups/{group.pk}/edit/workshops/new/", WORKSHOP | {"day_month": "10"})

    days = [(each.number, f"{each.starts_at:%B}") for each in group.workshops.all()]
    assert days == [(1, "October"), (2, "November"), (3, "December")]


def test_who_moves_a_workshop_reads_how_many_are_written_to(staff, hub):
    group = a_work_group(hub=hub)
    a_place(group)

    answer = staff.post(f"/workshops/{group.workshops.get().pk}/change/", WORKSHOP, follow=True)

    assert "Workshop 1 is saved. One person is written to." in answer.text


def test_the_last_day_to_apply_comes_before_the_first_date(staff, hub):
    group = a_work_group(hub=hub, state=State.IDEA, apply_by="2025-12-01")

    said = staff.get(f"/work-groups/{group.pk}/manage/").text

    assert "Move the last day to apply: it is after the first date." in said
