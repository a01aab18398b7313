"""Why somebody cannot have a place, in sentences. Asked under the lock on the group."""

from __future__ import annotations

from datetime import datetime

from django.utils.timezone import localdate

from mathshubs.core.templatetags.mathshubs import session_time
from mathshubs.people.models import Person
from mathshubs.schools.models import School

from ..models import Place, WorkGroup, Workshop
from ..queries import eligibility
from ..queries.diary import clashes
from ..queries.groups import applications_closed
from ..queries.queue import Queue
from . import heads, seats


class PlaceRefused(Exception):
    """Nothing was changed. `str(refusal)` is a sentence for the person who asked."""


class RuleRefused(PlaceRefused):
    """A rule is against it that the hub can set aside, with a reason."""


def set_aside(
    work_group: WorkGroup, school: School, person: Person | None, role: str, *,
    career_year: int | None, people: int, reason: str, at: datetime,
) -> str:  # fmt: skip
    """
    Return the hub's `reason` when it lets them in against a rule, "" when no rule is against them.

    Raises PlaceRefused when one is and the hub gave no reason, or the group gives no places at all.
    """
    today, reason = localdate(at), reason.strip()
    closed = applications_closed(work_group, today) or heads.declined(work_group, school.pk)
    unfit = "" if closed and not reason else " ".join(
        eligibility.refusals(
            work_group, school, person.pk if person else None, role, today,
            career_year=career_year, people=people,
        )
    )  # fmt: skip
    if not (closed or unfit):
        return ""
    if not seats.gives_places(work_group, today):
        raise PlaceRefused(closed or unfit)
    if not reason:
        raise RuleRefused(closed or unfit)
    return with_set_aside(reason, unfit)


def with_set_aside(reason: str, unfit: str) -> str:
    """Return the reason of the hub with what it sets aside, as it is kept."""
    if not unfit:
        return reason
    stop = "" if reason.endswith((".", "!", "?")) else "."
    return f"{reason}{stop} Set aside: {unfit}"


def refuse(
    work_group: WorkGroup, school: School, queue: Queue, *, agreed: bool, reopens: Place | None
) -> None:
    """Raise what nobody can set aside here."""
    title = work_group.title
    if not school.is_open:
        raise PlaceRefused(
            f"{school.name} is not open in the national register. Choose the school you work at."
        )
    if not agreed:
        raise PlaceRefused(
            f"Agree to the conditions of taking part in {title}, then send it again."
        )
    if queue.declined and not reopens:
        raise PlaceRefused(
            f"The hub declined an application of yours for {title}. Write to "
            f"{work_group.contact_email or work_group.hub.email} if something has changed."
        )
    if full := no_more_from(work_group, school, queue.from_school):
        raise PlaceRefused(full)


def no_more_from(work_group: WorkGroup, school: School, number: int) -> str:
    """Return why nobody more can come from the school, which has `number` of people; or ""."""
    if number < work_group.most_per_school:
        return ""
    people = "one person" if number == 1 else f"{number} people"
    return (
        f"{school.name} already has {people} in {work_group.title}, and that is the most from one "
        "school. Ask a colleague to give their place back, or look for another group."
    )


def refuse_clash(planned: list[Workshop], work_group: WorkGroup) -> None:
    if found := clashes(planned, work_group.pk):
        clash = found[0]
        raise PlaceRefused(
            f"{clash.wanted} on {session_time(clash.wanted)} is at the same time as "
            f"{clash.other.work_group.title}, which is booked too. Say that this is known, or "
            "withdraw from one of them."
        )
