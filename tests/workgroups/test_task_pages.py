"""The pages of tasks: who is ready, what is handed in, whose files they are."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from mathshubs.hubs.models import Post
from mathshubs.workgroups.models import Leader, Task, TaskAnswer

from ..builders import a_hub, a_person, a_post, a_work_group
from ..people.signing_in import sign_in
from .builders import a_file, a_standing_place, a_task, an_answer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_september")]


@pytest.fixture
def group(hub):
    return a_work_group(hub=hub, workshops=3, title="Leading maths")


def text(page) -> str:
    return " ".join(page.content.decode().split())


def test_a_leader_writes_a_task_with_a_file_keeps_it_and_sets_it(client, group):
    leader, first = a_person("Greta", "Group"), group.workshops.first()
    Leader.objects.create(work_group=group, person=leader)
    a_standing_place(group)
    sign_in(client, leader)
    new = reverse("workgroups:new_task", args=[group.pk]) + f"?after={first.pk}"
    assert "Leave it empty for the day before the next workshop." in text(client.get(new))

    kept = client.post(
        new,
        {
            "workshop": first.pk, "title": "Try a bar model", "brief": "With *one* class.",
            "answer_kind": "TEXT", "uploads": SimpleUploadedFile("bars.pdf", b"%PDF-1.7 x"),
        },
        follow=True,
    )  # fmt: skip
    task = Task.objects.get()

    assert "This is a draft. Nobody is told yet." in text(kept)
    assert [file.name for file in task.files.all()] == ["bars.pdf"]
    told = client.post(reverse("workgroups:task", args=[task.pk]), {"do": "set"}, follow=True)
    assert "Try a bar model is set. 1 person is written to." in text(told)
    assert "0 of 1 are ready. Due Sun 30 Nov 2025." in text(told)


def test_what_is_lacking_in_a_task_is_said_beside_its_field(staff, group):
    new = reverse("workgroups:new_task", args=[group.pk])
    first = group.workshops.first()

    page = staff.post(
        new,
        {
            "workshop": first.pk, "title": "", "brief": "", "answer_kind": "CHOICE",
            "choices": "Yes", "due_on_day": "1", "due_on_month": "10", "due_on_year": "2025",
        },
    )  # fmt: skip

    for sentence in (
        "Give it a title.", "Write what to do.", "Give two answers or more, one a line.",
        "It is due before its workshop. Give a later day.",
    ):  # fmt: skip
        assert sentence in text(page)
    assert not Task.objects.exists()


def test_a_teacher_begins_goes_on_and_hands_in(client, group):
    place = a_standing_place(group)
    task = a_task(group.workshops.first(), answer_kind="PHOTO")
    mine = reverse("workgroups:my_task", args=[task.pk])
    sign_in(client, place.person)
    assert "Begin" in text(client.get(reverse("workgroups:my_tasks")))

    photo = SimpleUploadedFile("bars.jpg", b"\xff\xd8\xff photo")
    client.post(mine, {"step": "save", "uploads": photo, "text": "Year 8"})
    refused = client.post(mine, {"step": "hand_in", "text": "Year 8"})
    assert "If no pupil can be recognised, tick the box." in text(refused)
    assert "Go on" in text(client.get(reverse("workgroups:my_tasks")))
    done = client.post(mine, {"step": "hand_in", "text": "Year 8", "no_pupils": "on"}, follow=True)

    answer = TaskAnswer.objects.get()
    assert "It is handed in. You can change it until it is read." in text(done)
    assert (answer.state, answer.text, answer.no_pupils) == ("SUBMITTED", "Year 8", True)
    assert answer.files.get().name == "bars.jpg"
    assert "You have handed in every task." in text(client.get(reverse("workgroups:my_tasks")))


@pytest.mark.parametrize(
    ("kind", "field", "handed_in", "sentence"),
    [
        ("PHOTO", "uploads", b"no photo", "board.jpg does not hold what its name says"),
        ("PHOTO", "uploads", None, "Choose a photo, then hand it in."),
        ("PHOTO", "no_pupils", b"\xff\xd8\xff photo", "Look at what you hand in."),
        ("TEXT", "text", None, "Write your answer, then hand it in."),
        ("CHOICE", "choice", None, "Choose one of the answers, then hand it in."),
    ],
)
def test_why_it_is_not_handed_in_is_said_beside_the_field(
    client, group, kind, field, handed_in, sentence
):
    place = a_standing_place(group)
    task = a_task(group.workshops.first(), answer_kind=kind, choices=["Yes", "No"])
    sign_in(client, place.person)
    said = {"step": "hand_in"}
    if handed_in:
        said["uploads"] = SimpleUploadedFile("board.jpg", handed_in)

    page = client.post(reverse("workgroups:my_task", args=[task.pk]), said)

    assert sentence in page.context["form"].errors[field][0]
    assert f'href="#id_{field}' in text(page)


def test_a_file_of_a_brief_that_is_not_kept_is_said_beside_the_files(staff, group):
    page = staff.post(
        reverse("workgroups:new_task", args=[group.pk]),
        {
            "workshop": group.workshops.first().pk, "title": "Try it", "brief": "With one class.",
            "answer_kind": "TEXT", "uploads": SimpleUploadedFile("bars.pdf", b"no such file"),
        },
    )  # fmt: skip

    assert 'href="#id_uploads"' in text(page)
    assert not Task.objects.exists()


def test_one_who_is_ready_is_one(staff, group):
    task = a_task(group.workshops.first())
    an_answer(task, a_standing_place(group))

    page = text(staff.get(reverse("workgroups:tasks", args=[group.pk])))

    assert "1 of 1 is ready" in page


def test_what_groups_that_are_over_asked_for_stands_below(client, group):
    person = a_person()
    over = a_work_group(first_on=date(2024, 6, 3), last_on=date(2024, 7, 1))
    for each in (over, group):
        a_standing_place(each, person=person)
    old = a_task(over.workshops.first(), title="Count on", due_on=date(2024, 6, 20))
    sign_in(client, person)
    mine = reverse("workgroups:my_tasks")
    assert "Nothing is to be handed in now." in text(client.get(mine))
    now_due = a_task(group.workshops.first())
    late = a_task(group.workshops.first(), title="Try area", due_on=date(2025, 7, 1))

    page = client.get(mine)

    assert page.context["due"] == [late, now_due]
    assert page.context["past"] == [old]
    assert "It was due Thu 20 Jun 2024" in text(page).split("groups that are over")[1]


def test_a_teacher_reads_what_was_written_back(client, group):
    place = a_standing_place(group)
    task = a_task(group.workshops.first())
    an_answer(
        task, place, text="Bars.", state="READ", reply="Which class?",
        read_by=a_person("Greta", "Group"), read_at=task.set_at,
    )  # fmt: skip
    sign_in(client, place.person)

    page = text(client.get(reverse("workgroups:my_task", args=[task.pk])))

    assert "What Greta Group wrote back" in page
    assert "Which class?" in page
    assert "<textarea" not in page


def test_a_leader_sees_who_is_ready_reads_and_writes_back(staff, group):
    ready, late = a_standing_place(group), a_standing_place(group)
    task = a_task(group.workshops.first(), due_on=date(2025, 9, 1))
    answer = an_answer(task, ready, text="Bars helped.")
    an_answer(task, late, state="STARTED", text="not yours to read")

    page = staff.get(reverse("workgroups:tasks", args=[group.pk]))
    assert "1 of 2 ready" in text(page)
    assert "Started, late" in text(page)
    assert "not yours to read" not in text(page)

    there = reverse("workgroups:answer", args=[answer.pk])
    assert "Bars helped." in text(staff.get(there))
    done = staff.post(there, {"reply": "Which class?"}, follow=True)
    assert "Read" in text(done)
    answer.refresh_from_db()
    assert (answer.state, answer.reply) == ("READ", "Which class?")
    staff.post(reverse("workgroups:task", args=[task.pk]), {"do": "discuss"})
    answer.refresh_from_db()
    assert answer.state == "DISCUSSED"


def test_a_draft_is_its_writers_own(staff, group):
    place = a_standing_place(group)
    draft = an_answer(a_task(group.workshops.first()), place, state="STARTED")
    file = draft.files.create(**a_file())

    assert staff.get(reverse("workgroups:answer", args=[draft.pk])).status_code == 404
    assert staff.get(reverse("workgroups:answer_file", args=[file.pk])).status_code == 404
    mine = sign_in(Client(), place.person)
    assert mine.get(reverse("workgroups:answer_file", args=[file.pk])).status_code == 200


def test_files_are_for_their_own_person_the_leaders_and_the_hub(staff, group):
    mine, colleague = a_standing_place(group), a_standing_place(group)
    task = a_task(group.workshops.first())
    handed_in = an_answer(task, mine).files.create(**a_file("bars.txt", b"<script>"))
    of_the_brief = task.files.create(**a_file())
    leader, elsewhere = a_person(), a_person()
    Leader.objects.create(work_group=group, person=leader)
    a_post(elsewhere, a_hub(), Post.Kind.ADMINISTRATOR)

    def answers(name: str, pk: int) -> dict:
        people = {
            "own": mine.person, "colleague": colleague.person, "leader": leader,
            "other hub": elsewhere,
        }  # fmt: skip
        address = reverse(f"workgroups:{name}", args=[pk])
        return {
            who: sign_in(Client(), person).get(address).status_code
            for who, person in people.items()
        }

    assert answers("answer_file", handed_in.pk) == {
        "own": 200, "colleague": 404, "leader": 200, "other hub": 404,
    }  # fmt: skip
    assert answers("task_file", of_the_brief.pk) == {
        "own": 200, "colleague": 200, "leader": 200, "other hub": 404,
    }  # fmt: skip
    served = staff.get(reverse("workgroups:answer_file", args=[handed_in.pk]) + "?shown=1")
    assert served["Content-Disposition"] == 'attachment; filename="bars.txt"'
    assert served["X-Content-Type-Options"] == "nosniff"


def test_a_draft_task_and_its_files_are_not_for_those_with_a_place(client, group):
    place = a_standing_place(group)
    draft = a_task(group.workshops.first(), set_at=None)
    file = draft.files.create(**a_file())
    sign_in(client, place.person)

    assert client.get(reverse("workgroups:my_task", args=[draft.pk])).status_code == 404
    assert client.get(reverse("workgroups:task_file", args=[file.pk])).status_code == 404


@pytest.mark.parametrize("name", ["tasks", "task"])
def test_who_is_ready_asks_as_often_for_one_as_for_three(staff, group, name):
    task = a_task(group.workshops.first())
    a_task(group.workshops.last())
    asked = []
    for people in (1, 2):
        for _ in range(people):
            an_answer(task, a_standing_place(group))
        args = [group.pk if name == "tasks" else task.pk]
        with CaptureQueriesContext(
            connection,
        ) as queries:
            staff.get(reverse(f"workgroups:{name}", args=args))
        asked.append(len(queries))

    assert asked[0] == asked[1] <= 10


def test_my_tasks_asks_as_often_for_one_as_for_three(client, group):
    place = a_standing_place(group)
    sign_in(client, place.person)
    asked = []
    for workshop in group.workshops.all():
        a_task(workshop)
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("workgroups:my_tasks"))
        asked.append(len(queries))

    assert asked[0] == asked[1] == asked[2] <= 8
