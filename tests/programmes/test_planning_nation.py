"""All hubs at once: each by itself while nothing they share binds, together when it does."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from math import inf

import pytest

from mathshubs.programmes.methods.planning import Budget, Commitment, Need, Status, plan
from mathshubs.programmes.methods.planning.nation import joined, plan_nation
from mathshubs.programmes.methods.planning.written import write

from .test_planning import SECONDS, a_leader, a_project, a_question


@pytest.fixture
def hubs():
    """Two hubs: in the second a school is worth half as much."""
    poor = a_question(needs=(Need("number", "oak", "PRIMARY", 20, 1.0),), budgets=())
    return {"north": a_question(budgets=()), "south": poor}


def test_hubs_that_share_nothing_are_planned_one_by_one_and_each_is_proven(hubs):
    told = []

    nation = plan_nation(
        hubs, seconds=SECONDS, gap=0, tell=lambda hub, done: told.append((hub, done))
    )

    alone = {hub: plan(question, seconds=SECONDS, gap=0) for hub, question in hubs.items()}
    assert not nation.together
    assert {hub: each.objective for hub, each in nation.answers.items()} == {
        hub: each.objective for hub, each in alone.items()
    }
    assert nation.objective == pytest.approx(plan(joined(hubs), seconds=SECONDS, gap=0).objective)
    assert {each.status for each in nation.answers.values()} == {Status.OPTIMAL}
    assert (nation.gap, [done for _, done in told]) == (0, [1, 2])


def test_a_national_budget_that_binds_goes_where_it_reaches_most(hubs):
    free = plan_nation(hubs, seconds=SECONDS, gap=0)
    cost = sum(answer.cost for answer in free.answers.values())

    nation = plan_nation(hubs, pounds=cost / 2, seconds=SECONDS, gap=0)

    assert nation.together
    assert sum(answer.cost for answer in nation.answers.values()) <= cost / 2
    assert nation.answers["north"].objective > nation.answers["south"].objective
    assert nation.objective <= nation.bound + 1e-6
    by_hand = sum(answer.objective for answer in nation.by_hand.values())
    assert nation.objective >= by_hand - 1e-6
    assert {answer.status for answer in nation.answers.values()} == {Status.UNPROVEN}
    assert all(group.venue == "hall" for group in nation.answers["north"].groups)


def test_a_national_budget_that_does_not_bind_changes_nothing(hubs):
    nation = plan_nation(hubs, pounds=Decimal(10**6), seconds=SECONDS, gap=0)

    assert not nation.together
    assert nation.objective == plan_nation(hubs, seconds=SECONDS, gap=0).objective


def test_a_national_target_is_kept_where_hubs_alone_would_not(hubs):
    dear = a_project("B", serves={"number": 0.1})
    with_both = {
        hub: a_question(
            needs=question.needs, projects=(*question.projects, dear), budgets=(),
            leaders=(a_leader(projects=frozenset({"A", "B"})),),
        )
        for hub, question in hubs.items()
    }  # fmt: skip

    nation = plan_nation(with_both, commitments=[Commitment("B", 1)], seconds=SECONDS, gap=0)

    ran = [group.project for answer in nation.answers.values() for group in answer.groups]
    assert nation.together
    assert ran.count("B") >= 1


def test_a_hub_that_cannot_keep_all_says_why_and_the_others_are_planned(hubs):
    hubs["south"] = a_question(commitments=(Commitment("A", 50),))

    nation = plan_nation(hubs, seconds=SECONDS, gap=0)

    assert nation.answers["north"].groups
    assert nation.answers["south"].status == Status.INFEASIBLE
    assert "the commitment to 50 groups of Project A" in nation.answers["south"].conflict.replace(
        "The", "the"
    )


def test_a_national_budget_that_cannot_pay_what_hubs_were_asked_for_says_so(hubs):
    asked = {
        hub: a_question(needs=question.needs, budgets=(Budget(Decimal(10_000)),),
                        commitments=(Commitment("A", 1),))
        for hub, question in hubs.items()
    }  # fmt: skip

    nation = plan_nation(asked, pounds=Decimal(1), seconds=SECONDS, gap=0)

    assert nation.objective == 0
    assert "£1" in nation.conflict


def test_a_bound_that_was_not_found_leaves_everything_to_gain(hubs):
    nation = plan_nation(hubs, seconds=SECONDS, gap=0)

    assert replace(nation, bound=inf).gap == 1
    assert write({"gap": replace(nation, bound=inf).gap, "bound": inf}) == {"gap": 1, "bound": None}
