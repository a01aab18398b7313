"""Reads about answers to priorities: whose, which are late, what they can point to."""

from __future__ import annotations

from datetime import date

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, Min, Q, QuerySet

from mathshubs.core.years import academic_year_of
from mathshubs.hubs.models import Hub
from mathshubs.hubs.queries import current_posts
from mathshubs.people.models import NationalRole, Person
from mathshubs.programmes.models import PlanLine, Project

from ..methods.answers import OPEN
from ..models import Deliverable, Need, Priority, PriorityRound, Provision
from .rounds import rounds_seen_by

SHOWN = {
    "open": ("Chosen or under way", OPEN),
    "ended": ("Done or stopped", ("DONE", "STOPPED")),
    "all": ("All", tuple(Provision.State.values)),
}


def _with_its_chain(answers: QuerySet[Provision]) -> QuerySet[Provision]:
    return answers.select_related(
        "priority__round__hub", "priority__round__district", "project", "plan_line__plan", "owner",
        "commission", "partner_offer",
    )  # fmt: skip


def provisions_seen_by(person: Person | AnonymousUser, on: date) -> QuerySet[Provision]:
    """Return the answers of rounds they see."""
    rounds = rounds_seen_by(person, on)
    return _with_its_chain(Provision.objects.filter(priority__round__in=rounds))


def answers_to(priority: Priority) -> QuerySet[Provision]:
    return priority.provisions.select_related("plan_line__plan", "project", "owner").order_by("pk")


def is_late(on: date, prefix: str = "") -> Q:
    """Return the condition that something commissioned was due before `on`, and has not come."""
    return Q(**{f"{prefix}due_on__lt": on, f"{prefix}delivered_on": None})


def answers_of(hub: Hub | None, on: date, show: str = "open") -> QuerySet[Provision]:
    """Return the answers of a hub; of None: the nation's. Each with how many things are late."""
    late = is_late(on, "commission__deliverables__") & Q(state__in=OPEN)
    answers = Provision.objects.filter(priority__round__hub=hub, state__in=SHOWN[show][1])
    return (
        _with_its_chain(answers)
        .annotate(
            late=Count("commission__deliverables", filter=late),
            late_since=Min("commission__deliverables__due_on", filter=late),
        )
        .order_by("-priority__round__year", "priority", "pk")
    )


def late_deliverables(hub: Hub | None, on: date) -> QuerySet[Deliverable]:
    """Return what was commissioned, was due and has not come: the longest overdue first."""
    open_one = Q(commission__provision__state__in=OPEN)
    whose = Q(commission__provision__priority__round__hub=hub) & open_one
    return Deliverable.objects.filter(whose & is_late(on)).select_related("commission__provision")


def projects_for(round_: PriorityRound, on: date) -> QuerySet[Project]:
    """Return the projects an answer may be given by: the nation's and the hub's, from this year."""
    whose = Q(hub=None) | Q(hub=round_.hub) if round_.hub else Q(hub=None)
    since = min(academic_year_of(on), round_.year)
    return Project.objects.filter(whose, year__gte=since).order_by("-year", "code", "title")


def lines_for(round_: PriorityRound) -> QuerySet[PlanLine]:
    """Return the lines of the hub's plan for the year of the round; the nation has no plan."""
    if round_.hub is None:
        return PlanLine.objects.none()
    return PlanLine.objects.filter(plan__hub=round_.hub, plan__year=round_.year)


def owners_for(hub: Hub | None, on: date) -> QuerySet[Person]:
    """Return who may see to an answer: those with a post in the hub; national staff."""
    if hub:
        staff = [post.person_id for post in current_posts(hub, on)]
        found = Person.objects.filter(pk__in=staff)
    else:
        roles = NationalRole.objects.on(on).filter(kind=NationalRole.Kind.STAFF)
        found = Person.objects.filter(pk__in=roles.values("person"))
    return found.order_by("family_name", "given_name", "pk")


def left_without_an_answer(priority: Priority) -> QuerySet[Need]:
    """Return the needs behind a priority for which no answer is open, here or elsewhere."""
    answered = Priority.objects.filter(provisions__state__in=OPEN).values("needs")
    return priority.needs.exclude(pk__in=answered)
