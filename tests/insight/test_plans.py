"""Year plans against records: actuals, returns, going over to the next year."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from mathshubs.hubs.models import Post
from mathshubs.insight.queries import plans as queries
from mathshubs.insight.queries import roll_over, today
from mathshubs.insight.queries.returns import figures_of
from mathshubs.needs.models import Priority, PriorityRound, Provision
from mathshubs.programmes.actions import returns
from mathshubs.programmes.actions.returns import ReturnRefused
from mathshubs.programmes.models import Commitment, HalfTermReturn, Plan, RollOverStep
from mathshubs.programmes.queries.plans import without_return
from mathshubs.workgroups.models import Place

from ..builders import (
    LONDON,
    SEPTEMBER,
    a_hub,
    a_person,
    a_post,
    a_project,
    a_school,
    a_work_group,
    national,
)
from ..people.signing_in import sign_in
from ..programmes.world_plans import a_line, a_plan

pytestmark = pytest.mark.django_db
JANUARY = date(2026, 1, 20)


@pytest.fixture
def hub():
    return a_hub("Salt Way", slug="salt-way")


@pytest.fixture
def hugo(hub):
    person = a_person("Hugo", "Hub", email="hugo@example.org")
    a_post(person, hub, Post.Kind.HUB_LEAD)
    return person


def held(group, day, school=None, until=None):
    person = a_person()
    at = datetime(day.year, day.month, day.day, 12, tzinfo=LONDON)
    gone = {"state": "WITHDRAWN", "withdrawal": "OTHER"} if until else {"state": "HELD"}
    return Place.objects.create(
        work_group=group, person=person, school=school or a_school(), role="TEACHER",
        arrival=group.bookings.count() + 1, agreed_at=SEPTEMBER, applied_at=SEPTEMBER,
        applied_by=person, held_at=at,
        withdrawn_at=until and datetime(until.year, until.month, until.day, 12, tzinfo=LONDON),
        **gone,
    )  # fmt: skip


def test_actuals_are_those_of_the_last_day_of_each_half_term(hub):
    line = a_line(a_plan(hub))
    school = a_school()
    group = a_work_group(hub=hub, plan_line=line)  # from 3 November
    a_work_group(hub=hub, plan_line=line, state="CANCELLED")
    a_work_group(hub=hub)
    held(group, date(2025, 9, 20), school)
    held(group, date(2025, 9, 20), school)
    held(group, date(2025, 10, 1), until=date(2025, 12, 1))
    held(group, date(2026, 1, 8))

    reached = queries.reached([line], "2025/26", JANUARY)[line.pk]

    found = reached.actual
    assert (reached.to_begin["SPRING_2"], reached.most["PEOPLE"]) == (1, 30)
    assert found["GROUPS"] == {"AUTUMN_1": 0, "AUTUMN_2": 1, "SPRING_1": 1}
    assert found["SCHOOLS"] == {"AUTUMN_1": 2, "AUTUMN_2": 1, "SPRING_1": 2}
    assert found["PEOPLE"] == {"AUTUMN_1": 3, "AUTUMN_2": 2, "SPRING_1": 3}


def test_a_line_behind_its_target_says_so_and_which_priority_it_serves(hub, hugo):
    plan = a_plan(hub)
    line = a_line(plan)
    line.targets.create(measure="GROUPS", planned={"AUTUMN_2": 2, "SUMMER_2": 4})
    round_ = PriorityRound.objects.create(
        hub=hub, year="2025/26", consult_until=SEPTEMBER, by=hugo, at=SEPTEMBER
    )
    priority = Priority.objects.create(round=round_, title="Reasoning", why="Needed.", phases=[])
    Provision.objects.create(
        priority=priority, mode="DEVELOP", kind="DEVELOPMENT", title="Answer", what="A group.",
        plan_line=line, by=hugo, at=SEPTEMBER,
    )  # fmt: skip

    row = queries.progress_of(plan, JANUARY)[0]

    assert row.is_behind
    assert (row.courses[0].due, row.courses[0].year_target) == (2, 4)
    assert row.priorities == [priority]


def test_a_return_is_sent_once_with_the_figures_of_that_day(hub, hugo):
    plan = a_plan(hub)
    line = a_line(plan)
    figures = figures_of(queries.progress_of(plan, JANUARY), "AUTUMN_2")
    how = {"plan": plan, "half_term": "AUTUMN_2", "figures": figures, "by": hugo, "at": SEPTEMBER}
    with pytest.raises(ReturnRefused, match="Send it from that day on"):
        returns.send(**how, words={"0": "Good."}, on=date(2025, 12, 30))
    with pytest.raises(ReturnRefused, match="as a whole"):
        returns.send(**how, words={}, on=JANUARY)

    returns.send(**how, words={"0": "Good.", str(line.pk): "Full."}, on=JANUARY)
    returns.send(**how | {"figures": {}}, words={"0": "Other."}, on=JANUARY)

    kept = HalfTermReturn.objects.get()
    assert kept.words == {"0": "Good.", str(line.pk): "Full."}
    assert kept.figures["lines"][0]["measures"][0] == {
        "measure": "Work Groups running", "planned": None, "actual": 0,
    }  # fmt: skip
    with pytest.raises(ReturnRefused, match="is sent"):
        returns.keep_words(plan=plan, half_term="AUTUMN_2", words={})


def test_staff_write_and_send_a_return_and_the_nation_sees_who_is_missing(client, hub, hugo):
    plan = a_plan(hub, "2024/25", state="APPROVED")
    line = a_line(plan)
    a_plan(a_hub("Three Rivers"), "2024/25", state="APPROVED")
    a_plan(a_hub("Black Pear"), "2024/25")
    at = f"/year-plans/{plan.pk}/returns/AUTUMN_1/"
    staff = sign_in(client, hugo)

    wordless = staff.post(at, {"do": "send", "words-0": ""})
    staff.post(at, {"do": "keep", "words-0": "So so."})
    sent = staff.post(at, {"do": "send", "words-0": "Good.", f"words-{line.pk}": "Full."},
                      follow=True)  # fmt: skip
    page = sign_in(client, national()).get("/national/returns/?year=2024/25&half_term=AUTUMN_1")

    assert "Say in a few words" in wordless.text
    assert "Its figures stay as they are now." in sent.text
    assert "1 of 2 hubs with an approved plan has sent its return" in page.text
    found = [page.text.index(name) for name in ("Three Rivers", "Salt Way", "Black Pear")]
    assert found == sorted(found)
    assert page.text.count(">Late<") == page.text.count("No approved plan<") == 1
    assert client.get(f"/year-plans/{plan.pk}/returns/NEVER/").status_code == 404


def test_of_a_half_term_that_is_not_over_nothing_is_late(client, hub):
    a_plan(hub, "2099/00", state="APPROVED")
    page = sign_in(client, national()).get("/national/returns/?year=2099/00&half_term=AUTUMN_1")
    assert "The half term runs until Sat 31 Oct 2099; returns are due by" in page.text
    assert "Late" not in page.text


def test_the_roll_over_ticks_what_records_tell_and_lets_a_person_tick_the_rest(client, hub, hugo):
    staff = sign_in(client, hugo)
    year = staff.get("/hubs/salt-way/roll-over/").context["year"]
    a_plan(hub, year, state="APPROVED")

    staff.post("/hubs/salt-way/roll-over/", {"do": "tick-agreement"})
    page = staff.get("/hubs/salt-way/roll-over/")

    states = {task.key: task.is_done for task in page.context["tasks"]}
    assert (states["plan"], states["agreement"], states["priorities"]) == (True, True, False)
    assert "Ticked by Hugo Hub" in page.text
    staff.post("/hubs/salt-way/roll-over/", {"do": "untick-agreement"})
    staff.post("/hubs/salt-way/roll-over/", {"do": "tick-nothing-known"})
    assert RollOverStep.objects.count() == 0


def test_groups_that_went_on_and_groups_left_open_are_counted(hub):
    gone_on = a_work_group(hub=hub, state="CLOSED")
    a_work_group(hub=hub, state="RUNNING")
    copy = a_work_group(hub=hub, state="IDEA", copied_from=gone_on)
    type(copy).objects.filter(pk=copy.pk).update(year="2026/27")

    says = {task.key: task.says for task in roll_over.tasks_of(hub, "2026/27", date(2026, 9, 1))}

    assert says["groups"] == "1 of 2 groups of 2025/26 are copied."
    assert says["old_groups"] == "1 of 2025/26 or before not closed."


def test_pages_ask_as_often_for_many_as_for_one(client, hub, hugo, django_assert_max_num_queries):
    plan = a_plan(hub)
    for number in range(3):
        line = a_line(plan, f"Line {number}")
        held(a_work_group(hub=hub, plan_line=line), date(2025, 9, 20))
    staff = sign_in(client, hugo)
    with django_assert_max_num_queries(10):
        staff.get(f"/year-plans/{plan.pk}/progress/")
    with django_assert_max_num_queries(10):
        page = staff.get(f"/plan-lines/{line.pk}/progress/")
    assert "plans-chart" in page.text
    with django_assert_max_num_queries(10):
        staff.get("/hubs/salt-way/roll-over/")


def test_today_tells_what_came_back_what_waits_and_which_return_is_due(hub, hugo):
    back = a_plan(hub, "2026/27", state="RETURNED")
    plan = a_plan(hub, state="APPROVED")
    submitted = a_plan(a_hub("Three Rivers"), state="SUBMITTED")
    at = datetime(2026, 1, 20, 9, tzinfo=LONDON)

    def told(person) -> dict[str, str]:
        return {need.href: need.what for need in today.day_of(person, at, JANUARY).needs}

    staff, nation = told(hugo), told(national())
    assert staff[back.get_absolute_url()].startswith("Your year plan came back")
    assert f"/year-plans/{plan.pk}/returns/AUTUMN_2/" in staff
    assert nation[submitted.get_absolute_url()] == (
        "A year plan waits for approval: Three Rivers Maths Hub, 2025/26"
    )
    returns.send(
        plan=plan, half_term="AUTUMN_2", words={"0": "Good."}, figures={"lines": []}, by=hugo,
        at=SEPTEMBER, on=JANUARY,
    )  # fmt: skip
    assert f"/year-plans/{plan.pk}/returns/AUTUMN_2/" not in told(hugo)


def test_today_tells_what_the_nation_asks_and_the_plan_does_not_hold(hub, hugo):
    nat, at = national(), datetime(2026, 1, 20, 9, tzinfo=LONDON)

    def told() -> list[str]:
        needs = today.day_of(hugo, at, JANUARY).needs
        return [need.href for need in needs if need.what.startswith("The nation asks for what")]

    plan = a_plan(hub)
    project = a_project(year="2025/26")
    Commitment.objects.create(hub=hub, project=project, by=nat, at=SEPTEMBER)
    assert told() == [plan.get_absolute_url()]

    line = a_line(plan, project=project)
    assert not told()

    line.delete()
    plan.steps.create(from_state="SUBMITTED", to_state="APPROVED", by=nat, at=at)
    Plan.objects.update(state="APPROVED")
    assert not told()  # it was approved without

    Commitment.objects.update(at=at + timedelta(minutes=1))
    assert told() == [plan.get_absolute_url()]


def test_a_plan_that_was_approved_owes_its_return_while_it_is_changed(hub, hugo):
    plan = a_plan(hub, state="SUBMITTED")
    assert not without_return("2025/26", "AUTUMN_2")
    plan.versions.create(number=1, state="APPROVED", content={}, by=hugo, at=SEPTEMBER)
    assert list(without_return("2025/26", "AUTUMN_2")) == [plan]


def test_today_tells_by_when_a_return_is_due_that_it_is_late_and_the_nation_what_came_in(hub, hugo):
    plan, missing = a_plan(hub, state="APPROVED"), a_plan(a_hub("Three Rivers"), state="APPROVED")
    nation = national()

    def told(person, day):
        at = datetime(day.year, day.month, day.day, 9, tzinfo=LONDON)
        return {need.what: need.why for need in today.day_of(person, at, day).needs}

    title = "Salt Way Maths Hub, 2025/26"
    due = told(hugo, date(2025, 11, 3))[f"A half-termly return is to be sent: {title}"]
    assert due.endswith("by Fri 14 Nov 2025.")
    late = told(hugo, date(2025, 11, 20))[f"A half-termly return is late: {title}"]
    assert late.startswith("It was due by Fri 14 Nov 2025.")

    at = datetime(2025, 11, 19, 9, tzinfo=LONDON)
    returns.send(
        plan=plan, half_term="AUTUMN_1", words={"0": "Good."}, figures={"lines": []}, by=hugo,
        at=at, on=at.date(),
    )  # fmt: skip
    said = told(nation, date(2025, 11, 20))
    assert "A half-termly return came in this week" in said
    assert "The half-termly return of a hub is late" in said
    assert "A half-termly return came in this week" not in told(nation, date(2025, 12, 20))
    assert missing.pk


def test_in_september_the_last_return_of_the_year_before_is_due(hub, hugo):
    plan = a_plan(hub, "2024/25", state="APPROVED")
    at = datetime(2025, 9, 3, 9, tzinfo=LONDON)
    needs = {need.href for need in today.day_of(hugo, at, at.date()).needs}
    assert f"/year-plans/{plan.pk}/returns/SUMMER_2/" in needs
