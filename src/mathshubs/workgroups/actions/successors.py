"""
Taking part survives what becomes of schools.

Open places go on with the school; what is over stays with the school it was done for. Where the
register leaves it open which school that is, a person decides.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.timezone import localdate

from mathshubs.hubs.actions.successors import choices_to_carry_on, follow_choice
from mathshubs.people.models import Person
from mathshubs.schools.actions.employments import follow_school
from mathshubs.schools.models import Employment, School
from mathshubs.schools.queries import carried_on_by

from ..emails import successors as letters
from ..models import ActionPlan, Enrolment, HeadAgreement, Place, PlaceDecision, SchoolChange
from ..queries.successors import open_places
from . import heads, seats
from .booking import PlaceRefused


def follow_schools(*, at: datetime) -> int:
    """
    Let places, people, plans and the chosen hub of closed schools go on to the school that carries
    them on.

    Twice is harmless. Returns how many places went.
    """
    on = localdate(at)
    closed = School.objects.filter(status=School.Status.CLOSED)
    booked = closed.filter(pk__in=open_places(on).values("school"))
    staffed = closed.filter(pk__in=Employment.objects.on(on).values("school"))
    planned = closed.filter(pk__in=ActionPlan.objects.filter(closed_at=None).values("school"))
    chose = closed.filter(pk__in=choices_to_carry_on(on).values("school"))
    went = 0
    for school in booked.union(staffed, planned, chose).order_by("pk"):
        if successor := carried_on_by(school):
            went += _follow(school, successor, at=at)
    return went


@transaction.atomic
def _follow(school: School, successor: School, *, at: datetime) -> int:
    follow_school(closed=school, successor=successor, today=localdate(at))
    follow_choice(closed=school, successor=successor, today=localdate(at))
    ActionPlan.objects.filter(school=school, closed_at=None).update(school=successor)
    places = open_places(localdate(at)).filter(school=school).order_by("work_group", "pk")
    return sum(_pass_on(place, successor, by=None, at=at) for place in places)


@transaction.atomic
def decide_school(*, place: Place, school: School, by: Person, at: datetime) -> Place:
    """
    Say for which school an open place of a closed one is from now on. Twice is harmless.

    Raises PlaceRefused for a school that is not open, and for a place that is over.
    """
    if not school.is_open:
        raise PlaceRefused(
            f"{school.name} is not open in the national register. Choose one that is."
        )
    places = open_places(localdate(at)).select_related("school")
    place_now = places.filter(pk=place.pk).first()
    if place_now is None:
        raise PlaceRefused("This place is over. It stays with the school it was for.")
    if place_now.school.is_open and place_now.school != school:
        raise PlaceRefused(f"This place is for {place_now.school.name} already. Load it again.")
    _pass_on(place, school, by=by, at=at)
    return place


def _pass_on(place: Place, school: School, *, by: Person | None, at: datetime) -> bool:
    """Let one place be for `school`. False when it is no longer live, or is for it already."""
    place = seats.locked_place(place)
    was = place.school
    if was == school or place.state not in Place.LIVE:
        return False
    place.school = school
    place.save(update_fields=["school"])
    SchoolChange.objects.create(place=place, from_school=was, to_school=school, by=by, at=at)
    PlaceDecision.objects.create(
        place=place, from_state=place.state, to_state=place.state, by=by, at=at,
        reason=f"{was.name} ({was.urn}) closed; it goes on at {school.name} ({school.urn}).",
    )  # fmt: skip
    Enrolment.objects.filter(places=place, school=was).update(school=school)
    _keep_what_the_head_said(place, was)
    letters.school_changed(place, was, at=at)
    if place.state == Place.State.AGREEMENT and not heads.must_agree_first(
        place.work_group, school.pk
    ):
        seats.hold(place, by=by, at=at, reason="The head of the school has agreed")
    seats.settle(place.work_group, at=at)  # two schools that became one take one seat
    return True


def _keep_what_the_head_said(place: Place, was: School) -> None:
    """Let the agreement go along, unless the other school's head has been asked already."""
    standing = HeadAgreement.objects.filter(work_group=place.work_group, withdrawn_at=None)
    if not standing.filter(school=place.school).exists():
        standing.filter(school=was).update(school=place.school)
