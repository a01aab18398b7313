"""Pathways: kept by national staff, year by year, without losing what was said of schools."""

from __future__ import annotations

import pytest

from mathshubs.programmes.actions import pathways as actions
from mathshubs.programmes.actions.pathways import PathwayRefused
from mathshubs.programmes.models import Pathway, Stage
from mathshubs.programmes.queries.pathways import left_to_name, pathways_in

from ..builders import SEPTEMBER, a_project, a_school, national
from ..people.signing_in import sign_in
from .world_pathways import a_pathway, a_stage

pytestmark = pytest.mark.django_db


def facts(**more) -> dict:
    return {
        "name": "Teaching for Mastery", "about": "", "phases": ["PRIMARY"],
        "from_year": "2025/26", "to_year": "",
    } | more  # fmt: skip


def said(stage, year="2025/26"):
    return actions.say(
        school=a_school(), stage=stage, year=year, state="WORKING", evidence="Seen.",
        by=national(), at=SEPTEMBER,
    )  # fmt: skip


def test_a_pathway_holds_in_its_years():
    old = a_pathway(from_year="2014/15", to_year="2024/25")
    new = a_pathway(from_year="2025/26")

    assert list(pathways_in("2024/25")) == [old]
    assert list(pathways_in("2026/27")) == [new]


def test_a_pathway_begins_once_a_year_and_keeps_the_years_that_were_spoken_of():
    actions.keep_pathway(pathway=None, **facts())
    with pytest.raises(PathwayRefused, match="begins in 2025/26 already"):
        actions.keep_pathway(pathway=None, **facts())

    pathway = Pathway.objects.get()
    said(a_stage(pathway), "2026/27")
    with pytest.raises(PathwayRefused, match=r"on this pathway in 2026/27"):
        actions.keep_pathway(pathway=pathway, **facts(to_year="2025/26"))
    assert Pathway.objects.get().to_year == ""


def test_a_stage_of_which_somebody_spoke_stays():
    stage = a_stage(a_pathway())
    spoken = said(stage)
    with pytest.raises(PathwayRefused, match="of 1 school somebody said"):
        actions.remove_stage(stage=stage)
    with pytest.raises(PathwayRefused):
        actions.remove_pathway(pathway=stage.pathway)

    actions.take_back(said=spoken)
    actions.remove_pathway(pathway=stage.pathway)

    assert not Stage.objects.exists()


def test_projects_that_follow_are_added_as_long_as_the_pathway_holds():
    first = a_project(year="2024/25")
    second = a_project(year="2025/26", follows=first)
    a_project(year="2026/27", follows=second)
    stage = a_stage(a_pathway(from_year="2024/25", to_year="2025/26"), projects=[first])

    assert [left_to_name(year) for year in ("2025/26", "2026/27")] == [1, 0]
    assert actions.add_what_follows(pathway=stage.pathway) == 1
    assert left_to_name("2025/26") == 0
    assert set(stage.projects.all()) == {first, second}
    assert actions.add_what_follows(pathway=stage.pathway) == 0


def test_national_staff_make_a_pathway_with_stages_in_an_order(client):
    project = a_project(phases=["PRIMARY"])
    staff = sign_in(client, national())
    wrong = staff.post("/national/pathways/new/", facts(from_year="25/26"))
    staff.post("/national/pathways/new/", facts())
    at = f"/national/pathways/{Pathway.objects.get().pk}/"
    for name in ("Development", "Readiness"):
        staff.post(f"{at}stages/new/", {"name": name, "years": "1", "projects": [project.pk]})
    again = staff.post(f"{at}stages/new/", {"name": "Readiness", "years": "1"})
    staff.post(at, {"do": f"up-{Stage.objects.get(name='Readiness').pk}"})

    assert "Enter an academic year, such as 2025/26." in wrong.text
    assert "has a stage Readiness already" in again.text
    assert list(Stage.objects.values_list("name", flat=True)) == ["Readiness", "Development"]
    assert project.title in staff.get(at).text
    asked = staff.get(f"/national/stages/{Stage.objects.first().pk}/remove/")
    assert "Remove Readiness?" in asked.text
    staff.post(f"/national/stages/{Stage.objects.first().pk}/remove/")
    assert Stage.objects.count() == 1


def test_pages_ask_as_often_for_many_as_for_one(client, django_assert_max_num_queries):
    for number in range(3):
        pathway = a_pathway(f"Pathway {number}")
        for name in ("Readiness", "Development", "Embedding"):
            stage = a_stage(pathway, name, projects=[a_project(), a_project()])
    staff = sign_in(client, national())
    for at in (
        "/national/pathways/",
        f"/national/pathways/{pathway.pk}/",
        f"/national/stages/{stage.pk}/",
    ):
        with django_assert_max_num_queries(10):
            assert staff.get(at).status_code == 200
