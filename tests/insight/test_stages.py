"""At which stage of a pathway schools are: by records, by what persons say, over the years."""

from __future__ import annotations

from datetime import date

import pytest

from mathshubs.hubs.models import Post
from mathshubs.insight.queries import stages as queries
from mathshubs.insight.queries import stages_of_hub as of_hub
from mathshubs.insight.queries.stages import COMPLETED, LEFT, TOOK_PART, WORKING
from mathshubs.programmes.actions import pathways as actions
from mathshubs.programmes.models import SchoolStage
from mathshubs.schools.models import School, SchoolLink
from mathshubs.workgroups.models import Certificate, Place
from mathshubs.workgroups.queries.eligibility import refusals

from ..builders import (
    SEPTEMBER,
    a_district,
    a_hub,
    a_person,
    a_post,
    a_project,
    a_school,
    a_work_group,
    national,
)
from ..people.signing_in import sign_in
from ..programmes.world_pathways import a_pathway, a_stage

pytestmark = pytest.mark.django_db
JANUARY = date(2026, 1, 20)


@pytest.fixture
def district():
    return a_district()


@pytest.fixture
def hub(district):
    hub = a_hub("Salt Way", slug="salt-way")
    hub.areas.create(district=district, from_on="2014-09-01")
    return hub


@pytest.fixture
def hugo(hub):
    person = a_person("Hugo", "Hub", email="hugo@example.org")
    a_post(person, hub, Post.Kind.HUB_LEAD)
    return person


@pytest.fixture
def way():
    """Readiness, then Development, each with one project a year."""
    pathway = a_pathway(from_year="2023/24", to_year="")
    return {
        name: a_stage(pathway, name, projects=[a_project(year=y) for y in ("2023/24", "2025/26")])
        for name in ("Readiness", "Development")
    }


def held(school, stage, year="2025/26", *, last_on=None, certificate=False, state="HELD", **more):
    group = a_work_group(project=stage.projects.get(year=year), **more)
    type(group).objects.filter(pk=group.pk).update(year=year, last_on=last_on)
    person = a_person()
    place = Place.objects.create(
        work_group=group, person=person, school=school, role="TEACHER", state=state, arrival=1,
        agreed_at=SEPTEMBER, applied_at=SEPTEMBER, applied_by=person, held_at=SEPTEMBER,
    )  # fmt: skip
    if certificate:
        Certificate.objects.create(
            place=place, code=f"C{place.pk}", workshops_attended=1, workshops_held=1,
            issued_at=SEPTEMBER,
        )  # fmt: skip
    return place


def ways_of(school, year):
    schools = School.objects.filter(pk=school.pk)
    return queries.ways_of(queries.with_stages(schools, JANUARY).get(), year)


def states_of(school, year="2025/26") -> dict[str, str]:
    found = ways_of(school, year)
    return {step.stage.name: step.state for way in found for step in way.steps.values()}


def test_records_tell_who_works_at_a_stage_who_took_part_and_who_completed_it(way):
    works, came, done = a_school("Works"), a_school("Came"), a_school("Done")
    held(works, way["Readiness"], last_on=date(2026, 6, 1))
    held(came, way["Readiness"], "2023/24", last_on=date(2024, 6, 1))
    held(done, way["Readiness"], "2023/24", last_on=date(2024, 6, 1), certificate=True)

    assert states_of(works) == {"Readiness": WORKING}
    assert states_of(came) == {"Readiness": TOOK_PART}
    assert states_of(done) == {"Readiness": COMPLETED}


@pytest.mark.parametrize("said", [None, "WORKING", "COMPLETED", "LEFT"])
@pytest.mark.parametrize("certificate", [False, True])
def test_who_can_take_part_means_the_same_by_completed(way, hugo, certificate, said):
    stage, school = way["Readiness"], a_school()
    project = stage.projects.get(year="2023/24")
    group = a_work_group(eligibility=[{"rule": "EARLIER_STAGE", "codes": [project.code]}])
    held(school, stage, "2023/24", last_on=date(2024, 6, 1), certificate=certificate)
    if said:
        actions.say(
            school=school, stage=stage, year="2023/24", state=said, evidence="A visit.",
            by=hugo, at=SEPTEMBER,
        )  # fmt: skip

    completed = states_of(school) == {"Readiness": COMPLETED}

    assert completed == (not refusals(group, school, None, "TEACHER", JANUARY))
    assert completed == (said == "COMPLETED" or (certificate and not said))


def test_groups_that_came_to_nothing_and_groups_of_other_years_are_no_evidence(way):
    school = a_school()
    place = held(school, way["Readiness"], last_on=date(2026, 6, 1))
    type(place.work_group).objects.update(state="CANCELLED")
    assert states_of(school) == {}

    type(place.work_group).objects.update(state="RUNNING", year="2022/23")
    assert states_of(school) == {}


def test_a_stage_of_two_years_takes_two_certificates(way):
    stage, school = way["Readiness"], a_school()
    stage.years = 2
    stage.save()
    held(school, stage, "2023/24", last_on=date(2024, 6, 1), certificate=True)
    assert states_of(school) == {"Readiness": WORKING}

    held(school, stage, "2025/26", last_on=date(2026, 1, 1), certificate=True)
    assert states_of(school) == {"Readiness": COMPLETED}
    assert states_of(school, "2023/24") == {"Readiness": WORKING}


def test_what_a_person_says_holds_for_its_stage_and_year(way, hugo):
    school = a_school()
    held(school, way["Readiness"], last_on=date(2026, 6, 1))
    say = {"school": school, "year": "2025/26", "by": hugo, "at": SEPTEMBER}

    actions.say(**say, stage=way["Readiness"], state="LEFT", evidence="The head wrote so.")
    assert states_of(school) == {"Readiness": LEFT}

    actions.say(**say, stage=way["Readiness"], state="COMPLETED", evidence="Seen on a visit.")
    assert states_of(school) == {"Readiness": COMPLETED}
    said = SchoolStage.objects.get()
    assert said.evidence == "Seen on a visit."

    actions.take_back(said=said)
    assert states_of(school) == {"Readiness": WORKING}


def test_what_a_school_did_goes_on_with_the_one_it_became(hub, way, district):
    old, new = (
        a_school("Old", status="CLOSED", district=district),
        a_school("New", district=district),
    )
    SchoolLink.objects.create(predecessor=old, successor=new)
    held(old, way["Readiness"], "2023/24", last_on=date(2024, 6, 1), certificate=True)

    found = of_hub.by_stage(
        hub, way["Readiness"].pathway, list(way.values()), of_hub.Filters(), "2025/26", JANUARY
    )

    assert [(row.name, row.way.now.state) for row in found.rows] == [("New", COMPLETED)]
    own = ways_of(new, "2025/26")
    assert own[0].now.state == COMPLETED


def test_a_hub_sees_who_could_go_on_and_how_many_went_on(hub, way, district):
    def school(name):
        return a_school(name, district=district)

    stays, goes, asks, new = school("Stays"), school("Goes"), school("Asks"), school("New")
    for each in (stays, goes, asks):
        held(each, way["Readiness"], "2023/24", last_on=date(2024, 6, 1), certificate=True)
    held(goes, way["Development"], last_on=date(2026, 6, 1))
    held(asks, way["Development"], last_on=date(2026, 6, 1), state="WAITING")
    pathway, stages = way["Readiness"].pathway, list(way.values())

    def shown(show, year="2025/26"):
        filters = of_hub.Filters(show=show)
        found = of_hub.by_stage(hub, pathway, stages, filters, year, JANUARY)
        return [row.name for row in found.rows], found.stages

    names, (readiness, development) = shown("next")
    assert names == ["Stays"]
    assert shown("asked")[0] == ["Asks"]
    assert shown("none")[0] == ["New"]
    assert (readiness.here, readiness.completed, readiness.went_on) == (2, 3, 1)
    assert (readiness.percent, readiness.could_go_on) == (33, 2)
    assert (development.here, development.percent) == (1, None)
    assert shown("WORKING", "2023/24")[0] == []
    assert new.pk


def test_the_page_of_a_hub_filters_and_is_a_file(client, hub, hugo, way, district):
    a_school("Elm", district=district)
    held(a_school("Oak", district=district), way["Readiness"], last_on=date(2030, 6, 1))
    staff = sign_in(client, hugo)
    at = "/hubs/salt-way/stages/"

    page = staff.get(at)
    assert "1 of 2 open state-funded schools is on it" in page.text
    assert "Oak" in page.text
    assert "Elm" not in page.text
    none = staff.get(f"{at}?show=none&district={district.pk}&phase=PRIMARY")
    assert ("Elm" in none.text, "Oak" in none.text) == (True, False)
    table = staff.get(f"{at}?as=csv").content.decode()
    assert "Oak" in table
    assert "Working at it" in table


def test_staff_say_what_they_know_of_a_school_with_how_they_know_it(client, hub, hugo, way,
                                                                   district):  # fmt: skip
    school = a_school("Oak", district=district)
    staff = sign_in(client, hugo)
    at = f"/hubs/salt-way/stages/{school.urn}/"
    typed = {"stage": way["Readiness"].pk, "year": "2025/26", "state": "COMPLETED"}

    bare = staff.post(at, typed)
    kept = staff.post(at, typed | {"evidence": "Greta saw three lessons."}, follow=True)
    assert "Say how we know" in bare.text
    assert "Greta saw three lessons." in kept.text
    outside = staff.post(at, typed | {"evidence": "Heard.", "year": "2022/23"})
    assert "did not have this stage in 2022/23" in outside.text

    staff.post(at, {"take_back": SchoolStage.objects.get().pk})
    assert not SchoolStage.objects.exists()
    assert staff.get(f"/hubs/salt-way/stages/{a_school().urn}/").status_code == 404


def test_a_pathway_that_has_not_begun_is_not_offered(client, hub, hugo, way, district):
    a_stage(a_pathway("To come", from_year="2099/00", to_year=""), "Later")
    school = a_school(district=district)
    page = sign_in(client, hugo).get(f"/hubs/salt-way/stages/{school.urn}/").text
    assert ": Readiness</option>" in page
    assert ": Later</option>" not in page


def test_national_staff_see_hubs_by_stage(client, hub, way, district):
    held(a_school(district=district), way["Readiness"], last_on=date(2030, 6, 1))
    pathway = way["Readiness"].pathway
    client = sign_in(client, national())

    table = client.get(f"/national/pathways/{pathway.pk}/hubs/?as=csv").content.decode()

    assert "Salt Way Maths Hub,1,0,0,0,0,0,0" in table


def test_the_page_of_a_school_shows_its_stages_to_who_may_know(client, hub, hugo, way, district):
    school = a_school(district=district)
    held(school, way["Readiness"], last_on=date(2030, 6, 1))
    at = f"/schools/{school.urn}/"

    assert "Readiness" not in client.get(at).text
    assert "Readiness" in sign_in(client, hugo).get(at).text


def test_pages_ask_as_often_for_many_as_for_one(
    client, hub, hugo, way, district, django_assert_max_num_queries
):
    for number in range(3):
        school = a_school(f"School {number}", district=district)
        held(school, way["Readiness"], "2023/24", last_on=date(2024, 6, 1), certificate=True)
        held(school, way["Development"], last_on=date(2026, 6, 1))
        actions.say(school=school, stage=way["Readiness"], year="2024/25", state="WORKING",
                    evidence="Seen.", by=hugo, at=SEPTEMBER)  # fmt: skip
    staff = sign_in(client, hugo)
    with django_assert_max_num_queries(10):
        assert "School 2" in staff.get("/hubs/salt-way/stages/").text
    with django_assert_max_num_queries(10):
        staff.get(f"/hubs/salt-way/stages/{school.urn}/")
    with django_assert_max_num_queries(1):
        ways_of(school, "2025/26")
    nation = sign_in(client, national())
    with django_assert_max_num_queries(10):
        nation.get(f"/national/pathways/{way['Readiness'].pathway_id}/hubs/")
