"""Tasks between workshops: set, answered, read, discussed, and the letters about them."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from mathshubs.comms.models import Letter
from mathshubs.workgroups.actions import tasks as actions
from mathshubs.workgroups.actions.tasks import TaskRefused
from mathshubs.workgroups.models import Place, Task, WorkGroup
from mathshubs.workgroups.queries import tasks as queries

from ..builders import LONDON, a_person, a_school, a_work_group
from .builders import a_standing_place, a_task, an_answer

pytestmark = pytest.mark.django_db
NOVEMBER = datetime(2025, 11, 4, 9, 0, tzinfo=LONDON)
PHOTO = b"\xff\xd8\xff photo"


def a_chain(**fields) -> WorkGroup:
    """Workshops on Mondays 3 November, 1 and 29 December 2025."""
    return a_work_group(workshops=3, **fields)


def letters(kind: str) -> list[Letter]:
    return list(Letter.objects.filter(kind=f"workgroups.{kind}").order_by("pk"))


def a_jpeg(name="bars.jpg", content=PHOTO) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def test_a_task_is_due_the_day_before_the_next_workshop():
    first, second, last = a_chain().workshops.all()

    assert queries.due_before_the_next(first) == date(2025, 11, 30)
    assert queries.due_before_the_next(second) == date(2025, 12, 28)
    assert queries.due_before_the_next(last) == date(2026, 1, 26)


def test_everyone_with_a_place_is_told_once_when_it_is_set():
    group, leader = a_chain(title="Leading maths"), a_person("Greta", "Group")
    place = a_standing_place(group)
    a_standing_place(group, state="WAITING")
    task = a_task(group.workshops.first(), set_at=None)

    assert actions.set_task(task=task, by=leader, at=NOVEMBER) == 1
    assert actions.set_task(task=task, by=leader, at=NOVEMBER + timedelta(days=1)) == 0

    (letter,) = letters("task_set")
    assert letter.to_person == place.person
    assert letter.subject == "A task by Fri 28 Nov 2025: Try a bar model"
    assert "With one class." in letter.text
    assert f"/my/tasks/{task.pk}/" in letter.text
    task.refresh_from_db()
    assert (task.set_at, task.set_by) == (NOVEMBER, leader)


def test_a_task_whose_last_day_is_over_is_not_set():
    task = a_task(a_chain().workshops.first(), set_at=None)

    with pytest.raises(TaskRefused, match="later one"):
        actions.set_task(task=task, by=a_person(), at=datetime(2025, 12, 1, 9, 0, tzinfo=LONDON))


def test_a_late_joiner_is_told_by_the_clock_and_nobody_twice():
    group = a_chain()
    a_standing_place(group)
    task = a_task(group.workshops.first(), set_at=None)
    actions.set_task(task=task, by=a_person(), at=NOVEMBER)
    late = a_standing_place(group)
    Place.objects.filter(pk=late.pk).update(held_at=NOVEMBER + timedelta(days=1))

    assert actions.write_what_is_due(at=NOVEMBER + timedelta(days=2)) == 1
    assert actions.write_what_is_due(at=NOVEMBER + timedelta(days=3)) == 0

    assert letters("task_set")[-1].to_person == late.person


def test_who_had_a_place_before_a_task_was_kept_as_set_is_not_told_by_the_clock():
    group = a_chain()
    a_standing_place(group)
    a_task(group.workshops.first(), set_at=NOVEMBER)

    assert actions.write_what_is_due(at=NOVEMBER + timedelta(days=2)) == 0


def test_those_who_have_not_handed_in_are_reminded_once_three_days_before():
    group = a_chain()
    ready, late, begun = (a_standing_place(group) for _ in range(3))
    task = a_task(group.workshops.first(), set_at=None)
    actions.set_task(task=task, by=a_person(), at=NOVEMBER)
    an_answer(task, ready)
    an_answer(task, begun, state="STARTED")
    due = datetime(2025, 11, 28, 9, 0, tzinfo=LONDON)

    assert actions.write_what_is_due(at=due - timedelta(days=4)) == 0
    assert actions.write_what_is_due(at=due - timedelta(days=3)) == 2
    assert actions.write_what_is_due(at=due) == 0

    told = {letter.to_person for letter in letters("task_reminder")}
    assert told == {late.person, begun.person}


@pytest.mark.parametrize("fields", [{"state": "CANCELLED"}, {"state": "POSTPONED"}])
def test_nobody_is_reminded_in_a_group_that_does_not_run(fields):
    group = a_chain(**fields)
    a_standing_place(group)
    a_task(group.workshops.first())

    assert actions.write_what_is_due(at=datetime(2025, 11, 27, 9, 0, tzinfo=LONDON)) == 0


def test_a_draft_is_started_and_what_is_handed_in_can_change_until_it_is_read():
    group = a_chain()
    place, leader = a_standing_place(group), a_person("Greta", "Group")
    task = a_task(group.workshops.first())

    draft = actions.answer(task=task, place=place, text="Bars", hand_in=False, at=NOVEMBER)
    assert (draft.state, draft.submitted_at) == ("STARTED", None)
    with pytest.raises(TaskRefused, match="not handed in"):
        actions.read(answer=draft, reply="", by=leader, at=NOVEMBER)

    answer = actions.answer(task=task, place=place, text="Bars helped.", hand_in=True, at=NOVEMBER)
    assert (answer.pk, answer.state) == (draft.pk, "SUBMITTED")
    later = NOVEMBER + timedelta(hours=2)
    answer = actions.answer(task=task, place=place, text="Bars did.", hand_in=False, at=later)
    assert (answer.state, answer.text, answer.submitted_at) == ("SUBMITTED", "Bars did.", NOVEMBER)

    actions.read(answer=answer, reply="", by=leader, at=later)
    with pytest.raises(TaskRefused, match="have read it"):
        actions.answer(task=task, place=place, text="No.", hand_in=True, at=later)


def test_a_reply_is_a_letter_and_the_same_words_are_not_sent_again():
    group = a_chain()
    place, leader = a_standing_place(group), a_person("Greta", "Group")
    answer = an_answer(a_task(group.workshops.first()), place, text="Bars.")

    answer = actions.read(answer=answer, reply=" Which class? ", by=leader, at=NOVEMBER)
    actions.read(answer=answer, reply="Which class?", by=leader, at=NOVEMBER + timedelta(days=1))

    (letter,) = letters("task_reply")
    assert letter.subject == "Greta Group read your task: Try a bar model"
    assert "Which class?" in letter.text
    assert (answer.state, answer.reply, answer.read_by) == ("READ", "Which class?", leader)


def test_what_was_handed_in_is_discussed_at_the_workshop_and_drafts_are_not():
    group = a_chain()
    task, leader = a_task(group.workshops.first()), a_person()
    for state in ("STARTED", "SUBMITTED", "READ"):
        an_answer(task, a_standing_place(group), state=state)

    assert actions.discuss(task=task, by=leader, at=NOVEMBER) == 2
    assert actions.discuss(task=task, by=leader, at=NOVEMBER) == 0

    assert sorted(task.answers.values_list("state", flat=True)) == [
        "DISCUSSED", "DISCUSSED", "STARTED",
    ]  # fmt: skip


def test_a_photo_is_handed_in_only_with_the_tick_that_no_pupil_can_be_recognised():
    group = a_chain()
    place = a_standing_place(group)
    task = a_task(group.workshops.first(), answer_kind="PHOTO")

    with pytest.raises(TaskRefused, match="Choose a photo"):
        actions.answer(task=task, place=place, hand_in=True, at=NOVEMBER)
    with pytest.raises(TaskRefused, match="no pupil can be recognised"):
        actions.answer(task=task, place=place, uploads=[a_jpeg()], hand_in=True, at=NOVEMBER)
    with pytest.raises(TaskRefused, match="is not a photo"):
        actions.answer(
            task=task, place=place, hand_in=False, at=NOVEMBER,
            uploads=[SimpleUploadedFile("bars.pdf", b"%PDF-1.7")],
        )  # fmt: skip
    assert not task.answers.exists()

    answer = actions.answer(
        task=task, place=place, uploads=[a_jpeg()], no_pupils=True, hand_in=True, at=NOVEMBER
    )
    assert [file.name for file in answer.files.all()] == ["bars.jpg"]


def test_what_is_no_file_we_keep_changes_nothing():
    group = a_chain()
    task = a_task(group.workshops.first(), answer_kind="FILE")

    with pytest.raises(TaskRefused, match="does not hold what its name says"):
        actions.answer(
            task=task, place=a_standing_place(group), text="Mine", hand_in=False, at=NOVEMBER,
            uploads=[SimpleUploadedFile("bars.pdf", b"<html>")],
        )  # fmt: skip

    assert not task.answers.exists()


def test_at_most_six_files_and_one_can_be_taken_away():
    group = a_chain()
    place = a_standing_place(group)
    task = a_task(group.workshops.first(), answer_kind="FILE")
    six = [SimpleUploadedFile(f"{number}.txt", b"x") for number in range(6)]
    answer = actions.answer(task=task, place=place, uploads=six, hand_in=False, at=NOVEMBER)
    one_more = {"task": task, "place": place, "hand_in": False, "at": NOVEMBER}

    with pytest.raises(TaskRefused, match="6 files already"):
        actions.answer(uploads=[SimpleUploadedFile("7.txt", b"x")], **one_more)
    actions.answer(
        uploads=[SimpleUploadedFile("7.txt", b"x")], without=[answer.files.first().pk], **one_more
    )

    assert sorted(file.name[0] for file in answer.files.all()) == list("123457")[0:6]


def test_an_answer_is_one_of_those_to_choose_from():
    group = a_chain()
    place = a_standing_place(group)
    task = a_task(group.workshops.first(), answer_kind="CHOICE", choices=["Yes", "Not yet"])

    with pytest.raises(TaskRefused, match="Choose one"):
        actions.answer(task=task, place=place, choice="Perhaps", hand_in=True, at=NOVEMBER)

    assert actions.answer(
        task=task, place=place, choice="Not yet", hand_in=True, at=NOVEMBER
    ).choice == "Not yet"  # fmt: skip


def test_a_draft_task_and_the_task_of_another_group_take_no_answer():
    group = a_chain()
    draft = a_task(group.workshops.first(), set_at=None)
    elsewhere = a_task(a_chain().workshops.first())

    for task in (draft, elsewhere):
        with pytest.raises(TaskRefused, match="not set"):
            actions.answer(
                task=task, place=a_standing_place(group), text="x", hand_in=True, at=NOVEMBER
            )


def test_what_is_asked_for_stays_once_somebody_began_and_so_does_the_task():
    group = a_chain()
    task = a_task(group.workshops.first())
    an_answer(task, a_standing_place(group), state="STARTED")

    task.title = "Try two bar models"
    actions.keep_task(task=task)
    task.answer_kind = "PHOTO"
    with pytest.raises(TaskRefused, match="stays as it is"):
        actions.keep_task(task=task)
    with pytest.raises(TaskRefused, match="so it stays"):
        actions.delete_task(task=task)

    assert Task.objects.get() == task
    assert (Task.objects.get().title, Task.objects.get().answer_kind) == (
        "Try two bar models", "TEXT",
    )  # fmt: skip


def test_tasks_due_are_those_set_for_me_and_not_handed_in():
    me, group = a_person(), a_chain()
    mine = a_standing_place(group, a_school(), person=me)
    first, second, third = group.workshops.all()
    due, begun, done = (a_task(each) for each in (first, second, third))
    an_answer(begun, mine, state="STARTED")
    an_answer(done, mine)
    a_task(first, set_at=None)
    a_task(first, due_on=date(2025, 10, 1))
    a_task(a_chain().workshops.first())

    assert list(queries.tasks_due(me, date(2025, 11, 20))) == [due, begun]


def test_tasks_with_answers_to_read_are_counted():
    group = a_chain()
    task = a_task(group.workshops.first())
    for state in ("SUBMITTED", "SUBMITTED", "READ", "STARTED"):
        an_answer(task, a_standing_place(group), state=state)
    a_task(group.workshops.last())

    waiting = queries.tasks_to_read(WorkGroup.objects.all())

    assert [(each, each.unread) for each in waiting] == [(task, 2)]
