"""School-based tasks: written, set, answered, read, discussed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.timezone import localdate

from mathshubs.comms.actions import post_many
from mathshubs.core.files import FileRefused, read_upload
from mathshubs.people.models import Person

from ..emails import tasks as emails
from ..models import Place, Task, TaskAnswer, TaskAnswerFile, TaskFile, WorkGroup, Workshop
from ..queries.places import was_written

Kind, State = Task.AnswerKind, TaskAnswer.State
MOST_FILES = 6
REMINDED = timedelta(days=3)  # before the day a task is due
_GOES_ON = (*WorkGroup.BOOKABLE, WorkGroup.State.RUNNING, WorkGroup.State.EVIDENCE)


class TaskRefused(Exception):
    """
    The change cannot be made. `str(refusal)` is a sentence for whoever asked.

    `field` names what they filled in that is against it, None when it is the whole.
    """

    def __init__(self, sentence: str, field: str | None = None):
        super().__init__(sentence)
        self.field = field


@transaction.atomic
def keep_task(
    *, task: Task, uploads: Iterable[UploadedFile] = (), without: Iterable[int] = ()
) -> Task:
    """
    Keep a task as it now is, with `uploads` added to its brief and the files `without` taken away.

    Raises TaskRefused for another kind of answer once somebody began, or for a file we do not keep.
    """
    if task.pk and task.answers.exists():
        before = Task.objects.select_for_update().get(pk=task.pk)
        asked = (before.answer_kind, before.choices)
        if asked != (task.answer_kind, task.choices):
            raise TaskRefused(
                "Somebody has begun to answer, so what is asked for stays as it is.", "answer_kind"
            )
    task.save()
    task.files.filter(pk__in=without).delete()
    for upload in uploads:
        _add(TaskFile, upload, task.files.count(), task=task)
    return task


def _add(model: Any, upload: UploadedFile, there: int, **of: Any) -> None:
    if there >= MOST_FILES:
        raise TaskRefused(f"There are {MOST_FILES} files already. Take one away first.", "uploads")
    try:
        model.objects.create(**read_upload(upload), **of)
    except FileRefused as refusal:
        raise TaskRefused(str(refusal), "uploads") from refusal


@transaction.atomic
def set_task(*, task: Task, by: Person, at: datetime) -> int:
    """
    Set the task: everyone with a place is written to. Returns how many. Twice is harmless.

    Raises TaskRefused when its last day is over.
    """
    task = Task.objects.select_for_update().get(pk=task.pk)
    if task.set_at is None:
        if task.due_on < localdate(at):
            raise TaskRefused("Its last day is over. Give it a later one, then set it.")
        task.set_at, task.set_by = at, by
        task.save(update_fields=["set_at", "set_by"])
    return _tell(task, _holders(task), at)


def _tell(task: Task, places: QuerySet[Place], at: datetime) -> int:
    places = places.exclude(was_written("task_set", emails.about_task(task)))
    with_files = task.files.exists()
    drafts = [emails.task_set(place, task, with_files=with_files) for place in places]
    return len(post_many(drafts, at=at))


def _holders(task: Task) -> QuerySet[Place]:
    held = task.workshop.work_group.bookings.filter(state=Place.State.HELD, person__isnull=False)
    return held.select_related("person", "school", "work_group__hub").order_by("arrival")


@transaction.atomic
def delete_task(*, task: Task) -> None:
    """Delete a task nobody has answered. Raises TaskRefused for any other."""
    if task.answers.exists():
        raise TaskRefused("Somebody has begun to answer it, so it stays.")
    task.delete()


@transaction.atomic
def copy_tasks(*, of: Workshop, to: Workshop, later: timedelta) -> None:
    """Write the tasks of one workshop after another, as drafts due `later`, with their files."""
    for task in Task.objects.filter(workshop=of).prefetch_related("files"):
        files = list(task.files.all())
        task.pk, task.workshop, task.due_on = None, to, task.due_on + later
        task.set_at = task.set_by = task.reminded_at = None
        task.save(force_insert=True)
        for file in files:
            file.pk, file.task = None, task
        TaskFile.objects.bulk_create(files)


@transaction.atomic
def answer(
    *, task: Task, place: Place, text: str = "", choice: str = "", no_pupils: bool = False,
    uploads: Iterable[UploadedFile] = (), without: Iterable[int] = (), hand_in: bool, at: datetime,
) -> TaskAnswer:  # fmt: skip
    """
    Keep what `place`'s person did with the task; with `hand_in` the leaders may read it.

    It can be changed until it is read. What is handed in stays handed in.
    Raises TaskRefused when the task is not set, when the answer was read already, when what is
    handed in lacks what was asked for, or for a file we do not keep.
    """
    if task.set_at is None or place.work_group_id != task.workshop.work_group_id:
        raise TaskRefused("This task is not set. Look again on your page of tasks.")
    answer, _ = TaskAnswer.objects.select_for_update().get_or_create(
        task=task, place=place, defaults={"changed_at": at}
    )
    if answer.state in (State.READ, State.DISCUSSED):
        raise TaskRefused("Those who lead the group have read it, so it stays as it is.")
    answer.text, answer.choice, answer.no_pupils = text, choice, no_pupils
    answer.files.filter(pk__in=without).delete()
    for upload in uploads:
        _add_answer_file(answer, upload)
    answer.changed_at = at
    if hand_in or answer.state == State.SUBMITTED:
        _must_be_whole(answer)
        answer.submitted_at = answer.submitted_at or at
        answer.state = State.SUBMITTED
    answer.save()
    return answer


def _add_answer_file(answer: TaskAnswer, upload: UploadedFile) -> None:
    _add(TaskAnswerFile, upload, answer.files.count(), answer=answer)
    if answer.task.answer_kind == Kind.PHOTO:
        last = answer.files.defer("content").order_by("pk").last()
        if last and not last.is_photo:
            raise TaskRefused(f"{last.name} is not a photo. Choose a JPEG or a PNG.", "uploads")


def _must_be_whole(answer: TaskAnswer) -> None:
    task = answer.task
    if task.answer_kind == Kind.TEXT and not answer.text.strip():
        raise TaskRefused("Write your answer, then hand it in.", "text")
    if task.answer_kind == Kind.CHOICE and answer.choice not in task.choices:
        raise TaskRefused("Choose one of the answers, then hand it in.", "choice")
    if task.answer_kind in (Kind.FILE, Kind.PHOTO):
        if not answer.files.exists():
            what = "photo" if task.answer_kind == Kind.PHOTO else "file"
            raise TaskRefused(f"Choose a {what}, then hand it in.", "uploads")
        if not answer.no_pupils:
            raise TaskRefused(
                "Look at what you hand in. If no pupil can be recognised, tick the box.",
                "no_pupils",
            )


@transaction.atomic
def read(*, answer: TaskAnswer, reply: str, by: Person, at: datetime) -> TaskAnswer:
    """
    Note that somebody who leads read the answer; a new `reply` is sent to whoever gave it.

    Raises TaskRefused before it is handed in.
    """
    answer = _locked(answer)
    if answer.state == State.STARTED:
        raise TaskRefused("It is not handed in yet.")
    if answer.state == State.SUBMITTED:
        answer.state = State.READ
    answer.read_at, answer.read_by = answer.read_at or at, answer.read_by or by
    news = reply.strip() and reply.strip() != answer.reply
    answer.reply = reply.strip()
    answer.save()
    if news:
        post_many([emails.replied(answer, by=by, at=at)], at=at)
    return answer


def _locked(answer: TaskAnswer) -> TaskAnswer:
    whole = TaskAnswer.objects.select_related(
        "task__workshop", "place__person", "place__work_group__hub"
    )
    return whole.select_for_update(of=("self",)).get(pk=answer.pk)


@transaction.atomic
def discuss(*, task: Task, by: Person, at: datetime) -> int:
    """Mark all that was handed in as discussed at the workshop. Returns how many."""
    handed_in = task.answers.filter(state__in=(State.SUBMITTED, State.READ))
    number = 0
    for one in handed_in.select_for_update():
        one.state = State.DISCUSSED
        one.read_at, one.read_by = one.read_at or at, one.read_by or by
        one.save(update_fields=["state", "read_at", "read_by"])
        number += 1
    return number


def write_what_is_due(*, at: datetime) -> int:
    """
    Tell late joiners of the tasks that are set, and remind those who have not handed in.

    Returns how many letters were written. Each person is reminded of a task once.
    """
    today = localdate(at)
    running = Task.objects.filter(
        set_at__isnull=False, due_on__gte=today, workshop__cancelled_at=None,
        workshop__work_group__state__in=_GOES_ON,
    )  # fmt: skip
    return sum(_write(task, at) for task in running.select_related("workshop__work_group__hub"))


@transaction.atomic
def _write(task: Task, at: datetime) -> int:
    if task.set_at is None:
        return 0
    # Those who came since, and those whom a school may have named since.
    late = Q(held_at__gt=task.set_at) | Q(enrolment__isnull=False)
    begun = task.answers.values("place")
    written = _tell(task, _holders(task).filter(late).exclude(pk__in=begun), at)
    yesterday = at - timedelta(days=1)  # who was told since then needs no second letter
    if task.set_at > yesterday or task.due_on - REMINDED > localdate(at):
        return written
    handed_in = task.answers.filter(state__in=TaskAnswer.HANDED_IN)
    slow = _holders(task).filter(held_at__lte=yesterday)
    slow = slow.exclude(pk__in=handed_in.values("place"))
    slow = slow.exclude(was_written("task_reminder", emails.about_task(task, due=True)))
    drafts = [emails.reminder(place, task) for place in slow]
    if drafts and task.reminded_at is None:
        Task.objects.filter(pk=task.pk).update(reminded_at=at)
    return written + len(post_many(drafts, at=at))
