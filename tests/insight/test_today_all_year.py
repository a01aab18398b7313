"""Today opens on every day of the year: some lines are there in some half terms only."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from mathshubs.hubs.models import Post
from mathshubs.insight.queries.today import day_of

from ..builders import LONDON, a_hub, a_person, a_post, national
from ..programmes.world_plans import a_plan

pytestmark = pytest.mark.django_db
SEND = "A half-termly return is "  # to be sent, or late
WEEKS = [date(2025, 9, 1) + timedelta(weeks=week) for week in range(53)]


def told(person, on):
    at = datetime(on.year, on.month, on.day, 9, tzinfo=LONDON)
    return [need.what for need in day_of(person, at, on).needs]


def test_a_hub_is_asked_for_a_return_after_a_half_term_and_not_before_the_first():
    hub = a_hub("Salt Way", slug="salt-way")
    lead = a_person(email="lead@example.org")
    a_post(lead, hub, Post.Kind.HUB_LEAD)
    a_plan(hub, year="2025/26", state="APPROVED")
    weeks = {on: any(what.startswith(SEND) for what in told(lead, on)) for on in WEEKS}
    assert not weeks[date(2025, 9, 1)]
    assert weeks[date(2025, 11, 3)]
    assert weeks[date(2026, 7, 27)]


def test_the_national_team_has_its_page_on_every_week_of_the_year():
    person = national()
    for on in WEEKS:
        told(person, on)
