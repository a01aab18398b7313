"""A year plan is made, reviewed by the board, submitted, returned, approved and changed."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from mathshubs.comms.models import Letter
from mathshubs.hubs.models import Post
from mathshubs.programmes.actions import commitments
from mathshubs.programmes.actions import plans as actions
from mathshubs.programmes.actions.plans import PlanRefused
from mathshubs.programmes.methods.comparing import difference
from mathshubs.programmes.models import Commitment, Plan
from mathshubs.programmes.queries import plans as queries

from ..builders import SEPTEMBER, a_hub, a_person, a_post, a_project, national
from .world_plans import a_line, a_plan

pytestmark = pytest.mark.django_db
State = Plan.State
LATER = SEPTEMBER + timedelta(days=3)
MET = date(2025, 9, 1)


@pytest.fixture
def hub():
    return a_hub("Salt Way", slug="salt-way")


@pytest.fixture
def hugo(hub):
    person = a_person("Hugo", "Hub", email="hugo@example.org")
    a_post(person, hub, Post.Kind.HUB_LEAD)
    return person


@pytest.fixture
def nat():
    return national()


def asked(hub, project, nat, groups=2, schools=12) -> None:
    commitments.ask(
        hub=hub, year=project.year, asked={project.pk: (groups, schools)}, by=nat, at=SEPTEMBER
    )


def go(plan, to, by, words="", met_on=None, at=LATER) -> Plan:
    return actions.take_step(plan=plan, to=to, by=by, words=words, met_on=met_on, at=at)


def reviewed(plan, by) -> Plan:
    return go(plan, "BOARD_REVIEWED", by, "It meets our priorities.", MET)


def letters(kind: str) -> list[str]:
    return sorted(
        Letter.objects.filter(kind=f"programmes.{kind}").values_list("to_email", flat=True)
    )


def test_a_draft_begins_with_a_line_for_each_national_commitment(hub, hugo, nat):
    project = a_project()
    asked(hub, project, nat)

    plan = actions.make_plan(hub=hub, year="2025/26")
    again = actions.make_plan(hub=hub, year="2025/26")

    line = plan.lines.get()
    assert plan == again
    assert (line.kind, line.project, line.groups, line.schools) == ("NATIONAL", project, 2, 12)


def test_what_is_asked_later_is_shown_as_missing_until_a_line_holds_it(hub, nat):
    plan = actions.make_plan(hub=hub, year="2025/26")
    asked(hub, a_project(), nat)
    before = queries.asked_of(plan, queries.lines_of(plan))

    added = actions.add_what_is_asked(plan=plan)

    after = queries.asked_of(plan, queries.lines_of(plan))
    assert added == 1
    assert [each.is_held for each in before + after] == [False, True]


def test_what_is_no_longer_asked_is_taken_back(hub, nat):
    project = a_project()
    asked(hub, project, nat)
    asked(hub, project, nat, groups=3)
    assert Commitment.objects.get().groups == 3

    commitments.ask(hub=hub, year="2025/26", asked={}, by=nat, at=LATER)

    assert Commitment.objects.count() == 0


def test_the_board_s_review_needs_its_words_and_its_day(hub, hugo):
    plan = a_plan(hub)
    a_line(plan)
    with pytest.raises(PlanRefused, match="what the board said"):
        go(plan, "BOARD_REVIEWED", hugo)
    with pytest.raises(PlanRefused, match="the day that the board met"):
        go(plan, "BOARD_REVIEWED", hugo, "Good.")

    assert reviewed(plan, hugo).state == State.BOARD_REVIEWED
    assert plan.steps.get().met_on == MET


def test_a_plan_is_not_submitted_before_the_board_looked_at_it(hub, hugo):
    plan = a_plan(hub)
    a_line(plan)

    with pytest.raises(PlanRefused, match="cannot follow"):
        go(plan, "SUBMITTED", hugo)


def test_each_line_says_why_and_what_for_before_it_is_submitted(hub, hugo):
    plan = a_plan(hub)
    a_line(plan, outcomes="")
    plan = reviewed(plan, hugo)

    with pytest.raises(PlanRefused, match="no rationale or no intended outcomes"):
        go(plan, "SUBMITTED", hugo)


def test_a_plan_goes_to_approval_and_each_step_keeps_a_version_and_tells_whom_it_concerns(
    hub, hugo, nat
):
    lena = a_person("Lena", "Lead", email="lena@example.org")
    plan = a_plan(hub)
    a_line(plan, lead=lena)
    plan = reviewed(plan, hugo)
    plan = go(plan, "SUBMITTED", hugo)
    assert letters("plan_step") == [nat.email]

    with pytest.raises(PlanRefused, match="what has to change"):
        go(plan, "RETURNED", nat)
    plan = go(plan, "RETURNED", nat, "Where is post-16?")
    back = Letter.objects.get(to_email="hugo@example.org").text
    assert f"The plan of {hub} for 2025/26 comes back to you. Change it, and submit it" in back
    assert "Where is post-16?" in back
    plan = go(plan, "SUBMITTED", hugo)
    for _ in range(2):
        plan = go(plan, "APPROVED", nat)

    assert [each.number for each in plan.versions.all()] == [5, 4, 3, 2, 1]
    assert letters("plan_step").count("hugo@example.org") == 2
    assert letters("plan_line_approved") == ["lena@example.org"]
    assert queries.approved_version(plan).number == 5


def test_an_approved_plan_stays_until_it_is_said_why_it_changes(hub, hugo, nat):
    plan = a_plan(hub, state="APPROVED")
    line = a_line(plan)
    with pytest.raises(PlanRefused, match="Say first that the approved plan has to change"):
        actions.remove_line(line=line)

    plan = go(plan, "AMENDED", hugo, "A school closed.")
    actions.remove_line(line=line)

    assert (plan.state, plan.lines.count()) == (State.AMENDED, 0)
    assert letters("plan_step") == [nat.email]


def test_a_line_serves_the_nation_by_its_project(hub):
    plan = a_plan(hub)
    line = actions.add_line(plan=plan, title="Ours", phases=["PRIMARY"])
    assert line.kind == "LOCAL"

    line = actions.change_line(line=line, project=a_project())
    assert line.kind == "NATIONAL"


def test_lines_change_places(hub):
    plan = a_plan(hub)
    first, second = a_line(plan, "First"), a_line(plan, "Second")

    actions.move_line(line=second, up=True)
    actions.move_line(line=second, up=True)

    assert queries.lines_of(plan) == [second, first]


def test_versions_say_what_was_added_changed_and_removed_by_field(hub):
    plan = a_plan(hub)
    stays, goes = a_line(plan, "Stays"), a_line(plan, "Goes")
    before = queries.content_of(plan, queries.lines_of(plan))
    actions.remove_line(line=goes)
    actions.change_line(line=stays, groups=3)
    actions.set_target(line=stays, planned={"GROUPS": {"AUTUMN_1": 1, "SUMMER_2": 3}})
    a_line(plan, "Comes")
    actions.change_plan(plan=plan, summary="Depth.", budget=Decimal(9000))
    plan.refresh_from_db()
    after = queries.content_of(plan, queries.lines_of(plan))

    found = difference(before, after)

    assert [(one.field, one.before, one.after) for one in found.plan] == [
        ("The year in a few sentences", "", "Depth."),
        ("Budget", "", "£9,000.00"),
    ]
    assert [(line.title, line.what) for line in found.lines] == [
        ("Stays", "changed"), ("Goes", "removed"), ("Comes", "added"),
    ]  # fmt: skip
    assert [(one.field, one.before, one.after) for one in found.lines[0].changes] == [
        ("Work Groups", "1", "3"),
        ("Targets by half term", "", "Work Groups running (Autumn 1: 1, Summer 2: 3)"),
    ]
    assert not difference(after, after)
