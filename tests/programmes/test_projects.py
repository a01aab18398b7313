"""National projects and local ones: who keeps them, and from year to year."""

from __future__ import annotations

from datetime import date

import pytest
from django.utils.timezone import localdate

from mathshubs.core.years import academic_year_of, next_year
from mathshubs.hubs.models import Post
from mathshubs.programmes import queries
from mathshubs.programmes.models import Project
from tests.builders import a_hub, a_person, a_post, a_project, national
from tests.people.signing_in import sign_in

pytestmark = pytest.mark.django_db
THIS_YEAR = academic_year_of(localdate())
SENT = {
    "title": "Years 5 to 8 continuity", "year": THIS_YEAR, "phases": ["PRIMARY", "SECONDARY"],
    "summary": "Primary and secondary teachers plan together.", "maturity": "DEVELOPMENT",
}  # fmt: skip


def a_local_project(hub, **fields) -> Project:
    return Project.objects.create(
        hub=hub, title="Fractions in the fens", year=THIS_YEAR, phases=["PRIMARY"], **fields
    )


def test_a_group_may_carry_out_national_projects_and_those_of_its_hub():
    hub, other = a_hub(), a_hub()
    own, _ = a_local_project(hub), a_local_project(other)
    shared = a_project()

    assert set(queries.projects_open_to(hub)) == {own, shared}


def test_national_staff_add_a_project(client):
    sign_in(client, national())

    answer = client.post("/national/projects/new/", SENT | {"code": "ncp 26-07"}, follow=True)

    assert "Years 5 to 8 continuity is saved." in answer.text
    assert Project.objects.get().code == "NCP26-07"


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        ("", "Enter the code of the project"),
        ("NCP7", "A project code looks like NCP21-07."),
        ("NCP25-01", "Another project has this code."),
    ],
)
def test_a_code_that_will_not_do_is_answered_with_a_sentence(client, code, sentence):
    a_project(code="NCP25-01")
    sign_in(client, national())

    assert sentence in client.post("/national/projects/new/", SENT | {"code": code}).text


def test_a_project_is_offered_again_next_year(client):
    before = a_project(code="NCP25-01", title="Core maths")
    sign_in(client, national())
    address = f"/national/projects/new/?follows={before.pk}"
    assert 'value="Core maths"' in client.get(address).text

    following = next_year(before.year)
    client.post(address, SENT | {"code": "NCP26-01", "year": following})

    assert Project.objects.get(code="NCP26-01").follows == before
    page = client.get(f"/national/projects/?year={before.year}").text
    assert f"Again in {following}" in page
    assert "Offer again" not in page


def test_a_project_of_long_ago_is_offered_again_this_year(client):
    before = a_project(code="NCP20-01", title="Core maths")
    Project.objects.update(year="2020/21")
    sign_in(client, national())
    page = client.get(f"/national/projects/new/?follows={before.pk}")

    assert page.context["form"]["year"].value() == THIS_YEAR
    assert "Offer Core maths again" in page.text


def test_what_follows_a_project_is_of_a_later_year(client):
    coming = next_year(THIS_YEAR)
    before = a_project(code="NCP27-01")
    Project.objects.update(year=coming)
    sign_in(client, national())

    form = client.get(f"/national/projects/new/?follows={before.pk}").context["form"]

    assert form["year"].value() == next_year(coming)
    assert [year for year, _ in form.fields["year"].choices] == [next_year(coming)]


def test_those_who_run_a_hub_keep_its_own_projects(client):
    hub, ada = a_hub(slug="salt-way"), a_person()
    a_post(ada, hub, Post.Kind.ADMINISTRATOR)
    sign_in(client, ada)

    client.post("/hubs/salt-way/projects/new/", SENT)

    project = Project.objects.get()
    assert (project.hub, project.code) == (hub, None)
    client.post(f"/projects/{project.pk}/edit/", SENT | {"title": "Continuity"})
    project.refresh_from_db()
    assert project.title == "Continuity"


def test_a_hubs_project_is_not_there_for_another_hub_nor_a_national_one_theirs_to_edit(client):
    elsewhere, shared = a_local_project(a_hub()), a_project()
    ada = a_person()
    a_post(ada, a_hub(), Post.Kind.HUB_LEAD)
    sign_in(client, ada)

    assert client.get(f"/projects/{elsewhere.pk}/edit/").status_code == 404
    assert client.get(f"/projects/{shared.pk}/edit/").status_code == 403


@pytest.mark.parametrize("rows", [1, 3])
def test_lists_ask_as_often_for_one_project_as_for_three(client, rows, django_assert_num_queries):
    hub = a_hub(slug="salt-way")
    for number in range(rows):
        a_project(code=f"NCP26-0{number}")
        a_local_project(hub)
    Project.objects.update(year=THIS_YEAR)
    sign_in(client, national())

    with django_assert_num_queries(6):
        client.get("/national/projects/")
    with django_assert_num_queries(8):
        client.get("/hubs/salt-way/projects/")


def test_years_with_projects_are_offered_and_the_next():
    a_project()

    assert queries.years(date(2026, 10, 1)) == ["2027/28", "2026/27", "2025/26"]


def test_a_project_that_follows_none_we_know_begins_empty(client):
    sign_in(client, national())

    for follows in ("x", "9" * 5000):
        page = client.get("/national/projects/new/", {"follows": follows})
        assert page.context["form"]["title"].value() == ""
