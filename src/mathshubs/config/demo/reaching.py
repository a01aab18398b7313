"""Heads of schools around Telford that nobody came from yet, so that they can be written to."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from random import Random

from mathshubs.insight.queries import reach
from mathshubs.schools.models import Employment

from . import names, people
from .world import World

MOST = 20  # schools; of the others no address is known


def write(world: World) -> int:
    """Give each of these schools a head who said so; return how many."""
    random, taken = Random(20), Counter[str]()
    schools = reach.asked_for(world.telford.hub, reach.Filters(), world.today)[:MOST]
    known = set(
        Employment.objects.filter(school__in=[each.pk for each in schools]).values_list(
            "school", flat=True
        )
    )
    without = [each for each in schools if each.pk not in known]
    for each in without:
        given, family = names.person(random)
        email = names.email(given, family, f"school-{each.urn}.example", taken)
        head = people.one_more(world, given=given, family=family, email=email)
        Employment.objects.create(
            person=head, school_id=each.pk, role=Employment.Role.HEAD, confirmed=True,
            from_on=world.today - timedelta(days=500),
        )  # fmt: skip
    return len(without)
