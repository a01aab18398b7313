"""Letters to everybody in a group: joining details, reminders, what changed. Twice is once."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils.timezone import localdate

from mathshubs.comms.actions import post_many
from mathshubs.people.models import Person

from ..emails import group_letters, joining, partner_offers
from ..models import JoiningDetails, Place, RunAgainRequest, WorkGroup, Workshop
from ..queries.places import JOINING_DETAILS_SENT, was_written
from . import seats

State = Place.State
_COMING = (*WorkGroup.BOOKABLE, WorkGroup.State.RUNNING)


@transaction.atomic
def write_joining_details(
    *, work_group: WorkGroup, texts: dict[str, str], tell_again: bool = False, by: Person,
    at: datetime,
) -> JoiningDetails:  # fmt: skip
    """
    Keep what people need on the day; send it when the first workshop is ten days away or less.

    `tell_again` writes to those who already have an earlier version.
    """
    details, _ = JoiningDetails.objects.update_or_create(
        work_group=work_group, defaults={**texts, "written_by": by, "written_at": at}
    )
    work_group.joining_details = details
    holders = _holders(work_group)
    had = list(holders.filter(was_written("joining_details"))) if tell_again else []
    post_many([joining.letter(place, details, changed=True) for place in had], at=at)
    issue_joining_details(work_group=work_group, at=at)
    return details


@transaction.atomic
def issue_joining_details(*, work_group: WorkGroup, at: datetime) -> int:
    """Send the joining details to everyone with a place who has not got them, when it is time."""
    details = joining.details_of(work_group)
    if details is None or not joining.details_are_out(work_group, localdate(at)):
        return 0
    places = _holders(work_group).exclude(was_written("joining_details"))
    return len(post_many([joining.letter(place, details) for place in places], at=at))


def issue_all_joining_details(*, at: datetime) -> int:
    """Send what is due in every group. Returns how many letters were written."""
    today = localdate(at)
    due = WorkGroup.objects.filter(
        state__in=_COMING,
        joining_details__isnull=False,
        first_on__lte=today + JOINING_DETAILS_SENT,
        last_on__gte=today,
    ).select_related("hub", "joining_details")
    return sum(issue_joining_details(work_group=work_group, at=at) for work_group in due)


def remind(*, at: datetime) -> int:
    """
    Remind everyone with a place 7 days and 1 day before each workshop. Returns how many letters.

    Nobody is reminded who got the place after that moment: their letter is fresh.
    """
    written = 0
    for days, until in ((7, 1), (1, 0)):
        soon = Workshop.objects.filter(
            cancelled_at=None,
            work_group__state__in=_COMING,
            starts_at__gt=at + timedelta(days=until),
            starts_at__lte=at + timedelta(days=days),
        )
        for workshop in soon.select_related("work_group__hub", "work_group__joining_details"):
            moment = workshop.starts_at - timedelta(days=days)
            places = _holders(workshop.work_group).filter(held_at__lte=moment)
            fresh = places.exclude(
                was_written(f"reminder_{days}", group_letters.on_the_day(workshop))
            )
            drafts = [group_letters.reminder(place, workshop, days=days) for place in fresh]
            written += len(post_many(drafts, at=at))
    return written


def workshop_changed(workshop: Workshop, by: Person, at: datetime) -> int:
    """
    Tell everyone who counts on a workshop its new date or place.

    Call it in the transaction of the change, after `sequence` has risen. A second change is a
    second letter.
    """
    places = _places(workshop.work_group, *Place.TAKES_A_PLACE)
    return len(
        post_many([group_letters.workshop_changed(place, workshop) for place in places], at=at)
    )


def partner_is_told(
    event: WorkGroup, *, moved: Workshop | None = None, reason: str = "", waits: bool = False,
    at: datetime,
) -> None:  # fmt: skip
    """Tell the partner whose offer it is made of that an event moved, waits, or is off."""
    if event.partner_offer_id is None:
        return
    if moved:
        draft = partner_offers.event_moved(event, moved)
    else:
        draft = partner_offers.event_off(event, reason=reason, waits=waits, at=at)
    post_many([draft], at=at)


def workshop_cancelled(workshop: Workshop, by: Person, at: datetime) -> int:
    """Tell everyone who counts on a workshop that it will not be, as `workshop_changed` does."""
    places = _places(workshop.work_group, *Place.TAKES_A_PLACE)
    return len(
        post_many([group_letters.workshop_cancelled(place, workshop) for place in places], at=at)
    )


@transaction.atomic
def work_group_cancelled(work_group: WorkGroup, reason: str, by: Person, at: datetime) -> int:
    """
    Free every place of a cancelled group and tell everyone who held, wanted or waited for one.

    Call it in the transaction that cancels the group, before its workshops are cancelled.
    """
    work_group = seats.locked(work_group.pk)
    places = list(_places(work_group, *Place.LIVE))
    for place in places:
        seats.move(place, State.CANCELLED, by=by, at=at, reason=reason)
    post_many([group_letters.work_group_cancelled(place, reason=reason) for place in places], at=at)
    partner_is_told(work_group, reason=reason, at=at)
    seats.count(work_group)
    return len(places)


def work_group_postponed(work_group: WorkGroup, reason: str, by: Person, at: datetime) -> int:
    """Tell everyone with a live place that the group waits. Places and turns stay as they are."""
    places = _places(work_group, *Place.LIVE)
    drafts = [group_letters.work_group_postponed(place, reason=reason, at=at) for place in places]
    partner_is_told(work_group, reason=reason, waits=True, at=at)
    return len(post_many(drafts, at=at))


@transaction.atomic
def runs_again(work_group: WorkGroup, at: datetime) -> int:
    """Tell those who asked about the group this one was copied from, once. Returns how many."""
    if work_group.copied_from_id is None:
        return 0
    requests = RunAgainRequest.objects.select_for_update().select_related("work_group")
    untold = requests.filter(work_group=work_group.copied_from_id, told_at=None)
    asked = list(untold.order_by("pk"))
    post_many([group_letters.runs_again(request, work_group) for request in asked], at=at)
    RunAgainRequest.objects.filter(pk__in=[request.pk for request in asked]).update(told_at=at)
    return len(asked)


def _holders(work_group: WorkGroup) -> QuerySet[Place]:
    """Return the places of those who come: whoever is to be named gets theirs when they are."""
    return _places(work_group, State.HELD).filter(person__isnull=False)


def _places(work_group: WorkGroup, *states: str) -> QuerySet[Place]:
    places = work_group.bookings.filter(state__in=states)
    return places.select_related("person", "school", "enrolment__applied_by").order_by("arrival")
