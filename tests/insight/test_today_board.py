"""What stands on Today for somebody on a Strategic Board, and for the hub that it advises."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils.timezone import localdate, now

from mathshubs.hubs.models import Advice, Post
from mathshubs.insight.queries import today
from mathshubs.needs.models import PriorityRound
from mathshubs.programmes.models import Plan, PlanLine
from tests.builders import a_hub, a_person, a_post, a_seat
from tests.people.signing_in import sign_in

OF = ": Salt Way Maths Hub, 2026/27"

pytestmark = pytest.mark.django_db


@pytest.fixture
def hub():
    return a_hub("Salt Way", slug="salt-way")


@pytest.fixture
def bola(hub):
    bola = a_person("Bola", "Board")
    a_seat(bola, hub)
    return bola


def told(person) -> list[tuple[str, str]]:
    return [(each.what, each.href) for each in today.day_of(person, now(), localdate()).needs]


def a_plan(hub, **fields) -> Plan:
    plan = Plan.objects.create(hub=hub, year="2026/27", **fields)
    PlanLine.objects.create(plan=plan, title="Fractions", phases=["PRIMARY"])
    PlanLine.objects.create(plan=plan, title="Ratio", phases=["SECONDARY"])
    return plan


def a_round(hub, by, state: str) -> PriorityRound:
    return PriorityRound.objects.create(
        hub=hub, year="2026/27", consult_until=date(2025, 9, 30), state=state, by=by, at=now()
    )


def test_a_draft_plan_a_round_to_decide_and_a_return_are_the_next_papers(hub, bola):
    plan, round_ = a_plan(hub), a_round(hub, bola, "SCORING")
    plan.returns.create(half_term="AUTUMN_1", sent_at=now() - timedelta(days=3), by=bola)

    assert told(bola) == [
        (f"A draft plan is to be reviewed by the board{OF}", f"/year-plans/{plan.pk}/"),
        (f"A round of priorities is to be decided{OF}", f"/rounds/{round_.pk}/"),
        (f"The hub has sent a half-termly return{OF}", f"/year-plans/{plan.pk}/returns/AUTUMN_1/"),
    ]


def test_an_approved_plan_that_is_being_changed_is_told(hub, bola):
    plan = a_plan(hub, state="AMENDED")
    assert told(bola) == [(f"The hub is changing its approved plan{OF}", f"/year-plans/{plan.pk}/")]


def test_what_is_over_old_or_empty_is_no_paper(hub, bola):
    plan = a_plan(hub, state="APPROVED")
    Plan.objects.create(hub=hub, year="2027/28")  # a draft without a line
    a_round(hub, bola, "CONSULTING")
    plan.returns.create(half_term="AUTUMN_1", sent_at=now() - timedelta(days=30), by=bola)
    plan.returns.create(half_term="AUTUMN_2")

    assert told(bola) == []


def test_papers_of_other_hubs_and_of_hubs_one_runs_are_not_theirs(hub, bola):
    a_plan(a_hub())
    hugo = a_person()
    a_post(hugo, hub, Post.Kind.HUB_LEAD)
    a_plan(hub)

    assert len(told(bola)) == 1
    assert told(hugo) == []


def test_what_the_board_said_waits_for_those_who_run_the_hub_until_answered(hub, bola):
    hugo = a_person()
    a_post(hugo, hub, Post.Kind.ADMINISTRATOR)
    said = Advice.objects.create(
        hub=hub, subject="PLAN", year="2026/27", kind="CHALLENGE", words="Why?", by=bola, at=now()
    )

    assert told(hugo) == [(f"The board waits for an answer{OF}", f"/board-advice/{said.pk}/")]
    assert told(bola) == []

    said.answer, said.answered_by, said.answered_at = "So.", hugo, now()
    said.save()
    assert told(hugo) == []


def test_the_day_of_a_board_member_leads_to_the_papers(client, hub, bola):
    sign_in(client, bola)

    text = client.get("/my/").text

    assert "Salt Way Maths Hub: board papers" in text
    assert "No workshop in your diary" not in text
    assert client.get("/hubs/salt-way/desk/").url == "/hubs/salt-way/board/"
