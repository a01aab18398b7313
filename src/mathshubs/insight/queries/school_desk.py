"""All that a school and its people take part in, applied for and owe."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, QuerySet
from django.urls import reverse

from mathshubs.core.prepared import Prepared
from mathshubs.core.templatetags.mathshubs import day
from mathshubs.core.years import academic_year_of
from mathshubs.people.models import Person
from mathshubs.schools.models import ContactsConfirmation, Employment, School
from mathshubs.schools.queries import contacts_of, schools_led_by
from mathshubs.workgroups.models import (
    AbsenceNotice,
    ActionPlan,
    Place,
    Visit,
    WorkGroup,
    Workshop,
)
from mathshubs.workgroups.queries.groups import applications_closed
from mathshubs.workgroups.queries.places import with_group
from mathshubs.workgroups.queries.plans import plans_of_school
from mathshubs.workgroups.queries.successors import open_places
from mathshubs.workgroups.queries.tasks import tasks_owed_by
from mathshubs.workgroups.queries.visits import visits_to

from .school_waits import surveys_waiting
from .today import Need


@dataclass
class Row:
    """Somebody who works at the school or takes part for it, and their places, soonest first."""

    person: Person | None
    name: str
    employments: list[Employment] = field(default_factory=list)
    places: list[Place] = field(default_factory=list)

    @property
    def role(self) -> str:
        if not self.employments:
            return "" if self.person is None else "Takes part; says nothing of working here"
        said = ", ".join(each.get_role_display() for each in self.employments)
        return said if self.is_confirmed else f"{said}, not confirmed yet"

    @property
    def is_confirmed(self) -> bool:
        return any(each.confirmed for each in self.employments)


@dataclass
class TakenPart:
    """A group and the school's places in it; `open` while it takes applications."""

    group: WorkGroup
    places: list[Place]
    open: bool


@dataclass
class Desk:
    """The page: what is owed first, then who is in what."""

    owes: list[Need]
    groups: list[TakenPart]
    rows: list[Row]
    contacts: ContactsConfirmation | None
    contacts_are_of_this_year: bool
    plans: list[ActionPlan]
    visits: list[Visit]

    @property
    def people(self) -> list[Row]:
        return [row for row in self.rows if row.person]


def schools_with_a_desk(person: Person, on: date) -> QuerySet[School]:
    """Return the schools whose desk they may open: those they lead, confirmed."""
    return schools_led_by(person, on).select_related("authority")


def places_of(school: School, on: date) -> QuerySet[Place]:
    """Return what the school's people hold or asked for in groups that are not over."""
    return _with_all(open_places(on).filter(school=school))


def every_place_of(school: School, on: date) -> QuerySet[Place]:
    """Return all that the school's people ever asked for; `is_open` says of each if it goes on."""
    goes_on = Exists(open_places(on).filter(pk=OuterRef("pk")))
    return _with_all(Place.objects.filter(school=school)).annotate(is_open=goes_on)


def _with_all(places: QuerySet[Place]) -> QuerySet[Place]:
    return with_group(places).select_related("work_group__hub", "school", "person", "enrolment")


_PLACES = Prepared(
    lambda school, on: places_of(School(pk=school), on).order_by(
        "work_group__first_on", "work_group", "arrival"
    ),
    int, date,
)  # fmt: skip
_STAFF = Prepared(
    lambda school, on: Employment.objects.on(on)
    .filter(school=school)
    .select_related("person")
    .order_by("pk"),
    int, date,
)  # fmt: skip
_PLANS = Prepared(lambda school: plans_of_school(School(pk=school)), int)
_VISITS = Prepared(
    lambda school, on: visits_to(School.objects.filter(pk=school))
    .filter(on__gte=on)
    .order_by("on", "pk"),
    int, date,
)  # fmt: skip


def desk(school: School, at: datetime, on: date) -> Desk:
    """
    Return the desk of a school of `with_what_waits`: six statements, however many people and
    groups.
    """
    places, staff = _PLACES(school.pk, on), _STAFF(school.pk, on)
    contacts = contacts_of(school)
    this_year = contacts is not None and contacts.year == academic_year_of(on)
    agreements = {each["group"]: each for each in school.__dict__["agreed"]}
    owes = [
        *_offers(places, on),
        *_agreements_missing(agreements, places),
        *_names(places),
        *_to_confirm(staff, on),
        *_tasks(school, on),
        *surveys_waiting(school, on),
        *([] if this_year else [_contacts(school, on)]),
    ]
    return Desk(
        owes, _groups(places, on), _rows(places, staff), contacts, this_year,
        _PLANS(school.pk), _VISITS(school.pk, on),
    )  # fmt: skip


def _groups(places: list[Place], on: date) -> list[TakenPart]:
    of_each: dict[WorkGroup, list[Place]] = {}
    for place in places:
        of_each.setdefault(place.work_group, []).append(place)
    return [
        TakenPart(group, its, not applications_closed(group, on)) for group, its in of_each.items()
    ]


def _rows(places: list[Place], staff: list[Employment]) -> list[Row]:
    rows: dict[int, Row] = {}
    nameless: list[Row] = []
    for held in staff:
        row = rows.setdefault(held.person.pk, Row(held.person, held.person.name))
        row.employments.append(held)
    for place in places:
        if place.person is None:
            nameless.append(Row(None, "Not named yet", [], [place]))
        else:
            new = Row(place.person, place.person.name)
            rows.setdefault(place.person.pk, new).places.append(place)
    named = sorted(rows.values(), key=lambda row: (not row.places, row.name))
    return [*nameless, *named]


def _offers(places: list[Place], on: date) -> list[Need]:
    return [
        Need(
            f"{place.who} is offered a place: {place.work_group.title}",
            f"It is open until {day(place.offer_ends_on)}; they accept it on their own page.",
            "Open it", _place(place),
        )
        for place in places
        if place.state == Place.State.OFFERED and (place.offer_ends_on or on) >= on
    ]  # fmt: skip


def _agreements_missing(known: dict[int, dict[str, Any]], places: list[Place]) -> list[Need]:
    """A place is kept until the head answers: one line for each group."""
    kept = {p.work_group_id: p for p in places if p.state == Place.State.AGREEMENT}
    needs = []
    for group_id, place in kept.items():
        asked = known.get(group_id)
        if asked and asked["asked"]:
            by = day(date.fromisoformat(asked["answer_by"])) if asked["answer_by"] else "then"
            why = f"A letter with a link went to {asked['sent_to']}. Answer by {by}."
            needs.append(_need(f"{asked['head']} is asked to agree", place, why, "Open it"))
        else:
            why = "Say whom to ask, and the place is confirmed when they agree."
            needs.append(_need("The head must agree", place, why, "Open it"))
    return needs


def _need(what: str, place: Place, why: str, action: str) -> Need:
    return Need(f"{what}: {place.work_group.title}", why, action, _place(place))


def _names(places: list[Place]) -> list[Need]:
    """People the school asked for and has not named: one line for each application."""
    waiting: dict[int | None, list[Place]] = {}
    for place in places:
        if place.person is None:
            waiting.setdefault(place.enrolment_id, []).append(place)
    needs = []
    for group in waiting.values():
        by = group[0].enrolment.names_by if group[0].enrolment else None
        who = "Somebody is" if len(group) == 1 else f"{len(group)} people are"
        why = f"Name them by {day(by)}." if by else "Name them as soon as you know."
        there = reverse("workgroups:name_somebody", args=[group[0].enrolment_id])
        what = f"{who} not named yet: {group[0].work_group.title}"
        needs.append(Need(what, why, "Name them", there))
    return needs


def _to_confirm(staff: list[Employment], on: date) -> list[Need]:
    waiting = [held for held in staff if not held.confirmed and held.to_on != on]
    if not waiting:
        return []
    says = "1 person says" if len(waiting) == 1 else f"{len(waiting)} people say"
    why = "Until you confirm it they may take part, but see nothing of the school."
    return [Need(f"{says} they work here", why, "Confirm", reverse("schools:confirmations"))]


def _tasks(school: School, on: date) -> list[Need]:
    """Tasks that somebody of the school has not handed in: one line for each task."""
    owed: dict[int, list[Place]] = {}
    for place in tasks_owed_by(school, on):
        owed.setdefault(place.__dict__["task"], []).append(place)
    needs = []
    for places in owed.values():
        first, group = places[0].__dict__, places[0].work_group
        names, late = ", ".join(place.who for place in places), first["due_on"] < on
        what = f"A task {'is late' if late else 'is due'}: {first['task_title']}"
        last = f"The last day {'was' if late else 'is'} {day(first['due_on'])}."
        why = f"{group.title}. Not handed in yet: {names}. {last}"
        needs.append(Need(what, why, "See the group", group.get_absolute_url()))
    return needs


def _contacts(school: School, on: date) -> Need:
    return Need(
        f"Confirm the school's contacts for {academic_year_of(on)}",
        "The head and who leads maths, with their addresses: once a year, in a minute.",
        "Confirm", reverse("insight:school_contacts", args=[school.urn]),
    )  # fmt: skip


def _place(place: Place) -> str:
    return reverse("insight:school_place", args=[place.school.urn, place.pk])


def with_workshops(places: QuerySet[Place], at: datetime) -> QuerySet[Place]:
    """Return the places, each with the workshops to come and what was said of them before."""
    coming = Workshop.objects.filter(ends_at__gt=at, cancelled_at=None).order_by("starts_at")
    return places.prefetch_related(
        Prefetch("work_group__workshops", coming, to_attr="coming"),
        Prefetch("absence_notices", AbsenceNotice.objects.select_related("told_by")),
    )


def colleagues(school: School, on: date, *, without: Person | None) -> list[Person]:
    """Return who works at the school, confirmed, by name: who can carry on for another."""
    held = Employment.objects.on(on).filter(school=school, confirmed=True)
    people = Person.objects.filter(pk__in=held.values("person"), is_active=True)
    if without:
        people = people.exclude(pk=without.pk)
    return list(people.order_by("given_name", "family_name", "pk"))
