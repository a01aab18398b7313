"""The page of a year plan: which priorities its lines serve, in words, in versions, in the PDF."""

from __future__ import annotations

import pytest

from mathshubs.hubs.models import Post
from mathshubs.needs.models import Priority, PriorityRound, Provision
from mathshubs.programmes.methods.comparing import difference
from mathshubs.programmes.models import Commitment, PlanVersion

from ..builders import SEPTEMBER, a_hub, a_person, a_post, a_project, national
from ..people.signing_in import sign_in
from ..programmes.world_plans import a_line, a_plan

pytestmark = pytest.mark.django_db


@pytest.fixture
def hub():
    return a_hub("Salt Way", slug="salt-way")


@pytest.fixture
def hugo(hub):
    person = a_person("Hugo", "Hub", email="hugo@example.org")
    a_post(person, hub, Post.Kind.HUB_LEAD)
    return person


@pytest.fixture
def staff(client, hugo):
    return sign_in(client, hugo)


def chosen(hub, by, *titles):
    round_, _ = PriorityRound.objects.get_or_create(
        hub=hub, year="2025/26", state="PUBLISHED",
        defaults={"consult_until": SEPTEMBER, "by": by, "at": SEPTEMBER, "met_on": SEPTEMBER,
                  "present": "All.", "decision": "These."},
    )  # fmt: skip
    return [
        Priority.objects.create(round=round_, title=title, why="Needed.", phases=[],
                                state="CHOSEN", reason="Most need it.")
        for title in titles
    ]  # fmt: skip


def answered(priority, line, by, **more):
    return Provision.objects.create(
        priority=priority, mode="DEVELOP", kind="DEVELOPMENT", title="Answer", what="A group.",
        plan_line=line, by=by, at=SEPTEMBER, **more,
    )  # fmt: skip


def test_a_plan_says_which_priority_each_line_serves_and_which_has_no_line(staff, hub, hugo):
    plan = a_plan(hub)
    line = a_line(plan, "Fractions")
    national_line = a_line(plan, "National", project=a_project(), kind="NATIONAL")
    reasoning, _talk, stopped = chosen(hub, hugo, "Reasoning", "Talk", "Stopped")
    answered(reasoning, line, hugo)
    answered(stopped, national_line, hugo, state="STOPPED", review="Nobody came.")

    page = staff.get(plan.get_absolute_url())

    assert [[each.title for each in some] for _, some in page.context["lines"]] == [
        ["Reasoning"], [],
    ]  # fmt: skip
    assert [each.title for each in page.context["unserved"]] == ["Talk", "Stopped"]
    assert "What the nation asks" in page.text


def test_versions_keep_the_priorities_of_their_day_and_so_does_the_document(staff, hub, hugo):
    plan = a_plan(hub)
    line = a_line(plan, "Fractions")
    (reasoning,) = chosen(hub, hugo, "Reasoning")
    answer = answered(reasoning, line, hugo)
    day = {"met_on_day": "1", "met_on_month": "9", "met_on_year": "2025"}
    at = plan.get_absolute_url()

    staff.post(at, {"do": "step", "to": "BOARD_REVIEWED", "words": "Good."} | day)
    assert PlanVersion.objects.get().content["lines"][0]["serves"] == "Reasoning"
    assert "The two say the same." in staff.get(f"{at}versions/").text

    answer.delete()
    assert "Priorities served" in staff.get(f"{at}versions/").text
    assert staff.get(f"{at}document/").content.startswith(b"%PDF")
    assert staff.get(f"{at}document/?version=1").content.startswith(b"%PDF")


def test_a_plan_that_is_submitted_again_is_compared_with_what_was_approved(staff, hub, hugo):
    plan = a_plan(hub, state="SUBMITTED")
    for number, state in enumerate(("APPROVED", "AMENDED", "BOARD_REVIEWED", "SUBMITTED"), 1):
        plan.versions.create(
            number=number, state=state, by=hugo, at=SEPTEMBER,
            content={"summary": f"Of {min(number, 2)}", "budget": None, "lines": []},
        )  # fmt: skip
    page = staff.get(f"{plan.get_absolute_url()}versions/")
    assert (page.context["first"].number, page.context["second"].number) == (1, 4)
    assert "Of 1" in page.text


def test_a_version_from_before_priorities_were_kept_is_not_called_changed():
    line = {"line": 1, "title": "Fractions", "groups": 2}
    before = {"summary": "", "budget": None, "lines": [line]}
    after = {"summary": "", "budget": None, "lines": [line | {"serves": "Reasoning"}]}

    assert not difference(before, after)


def test_a_return_keeps_the_priorities_of_its_lines(staff, hub, hugo):
    plan = a_plan(hub, "2024/25")
    line = a_line(plan, "Fractions")
    (reasoning,) = chosen(hub, hugo, "Reasoning")
    answered(reasoning, line, hugo)
    at = f"/year-plans/{plan.pk}/returns/AUTUMN_1/"

    staff.post(at, {"do": "send", "words-0": "Good."})

    assert plan.returns.get().figures["lines"][0]["serves"] == ["Reasoning"]
    assert "Serves: Reasoning" in staff.get(at).text


def test_every_page_of_plans_asks_as_often_for_many_lines_as_for_one(
    client, hub, hugo, django_assert_max_num_queries
):
    plan, nat = a_plan(hub), national()
    for number in range(3):
        project = a_project()
        line = a_line(plan, f"Line {number}", project=project, kind="NATIONAL", lead=nat)
        line.targets.create(measure="GROUPS", planned={"AUTUMN_1": 1})
        Commitment.objects.create(hub=hub, project=project, by=nat, at=SEPTEMBER)
        answered(chosen(hub, hugo, f"Priority {number}")[0], line, hugo)
        chosen(hub, hugo, f"Unserved {number}")
        a_plan(a_hub())
    staff = sign_in(client, hugo)
    day = {"met_on_day": "1", "met_on_month": "9", "met_on_year": "2025"}
    at = plan.get_absolute_url()
    for _ in range(2):
        staff.post(at, {"do": "step", "to": "BOARD_REVIEWED", "words": "Good."} | day)
        staff.post(at, {"do": "step", "to": "DRAFT"})
    pages = [
        at, f"{at}change/", f"{at}versions/", f"{at}document/", f"{at}document/?version=1",
        f"{at}lines/new/", f"{at}progress/", f"{at}returns/AUTUMN_1/",
        f"/plan-lines/{line.pk}/", f"/plan-lines/{line.pk}/targets/",
        f"/plan-lines/{line.pk}/remove/", f"/plan-lines/{line.pk}/progress/",
        "/hubs/salt-way/year-plans/", "/hubs/salt-way/roll-over/",
    ]  # fmt: skip
    for page in pages:
        with django_assert_max_num_queries(10, info=page):
            assert staff.get(page).status_code == 200
    nation = sign_in(client, nat)
    for page in (
        "/national/year-plans/?year=2025/26", "/national/year-plans/salt-way/?year=2025/26",
        "/national/returns/?year=2025/26", "/national/roll-over/", at, f"{at}progress/",
    ):  # fmt: skip
        with django_assert_max_num_queries(10, info=page):
            assert nation.get(page).status_code == 200
