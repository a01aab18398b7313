"""First, second, third choice over groups of one project: in the end one of them is held."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from mathshubs.people.models import Person

from ..emails import offer_letters
from ..models import Place, WorkGroup
from ..queries.diary import diary
from ..queries.lines import title_and_day
from . import applying, booking, refusing, seats
from .booking import PlaceRefused

State = Place.State
MOST_CHOICES = 3
_SETTLED = (State.HELD, State.AGREEMENT)


@transaction.atomic
def apply_for_choices(
    *, choices: Sequence[WorkGroup], person: Person, works_there: bool, trn: str = "",
    trn_absence: str = "", clash_known: bool = False, at: datetime, **application,
) -> list[Place]:  # fmt: skip
    """
    Ask for a place in each group, the one preferred most first, until one is held.

    Lesser choices wait beside better ones; when a better one is held they are given back. A place
    that is live already becomes the choice it is named as. All or none. Raises PlaceRefused.
    """
    if not 1 <= len(choices) <= MOST_CHOICES or len(set(choices)) < len(choices):
        raise PlaceRefused(f"Choose up to {MOST_CHOICES} groups, each once.")
    projects = {choice.project_id for choice in choices}
    if len(projects) > 1 or None in projects:
        raise PlaceRefused("Choose groups of one project: only then is one as good as another.")
    for pk in sorted(choice.pk for choice in choices):  # so that nobody waits in a ring
        seats.locked(pk)
    if not clash_known:
        _refuse_clash(choices, person)
    places: list[Place] = []
    head = {name: application.pop(name, "") for name in ("head_name", "head_email")}
    for choice in choices:
        better = places[-1] if places else None
        try:
            place = applying.apply(
                work_group=choice, person=person, works_there=works_there or bool(places),
                clash_known=True, instead_of=better, at=at,
                trn="" if places else trn, trn_absence="" if places else trn_absence,
                **application, **(head if choice.head_agrees else {}),
            )  # fmt: skip
        except PlaceRefused as refusal:
            of = f"{title_and_day(choice)}: " if len(choices) > 1 else ""
            raise PlaceRefused(f"{of}{refusal}") from None
        if place.instead_of_id != (better and better.pk):
            place.instead_of = better
            place.save(update_fields=["instead_of"])
        places.append(place)
        if place.state in _SETTLED:
            break
    return places


def _refuse_clash(choices: Sequence[WorkGroup], person: Person) -> None:
    """Raise for what else they have booked; the choices themselves are one or the other."""
    chosen = {choice.pk for choice in choices}
    for choice in choices:
        others = chosen - {choice.pk}
        planned = (one for one in diary(person, choice) if one.work_group_id not in others)
        refusing.refuse_clash(list(planned), choice)


def free_lesser_choices(*, at: datetime) -> int:
    """
    Give back every live place whose better choice is held; the next in line is offered it.

    Each in a transaction of its own: two groups are never locked at once. Twice is harmless.
    Returns how many.
    """
    lesser = Place.objects.filter(_better_is_held(), state__in=Place.LIVE)
    return sum(_free(pk, at) for pk in lesser.order_by("pk").values_list("pk", flat=True))


def _better_is_held() -> Q:
    """The condition that one of the choices preferred to a place is held."""
    ways = ["__".join(["instead_of"] * step) for step in range(1, MOST_CHOICES)]
    held = Q()
    for way in ways:
        held |= Q(**{f"{way}__state": State.HELD})
    return held


@transaction.atomic
def _free(pk: int, at: datetime) -> bool:
    place = seats.locked_place(Place.objects.get(pk=pk))
    if place.state not in Place.LIVE:
        return False
    better = _held_instead(place)
    if better is None:  # given back meanwhile
        return False
    booking.withdraw(
        place=place, reason=Place.Withdrawal.BETTER_CHOICE, tell=False, by=place.reader, at=at
    )
    offer_letters.better_choice_held(place, better, at=at)
    return True


def _held_instead(place: Place) -> Place | None:
    better = place.instead_of
    while better and better.state != State.HELD:
        better = better.instead_of
    return better
