"""Who leads a Work Group."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Max

from mathshubs.comms.actions import post_many
from mathshubs.people.actions import PersonRefused, find_or_add
from mathshubs.people.models import Person

from ..emails import group_letters
from ..models import Leader, WorkGroup
from .design import DesignRefused


@transaction.atomic
def add_leader(
    *, work_group: WorkGroup, email: str, given_name: str = "", family_name: str = "", by: Person,
    at: datetime,
) -> Leader:  # fmt: skip
    """
    Let the person with this address lead the group, and write to them. Twice is once.

    Somebody nobody knows yet is added by name; without both names DesignRefused is raised.
    """
    try:
        person = find_or_add(email=email, given_name=given_name, family_name=family_name)
    except PersonRefused as refusal:
        raise DesignRefused(str(refusal)) from None
    last = work_group.leaders.aggregate(last=Max("order"))["last"] or 0
    leader, new = Leader.objects.get_or_create(
        work_group=work_group, person=person, defaults={"order": last + 1}
    )
    if new and person != by:
        post_many([group_letters.leads(leader, by=by)], at=at)
    return leader


@transaction.atomic
def remove_leader(*, leader: Leader) -> None:
    """Raises DesignRefused when a published group would have nobody left."""
    work_group = WorkGroup.objects.select_for_update().get(pk=leader.work_group_id)
    if not work_group.is_draft and work_group.leaders.count() == 1:
        raise DesignRefused(
            f"{leader.person.name} is the only one who leads it. Add somebody else first."
        )
    leader.delete()
