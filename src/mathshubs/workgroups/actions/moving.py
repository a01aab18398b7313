"""
Carrying a place on in another group. What happened so far stays where it happened.

Both groups are locked, the one with the smaller number first, so that nobody waits in a ring.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils.timezone import localdate

from mathshubs.people.models import Person

from ..emails import offer_letters, place_letters
from ..models import Enrolment, Place, PlaceDecision, WorkGroup
from ..queries.agreements import agreement_of
from ..queries.diary import diary
from ..queries.eligibility import refusals
from ..queries.lines import all_taken
from . import heads, refusing, seats
from .booking import PlaceRefused

State = Place.State
KEPT = (
    "person", "school", "role", "why", "career_year", "access_needs", "diet_needs", "agreed_at",
    "applied_at", "applied_by", "offered_at", "offer_ends_on", "held_at", "instead_of",
)  # fmt: skip


def locked_both(one: WorkGroup, other: WorkGroup) -> tuple[WorkGroup, WorkGroup]:
    """Return both groups with their rows locked. Needs a transaction."""
    locked = {pk: seats.locked(pk) for pk in sorted((one.pk, other.pk))}
    return locked[one.pk], locked[other.pk]


@transaction.atomic
def transfer(
    *, place: Place, into: WorkGroup, reason: str = "", clash_known: bool = False, by: Person,
    at: datetime,
) -> Place:  # fmt: skip
    """
    Move a live place to another group of the hub; the person is told. Twice is harmless.

    Whoever held, kept or was offered a place has the same there; whoever asked or waited asks
    there. With a `reason` it goes above the number of places, or against who can take part; that
    is kept. Raises PlaceRefused; then nothing was changed.
    """
    old, new = locked_both(place.work_group, into)
    place = Place.objects.select_related("person", "school", "enrolment").get(pk=place.pk)
    place.work_group = old
    if moved := place.went_to.filter(work_group=new).first():
        return moved
    _refuse(place, new, at)
    against = (
        "" if place.state not in Place.TAKES_A_PLACE or has_room(new, place) else all_taken(new)
    )
    unfit = refusals(
        new, place.school, place.person_id, place.role, localdate(at),
        career_year=place.career_year, leaving=old,
    )  # fmt: skip
    broken = " ".join(filter(None, [against, *unfit]))
    if broken and not reason.strip():
        raise PlaceRefused(f"{broken} Write a reason to move {place.who} there all the same.")
    if place.person and not clash_known:
        planned = diary(place.person, new)
        refusing.refuse_clash([one for one in planned if one.work_group_id != old.pk], new)
    moved = carry(place, new, reason=reason, against=broken, by=by, at=at)
    seats.settle(old, at=at)
    seats.settle(new, at=at)
    return moved


def carry(
    place: Place, into: WorkGroup, *, reason: str, against: str = "", because: str = "",
    full: bool = False, by: Person, at: datetime,
) -> Place:  # fmt: skip
    """
    Make the place that carries this one on in a group that is locked, and tell its person why.

    `against`: the rules that are set aside, `because` of what else than the reason they read.
    Where the group is `full` whoever had a place asks there, as those do who asked or waited.
    Counts and offers nothing: whoever calls does so when all are moved.
    """
    old = place.work_group
    last = into.bookings.aggregate(last=Max("arrival"))["last"] or 0
    new = Place(
        **{field: getattr(place, field) for field in KEPT},
        work_group=into, enrolment=_enrolment(place, into), came_from=place,
        arrival=last + 1, state=_asks(into) if full else _state_there(place, into, by=by),
    )  # fmt: skip
    if new.state != State.HELD:
        new.held_at = None
    if full:
        new.offered_at = new.offer_ends_on = None
    seats.move(
        place, State.WITHDRAWN, by=by, at=at, reason=f"Moved to {into.title}. {reason.strip()}",
        withdrawn_at=at, withdrawal=Place.Withdrawal.MOVED,
    )  # fmt: skip
    new.save(force_insert=True)
    why = f"Moved from {old.title}. {(because or reason).strip()}".strip()
    why = refusing.with_set_aside(why, against)
    PlaceDecision.objects.create(
        place=new, to_state=new.state, by=by, overrides=bool(against), at=at,
        reason=why[: seats.LONGEST_REASON],
    )  # fmt: skip
    Place.objects.filter(instead_of=place).exclude(pk=new.pk).update(instead_of=new)
    offer_letters.moved(place, new, reason=reason, full=full, at=at)
    if new.state == State.HELD:
        place_letters.place_held(new, at=at)
    elif new.state == State.AGREEMENT:
        place_letters.kept(new, heads.ask(into, new.school, at=at), at=at)
    return new


def has_room(work_group: WorkGroup, place: Place) -> bool:
    """Return whether a place from elsewhere would be within the number of places."""
    seated = seats.seats_taken(work_group)
    by_school = work_group.counted == WorkGroup.Counted.SCHOOL
    return (by_school and place.school_id in seated) or len(seated) < work_group.places


def in_turn(places: Iterable[Place]) -> list[Place]:
    """Return the places as they are moved: those that are held first, then by arrival."""
    order = (State.HELD, State.AGREEMENT, State.OFFERED, State.WAITING, State.APPLIED)
    return sorted(places, key=lambda place: (order.index(State(place.state)), place.arrival))


def _refuse(place: Place, into: WorkGroup, at: datetime) -> None:
    if place.state not in Place.LIVE:
        raise PlaceRefused(f"There is no live place of {place.who} to move. Load the page again.")
    if into.hub_id != place.work_group.hub_id or into.pk == place.work_group_id:
        raise PlaceRefused("Choose another group of the same hub.")
    if not seats.gives_places(into, localdate(at)):
        raise PlaceRefused(
            f"{into.title} is “{into.get_state_display()}”, so it gives no places now."
        )
    live = into.bookings.filter(person=place.person_id, state__in=Place.LIVE)
    if place.person_id and live.exists():
        raise PlaceRefused(f"{place.who} has asked for a place in {into.title} already.")


def _state_there(place: Place, into: WorkGroup, *, by: Person) -> str:
    if place.state in (State.HELD, State.AGREEMENT):
        if not heads.must_agree_first(into, place.school_id):
            return State.HELD
        if known := agreement_of(place.work_group, place.school_id):
            heads.note(into, place.school, head_name=known.head_name, sent_to=known.sent_to, by=by)
        return State.AGREEMENT
    if place.state == State.OFFERED:
        return State.OFFERED
    return _asks(into)


def _asks(into: WorkGroup) -> State:
    hub_decides = into.decides == WorkGroup.Decides.ADMINISTRATOR
    return State.APPLIED if hub_decides else State.WAITING


def _enrolment(place: Place, into: WorkGroup) -> Enrolment | None:
    """Return the school's application there: one for all its places of one application here."""
    asked = place.enrolment
    if asked is None:
        return None
    there, _ = Enrolment.objects.get_or_create(
        work_group=into, school=asked.school, applied_by=asked.applied_by,
        applied_at=asked.applied_at,
        defaults={
            "why": asked.why, "dates_checked_at": asked.dates_checked_at,
            "names_by": asked.names_by, "names_asked_at": asked.names_asked_at,
        },
    )  # fmt: skip
    return there
