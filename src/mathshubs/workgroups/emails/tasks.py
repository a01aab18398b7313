"""Drafts of letters about tasks: it is set, it is due soon, somebody wrote back."""

from __future__ import annotations

from datetime import datetime

from mathshubs.comms.actions import Draft
from mathshubs.core.templatetags.mathshubs import day
from mathshubs.people.models import Person

from ..models import Place, Task, TaskAnswer
from . import words


def about_task(task: Task, *, due: bool = False) -> str:
    """Return what a letter is about: a reminder is written again when the last day moves."""
    return f":task:{task.pk}" + (f":{task.due_on:%Y%m%d}" if due else "")


def task_set(place: Place, task: Task, *, with_files: bool) -> Draft:
    """Tell of a task with its whole brief."""
    group = place.work_group
    files = " Its files are there too." if with_files else ""
    return words.draft(
        place,
        kind="task_set",
        about=f"place:{place.pk}{about_task(task)}",
        subject=f"A task by {day(task.due_on)}: {task.title}",
        parts=[
            f"There is a task to try in school after {task.workshop} of {group.title}.",
            f"{task.title}\n\n{task.brief.strip()}",
            f"Hand it in by {day(task.due_on)}. You can do it on a phone: begin, save, and go on "
            f"later.{files}\n{words.address('my_task', task.pk)}",
        ],
    )


def reminder(place: Place, task: Task) -> Draft:
    """Remind somebody who has not handed in."""
    return words.draft(
        place,
        kind="task_reminder",
        about=f"place:{place.pk}{about_task(task, due=True)}",
        subject=f"Due {day(task.due_on)}: {task.title}",
        parts=[
            f"Your task in {place.work_group.title} is due on {day(task.due_on)}: {task.title}",
            "A few lines are enough. What you tried is what the next workshop begins with, and a "
            "task that went badly is as useful as one that went well.",
            f"Read it and hand it in:\n{words.address('my_task', task.pk)}",
        ],
    )


def replied(answer: TaskAnswer, *, by: Person, at: datetime) -> Draft:
    """Tell what somebody who leads wrote back. Other words are another letter."""
    task, place = answer.task, answer.place
    return words.draft(
        place,
        kind="task_reply",
        about=f"place:{place.pk}{about_task(task)}:{at:%Y%m%d%H%M%S}",
        subject=f"{by.name} read your task: {task.title}",
        parts=[
            f"{by.name} read what you handed in for {task.title} and wrote:",
            answer.reply,
            f"See it with your answer:\n{words.address('my_task', task.pk)}",
        ],
    )
