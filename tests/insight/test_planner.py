"""The planner of groups: asked from the records, worked out by the job, edited and asked anew."""

from __future__ import annotations

from datetime import date

import pytest
from django.utils.timezone import localdate, now

from mathshubs.core.years import academic_year_of
from mathshubs.hubs.models import LeaderYear, Post
from mathshubs.needs.models import NeedPlace, Priority, PriorityRound, Provision
from mathshubs.programmes.jobs import solve_planner_run
from mathshubs.programmes.methods.planning.written import read_groups, read_question, write
from mathshubs.programmes.models import Commitment, Plan, PlannerRun, Project
from tests.builders import (
    LONG_AGO,
    SEPTEMBER,
    a_district,
    a_hub,
    a_person,
    a_post,
    a_school,
    an_employment,
)
from tests.hubs.builders import an_area
from tests.needs.builders import a_need
from tests.people.signing_in import sign_in
from tests.tables import table_of

pytestmark = pytest.mark.django_db
YEAR = academic_year_of(localdate())
HOME = "/hubs/salt-way/planner/"
NEW = f"{HOME}new/"


@pytest.fixture
def hub():
    return a_hub("Salt Way", slug="salt-way")


@pytest.fixture
def hugo(hub):
    person = a_person("Hugo", "Hub")
    a_post(person, hub, Post.Kind.HUB_LEAD)
    return person


@pytest.fixture
def lead(client, hugo):
    return sign_in(client, hugo)


@pytest.fixture
def area(hub, hugo):
    """Two districts of 12 primaries 8 km apart, one leader of 6 days, a priority, a project."""
    for number, name in enumerate(("Telford", "Shropshire")):
        district = a_district(name)
        an_area(hub, district=district)
        for school in range(12):
            a_school(f"{name} {school}", district=district, low_age=5, high_age=11,
                     easting=370_000 + 8_000 * number, northing=310_000)  # fmt: skip
    record = hub.leader_records.create(
        person=a_person("Ann", "Leader"), phases=["PRIMARY"], from_on=LONG_AGO
    )
    LeaderYear.objects.create(record=record, year=YEAR, available=6)
    chosen = PriorityRound.objects.create(
        hub=hub, year=YEAR, state="DECIDED", consult_until=date(2025, 10, 1), by=hugo, at=SEPTEMBER,
        met_on=date(2025, 10, 2), present="Hugo", decision="Fractions",
    )  # fmt: skip
    priority = Priority.objects.create(
        round=chosen, title="Fractions", why="Results", phases=["PRIMARY"], state="CHOSEN"
    )
    project = Project.objects.create(
        code="NCP25-01", title="Mastery", year=YEAR, phases=["PRIMARY"], summary="It."
    )
    return priority, project


def asked(browser, address=NEW, **changes):
    """Send the form as it stands, changed; return what it answered."""
    form = browser.get(address).context["form"]
    typed = {}
    for name, field in form.fields.items():
        value = form.get_initial_for_field(field, name)
        if value is not None and value is not False:
            typed[name] = value
    typed |= {"terms": ["Autumn"], "seconds": "20"} | changes
    return browser.post(address, {name: value for name, value in typed.items() if value != ""})


def solved(browser, address=NEW, **changes) -> PlannerRun:
    response = asked(browser, address, **changes)
    assert response.status_code == 302, response.context["form"].errors
    run = PlannerRun.objects.latest("pk")
    solve_planner_run(planner_run_id=run.pk)
    run.refresh_from_db()
    assert run.state == PlannerRun.State.DONE
    return run


def test_the_job_finds_a_plan_and_its_page_says_how_good_it_is(lead, area):
    run = solved(lead)

    page = lead.get(run.get_absolute_url()).text
    assert "1 group reaches 15 schools with 6 leader days" in page
    assert "the middle of Shropshire" in page
    assert "NCP25-01 Mastery" in page
    assert "Ann Leader" in page
    assert "taking the next best group each time" in page
    assert "at most 0.0% is left to gain" in page
    assert "The 6 days that Ann Leader has in Autumn" in page
    assert "Binds" in page
    assert run.answer["objective"] == pytest.approx(15 * 1 * 0.5)


def test_what_waits_says_so_and_a_job_that_runs_twice_answers_once(lead, area):
    asked(lead)
    run = PlannerRun.objects.get()
    assert "Waiting for its turn" in lead.get(run.get_absolute_url()).text

    solve_planner_run(planner_run_id=run.pk)
    first = PlannerRun.objects.get()
    solve_planner_run(planner_run_id=run.pk)

    assert PlannerRun.objects.get().done_at == first.done_at


def test_the_records_fill_the_form(lead, hub, area):
    priority, project = area
    Provision.objects.create(
        priority=priority, mode="EXTEND", kind="DEVELOPMENT", title="More of it", what="More",
        project=project, by=a_person(), at=SEPTEMBER,
    )  # fmt: skip
    Plan.objects.create(hub=hub, year=YEAR, budget=4000)

    form = lead.get(NEW).context["form"]

    assert form[f"serves-{project.pk}-{priority.pk}"].initial == "100"
    assert form["budget"].initial == 4000
    assert form[f"leader-{hub.leader_records.get().pk}"].initial == 6


def test_a_group_costs_what_approved_plans_know_of_it_until_somebody_changes_it(lead, hub, area):
    _, project = area
    plan = Plan.objects.create(hub=hub, year="2020/21", state="APPROVED")
    earlier = Project.objects.create(
        code="NCP20-01", title=project.title, year="2020/21", phases=["PRIMARY"], summary="It."
    )
    for groups, cost in ((2, 2400), (1, 1000), (3, 5400)):
        plan.lines.create(title="Mastery", project=earlier, groups=groups, cost=cost)
    draft = Plan.objects.create(hub=a_hub(), year="2020/21")
    draft.lines.create(title="Mastery", project=earlier, groups=1, cost=9)

    response = lead.get(NEW)

    assert response.context["form"][f"cost-{project.pk}"].initial == 1200
    assert "Cost: the middle of 3 lines in which the hub&#x27;s plans name it" in response.text
    assert solved(lead, **{f"cost-{project.pk}": "70"}).question["projects"][0]["cost"] == "70"


def test_a_cost_of_other_hubs_is_told_only_where_several_know_it(lead, hub, area):
    _, project = area
    for number, cost in enumerate((500, 700, 900)):
        form = lead.get(NEW).context["form"]
        assert form[f"cost-{project.pk}"].initial == 0, number
        plan = Plan.objects.create(hub=a_hub(), year="2020/21", state="APPROVED")
        plan.lines.create(title="Mastery", project=project, groups=1, cost=cost)

    assert lead.get(NEW).context["form"][f"cost-{project.pk}"].initial == 700


def test_a_need_that_names_a_place_counts_only_the_schools_there(lead, hub, area):
    priority, _ = area
    need = a_need(hub)
    priority.needs.add(need)
    NeedPlace.objects.create(need=need, district=hub.areas.first().district)

    run = solved(lead)

    assert [each["schools"] for each in run.question["needs"]] == [12]


def test_a_group_that_is_barred_does_not_run_and_one_kept_does(lead, area):
    run = solved(lead)

    lead.post(run.get_absolute_url(), {"do": "bar-0"})
    again = PlannerRun.objects.latest("pk")
    solve_planner_run(planner_run_id=again.pk)
    again.refresh_from_db()

    lock = read_groups(run.answer).groups[0].lock
    assert again.follows == run
    assert lock not in [group.lock for group in read_groups(again.answer).groups]
    assert "Barred" in lead.get(again.get_absolute_url()).text

    lead.post(again.get_absolute_url(), {"do": "unbar-0"})
    lead.post(run.get_absolute_url(), {"do": "keep-0"})
    kept = PlannerRun.objects.latest("pk")
    solve_planner_run(planner_run_id=kept.pk)
    kept.refresh_from_db()
    assert lock in [group.lock for group in read_groups(kept.answer).groups]


def test_what_cannot_be_is_said_in_a_sentence(lead, hub, area, hugo):
    _, project = area
    Commitment.objects.create(hub=hub, project=project, groups=5, by=hugo, at=SEPTEMBER)

    run = solved(lead, keep_asked="on")

    page = lead.get(run.get_absolute_url()).text
    assert "No plan can keep all of it" in page
    assert "the commitment to 5 groups of NCP25-01 Mastery" in page.replace("The com", "the com")


def test_numbers_are_changed_from_an_earlier_answer_and_decisions_stay(lead, hub, area):
    run = solved(lead)
    lead.post(run.get_absolute_url(), {"do": "keep-0"})
    kept = PlannerRun.objects.latest("pk")
    address = f"{NEW}?from={kept.pk}"
    record = hub.leader_records.get()

    more = solved(lead, address, **{f"leader-{record.pk}": "12"})

    assert len(more.answer["groups"]) == 2
    assert more.follows == kept
    assert more.question["kept"] == kept.question["kept"]


def test_plan_lines_are_made_once_and_serve_the_answer_that_names_the_project(lead, hub, area):
    priority, project = area
    answer = Provision.objects.create(
        priority=priority, mode="EXTEND", kind="DEVELOPMENT", title="More of it", what="More",
        project=project, by=a_person(), at=SEPTEMBER,
    )  # fmt: skip
    run = solved(lead)

    for _ in range(2):
        lead.post(run.get_absolute_url(), {"do": "lines"})

    line = Plan.objects.get(hub=hub, year=YEAR).lines.get(project=project)
    assert (line.groups, line.schools) == (1, 15)
    answer.refresh_from_db()
    assert answer.plan_line == line


def test_what_should_have_ended_long_ago_is_asked_again(lead, area):
    asked(lead)
    PlannerRun.objects.update(state="WORKING", began_at=SEPTEMBER)
    run = PlannerRun.objects.get()
    assert "something stopped it" in lead.get(run.get_absolute_url()).text

    lead.post(run.get_absolute_url(), {"do": "again"})

    assert PlannerRun.objects.latest("pk").question == run.question


def test_over_two_terms_a_leader_gives_no_more_days_than_they_have(lead, area):
    run = solved(lead, terms=["Autumn", "Spring"])

    assert len(run.answer["groups"]) == 1


def test_a_form_that_makes_no_sense_is_handed_back(lead, area):
    _, project = area

    response = asked(lead, **{f"fewest-{project.pk}": "20", "near_km": "50"})

    assert "the fewest schools are more than the most" in response.text
    assert "The three distances rise" in response.text
    assert not PlannerRun.objects.exists()


def test_another_hub_has_nothing_to_see(client, area, hub, hugo):
    run = PlannerRun.objects.create(
        hub=hub, year=YEAR, asked={}, question={}, by=hugo, at=now(), terms=["Autumn"]
    )
    other = a_person()
    a_post(other, a_hub(), Post.Kind.HUB_LEAD)

    assert sign_in(client, other).get(run.get_absolute_url()).status_code == 404


def test_a_question_is_read_back_as_it_was_written(lead, area):
    asked(lead, budget="5000")
    run = PlannerRun.objects.get()

    assert write(read_question(run.question)) == run.question


def test_the_answer_is_a_file_too(lead, area):
    run = solved(lead)

    rows = table_of(lead.get(f"{run.get_absolute_url()}?as=xlsx"))

    assert rows[1][:2] == ["Autumn", "NCP25-01 Mastery"]


@pytest.mark.parametrize("rows", [1, 3])
def test_the_pages_ask_as_often_for_one_as_for_three(
    lead, hub, area, rows, django_assert_max_num_queries
):
    for number in range(rows):
        Project.objects.create(
            code=f"NCP25-1{number}", title="More", year=YEAR, phases=["PRIMARY"], summary="It."
        )
        record = hub.leader_records.create(person=a_person(), from_on=LONG_AGO)
        an_employment(record.person, a_school(easting=1, northing=1))
    run = solved(lead)
    found = {}
    for address in (HOME, NEW, f"{NEW}?from={run.pk}", run.get_absolute_url()):
        lead.get(address)
        with django_assert_max_num_queries(10) as asked_for:
            lead.get(address)
        found[address.replace(str(run.pk), "")] = len(asked_for)
    assert list(found.values()) == [7, 9, 10, 6]
