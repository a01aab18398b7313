"""Half-termly returns are asked for by letter: once when due, once when late, then no more."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from mathshubs.comms.models import Letter
from mathshubs.hubs.models import Post
from mathshubs.programmes.actions import returns
from mathshubs.programmes.methods.half_terms import due_on, ended_last

from ..builders import LONDON, SEPTEMBER, a_hub, a_person, a_post
from .world_plans import a_plan

pytestmark = pytest.mark.django_db


def on(*day) -> datetime:
    return datetime(*day, 8, 10, tzinfo=LONDON)


@pytest.fixture
def plan():
    hub = a_hub("Salt Way", slug="salt-way")
    a_post(a_person("Hugo", "Hub", email="hugo@example.org"), hub, Post.Kind.HUB_LEAD)
    ada = a_person("Ada", "Min", email="ada@example.org")
    a_post(ada, hub, Post.Kind.ADMINISTRATOR)
    a_post(a_person("Greta", "Group"), hub, Post.Kind.WORK_GROUP_LEAD)
    return a_plan(hub, state="APPROVED")


def test_the_half_term_that_ended_last_may_be_of_the_year_before():
    assert ended_last(date(2026, 1, 20)) == ("2025/26", "AUTUMN_2")
    assert ended_last(date(2025, 9, 3)) == ("2024/25", "SUMMER_2")
    assert due_on("2024/25", "SUMMER_2") == date(2025, 9, 14)


def test_lead_and_administrator_are_written_to_once_and_reminded_once(plan):
    assert returns.write_what_is_due(at=on(2025, 11, 1)) == 2
    assert returns.write_what_is_due(at=on(2025, 11, 2)) == 0
    assert returns.write_what_is_due(at=on(2025, 11, 15)) == 2
    assert returns.write_what_is_due(at=on(2025, 12, 20)) == 0

    due, late = Letter.objects.filter(to_email="ada@example.org").order_by("written_at")
    assert due.subject == "Salt Way Maths Hub: the return for Autumn 1 is due by Fri 14 Nov 2025"
    assert "ended on Fri 31 Oct 2025" in due.text
    assert f"/year-plans/{plan.pk}/returns/AUTUMN_1/" in due.text
    assert late.subject == "Salt Way Maths Hub: the return for Autumn 1 is late"
    assert "This is the only reminder." in late.text


def test_nobody_is_written_to_about_a_return_that_was_sent_or_a_plan_that_is_a_draft(plan):
    a_plan(a_hub("Three Rivers"), state="SUBMITTED")
    by = a_person()
    returns.send(plan=plan, half_term="AUTUMN_1", words={"0": "Good."}, figures={"lines": []},
                 by=by, at=SEPTEMBER, on=date(2025, 11, 1))  # fmt: skip

    assert returns.write_what_is_due(at=on(2025, 11, 2)) == 0
