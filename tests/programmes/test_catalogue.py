"""The catalogue of national projects: who reads it, and how a project is designed."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.utils.timezone import localdate

from mathshubs.core.years import academic_year_of, next_year
from mathshubs.hubs.models import Post
from mathshubs.programmes.actions import projects as actions
from mathshubs.programmes.actions.projects import ProjectRefused
from mathshubs.programmes.methods.templates import differences, word_changes
from mathshubs.programmes.models import MaturityStep, Project

from ..builders import SEPTEMBER, a_hub, a_person, a_post, a_project, national
from ..people.signing_in import sign_in

pytestmark = pytest.mark.django_db
THIS_YEAR = academic_year_of(localdate())
LATER = SEPTEMBER + timedelta(days=3)


@pytest.fixture
def nat():
    return national()


@pytest.fixture
def project():
    made = a_project(code="NCP25-07", maturity="DEVELOPMENT")
    Project.objects.update(year=THIS_YEAR)
    made.refresh_from_db()
    return made


def save(project, by, words="First.", seen=None, **fields):
    """Save a template: `rationale="Because"` is local, `rationale=("Because", True)` locked."""
    return actions.save_template(
        project=project, words=words, by=by, at=SEPTEMBER,
        seen=Project.objects.get(pk=project.pk).template_version if seen is None else seen,
        fields={
            name: value if isinstance(value, tuple) else (value, False)
            for name, value in fields.items()
        },
    )  # fmt: skip


def titles(client, **asked) -> list[str]:
    page = client.get("/projects/", asked)
    return [project.title for project in page.context["projects"]]


def test_anybody_reads_the_catalogue_by_year_phase_and_maturity(client, project):
    a_project(title="Early years", phases=["PRIMARY"], maturity="SCALING_UP")
    Project.objects.update(year=THIS_YEAR)
    a_project(title="Last year", code="NCP24-01")
    Project.objects.filter(title="Last year").update(year="2020/21")
    Project.objects.create(hub=a_hub(), title="Local", year=THIS_YEAR, phases=["PRIMARY"])

    assert sorted(titles(client)) == ["Early years", "Secondary maths leadership"]
    assert titles(client, phase="PRIMARY") == ["Early years"]
    assert titles(client, maturity="DEVELOPMENT") == ["Secondary maths leadership"]
    assert titles(client, year="2020/21") == ["Last year"]
    assert titles(client, phase="PRIMARY", maturity="DEVELOPMENT") == []


@pytest.mark.parametrize("rows", [1, 3])
def test_the_catalogue_asks_as_often_for_one_project_as_for_three(
    client, rows, django_assert_num_queries
):
    for number in range(rows):
        a_project(code=f"NCP26-0{number}")
    Project.objects.update(year=THIS_YEAR)

    with django_assert_num_queries(2):
        client.get("/projects/")


def test_a_step_of_maturity_is_kept_with_its_reason_and_shown_to_all(client, project, nat):
    sign_in(client, nat)
    address = f"/projects/{project.pk}/maturity/"
    assert "Say why, for all who read" in client.post(address, {"to": "EFFECTIVENESS"}).text

    for _ in range(2):
        client.post(address, {"to": "EFFECTIVENESS", "reason": "Six hubs tried it."})

    project.refresh_from_db()
    step = MaturityStep.objects.get()
    assert (step.from_maturity, step.to_maturity) == ("DEVELOPMENT", "EFFECTIVENESS")
    assert (project.maturity, step.by) == ("EFFECTIVENESS", nat)
    client.logout()
    page = client.get(f"/projects/{project.pk}/").text
    assert "Six hubs tried it." in page
    assert nat.name not in page


def test_core_questions_are_added_moved_removed_and_put_back(client, project, nat):
    sign_in(client, nat)
    address = f"/projects/{project.pk}/questions/"
    for question in ("What changed?", "For whom?", "For whom?", "How do you know?"):
        client.post(address, {"do": "add", "question": question})
    client.post(address, {"do": "up-3"})

    def kept() -> list[str]:
        return Project.objects.get(pk=project.pk).core_questions

    assert kept() == ["What changed?", "How do you know?", "For whom?"]
    page = client.post(address, {"do": "remove-2"}, follow=True)
    assert kept() == ["What changed?", "For whom?"]
    again = re.search(r'value="(back-\d)"', page.text)
    client.post(address, {"do": again[1], "put_back": "How do you know?"})
    assert kept() == ["What changed?", "How do you know?", "For whom?"]


def test_a_template_grows_by_versions_and_each_says_what_changed(project, nat):
    first = save(project, nat, rationale=("Pupils guess.", True), audience="Heads of department")
    same = save(
        project, nat, rationale=("Pupils guess.\r\n", True), audience="Heads of department "
    )
    with pytest.raises(ProjectRefused, match="what changed and why"):
        save(project, nat, words="", rationale=("Pupils reason.", True))
    second = save(project, nat, words="Sharper.", rationale=("Pupils reason.", True))

    assert (first.number, same, second.number) == (1, None, 2)
    assert [(each.name, each.says) for each in differences(first.fields, second.fields)] == [
        ("rationale", ""),
        ("audience", "No longer in the template: each hub writes its own."),
    ]


def test_what_is_locked_needs_its_words(project, nat):
    with pytest.raises(ProjectRefused, match="“Who it is for” is locked, so it needs its words"):
        save(project, nat, audience=(" ", True))


def test_two_who_change_a_template_do_not_overwrite_each_other(project, nat):
    save(project, nat, rationale="One.")

    with pytest.raises(ProjectRefused, match="Somebody saved version 1 while"):
        save(project, nat, seen=0, rationale="Two.")


def test_national_staff_write_a_template_on_its_page(client, project, nat):
    sign_in(client, nat)
    sent = {"rationale": "Pupils guess.", "rationale_by": "locked", "seen": "0"}

    page = client.post(f"/projects/{project.pk}/template/", sent, follow=True)

    assert "Version 1 is given out." in page.text
    project.refresh_from_db()
    assert project.template == {"rationale": {"value": "Pupils guess.", "locked": True}}
    versions = client.get(f"/projects/{project.pk}/template/versions/").text
    assert "New in the template, locked." in versions


def test_evidence_plans_of_a_template_are_for_staff_alone(client, project, nat):
    save(project, nat, rationale="Pupils guess.", evidence_plan="Look at books in May.")
    page = client.get(f"/projects/{project.pk}/").text
    assert "Pupils guess." in page
    assert "Look at books in May." not in page

    sign_in(client, nat)
    assert "Look at books in May." in client.get(f"/projects/{project.pk}/").text


def test_next_years_project_takes_over_all_that_its_form_does_not_ask_for(client, project, nat):
    save(project, nat, rationale=("Pupils guess.", True))
    Project.objects.update(
        core_questions=["What changed?"], eligibility=[{"rule": "STATE_FUNDED"}],
        outcomes="Pupils reason.", maturity="EFFECTIVENESS",
    )  # fmt: skip
    sign_in(client, nat)
    address = f"/national/projects/new/?follows={project.pk}"
    assert "Pupils reason." in client.get(address).text

    sent = {
        "code": "NCP26-07", "title": project.title, "year": next_year(THIS_YEAR),
        "phases": ["SECONDARY"], "summary": "Again.", "outcomes": "Pupils reason more.",
    }  # fmt: skip
    client.post(address, sent)

    made = Project.objects.get(code="NCP26-07")
    assert made.follows == project
    assert (made.maturity, made.outcomes) == ("EFFECTIVENESS", "Pupils reason more.")
    assert made.core_questions == ["What changed?"]
    assert made.eligibility == [{"rule": "STATE_FUNDED"}]
    assert (made.template_version, made.template["rationale"]["locked"]) == (1, True)
    assert made.template_versions.get().words == f"As it was in {THIS_YEAR}."


def test_those_who_run_a_hub_write_the_template_of_its_own_project_and_no_other(client, project):
    hub, ada = a_hub(), a_person()
    a_post(ada, hub, Post.Kind.ADMINISTRATOR)
    own = Project.objects.create(hub=hub, title="Fens", year=THIS_YEAR, phases=["PRIMARY"])
    elsewhere = Project.objects.create(hub=a_hub(), title="X", year=THIS_YEAR, phases=["PRIMARY"])
    sign_in(client, ada)
    assert f"Projects of {hub}" in client.get(f"/projects/{own.pk}/").text

    got = [
        client.get(f"/projects/{each.pk}/{page}").status_code
        for each in (own, project, elsewhere)
        for page in ("", "template/")
    ]
    assert got == [200, 200, 200, 403, 404, 404]


@pytest.mark.parametrize(
    ("before", "after", "pieces"),
    [
        ("", "New.", [("new", "New.")]),
        ("Same.", "Same.", [("same", "Same.")]),
        (
            "Pupils often guess at first.", "Pupils never reason at first.",
            [("same", "Pupils "), ("gone", "often guess"), ("new", "never reason"),
             ("same", " at first.")],
        ),
    ],
)  # fmt: skip
def test_words_are_the_same_gone_or_new(before, after, pieces):
    assert word_changes(before, after) == pieces


def test_the_pieces_of_two_texts_put_together_are_the_two_texts():
    before = "Six of ten\npupils, in year 5, can’t say why.\n\n* one\n* two"
    after = "Pupils in years 5 and 6\ncannot say why they do it.\n\n* two\n* three"
    pieces = word_changes(before, after)

    assert "".join(text for kind, text in pieces if kind != "new") == before
    assert "".join(text for kind, text in pieces if kind != "gone") == after


def test_texts_with_little_in_common_stand_one_after_the_other():
    before, after = "Attendance by month, and grades.", "Ten minutes of pupils’ work, and a note."

    assert word_changes(before, after) == [("gone", before), ("new", after)]
