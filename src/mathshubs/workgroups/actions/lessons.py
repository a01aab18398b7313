"""Lessons open to others: an event at a host school, and notes of what was said after it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.timezone import localdate

from mathshubs.core.years import academic_year_of
from mathshubs.hubs.models import Hub
from mathshubs.people.models import Person

from ..models import OpenLesson, WorkGroup, Workshop
from . import design


class LessonRefused(Exception):
    """The change cannot be made. `str(refusal)` is a sentence for whoever asked."""


@transaction.atomic
def start_lesson(
    *, hub: Hub, title: str, places: int, lesson: OpenLesson, workshop: Workshop, by: Person,
    at: datetime,
) -> WorkGroup:  # fmt: skip
    """
    Return a new idea of an event with its date at the host school, and what the lesson is.

    It is approved, published and booked as any event is. Raises LessonRefused for a day that does
    not do.
    """
    group = lesson.of_group
    event = WorkGroup(
        kind=WorkGroup.Kind.EVENT,
        title=title,
        year=academic_year_of(localdate(workshop.starts_at)),
        phases=group.phases if group else [],
        project=group.project if group else None,
        summary=lesson.focus,
        places=places,
        contact_email=by.email,
        contact_name=by.name[:100],
    )
    event = design.start_work_group(hub=hub, work_group=event, by=by)
    workshop.work_group, workshop.number = event, 1
    workshop.title = lesson.get_kind_display()
    try:
        design.add_workshop(workshop=workshop, by=by, at=at)
    except design.DesignRefused as refusal:
        raise LessonRefused(str(refusal)) from refusal
    lesson.event = event
    lesson.save(force_insert=True)
    return event


@transaction.atomic
def note(*, lesson: OpenLesson, discussion: str, by: Person, at: datetime) -> OpenLesson:
    """
    Keep the notes of the discussion, and who wrote them last.

    Raises LessonRefused before the lesson has begun.
    """
    lesson = OpenLesson.objects.select_for_update(of=("self",)).get(pk=lesson.pk)
    begun = lesson.event.workshops.filter(starts_at__lte=at, cancelled_at=None)
    if not begun.exists():
        raise LessonRefused("The lesson has not been yet. Its notes are written afterwards.")
    lesson.discussion, lesson.noted_by, lesson.noted_at = discussion.strip(), by, at
    lesson.save(update_fields=["discussion", "noted_by", "noted_at"])
    return lesson
