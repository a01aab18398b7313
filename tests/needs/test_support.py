"""Support for one school: agreed with a leader, milestones reached, ended with words."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from mathshubs.comms.models import Letter
from mathshubs.hubs.models import Post
from mathshubs.needs.actions import support as actions
from mathshubs.needs.actions.support import SupportRefused
from mathshubs.needs.models import SupportPlan
from mathshubs.schools.models import Employment

from ..builders import SEPTEMBER, a_hub, a_person, a_post, a_school, an_employment, national
from ..people.signing_in import sign_in
from .builders import a_need

pytestmark = pytest.mark.django_db
ON = SEPTEMBER.date()


@pytest.fixture
def hub():
    return a_hub("Salt Way", slug="salt-way")


@pytest.fixture
def hugo(hub):
    person = a_person("Hugo", "Hub", email="hugo@example.org")
    a_post(person, hub, Post.Kind.HUB_LEAD)
    return person


@pytest.fixture
def greta():
    return a_person("Greta", "Group", email="greta@example.org")


@pytest.fixture
def school():
    return a_school("Oak Street Primary School", urn="123456")


@pytest.fixture
def head(school):
    person = a_person("Hedy", "Head", email="head@example.org")
    an_employment(person, school, Employment.Role.HEAD)
    return person


def agreed(hub, school, greta, hugo, **fields) -> SupportPlan:
    return actions.agree_support(
        hub=hub, school=school, leader=greta, level="ENHANCED", aims="Fractions.", from_on=ON,
        by=hugo, at=SEPTEMBER, **fields,
    )  # fmt: skip


def letters(kind: str) -> list[str]:
    found = Letter.objects.filter(kind=f"needs.{kind}")
    return sorted(letter.to_email for letter in found)


def test_its_leader_and_the_head_are_told_once_and_a_school_has_one_plan(
    hub, school, greta, hugo, head
):
    agreed(hub, school, greta, hugo)

    assert letters("support_begins") == ["greta@example.org", "head@example.org"]
    with pytest.raises(SupportRefused, match="supports Oak Street Primary School already"):
        agreed(hub, school, greta, hugo)


def test_the_page_says_when_nobody_of_the_school_could_be_told(client, hub, school, greta, hugo):
    plan = agreed(hub, school, greta, hugo)
    page = f"/support/{plan.pk}/"
    assert "so no letter went to the school" in sign_in(client, hugo).get(page).text

    an_employment(a_person("Hedy", "Head"), school, Employment.Role.HEAD)

    assert "so no letter went to the school" not in client.get(page).text


def test_milestones_are_reached_and_the_end_is_told(hub, school, greta, hugo, head):
    plan = agreed(hub, school, greta, hugo)
    step = {"horizon": "SHORT", "words": "A plan for year 5"}
    with pytest.raises(SupportRefused, match="after the support begins"):
        actions.add_milestone(plan=plan, by_on=ON - timedelta(days=1), **step)
    milestone = actions.add_milestone(plan=plan, by_on=ON, **step)
    actions.reach(milestone=milestone, reached_on=ON, note="Seen on a visit.")
    actions.drop_milestone(milestone=milestone)
    assert plan.milestones.count() == 1

    actions.end_support(plan=plan, to_on=ON, review="All reached.", at=SEPTEMBER)

    assert letters("support_ended") == ["greta@example.org", "head@example.org"]
    with pytest.raises(SupportRefused, match="has ended"):
        actions.add_milestone(plan=plan, by_on=ON, **step)
    agreed(hub, school, greta, hugo)


def test_support_is_agreed_from_a_need_by_its_pages(client, hub, school, hugo, head):
    need = a_need(hub, school=school, what="They guess.")
    staff = sign_in(client, hugo)
    form = staff.get(f"/hubs/salt-way/support/new/?need={need.pk}").text
    assert "They guess." in form
    assert "Oak Street Primary School" in form
    typed = {
        "school": "123456", "leader": hugo.pk, "level": "INTENSIVE", "aims": "Year 5.",
        **_day("from_on", ON),
    }  # fmt: skip
    staff.post(f"/hubs/salt-way/support/new/?need={need.pk}", typed)
    plan = SupportPlan.objects.get()
    assert (plan.need, plan.school, plan.level) == (need, school, "INTENSIVE")
    page = f"/support/{plan.pk}/"
    step = {"do": "add", "step-horizon": "LONG", "step-words": "Year 5 at the average"}
    staff.post(page, step | _day("step-by_on", ON + timedelta(days=1)))
    assert "Overdue" in staff.get("/hubs/salt-way/support/").text
    reached = {"do": "reach", "reached-milestone": plan.milestones.get().pk}
    staff.post(page, reached | _day("reached-reached_on", ON))
    assert "1 of 1 reached" in staff.get("/hubs/salt-way/support/").text
    staff.post(page, {"do": f"unreach-{plan.milestones.get().pk}"})
    assert "0 of 1 reached" in staff.get("/hubs/salt-way/support/").text
    staff.post(page, {"do": "end", "end-review": "Done."} | _day("end-to_on", ON))

    assert "Oak Street" not in staff.get("/hubs/salt-way/support/").text
    assert "Oak Street" in staff.get("/hubs/salt-way/support/?show=ended").text


def _day(name: str, on: date) -> dict[str, int]:
    return {f"{name}_day": on.day, f"{name}_month": on.month, f"{name}_year": on.year}


def test_the_school_reads_its_leader_works_and_others_do_not_find_it(
    client, hub, school, greta, hugo, head
):
    plan = agreed(hub, school, greta, hugo, need=a_need(hub, "A secret", confidential=True))
    teacher, otto = a_person("Tess", "Teacher"), a_person("Otto", "Other")
    an_employment(teacher, school)
    a_post(otto, a_hub("Three Rivers"), Post.Kind.HUB_LEAD)
    page, add = f"/support/{plan.pk}/", {"do": "add"}

    def visit(person):
        return sign_in(type(client)(), person)

    for person in (teacher, otto, national()):
        assert visit(person).get(page).status_code == 404
    read = visit(head)
    assert "Fractions." in read.get(page).text
    assert "A secret" not in read.get(page).text
    assert "Oak Street" in read.get("/my/support/").text
    assert read.post(page, add).status_code == 403
    works = visit(greta)
    assert works.post(page, add).status_code == 200
    assert works.get(f"{page}change/").status_code == 403
    assert "Oak Street" in works.get("/my/support/").text


def test_pages_of_support_ask_as_often_for_many_as_for_one(
    client, hub, hugo, greta, django_assert_max_num_queries
):
    for _ in range(3):
        plan = agreed(hub, a_school(), greta, hugo, need=a_need(hub))
        for _ in range(3):
            actions.add_milestone(plan=plan, horizon="SHORT", words="A step", by_on=ON)
    staff = sign_in(client, hugo)
    for address in (
        "/hubs/salt-way/support/", f"/support/{plan.pk}/", "/my/support/",
        f"/support/{plan.pk}/change/", "/hubs/salt-way/support/new/",
    ):  # fmt: skip
        with django_assert_max_num_queries(10):
            assert staff.get(address).status_code == 200


def test_the_school_s_desk_shows_its_plan(client, hub, hugo):
    school, head = a_school("Oak Street"), a_person("Ada", "Head")
    an_employment(head, school, Employment.Role.HEAD)
    plan = SupportPlan.objects.create(
        hub=hub, school=school, leader=hugo, level="ENHANCED", aims="Fractions.",
        from_on=SEPTEMBER.date(), by=hugo, at=SEPTEMBER,
    )  # fmt: skip
    plan.milestones.create(
        horizon="SHORT", words="Books", by_on=SEPTEMBER.date(), reached_on=SEPTEMBER.date()
    )
    plan.milestones.create(horizon="LONG", words="Results", by_on=date(2025, 10, 1))

    page = sign_in(client, head).get(f"/schools/{school.urn}/desk/").text
    assert "Enhanced support by Salt Way Maths Hub" in page
    assert "1 of 2 milestones reached, the next by Wed 1 Oct 2025" in page
    assert f"/support/{plan.pk}/" in page
