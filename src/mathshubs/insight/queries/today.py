"""What needs somebody today, from everything they are."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse
from django.utils.timezone import localtime

from mathshubs.core.templatetags.mathshubs import day, span
from mathshubs.core.years import academic_year_of
from mathshubs.hubs import rules
from mathshubs.hubs.models import Hub, Post
from mathshubs.hubs.queries import hubs_run_by, posts_of
from mathshubs.people.models import Person
from mathshubs.people.rules import is_national_staff
from mathshubs.programmes.queries import national_projects
from mathshubs.schools.models import Employment
from mathshubs.schools.queries import LEADS_A_SCHOOL, employments_to_confirm
from mathshubs.workgroups.models import Place, WorkGroup, Workshop
from mathshubs.workgroups.queries.attendance import next_workshops_led_by, registers_not_taken

from .desk import desk

MOST_REGISTERS = 5


@dataclass(frozen=True)
class Need:
    """One thing that waits for them: what, why now, and one button."""

    what: str
    why: str
    action: str
    href: str


def greeting(at: datetime) -> str:
    hour = localtime(at).hour
    return "Good morning" if hour < 12 else "Good afternoon" if hour < 18 else "Good evening"


def needs_of(person: Person, at: datetime, on: date) -> list[Need]:
    """Return what needs `person`, what cannot wait first."""
    national = _national(person, on) if is_national_staff(person) else []
    return [*_offers(person, on), *_registers(person, at), *_desks(person, at, on), *national]


def leads_for(person: Person, on: date) -> list[Hub]:
    """Return the hubs for which they design groups, but which they do not run."""
    runs = set(hubs_run_by(person, on))
    lead = Post.Kind.WORK_GROUP_LEAD
    return [post.hub for post in posts_of(person, on) if post.kind == lead and post.hub not in runs]


def _offers(person: Person, on: date) -> list[Need]:
    offers = Place.objects.filter(person=person, state=Place.State.OFFERED, offer_ends_on__gte=on)
    return [
        Need(
            f"A place is offered to you: {offer.work_group.title}",
            f"Answer by {day(offer.offer_ends_on)}, or it goes to the next in line.",
            "Answer the offer",
            reverse("workgroups:my_places"),
        )
        for offer in offers.select_related("work_group").order_by("offer_ends_on", "pk")
    ]


def _registers(person: Person, at: datetime) -> list[Need]:
    led = WorkGroup.objects.filter(leaders__person=person)
    return [
        Need(
            f"Take the register of {workshop.work_group.title}",
            f"{span(workshop.starts_at, workshop.ends_at)} is over and nobody is marked yet.",
            "Take the register",
            reverse("workgroups:register", args=[workshop.pk]),
        )
        for workshop in registers_not_taken(led, at)[:MOST_REGISTERS]
    ]


def _desks(person: Person, at: datetime, on: date) -> list[Need]:
    found = []
    for hub in hubs_run_by(person, on):
        its_desk = desk(hub, at, on)
        applied = sum(row.applied for row in its_desk.applied)
        lacking, untaken = len(its_desk.no_joining_details), len(its_desk.registers)
        leads = rules.leads(person, hub)
        waits_for = Counter(
            row.decision.short
            for row in its_desk.decisions
            if row.decision and (leads or not row.decision.for_lead)
        )
        parts = [
            *(_many(n, f"group {short}", f"groups {short}") for short, n in waits_for.items()),
            _many(applied, "application waits", "applications wait"),
            _many(lacking, "group lacks joining details", "groups lack joining details"),
            _many(untaken, "register is not taken", "registers are not taken"),
        ]
        waits = [part for part in parts if part]
        if waits:
            href = reverse("insight:hub_desk", args=[hub.slug])
            found.append(Need(f"{hub}", ", ".join(waits) + ".", "Open the desk", href))
    return found


def _national(person: Person, on: date) -> list[Need]:
    """Return what a network lacks that only national staff can give."""
    found = []
    if not Hub.objects.exists():
        found.append(
            Need(
                "No hub yet",
                "A hub gets its area, its lead school and its people on its own pages.",
                "Add a hub",
                reverse("hubs:new"),
            )
        )
    year = academic_year_of(on)
    if not national_projects(year).exists():
        found.append(
            Need(
                f"No national project in {year}",
                "A Work Group carries out a national project, or a local one of its hub.",
                "Add a project",
                reverse("programmes:new"),
            )
        )
    led = Employment.objects.on(on).filter(confirmed=True, role__in=LEADS_A_SCHOOL)
    waiting = employments_to_confirm(person, on).exclude(school__in=led.values("school")).count()
    if waiting:
        found.append(
            Need(
                "People wait for somebody to confirm where they work",
                f"{_many(waiting, 'person says', 'people say')} they work at a school that nobody "
                "here leads.",
                "Confirm",
                reverse("schools:confirmations"),
            )
        )
    return found


def _many(number: int, one: str, more: str) -> str:
    return f"{number} {one if number == 1 else more}" if number else ""


def coming_up(person: Person, at: datetime, on: date, most: int = 5) -> list[Workshop]:
    """Return the next workshops they go to or lead, soonest first; `leads` says which."""
    goes = Workshop.objects.filter(
        work_group__bookings__person=person,
        work_group__bookings__state=Place.State.HELD,
        ends_at__gte=at,
        cancelled_at=None,
    ).select_related("work_group__hub")
    leads = list(next_workshops_led_by(person, on)[:most])
    for workshop in leads:
        workshop.__dict__["leads"] = True
    led = {workshop.pk for workshop in leads}
    others = [each for each in goes.order_by("starts_at")[:most] if each.pk not in led]
    return sorted([*leads, *others], key=lambda workshop: workshop.starts_at)[:most]
