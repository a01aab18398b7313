"""
The places of one group, counted and handed on. Used by the doors in `booking`, by nobody else.

Everything here runs while the group's row is locked: whoever wants a place queues at that lock.
"""

from __future__ import annotations

from datetime import date, datetime

from django.db import connection
from django.db.models import QuerySet
from django.db.transaction import TransactionManagementError
from django.utils.timezone import localdate

from mathshubs.core.prepared import Prepared
from mathshubs.core.school_days import add_school_days
from mathshubs.people.models import Person

from ..emails import place_letters
from ..models import Place, PlaceDecision, WorkGroup
from ..queries.places import LONG_TEXTS
from . import heads, ranking

SCHOOL_DAYS_TO_ACCEPT = 5
LONGEST_REASON = 300  # characters
_PLACES = Place.objects.select_related("person", "school", "enrolment__applied_by")
_GIVES_PLACES = (*WorkGroup.BOOKABLE, WorkGroup.State.RUNNING)


# NO KEY UPDATE: two of us still queue, but a new workshop row need not.
_LOCKED = Prepared(
    lambda pk: (
        WorkGroup.objects.select_for_update(of=("self",), no_key=True)
        .select_related("hub", "joining_details", "project")
        .defer(*LONG_TEXTS, "project__summary")
        .filter(pk=pk)
    ),
    int,
)


def locked(work_group_id: int) -> WorkGroup:
    """Return the group with its row locked until the transaction ends. Needs a transaction."""
    if not connection.in_atomic_block:
        raise TransactionManagementError("The lock on a group would end before it is used.")
    for work_group in _LOCKED(work_group_id):
        return work_group
    raise WorkGroup.DoesNotExist(f"There is no group {work_group_id}.")


def locked_place(place: Place) -> Place:
    """Return the place as it is now, its group locked."""
    work_group = locked(place.work_group_id)
    place = _PLACES.get(pk=place.pk)
    place.work_group = work_group
    return place


def move(
    place: Place, to_state: str, *, by: Person | None, at: datetime, reason: str = "",
    overrides: bool = False, **fields,
) -> None:  # fmt: skip
    """
    Move a place to another state, setting `fields`, and write down who decided and why.

    Of a `reason` as much is kept as there is room for.
    """
    from_state, place.state = place.state, to_state
    if to_state not in Place.LIVE:  # nobody needs these any more
        fields |= {"access_needs": "", "diet_needs": ""}
    for field, value in fields.items():
        setattr(place, field, value)
    place.save(update_fields=["state", *fields])
    PlaceDecision.objects.create(
        place=place, from_state=from_state, to_state=to_state, by=by,
        reason=reason.strip()[:LONGEST_REASON], overrides=overrides, at=at,
    )  # fmt: skip


def hold(
    place: Place, *, by: Person | None, at: datetime, reason: str = "", overrides: bool = False
) -> None:
    """
    Give the place to its person, who is written to.

    Where the head must agree first and has not, the place is kept and the head is asked, unless
    that rule is among those set aside.
    """
    if not overrides and heads.must_agree_first(place.work_group, place.school_id):
        move(place, Place.State.AGREEMENT, by=by, at=at, reason=reason)
        asked = heads.ask(place.work_group, place.school, at=at)
        place_letters.kept(place, asked, at=at)
        return
    move(
        place, Place.State.HELD, by=by, at=at, reason=reason, overrides=overrides, held_at=at
    )  # fmt: skip
    place_letters.place_held(place, at=at)


def settle(work_group: WorkGroup, *, at: datetime) -> list[Place]:
    """Offer what is free to those who wait, in order, and count. Returns who was offered."""
    offered = _offer_free_places(work_group, at=at)
    count(work_group)
    return offered


def gives_places(work_group: WorkGroup, today: date) -> bool:
    """Return whether places are still given, be it after applications have closed."""
    over = work_group.last_on is not None and work_group.last_on < today
    return work_group.state in _GIVES_PLACES and not over


def _offer_free_places(work_group: WorkGroup, *, at: datetime) -> list[Place]:
    today = localdate(at)
    if not gives_places(work_group, today):
        return []
    seated = seats_taken(work_group)
    offered = []
    for place, reason in ranking.in_order(work_group, _waiting(work_group), on=today):
        if seat_of(place) not in seated:
            if len(seated) >= work_group.places:
                if work_group.counted == WorkGroup.Counted.PERSON:
                    break
                continue  # further back may wait a colleague of somebody who is in
            seated.add(seat_of(place))
        ends_on = add_school_days(today, SCHOOL_DAYS_TO_ACCEPT)
        move(
            place, Place.State.OFFERED, by=None, at=at, reason=reason, offered_at=at,
            offer_ends_on=ends_on,
        )  # fmt: skip
        place_letters.place_offered(place, at=at)
        offered.append(place)
    return offered


def _waiting(work_group: WorkGroup) -> QuerySet[Place]:
    waiting = work_group.bookings.filter(state=Place.State.WAITING)
    return waiting.select_related("person", "school", "enrolment__applied_by").order_by("arrival")


def seats_taken(work_group: WorkGroup) -> set[int]:
    """Return what takes up the seats: places, or schools where those are counted."""
    taken = work_group.bookings.filter(state__in=Place.TAKES_A_PLACE)
    return set(taken.values_list(_counted(work_group), flat=True))


def has_room_for(place: Place) -> bool:
    """Return whether the place can be held within the number of places."""
    seated = seats_taken(place.work_group)
    return seat_of(place) in seated or len(seated) < place.work_group.places


def seat_of(place: Place) -> int:
    return getattr(place, _counted(place.work_group))


def _counted(work_group: WorkGroup) -> str:
    # A place stands for its person: somebody who is not named yet takes one too.
    return "school_id" if work_group.counted == WorkGroup.Counted.SCHOOL else "id"


def count(work_group: WorkGroup) -> None:
    """Keep the two counts that lists show: one statement, in SQL as every booking asks it."""
    seat = f"count(DISTINCT {_counted(work_group)})"
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            UPDATE workgroups_workgroup SET (places_taken, waiting) = (
                SELECT {seat} FILTER (WHERE state IN ('OFFERED', 'AGREEMENT', 'HELD')),
                    {seat} FILTER (WHERE state = 'WAITING')
                FROM workgroups_place WHERE work_group_id = %(group)s
            ) WHERE id = %(group)s
            """,
            {"group": work_group.pk},
        )
