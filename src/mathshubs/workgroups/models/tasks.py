"""School-based tasks between workshops, and what came back."""

from __future__ import annotations

import pghistory
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from mathshubs.core.files import StoredFile

from .group import Workshop
from .place import Place


@pghistory.track(append_only=True)
class Task(models.Model):
    """What people try in school after one workshop, before the next."""

    class AnswerKind(models.TextChoices):
        TEXT = "TEXT", "In words"
        CHOICE = "CHOICE", "One of several answers"
        FILE = "FILE", "A file"
        PHOTO = "PHOTO", "A photo"

    workshop = models.ForeignKey(
        Workshop, models.CASCADE, related_name="tasks", help_text="The workshop it follows."
    )
    title = models.CharField(max_length=150)
    brief = models.TextField(help_text="What to do, in Markdown.")
    answer_kind = models.CharField(
        max_length=6, choices=AnswerKind.choices, default=AnswerKind.TEXT
    )
    choices = ArrayField(
        models.CharField(max_length=150), default=list, blank=True, help_text="One answer a line."
    )
    due_on = models.DateField(help_text="The last day: on or before the next workshop.")
    set_at = models.DateTimeField(
        null=True, blank=True, help_text="When people were told. Empty for a draft."
    )
    set_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    reminded_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["due_on", "pk"]
        constraints = [
            models.CheckConstraint(
                name="a_task_of_choices_has_two", condition=~Q(answer_kind="CHOICE")
                | Q(choices__len__gte=2),
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.title


class TaskFile(StoredFile):
    """A file that belongs to a task's brief."""

    task = models.ForeignKey(Task, models.CASCADE, related_name="files")


@pghistory.track(append_only=True)
class TaskAnswer(models.Model):
    """What one place's person did with a task. No row yet: the task is set."""

    class State(models.TextChoices):
        STARTED = "STARTED", "Started"
        SUBMITTED = "SUBMITTED", "Handed in"
        READ = "READ", "Read"
        DISCUSSED = "DISCUSSED", "Discussed"

    HANDED_IN = (State.SUBMITTED, State.READ, State.DISCUSSED)

    task = models.ForeignKey(Task, models.CASCADE, related_name="answers")
    place = models.ForeignKey(Place, models.PROTECT, related_name="task_answers")
    state = models.CharField(max_length=9, choices=State.choices, default=State.STARTED)
    text = models.TextField(blank=True)
    choice = models.CharField(max_length=150, blank=True)
    no_pupils = models.BooleanField(
        "no pupil can be recognised", default=False, help_text="Said of files and photos."
    )
    changed_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True, blank=True)
    read_at = models.DateTimeField(null=True, blank=True)
    read_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    reply = models.TextField("what the leader wrote back", blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["task", "place"], name="one_answer_per_place_per_task"),
            models.CheckConstraint(
                name="what_is_handed_in_has_its_time",
                condition=Q(state="STARTED") | Q(submitted_at__isnull=False),
            ),
        ]


class TaskAnswerFile(StoredFile):
    """A file or photo that was handed in."""

    answer = models.ForeignKey(TaskAnswer, models.CASCADE, related_name="files")
