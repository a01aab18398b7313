"""Going over to the next academic year: what a person ticked, where no record can tell."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from mathshubs.hubs.models import Hub
from mathshubs.people.models import Person

from ..models import RollOverStep


@transaction.atomic
def tick(*, hub: Hub | None, year: str, task: str, by: Person, at: datetime) -> RollOverStep:
    """Say that a task is done, or not needed. Ticked twice is once."""
    found, _ = RollOverStep.objects.get_or_create(
        hub=hub, year=year, task=task, defaults={"by": by, "at": at}
    )
    return found


@transaction.atomic
def untick(*, hub: Hub | None, year: str, task: str) -> None:
    RollOverStep.objects.filter(hub=hub, year=year, task=task).delete()
