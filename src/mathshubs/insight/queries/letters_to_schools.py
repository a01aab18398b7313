"""Which addresses a letter to schools goes to, and which are spared."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Count, Q
from django.utils.timezone import localdate

from mathshubs.comms.models import Letter
from mathshubs.needs.models import Survey
from mathshubs.needs.queries.survey import addresses
from mathshubs.schools.models import School
from mathshubs.workgroups.queries.recipients import BUDGET, WEEK

from .reach import Reach


@dataclass(frozen=True)
class Address:
    """An address of a school, and how many letters it was written this week."""

    school: Reach
    email: str
    this_week: int


@dataclass
class ToSchools:
    """Who would be written to; `often` had so many this week that they may be left out."""

    addresses: list[Address] = field(default_factory=list)
    without: list[Reach] = field(default_factory=list)  # no address is known
    came_back: list[Reach] = field(default_factory=list)  # the last letter to each came back

    @property
    def often(self) -> list[Address]:
        return [each for each in self.addresses if each.this_week >= BUDGET]

    @property
    def schools(self) -> int:
        return len({each.school.pk for each in self.addresses})


def to_schools(schools: list[Reach], *, heads: bool, leads: bool, at: datetime) -> ToSchools:
    """
    Return the addresses of `schools`: of their heads, of who leads maths. Three queries.

    An address that two schools share is written to once. One whose last letter came back, or could
    not be sent, is left out.
    """
    found, seen = ToSchools(), set()
    asked = Survey(to_heads=heads, to_leads=leads)  # never saved: whose addresses are wanted
    pks = School.objects.filter(pk__in=[each.pk for each in schools])
    known = addresses(asked, pks, localdate(at))
    written = _written({email for emails in known.values() for email in emails}, at)
    for each in schools:
        emails = known.get(each.pk, [])
        arrive = [email for email in emails if not written.get(email, (0, False))[1]]
        if not emails:
            found.without.append(each)
        elif not arrive:
            found.came_back.append(each)
        for email in arrive:
            if email not in seen:
                seen.add(email)
                found.addresses.append(Address(each, email, written.get(email, (0, False))[0]))
    return found


def _written(emails: set[str], at: datetime) -> dict[str, tuple[int, bool]]:
    """Return how many letters each address was written this week, and whether the last failed."""
    over = (Letter.State.SENT, Letter.State.BOUNCED, Letter.State.FAILED)
    rows = (
        Letter.objects.filter(to_email__in=emails)
        .order_by()
        .values_list("to_email")
        .annotate(
            week=Count("pk", filter=Q(written_at__gt=at - WEEK, secret_until=None)),
            states=ArrayAgg(
                "state", filter=Q(state__in=over), order_by=["-written_at", "-pk"], default=[]
            ),
        )
    )
    return {email: (week, bool(states) and states[0] != over[0]) for email, week, states in rows}
