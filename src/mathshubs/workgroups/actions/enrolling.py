"""A school applies for several of its people at once; who has no name yet is named later."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.timezone import localdate

from mathshubs.core.templatetags.mathshubs import day
from mathshubs.people.actions import PersonRefused, find_or_add
from mathshubs.people.models import Person
from mathshubs.schools.actions.employments import add_employment, confirm_employment
from mathshubs.schools.models import School
from mathshubs.schools.queries import schools_led_by

from ..emails import enrolling as letters
from ..models import Enrolment, Place, PlaceDecision, WorkGroup
from ..queries import eligibility
from ..queries.diary import clashes_of, in_words
from ..queries.queue import lock_people, queue_for
from . import booking, heads, seats
from .booking import PlaceRefused

State = Place.State
REMINDED_BEFORE = (7, 2)  # days


@dataclass(frozen=True)
class Colleague:
    """Somebody the school sends, by their address; without one they are named later."""

    email: str = ""
    role: str = ""
    given_name: str = ""
    family_name: str = ""
    clash_known: bool = False

    def __str__(self) -> str:
        return f"{self.given_name} {self.family_name}".strip() or self.email


@dataclass(frozen=True)
class Refusal:
    """Why one of them cannot have a place. A clash can be set aside by who knows of it."""

    number: int | None  # of the colleague; None: it is about all of them
    who: str
    sentence: str
    clash: bool = False

    def __str__(self) -> str:
        return f"{self.who}: {self.sentence}" if self.who else self.sentence


class EnrolRefused(Exception):
    """Nobody was given a place. `refusals` say of whom, and why."""

    def __init__(self, *refusals: Refusal):
        self.refusals = refusals
        super().__init__(" ".join(str(each) for each in refusals))


@transaction.atomic
def enrol(
    *, work_group: WorkGroup, school: School, colleagues: Sequence[Colleague],
    applicant: Person | Colleague, why: str = "", names_by: date | None = None,
    head_name: str = "", head_email: str = "", reason: str = "", by: Person, at: datetime,
) -> Enrolment:  # fmt: skip
    """
    Take a place for each of `colleagues`, for all or none; write to each, and to `applicant`.

    Each is held, waits or is decided on as if they had asked alone, in the order given. Who has
    asked already keeps their place. `by` is the applicant, or the hub on behalf of one.
    Raises EnrolRefused.
    """
    work_group = seats.locked(work_group.pk)
    _refuse_as_a_whole(work_group, school, colleagues, names_by, at)
    applicant = applicant if isinstance(applicant, Person) else _known(applicant)
    people = [_known(each) if each.email else None for each in colleagues]
    lock_people(person.pk for person in people if person)
    found = clashes_of(people, work_group)
    if head_email:
        heads.note(work_group, school, head_name=head_name, sent_to=head_email, by=applicant)
    enrolment = Enrolment.objects.create(
        work_group=work_group, school=school, applied_by=applicant, applied_at=at,
        why=why.strip(), dates_checked_at=at, names_by=names_by if None in people else None,
    )  # fmt: skip
    places = _take_places(
        enrolment, list(zip(colleagues, people, strict=True)), found, reason=reason, by=by, at=at
    )
    new = [place for place in places if place.enrolment_id == enrolment.pk]
    if not new:
        raise EnrolRefused(Refusal(None, "", "Everybody you chose has asked for a place already."))
    for place in new:
        _note_work(place, by=by, at=at)
    letters.applied_for_school(enrolment, new, at=at)
    return enrolment


def _take_places(
    enrolment: Enrolment, asked: list[tuple[Colleague, Person | None]], clashes: dict, *,
    reason: str, by: Person, at: datetime,
) -> list[Place]:  # fmt: skip
    """Take a place for each, in order. Raises EnrolRefused with all refusals there are."""
    work_group, school = enrolment.work_group, enrolment.school
    known = [person for _, person in asked if person]
    have = work_group.bookings.filter(person__in=known, state__in=Place.LIVE).count()
    places: list[Place] = []
    refused = []
    for number, (colleague, person) in enumerate(asked):
        clash = person and clashes.get(person.pk)
        if clash and not colleague.clash_known:
            sentence = in_words(clash[0], school)
            refused.append(Refusal(number, str(person), sentence, clash=True))
            continue
        made = sum(place.enrolment_id == enrolment.pk for place in places)
        try:
            places.append(booking.take_place(
                work_group=work_group, person=person, school=school, role=colleague.role,
                why=enrolment.why, agreed=True, clash_known=True, enrolment=enrolment,
                people=len(asked) - have - made, reason=reason, by=by, at=at,
            ))  # fmt: skip
        except PlaceRefused as refusal:
            who = str(person) if person else "Somebody to be named"
            refused.append(Refusal(number, who, str(refusal)))
    if refused:
        raise EnrolRefused(*refused)
    return places


class _Undone(Exception):
    pass


def foresee(**asked) -> list[Place]:
    """Return the places that `enrol` would give, giving none. Raises EnrolRefused as it would."""
    places: list[Place] = []
    try:
        with transaction.atomic():
            enrolment = enrol(**asked)
            order = enrolment.places.select_related("person", "school", "enrolment")
            places = list(order.order_by("arrival"))
            raise _Undone
    except _Undone:
        return places


def _refuse_as_a_whole(
    work_group: WorkGroup, school: School, colleagues: Sequence[Colleague], names_by: date | None,
    at: datetime,
) -> None:  # fmt: skip
    """Refuse what is wrong with all of them together. Ask it under the lock on the group."""
    later = sum(not colleague.email for colleague in colleagues)
    live = work_group.bookings.filter(school=school, state__in=Place.LIVE)
    emails = [colleague.email.lower() for colleague in colleagues if colleague.email]
    has, already = live.count(), live.filter(person__email__in=emails).count()
    room = work_group.most_per_school - has
    if not colleagues:
        sentence = "Choose who takes part, or say how many you name later."
    elif len(set(emails)) < len(emails):
        sentence = "The same email address stands twice. Give each person their own."
    elif len(colleagues) - already > room:
        most = work_group.most_per_school
        others = f", and {school.name} has {has} already" if has else ""
        takes = "one person" if most == 1 else f"{most} people"
        sentence = (
            f"{work_group.title} takes {takes} from one school{others}. "
            f"Choose {'nobody more' if room <= 0 else f'{room} at most'}."
        )
    elif later and live.filter(person=None).exists():
        sentence = (
            f"{school.name} has places in {work_group.title} for people to be named already. Name "
            "them first, or give their places back."
        )
    elif later and not _is_in_time(work_group, names_by, at):
        first = f" and before {day(work_group.first_on)}" if work_group.first_on else ""
        sentence = f"Give the day by which you name them: after today{first}."
    else:
        return
    raise EnrolRefused(Refusal(None, "", sentence))


def _is_in_time(work_group: WorkGroup, names_by: date | None, at: datetime) -> bool:
    first = work_group.first_on or date.max
    return names_by is not None and localdate(at) < names_by < first


def _known(colleague: Colleague) -> Person:
    try:
        return _person(colleague)
    except PersonRefused as refusal:
        raise EnrolRefused(Refusal(None, "", str(refusal))) from None


def _person(colleague: Colleague) -> Person:
    return find_or_add(
        email=colleague.email, given_name=colleague.given_name, family_name=colleague.family_name
    )


def _note_work(place: Place, *, by: Person, at: datetime) -> None:
    """Note that they work at the school, as whoever leads it says; others' word opens nothing."""
    if place.person is None:
        return
    today = localdate(at)
    known = place.person.employments.filter(school=place.school_id)
    if known.filter(from_on__lte=today).exclude(to_on__lt=today).exists():
        return
    work = add_employment(
        person=place.person, school=place.school, role=place.role, from_on=today
    )  # fmt: skip
    if by != place.person and schools_led_by(by, today).filter(pk=place.school_id).exists():
        confirm_employment(employment=work)


@transaction.atomic
def name_somebody(*, place: Place, colleague: Colleague, by: Person, at: datetime) -> Place:
    """
    Give a place that the school keeps to whom it names, who is written to. It keeps its turn.

    Raises PlaceRefused when they have a place, cannot take part, or have something else then.
    """
    place = seats.locked_place(place)
    work_group, school = place.work_group, place.school
    if place.person is not None or place.state not in Place.LIVE:
        raise PlaceRefused(f"This place is not waiting for a name any more: {place.who}.")
    try:
        person = _person(colleague)
    except PersonRefused as refusal:
        raise PlaceRefused(str(refusal)) from None
    if queue_for(work_group, person.pk, school.pk).mine:
        raise PlaceRefused(f"{person.name} has a place in {work_group.title} already.")
    today = localdate(at)
    unfit = eligibility.refusals(work_group, school, person.pk, colleague.role, today, people=0)
    if unfit:
        raise PlaceRefused(" ".join(unfit))
    clash = clashes_of([person], work_group).get(person.pk)
    if clash and not colleague.clash_known:
        raise PlaceRefused(in_words(clash[0], school))
    place.person, place.role = person, colleague.role
    place.save(update_fields=["person", "role"])
    PlaceDecision.objects.create(
        place=place, from_state=place.state, to_state=place.state, by=by, at=at,
        reason=f"The school named {person.name}",
    )  # fmt: skip
    _note_work(place, by=by, at=at)
    letters.named(place, at=at)
    return place


@transaction.atomic
def give_back_unnamed(*, enrolment: Enrolment, at: datetime) -> int:
    """Give back the places nobody was named for in time. Returns how many; twice is harmless."""
    work_group = seats.locked(enrolment.work_group_id)
    unnamed = _unnamed(enrolment)
    if enrolment.names_by is None or enrolment.names_by >= localdate(at) or not unnamed:
        return 0
    for place in unnamed:
        place.work_group = work_group
        seats.move(place, State.LAPSED, by=None, at=at, reason="Nobody was named in time")
    letters.given_back(enrolment, work_group, len(unnamed), at=at)
    seats.settle(work_group, at=at)
    return len(unnamed)


@transaction.atomic
def remind_of_names(*, enrolment: Enrolment, at: datetime) -> bool:
    """Remind whoever applied that names are due: a week and two days before, each once."""
    locked = Enrolment.objects.select_for_update(of=("self",)).select_related(
        "work_group__hub", "school", "applied_by"
    )
    enrolment, unnamed = locked.get(pk=enrolment.pk), _unnamed(enrolment)
    if enrolment.names_by is None or not unnamed:
        return False
    left = (enrolment.names_by - localdate(at)).days
    said = localdate(enrolment.names_asked_at or enrolment.applied_at)
    due = [days for days in REMINDED_BEFORE if left <= days]
    if not due or left < 0 or said >= enrolment.names_by - timedelta(days=due[-1]):
        return False
    enrolment.names_asked_at = at
    enrolment.save(update_fields=["names_asked_at"])
    letters.names_due(enrolment, len(unnamed), days=due[-1], at=at)
    return True


def _unnamed(enrolment: Enrolment) -> list[Place]:
    places = enrolment.places.filter(person=None, state__in=Place.LIVE)
    return list(places.select_related("school", "enrolment__applied_by").order_by("arrival"))
