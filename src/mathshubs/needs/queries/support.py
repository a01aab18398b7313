"""Reads about targeted support for one school: who sees which plan, who may lead one."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, F, Min, OuterRef, Q, QuerySet
from django.db.models.functions import JSONObject
from django.utils.dateparse import parse_date

from mathshubs.hubs.models import Hub
from mathshubs.hubs.queries import current_posts, hubs_run_by, leaders_of
from mathshubs.people.models import Person
from mathshubs.people.rules import is_national_staff
from mathshubs.schools.models import Employment, School
from mathshubs.schools.queries import LEADS_A_SCHOOL, schools_led_by

from ..models import Need, NeedPlace, SupportPlan

LISTED = {"open": "Under way", "ended": "Ended", "all": "All"}


def _own(person: Person | AnonymousUser, on: date) -> Q:
    """Return the condition that a plan is theirs: they lead it, or the school or its maths."""
    return Q(leader=person.pk) | Q(school__in=schools_led_by(person, on).order_by().values("pk"))


def support_seen_by(person: Person | AnonymousUser, on: date) -> QuerySet[SupportPlan]:
    """
    Return the plans they see: their hub's, those they lead, those of the school they lead.

    National staff see all but those that answer a confidential need.
    """
    seen = Q(hub__in=hubs_run_by(person, on)) | _own(person, on)
    if is_national_staff(person):
        seen |= Q(need=None) | Q(need__confidential=False)
    return SupportPlan.objects.filter(seen).select_related("hub", "school", "leader", "need")


def own_support(person: Person | AnonymousUser, on: date) -> QuerySet[SupportPlan]:
    return with_next(SupportPlan.objects.filter(_own(person, on))).order_by("-from_on", "-pk")


def with_next(plans: QuerySet[SupportPlan]) -> QuerySet[SupportPlan]:
    """Return plans with how many milestones they have and reached, and the next day of one."""
    waiting = Q(milestones__reached_on=None)
    return plans.select_related("hub", "school", "leader").annotate(
        steps=Count("milestones"),
        reached=Count("milestones", filter=~waiting),
        next_on=Min("milestones__by_on", filter=waiting),
    )


def listed(plans: QuerySet[SupportPlan], show: str) -> QuerySet[SupportPlan]:
    """Return `plans` as a list shows them: the one with the earliest milestone first."""
    ended = ~Q(review="")  # a planned last day that is over does not end it
    if show != "all":
        plans = plans.filter(ended if show == "ended" else ~ended)
    return with_next(plans).order_by(F("next_on").asc(nulls_last=True), "-from_on", "pk")


def leaders_for(hub: Hub, on: date) -> QuerySet[Person]:
    """Return who may lead support: the hub's leaders, and those with a post in it."""
    led = Q(pk__in=leaders_of([hub], on).values("person"))
    staff = Q(pk__in=[post.person_id for post in current_posts(hub, on)])
    return Person.objects.filter(led | staff).order_by("family_name", "given_name", "pk")


def people_who_lead(school: School, on: date) -> list[Person]:
    """Return those with an account who lead the school or its maths."""
    work = Employment.objects.on(on).filter(school=school, role__in=LEADS_A_SCHOOL, confirmed=True)
    return list(Person.objects.filter(pk__in=work.values("person")).order_by("pk"))


def school_of(need: Need) -> School | None:
    """Return the one school that a need is about: it names it, or asked."""
    places = NeedPlace.objects.filter(need=need).exclude(school=None).select_related("school")
    named = [place.school for place in places]
    return named[0] if len(named) == 1 else need.school


def with_support(schools: QuerySet[School]) -> QuerySet[School]:
    """Return schools, each with `support`: its open plans of support, for `support_of`."""
    plans = SupportPlan.objects.filter(school=OuterRef("pk"), review="").order_by("-from_on", "pk")
    waiting = Q(milestones__reached_on=None)
    told = plans.annotate(
        steps=Count("milestones"),
        reached=Count("milestones", filter=~waiting),
        next_on=Min("milestones__by_on", filter=waiting),
    ).values_list(
        JSONObject(
            pk="pk", level="level", hub="hub__name", given="leader__given_name",
            family="leader__family_name", steps="steps", reached="reached", next_on="next_on",
        )
    )  # fmt: skip
    return schools.annotate(support=ArraySubquery(told))


def support_of(school: School) -> list[dict[str, Any]]:
    """Return the open plans of a school from `with_support`, with their days and words."""
    found: list[dict[str, Any]] = school.__dict__["support"]
    return [
        plan
        | {
            "level": SupportPlan.Level(plan["level"]).label,
            "hub": str(Hub(name=plan["hub"])),
            "leader": f"{plan['given']} {plan['family']}",
            "next_on": parse_date(plan["next_on"]) if plan["next_on"] else None,
        }
        for plan in found
    ]
