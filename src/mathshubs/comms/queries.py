"""Reads of the letterbox that have a name."""

from __future__ import annotations

from datetime import datetime

from django.db.models import BigIntegerField, Count, Exists, OuterRef, Q, QuerySet
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast
from procrastinate.contrib.django.models import ProcrastinateJob

from mathshubs.people.models import Person

from .models import Letter
from .queue import SEND_LETTER


def letters_about(topic: str) -> QuerySet[Letter]:
    """Return the ledger of a topic ("work_group:12"), newest first, each with its person."""
    return Letter.objects.filter(topic=topic).select_related("to_person").order_by(*_NEWEST)


def letters_to(person: Person) -> QuerySet[Letter]:
    """Return the letters this person was written, newest first, without sign-in codes."""
    return person.letters.filter(secret_until=None).order_by(*_NEWEST)


def search_letters(text: str = "", state: str = "") -> QuerySet[Letter]:
    """Return letters in a state whose address or subject holds `text`, newest first."""
    letters = Letter.objects.select_related("to_person").order_by(*_NEWEST)
    if text:
        letters = letters.filter(Q(to_email__icontains=text) | Q(subject__icontains=text))
    return letters.filter(state=state) if state else letters


def subjects_since(at: datetime, *, most: int = 20) -> list[tuple[str, int]]:
    """Return what was written since then: each subject and how many letters, most first."""
    written = Letter.objects.filter(written_at__gte=at, secret_until=None).values_list("subject")
    return list(written.annotate(many=Count("pk")).order_by("-many", "subject")[:most])


def letters_without_a_job(*, written_before: datetime) -> QuerySet[Letter]:
    """Return the letters that wait with no job left that would send them, oldest first."""
    alive = ProcrastinateJob.objects.filter(
        task_name=SEND_LETTER, status__in=["todo", "doing"]
    ).annotate(letter_id=Cast(KeyTextTransform("letter_id", "args"), BigIntegerField()))
    waiting = Letter.objects.filter(state=Letter.State.QUEUED, written_at__lt=written_before)
    return waiting.exclude(Exists(alive.filter(letter_id=OuterRef("pk")))).order_by("written_at")


_NEWEST = ("-written_at", "-pk")
