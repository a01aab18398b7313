"""The planner for all hubs: asked once, each hub planned from its own records, beside greedy."""
# ruff: noqa: F811  fixtures of the planner of one hub

from __future__ import annotations

from datetime import date

import pytest

from mathshubs.hubs.models import LeaderYear, Post
from mathshubs.insight.jobs import solve_nation
from mathshubs.needs.models import Priority, PriorityRound
from mathshubs.programmes.models import Commitment, Plan, PlannerRun
from tests.builders import (
    LONG_AGO,
    SEPTEMBER,
    a_district,
    a_hub,
    a_person,
    a_post,
    a_school,
    national,
)
from tests.hubs.builders import an_area
from tests.people.signing_in import sign_in
from tests.tables import table_of

from .test_planner import YEAR, area, asked, hub, hugo  # noqa: F401

pytestmark = pytest.mark.django_db
HOME = "/national/planner/"
NEW = f"{HOME}new/"


def another_hub(name, by, *, days=6, schools=12):
    """A hub of one district of primaries, with one leader and a priority of its own."""
    found = a_hub(name)
    district = a_district(f"{name} district")
    an_area(found, district=district)
    for number in range(schools):
        a_school(f"{name} {number}", district=district, low_age=5, high_age=11,
                 easting=470_000, northing=310_000)  # fmt: skip
    record = found.leader_records.create(
        person=a_person("Lea", name), phases=["PRIMARY"], from_on=LONG_AGO
    )
    LeaderYear.objects.create(record=record, year=YEAR, available=days)
    a_priority_of(found, by)
    return found


def a_priority_of(found, by):
    chosen = PriorityRound.objects.create(
        hub=found, year=YEAR, state="DECIDED", consult_until=date(2025, 10, 1), by=by, at=SEPTEMBER,
        met_on=date(2025, 10, 2), present="All", decision="Number",
    )  # fmt: skip
    return Priority.objects.create(
        round=chosen, title="Number", why="Results", phases=["PRIMARY"], state="CHOSEN"
    )


@pytest.fixture
def nat(client):
    return sign_in(client, national())


def solved(browser, **changes) -> PlannerRun:
    response = asked(browser, NEW, **{"seconds": "60"} | changes)
    assert response.status_code == 302, response.context["form"].errors
    run = PlannerRun.objects.filter(hub=None).latest("pk")
    solve_nation(planner_run_id=run.pk)
    run.refresh_from_db()
    return run


def test_each_hub_is_planned_from_its_own_records(nat, area, hugo, hub):
    another_hub("Three Rivers", hugo)

    run = solved(nat)

    page = nat.get(run.get_absolute_url())
    assert run.state == "DONE"
    assert not run.answer["together"]
    rows = {row.hub: row for row in page.context["rows"]}
    assert {name: (row.groups, row.schools) for name, row in rows.items()} == {
        "Salt Way Maths Hub": (1, 15), "Three Rivers Maths Hub": (1, 12)
    }  # fmt: skip
    assert all(row.gap < 1 and row.by_hand <= row.need for row in rows.values())
    assert "2 groups of 2 hubs reach 27 schools" in page.text
    assert "Each hub for itself" in page.text
    part = run.parts.get(hub=hub)
    of_part = nat.get(part.get_absolute_url()).text
    assert "1 group reaches 15 schools" in of_part
    assert f'href="{run.get_absolute_url()}">the plan of all hubs' in of_part
    lead = sign_in(type(nat)(), hugo)
    assert "Part of the plan of all hubs" in lead.get("/hubs/salt-way/planner/").text


def test_a_leader_who_has_not_said_their_days_leads_nothing_and_stands_in_nobody_s_way(
    nat, area, hub
):
    hub.leader_records.create(person=a_person(), from_on=LONG_AGO)

    run = solved(nat)

    assert run.parts.get().answer["totals"]["groups"] == 1


def test_a_national_budget_that_binds_is_spent_over_all_hubs(nat, area, hugo):
    _, project = area
    another_hub("Three Rivers", hugo)

    run = solved(nat, budget="1000", **{f"cost-{project.pk}": "1000"})

    page = nat.get(run.get_absolute_url())
    assert run.answer["together"]
    assert sum(row.groups for row in page.context["rows"]) == 1
    assert "the national budget is used up" in page.text
    part = run.parts.get(hub__name="Salt Way")
    assert "Of all hubs together" in nat.get(part.get_absolute_url()).text


def test_a_hub_without_priorities_has_the_nation_s_and_one_without_leaders_is_left_out(
    nat,
    area,
    hugo,
    hub,
):
    a_priority_of(None, hugo)
    Priority.objects.filter(round__hub=hub).delete()
    a_hub("Empty")

    run = solved(nat)

    page = nat.get(run.get_absolute_url())
    assert [(row.hub, row.groups) for row in page.context["rows"]] == [("Salt Way Maths Hub", 1)]
    assert "Left out: no leader is on record." in page.text


def test_a_hub_that_cannot_keep_what_is_asked_says_why(nat, area, hugo, hub):
    _, project = area
    another_hub("Three Rivers", hugo)
    Commitment.objects.create(hub=hub, project=project, groups=5, by=hugo, at=SEPTEMBER)

    run = solved(nat, keep_asked="on")

    page = nat.get(run.get_absolute_url())
    assert [row.hub for row in page.context["rows"]] == ["Three Rivers Maths Hub"]
    assert "ommitment to 5 groups of NCP25-01 Mastery" in page.text


def test_each_hub_keeps_to_its_own_budget_unless_told_otherwise(nat, area, hub):
    _, project = area
    Plan.objects.create(hub=hub, year=YEAR, budget=500)
    cost = {f"cost-{project.pk}": "1000"}

    assert not solved(nat, **cost).parts.get().answer["groups"]
    assert solved(nat, hub_budgets="", **cost).parts.get().answer["groups"]


def test_a_hub_makes_lines_of_its_part_and_the_nation_s_answer_stays_the_nation_s(
    nat, area, hub, hugo
):
    _, project = area
    Priority.objects.filter(round__hub=hub).delete()
    answer = a_priority_of(None, hugo).provisions.create(
        mode="EXTEND", kind="DEVELOPMENT", title="More", what="More", project=project, by=hugo,
        at=SEPTEMBER,
    )  # fmt: skip
    run = solved(nat)

    sign_in(type(nat)(), hugo).post(run.parts.get().get_absolute_url(), {"do": "lines"})

    assert Plan.objects.get(hub=hub).lines.get().project == project
    answer.refresh_from_db()
    assert answer.plan_line is None
    assert nat.get(f"/planner/{run.pk}/").status_code == 404


def test_it_can_be_asked_anew_and_is_a_file_too(nat, area):
    run = solved(nat)

    solve_nation(planner_run_id=run.pk)  # twice is once
    response = asked(nat, f"{NEW}?from={run.pk}", seconds="60")

    assert response.status_code == 302
    assert PlannerRun.objects.filter(hub=None).latest("pk").follows == run
    assert run.parts.count() == 1
    rows = table_of(nat.get(f"{run.get_absolute_url()}?as=csv"))
    assert rows[1][:3] == ["Salt Way Maths Hub", "1", "15"]


def test_what_waits_or_cannot_be_says_so(nat, area, hub):
    asked(nat, NEW, seconds="60")
    run = PlannerRun.objects.get()
    assert "Waiting for its turn" in nat.get(run.get_absolute_url()).text
    hub.leader_records.all().delete()

    solve_nation(planner_run_id=run.pk)

    page = nat.get(run.get_absolute_url()).text
    assert "No hub can be planned for" in page
    assert "Left out: no leader is on record." in page


def test_only_the_national_team_plans_for_all(client, hugo, hub):
    a_post(a_person(), hub, Post.Kind.HUB_LEAD)
    lead = sign_in(client, hugo)
    for address in (HOME, NEW):
        assert lead.get(address).status_code == 403


def test_the_pages_ask_as_often_for_one_hub_as_for_three(
    nat,
    area,
    hugo,
    django_assert_max_num_queries,
):
    counts = []
    for more in (0, 2):
        for number in range(more):
            another_hub(f"More {number}", hugo)
        run = solved(nat)
        found = []
        for address in (HOME, NEW, run.get_absolute_url()):
            nat.get(address)
            with django_assert_max_num_queries(10) as asked_for:
                nat.get(address)
            found.append(len(asked_for))
        counts.append(found)
    assert counts[0] == counts[1]


def test_a_page_claims_no_proof_where_the_time_was_over_before_one(nat, area, hub):
    run = solved(nat)
    part = run.parts.get(hub=hub)
    for each, gap in ((run, {"gap": 1.0}), (part, {"status": "TIME"})):
        each.answer |= {"bound": None} | gap
        each.save()

    for each in (run, part):
        page = nat.get(each.get_absolute_url()).text
        assert "the time was over before it was known" in page
        assert "No plan reaches more than" not in page
