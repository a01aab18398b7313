"""What the national team asks of a hub."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from mathshubs.hubs.models import Hub
from mathshubs.people.models import Person

from ..models import Commitment


@transaction.atomic
def ask(
    *, hub: Hub, year: str, asked: dict[int, tuple[int, int]], by: Person, at: datetime
) -> None:
    """
    Let the hub be asked for these of the year: {project: (groups, schools)}. Others are taken back.

    A line that the plan has already stays.
    """
    Hub.objects.select_for_update(no_key=True).get(pk=hub.pk)  # one at a time
    before = {each.project_id: each for each in Commitment.objects.select_for_update().filter(
        hub=hub, project__year=year, project__hub=None
    )}  # fmt: skip
    for project, (groups, schools) in asked.items():
        kept = before.pop(project, None)
        if kept is None:
            Commitment.objects.create(
                hub=hub, project_id=project, groups=groups, schools=schools, by=by, at=at
            )
        elif (kept.groups, kept.schools) != (groups, schools):
            kept.groups, kept.schools, kept.by, kept.at = groups, schools, by, at
            kept.save()
    Commitment.objects.filter(pk__in=[each.pk for each in before.values()]).delete()
