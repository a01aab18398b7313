"""Reads about places: whose they are, who waits, who was written to."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from django.db.models import (
    Case,
    CharField,
    Count,
    Exists,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce, Concat, Lower
from django.utils.timezone import localdate

from mathshubs.comms.models import Letter
from mathshubs.core.prepared import Prepared
from mathshubs.hubs.models import Hub

from ..models import Place, WorkGroup, Workshop
from .attendance import record_of
from .diary import clashes, for_a_diary

JOINING_DETAILS_DUE = timedelta(days=14)
JOINING_DETAILS_SENT = timedelta(days=10)


LONG_TEXTS = (
    "rationale", "pupil_outcomes", "policy_outcomes", "practice_outcomes", "learning_outcomes",
    "audience", "involved", "value_for_money", "evidence_plan", "search",
)  # fmt: skip


def with_group(places: QuerySet[Place]) -> QuerySet[Place]:
    """Return the places with their group, its hub and their school, without the long texts."""
    long_texts = [f"work_group__{field}" for field in LONG_TEXTS]
    return places.select_related("work_group__hub", "school").defer(*long_texts)


_PLACE = Prepared(lambda pk: with_group(Place.objects.filter(pk=pk)), int)


def place_with_group(pk: int) -> Place | None:
    """Return one place as `with_group` does: every booking ends with it."""
    return next(iter(_PLACE(pk)), None)


def waits_in_front(place: Place) -> int:
    """Return how many people on the waiting list came before this one."""
    return Place.objects.filter(
        work_group=place.work_group_id, state=Place.State.WAITING, arrival__lt=place.arrival
    ).count()


def with_those_in_front(places: QuerySet[Place]) -> QuerySet[Place]:
    """Return the places, each with how many on its waiting list came before (`in_front`)."""
    before = Place.objects.filter(
        work_group=OuterRef("work_group"),
        state=Place.State.WAITING,
        arrival__lt=OuterRef("arrival"),
    )
    number = before.order_by().values("work_group").annotate(number=Count("pk")).values("number")
    return places.annotate(in_front=Coalesce(Subquery(number), 0))


def groups_without_joining_details(hub: Hub, on: date) -> QuerySet[WorkGroup]:
    """Return the hub's groups that begin within 14 days of `on` and have no joining details."""
    return WorkGroup.objects.filter(
        hub=hub,
        state__in=[*WorkGroup.BOOKABLE, WorkGroup.State.RUNNING],
        first_on__range=(on, on + JOINING_DETAILS_DUE),
        joining_details=None,
    ).order_by("first_on", "pk")


def held_workshops(person_id: int) -> QuerySet[Workshop]:
    """Return every workshop, the cancelled ones too, of the groups in which a place is held."""
    held = Place.objects.filter(person=person_id, state=Place.State.HELD).values("work_group")
    workshops = Workshop.objects.filter(work_group__in=held).order_by("starts_at", "pk")
    return for_a_diary(workshops)


def other_choices(place: Place) -> set[int]:
    """Return the groups of the choices beside which this is one: in the end one of them is held."""
    mine = Place.objects.filter(person=place.person_id, state__in=Place.LIVE)
    beside = Q()
    for way in ("instead_of", "next_choices"):
        beside |= Q(**{way: place}) | Q(**{f"{way}__{way}": place})
    return set(mine.filter(beside).values_list("work_group", flat=True)) - {place.work_group_id}


def sorted_places(places: Iterable[Place], today: date) -> dict[str, list]:
    """
    Return the places under `offers`, `coming`, `asked` and `past`; `clashes` are among the
    workshops to come of the held.

    Each place gets `workshops`: those that will be, or were; each past one `has_certificate`. Asks
    nothing when certificate, attendances and workshops are fetched with the places.
    """
    sorted_: dict[str, list] = {"offers": [], "coming": [], "asked": [], "past": [], "clashes": []}
    held: list[Workshop] = []
    for place in places:
        group = place.work_group
        workshops = [one for one in group.workshops.all() if not one.cancelled_at]
        place.__dict__["workshops"] = workshops
        over = group.last_on is not None and group.last_on < today
        if place.state == Place.State.OFFERED:
            sorted_["offers"].append(place)
        elif place.state == Place.State.HELD and not over:
            sorted_["coming"].append(place)
            held += [one for one in workshops if localdate(one.starts_at) >= today]
        elif place.state in Place.LIVE and not over:
            sorted_["asked"].append(place)
        else:
            sorted_["past"].append(place)
            place.__dict__["has_certificate"] = over and _has_certificate(place, workshops)
    for place in sorted_["coming"]:
        others = (clash for clash in clashes(held, place.work_group_id))
        sorted_["clashes"] += [one for one in others if one.wanted.pk < one.other.pk]
    sorted_["coming"].sort(key=lambda place: (place.work_group.first_on or today, place.pk))
    sorted_["past"].sort(key=lambda place: place.work_group.last_on or today, reverse=True)
    return sorted_


def _has_certificate(place: Place, workshops: list[Workshop]) -> bool:
    """Return whether there is a certificate of a group that is over, or will be on asking."""
    if hasattr(place, "certificate"):
        return True
    return record_of(place, place.work_group, list(place.attendances.all()), workshops).earned


def in_the_order_of_the_desk(work_group: WorkGroup) -> QuerySet[Place]:
    """Return the group's places, those to decide first, then by arrival."""
    order = {state: number for number, state in enumerate(Place.State.values)}
    whens = [When(state=state, then=number) for state, number in order.items()]
    places = work_group.bookings.select_related("person", "school", "enrolment")
    return places.order_by(Case(*whens, output_field=IntegerField()), "arrival")


def place_asked_for(work_group: WorkGroup, email: str) -> Place | None:
    """Return the live or declined place in the group of whoever has the address: theirs stands."""
    places = work_group.bookings.filter(person__email=email.strip().lower())
    places = places.filter(state__in=(*Place.LIVE, Place.State.DECLINED))
    return places.select_related("person").order_by("-arrival").first()


def was_written(kind: str, about: str = "") -> Exists:
    """Return the condition that a place's person was written this letter, about it and `about`."""
    key = Concat(
        Value("place:"), Cast(OuterRef("pk"), CharField()), Value(about), output_field=CharField()
    )
    email = Lower(OuterRef("person__email"))  # with it the letter's unique key is its index
    return Exists(Letter.objects.filter(to_email=email, kind=f"workgroups.{kind}", about=key))


def joining_details_sent(work_group: WorkGroup) -> tuple[int, int]:
    """Return how many hold a place, and how many of them have the joining details."""
    held = work_group.bookings.filter(state=Place.State.HELD, person__isnull=False)
    counts = held.aggregate(
        held=Count("pk"), sent=Count("pk", filter=was_written("joining_details"))
    )
    return counts["held"], counts["sent"]
