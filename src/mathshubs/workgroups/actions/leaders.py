"""Who leads a Work Group."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import Max

from mathshubs.comms.actions import post
from mathshubs.people.actions import PersonRefused, find_or_add
from mathshubs.people.models import Person

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
        _tell(leader, by=by, at=at)
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


def _tell(leader: Leader, *, by: Person, at: datetime) -> None:
    group, person = leader.work_group, leader.person
    page = f"{settings.SITE_URL}{group.get_absolute_url()}manage/"
    post(
        to=person,
        kind="workgroups.leads",
        about=f"leader:{leader.pk}",
        topic=f"work_group:{group.pk}",
        subject=f"You lead {group.title}",
        text=(
            f"{person.get_short_name() if person.given_name else 'Hello'},\n\n"
            f"{by.name} has named you as one of those who lead {group.title} "
            f"({group.hub}, {group.year}).\n\n"
            "What to do: sign in with this email address, look at the design, and write a few "
            f"lines about yourself for its page:\n{page}\n\n"
            f"If this is a mistake, write to {group.hub.email}."
        ),
        from_name=str(group.hub),
        reply_to=group.hub.email,
        at=at,
    )
