"""The pages of year plans: made, written, decided and read by who may."""

from __future__ import annotations

import pytest

from mathshubs.hubs.models import Post
from mathshubs.people.models import Person
from mathshubs.programmes.models import Commitment, Plan, PlanLine

from ..builders import SEPTEMBER, a_hub, a_person, a_post, a_project, national
from ..people.signing_in import sign_in
from .world_plans import a_line, a_plan

pytestmark = pytest.mark.django_db


@pytest.fixture
def hub():
    return a_hub("Salt Way", slug="salt-way")


@pytest.fixture
def staff(client, hub):
    person = a_person("Hugo", "Hub", email="hugo@example.org")
    a_post(person, hub, Post.Kind.HUB_LEAD)
    return sign_in(client, person)


def typed(**more) -> dict:
    return {
        "title": "Fractions", "rationale": "They guess.", "outcomes": "They reason.",
        "phases": ["PRIMARY"], "groups": "2", "schools": "10", "cost": "1200",
    } | more  # fmt: skip


def test_staff_make_a_plan_write_a_line_and_submit_it(staff, hub):
    page = staff.get("/hubs/salt-way/year-plans/")
    year = page.context["years"][0]
    staff.post("/hubs/salt-way/year-plans/", {"year": year})
    plan = Plan.objects.get()
    at = plan.get_absolute_url()

    refused = staff.post(f"{at}lines/new/", typed(phases=[]))
    staff.post(f"{at}lines/new/", typed())
    wordless = staff.post(at, {"do": "step", "to": "BOARD_REVIEWED"})
    day = {"met_on_day": "1", "met_on_month": "9", "met_on_year": "2025"}
    staff.post(at, {"do": "step", "to": "BOARD_REVIEWED", "words": "Good."} | day)
    seen = staff.post(at, {"do": "step", "to": "SUBMITTED"}, follow=True)

    assert "Choose at least one phase." in refused.text
    assert "Write what the board said of the plan." in wordless.text
    assert "It waits for the national team" in seen.text
    assert "the board met on Mon 1 Sep 2025" in seen.text
    assert "cannot be changed" in staff.get(f"{at}change/").text


def test_only_national_staff_approve(staff, client, hub):
    plan = a_plan(hub, state="SUBMITTED")
    a_line(plan)
    own = staff.post(plan.get_absolute_url(), {"do": "step", "to": "APPROVED"})
    plan.refresh_from_db()
    assert plan.state == "SUBMITTED"
    assert "What comes next" not in own.text

    sign_in(client, national()).post(plan.get_absolute_url(), {"do": "step", "to": "APPROVED"})

    plan.refresh_from_db()
    assert plan.state == "APPROVED"


def test_what_has_to_change_stands_above_what_comes_next(staff, client, hub):
    plan = a_plan(hub, state="SUBMITTED")
    a_line(plan)
    nation = sign_in(client, national())
    words = {"do": "step", "to": "RETURNED", "words": "Where is post-16?"}
    told = nation.post(plan.get_absolute_url(), words, follow=True)
    assert told.redirect_chain[-1][0].endswith("#main")
    assert "The plan is returned now. The hub has your words in a letter." in told.text

    page = sign_in(client, Person.objects.get(email="hugo@example.org")).get(
        plan.get_absolute_url()
    )

    above = page.text[: page.text.index("What comes next")]
    assert "What has to change" in above
    assert "Where is post-16?" in above


def test_what_an_approved_plan_lacks_says_how_it_gets_in(staff, hub):
    plan, nat = a_plan(hub, state="APPROVED"), national()
    Commitment.objects.create(hub=hub, project=a_project(year=plan.year), by=nat, at=SEPTEMBER)
    assert (
        "say first why the approved plan has to change" in staff.get(plan.get_absolute_url()).text
    )


def test_a_line_is_removed_after_a_question_and_moved_by_a_button(staff, hub):
    plan = a_plan(hub)
    a_line(plan, "First")
    second = a_line(plan, "Second")

    staff.post(plan.get_absolute_url(), {"do": f"up-{second.pk}"})
    asked = staff.get(f"/plan-lines/{second.pk}/remove/")
    assert list(plan.lines.values_list("title", flat=True)) == ["Second", "First"]
    assert "Remove Second?" in asked.text

    staff.post(f"/plan-lines/{second.pk}/remove/")
    assert list(plan.lines.values_list("title", flat=True)) == ["First"]


def test_targets_do_not_fall(staff, hub):
    line = a_line(a_plan(hub))
    at = f"/plan-lines/{line.pk}/targets/"

    fell = staff.post(at, {"GROUPS-AUTUMN_1": "3", "GROUPS-SUMMER_2": "2"})
    staff.post(at, {"GROUPS-AUTUMN_1": "1", "GROUPS-SUMMER_2": "2"})

    assert "a later half term has no less" in fell.text
    assert line.targets.get().planned == {"AUTUMN_1": 1, "SUMMER_2": 2}


def test_national_staff_ask_hubs_for_groups_and_see_all_plans(client, hub):
    project, nat = a_project(), national()
    client = sign_in(client, nat)
    at = "/national/year-plans/salt-way/?year=2025/26"

    client.post(at, {f"groups-{project.pk}": "3", f"schools-{project.pk}": "18"})

    assert Commitment.objects.get().schools == 18
    table = client.get("/national/year-plans/?year=2025/26&as=csv").content.decode()
    assert "Salt Way Maths Hub,No plan,3" in table


def test_versions_are_compared_and_printed(staff, hub):
    plan = a_plan(hub)
    line = a_line(plan)
    day = {"met_on_day": "1", "met_on_month": "9", "met_on_year": "2025"}
    at = plan.get_absolute_url()
    staff.post(at, {"do": "step", "to": "BOARD_REVIEWED", "words": "Good."} | day)
    PlanLine.objects.filter(pk=line.pk).update(groups=7)

    page = staff.get(f"{at}versions/").text
    printed = staff.get(f"{at}document/?version=1")

    assert "Changed" in page
    assert ">7</td>" in page
    assert printed.content.startswith(b"%PDF")
    assert staff.get(f"{at}document/?version=9").status_code == 404


def test_pages_ask_as_often_for_many_lines_as_for_one(staff, hub, django_assert_max_num_queries):
    plan = a_plan(hub)
    nat = national()
    for number in range(3):
        project = a_project()
        a_line(plan, f"Line {number}", project=project, kind="NATIONAL", lead=nat)
        Commitment.objects.create(hub=hub, project=project, by=nat, at=SEPTEMBER)
    with django_assert_max_num_queries(10):
        staff.get(plan.get_absolute_url())


def test_the_national_page_asks_as_often_for_many_hubs(client, django_assert_max_num_queries):
    nat = national()
    client = sign_in(client, nat)
    for _ in range(3):
        Commitment.objects.create(hub=a_hub(), project=a_project(), by=nat, at=SEPTEMBER)
        a_plan(a_hub())
    with django_assert_max_num_queries(10):
        client.get("/national/year-plans/?year=2025/26")
