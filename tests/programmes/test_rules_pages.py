"""Who can take part in the groups of a project, written by those who keep it."""

from __future__ import annotations

import pytest

from mathshubs.hubs.models import Post
from mathshubs.programmes.models import Project
from mathshubs.schools.models import PriorityList
from tests.builders import (
    a_district,
    a_hub,
    a_person,
    a_post,
    a_project,
    a_school,
    an_authority,
    national,
)
from tests.people.signing_in import sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def project():
    return a_project(title="Core maths")


@pytest.fixture
def staff(client):
    return sign_in(client, national())


def rules(project: Project) -> list[dict]:
    project.refresh_from_db()
    return project.eligibility


def add(staff, project: Project, rule: str, **values):
    return staff.post(f"/projects/{project.pk}/who/?rule={rule}", values, follow=True)


def test_a_rule_is_chosen_then_its_values_are_asked(staff, project):
    address = f"/projects/{project.pk}/who/"
    assert "every school can take part" in staff.get(address).text
    assert "Choose at least one phase." in add(staff, project, "PHASE").text

    page = add(staff, project, "PHASE", phases=["PRIMARY"])

    assert "Added: Primary schools." in page.text
    assert rules(project) == [{"rule": "PHASE", "phases": ["PRIMARY"]}]
    assert "Primary schools." in staff.get(f"/projects/{project.pk}/edit/").text


def test_adding_a_rule_twice_is_adding_it_once_and_removing_it_is_for_good(staff, project):
    for _ in range(2):
        add(staff, project, "STATE_FUNDED")
    assert rules(project) == [{"rule": "STATE_FUNDED"}]

    page = staff.get(f"/projects/{project.pk}/who/")
    stamp = page.context["rules"][0][1]
    for _ in range(2):
        staff.post(f"/projects/{project.pk}/who/", {"remove": stamp})

    assert rules(project) == []


@pytest.mark.parametrize(
    ("rule", "values", "kept"),
    [
        ("AREA", {"of": "HUB"}, {"of": "HUB", "places": []}),
        ("ONCE", {"who": "PERSON"}, {"who": "PERSON"}),
        (
            "EARLIER_STAGE",
            {"codes": "ncp 24-11\nNCP23-11", "only": "no"},
            {"codes": ["NCP24-11", "NCP23-11"], "only": False},
        ),
        ("NOT_BEFORE", {"codes": "NCP21-03"}, {"codes": ["NCP21-03"]}),
        ("ROLE", {"roles": ["HEAD"]}, {"roles": ["HEAD"]}),
        ("CAREER_YEARS", {"first": "2", "last": "3"}, {"first": 2, "last": 3}),
        ("PEOPLE", {"fewest": "1", "most": "2"}, {"fewest": 1, "most": 2}),
    ],
)
def test_each_rule_is_kept_with_its_values(staff, project, rule, values, kept):
    for code in kept.get("codes", []):
        a_project(code=code)
    add(staff, project, rule, **values)

    assert rules(project) == [{"rule": rule, **kept}]


def test_areas_are_typed_by_name_and_kept_by_code(staff, project):
    an_authority("Telford and Wrekin", code="894")
    a_district("Shropshire", code="E06000051")

    add(staff, project, "AREA", of="AUTHORITIES", places="telford and wrekin\n")
    add(staff, project, "AREA", of="DISTRICTS", places="E06000051; Shropshire")

    assert [rule["places"] for rule in rules(project)] == [
        [["894", "Telford and Wrekin"]],
        [["E06000051", "Shropshire"]],
    ]
    page = add(staff, project, "AREA", of="DISTRICTS", places="Narnia")
    assert "We know no district called “Narnia”." in page.text


def test_the_areas_of_a_priority_list_are_a_rule_too(staff, project):
    areas = PriorityList.objects.create(name="Investment Areas", from_on="2022-09-01")

    assert "Choose the priority list." in add(staff, project, "AREA", of="LIST").text
    add(staff, project, "AREA", of="LIST", priority_list=areas.pk)

    assert rules(project)[0]["places"] == [[str(areas.pk), "Investment Areas"]]


def test_a_trial_names_schools_that_are_in_the_register(staff, project):
    one, two = a_school(), a_school()

    page = add(staff, project, "TRIAL", name="Fractions", schools="999999")
    assert "We know no school with URN 999999." in page.text
    both = {"name": "Fractions", "schools": one.urn, "waiting": one.urn}
    assert "is on both lists" in add(staff, project, "TRIAL", **both).text
    add(staff, project, "TRIAL", **(both | {"waiting": two.urn}))

    assert rules(project)[0]["waiting"] == [two.urn]


def test_years_the_wrong_way_round_are_answered_with_a_sentence(staff, project):
    page = add(staff, project, "CAREER_YEARS", first="3", last="2")

    assert "the first not after the last." in page.text


def test_whoever_chooses_no_rule_is_told_to_choose_one(staff, project):
    address = f"/projects/{project.pk}/who/"
    assert "Choose the rule to add." not in staff.get(address).text

    assert 'name="do" value="choose"' in staff.get(address).text

    assert "Choose the rule to add." in staff.get(address, {"do": "choose"}).text


def test_a_rule_names_only_projects_that_there_are(staff, project):
    page = add(staff, project, "EARLIER_STAGE", codes="NCP99-01", only="yes")

    assert "We know no project NCP99-01. Check the code." in page.text
    assert rules(project) == []


def test_a_hub_writes_the_rules_of_its_own_project_and_of_no_other(client, project):
    hub, ada = a_hub(), a_person()
    a_post(ada, hub, Post.Kind.ADMINISTRATOR)
    own = Project.objects.create(hub=hub, title="Own", year="2025/26", phases=["PRIMARY"])
    elsewhere = Project.objects.create(
        hub=a_hub(), title="Elsewhere", year="2025/26", phases=["PRIMARY"]
    )
    browser = sign_in(client, ada)

    add(browser, own, "STATE_FUNDED")

    assert rules(own) == [{"rule": "STATE_FUNDED"}]
    assert browser.get(f"/projects/{elsewhere.pk}/who/").status_code == 404
    assert browser.get(f"/projects/{project.pk}/who/").status_code == 403


@pytest.mark.parametrize("many", [1, 3])
def test_the_page_asks_as_often_for_one_rule_as_for_three(
    staff, project, many, django_assert_num_queries
):
    project.eligibility = [{"rule": "STATE_FUNDED"}, {"rule": "ONCE", "who": "SCHOOL"},
                           {"rule": "ROLE", "roles": ["HEAD"]}][:many]  # fmt: skip
    project.save()

    with django_assert_num_queries(5):
        staff.get(f"/projects/{project.pk}/who/")
