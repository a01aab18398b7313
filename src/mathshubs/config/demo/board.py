"""The Strategic Board of the hub around Telford, and what it said to the hub: by the actions."""

from __future__ import annotations

from datetime import date, timedelta

from allauth.account.models import EmailAddress

from mathshubs.hubs import actions
from mathshubs.hubs.models import LeadSchoolTenure, Post
from mathshubs.people.models import Person
from mathshubs.schools.models import School

from .catalogue import words
from .people import one_more
from .world import World


def write(world: World) -> int:
    """Give the seats, then let the board advise and the hub answer; return how many sit there."""
    hub, told = world.telford.hub, words("board")
    lead = Person.objects.get(pk=world.cast["hub-lead"].id)
    members = [_seat(world, facts, lead) for facts in told["seats"]]
    for facts in told["advice"]:
        said_at = world.now - timedelta(days=facts["days"])
        said = {name: facts[name] for name in ("subject", "kind", "words")}
        advice = actions.advise(
            hub=hub, year=world.years[facts["year"]], by=members[facts["by"]], at=said_at, **said
        )
        if "answer" in facts:
            later = said_at + timedelta(days=6)
            actions.answer_advice(advice=advice, words=facts["answer"], by=lead, at=later)
    return len(members)


def _seat(world: World, facts: dict, by: Person) -> Person:
    """Make somebody and give them a seat from last September; a leader comes from a school."""
    given, family = facts["name"].split()
    email = facts.get("email") or f"{given}.{family}@board.example".lower()
    person = one_more(world, given=given, family=family, email=email)
    EmailAddress.objects.create(user=person, email=email, verified=True, primary=True)
    began = date(int(world.years[0][:4]), 9, 1)
    actions.give_post(
        hub=world.telford.hub, person=person, kind=facts.get("kind", Post.Kind.BOARD_MEMBER),
        public=True, from_on=began, by=by, at=world.now - timedelta(days=400),
        stands_for=facts["stands_for"], organisation=facts.get("organisation", ""),
        school=_school(world, facts["phase"]) if "phase" in facts else None,
    )  # fmt: skip
    return person


def _school(world: World, phase: str) -> School:
    """Return a school of the phase that nobody on the board comes from, nor the lead school's."""
    hub = world.telford.hub
    taken = [
        *Post.objects.filter(hub=hub, school__isnull=False).values_list("school", flat=True),
        *LeadSchoolTenure.objects.filter(hub=hub).values_list("school", flat=True),
    ]
    trusts = LeadSchoolTenure.objects.filter(hub=hub, school__trust__isnull=False)
    schools = School.objects.filter(pk__in=[each.id for each in world.telford.schools])
    free = schools.exclude(pk__in=taken).exclude(trust__in=trusts.values("school__trust"))
    return free.filter(phase=phase).order_by("pk").first() or free.order_by("pk")[0]
