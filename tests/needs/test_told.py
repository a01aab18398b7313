"""You told us, we did: of a school for those who lead it, of a hub for everybody."""

from __future__ import annotations

from datetime import timedelta

import pytest

from mathshubs.comms.models import Letter
from mathshubs.hubs.models import Post
from mathshubs.needs.actions import needs as actions
from mathshubs.needs.methods import steps
from mathshubs.needs.models import Need
from mathshubs.needs.queries import doors as queries
from mathshubs.needs.queries.needs import told_key

from ..builders import SEPTEMBER, a_hub, a_person, a_post, a_school, an_employment
from ..people.signing_in import sign_in
from .builders import a_need

pytestmark = pytest.mark.django_db
LATER = SEPTEMBER + timedelta(days=3)
DONE = {"state": "CLOSED", "answer": "A Work Group runs.", "answered_at": SEPTEMBER}


@pytest.fixture
def hub():
    return a_hub("Salt Way", slug="salt-way")


@pytest.fixture
def school():
    return a_school("Oak Street", urn="123456")


@pytest.fixture
def lead(school):
    lead = a_person("Lee", "Lead", email="lee@example.org")
    an_employment(lead, school, "MATHS_LEAD")
    return lead


@pytest.mark.parametrize("state", Need.State.values)
def test_each_state_of_a_need_has_its_words(state):
    assert steps.SAYS[state].endswith(".")


def test_a_school_reads_what_it_asked_and_what_was_decided_of_it(hub, school, lead):
    asked = a_need(hub, "Fractions", school=school)
    about = a_need(hub, "Told by the trust", **DONE)
    about.places.create(school=school)
    not_yet = a_need(hub, "Being looked into", source="HUB", state="TRIAGE")
    not_yet.places.create(school=school)
    a_need(hub, "Another school", school=a_school(), **DONE)

    assert set(queries.told_by(school, lead)) == {asked, about}


def test_what_was_told_in_confidence_is_for_whoever_told_it(hub, school, lead):
    mine = a_need(hub, school=school, confidential=True, raised_by=lead)
    by_letter = a_need(hub, school=school, confidential=True, raiser_email="Lee@example.org")
    a_need(hub, school=school, confidential=True, raiser_email="head@example.org")

    assert set(queries.told_by(school, lead)) == {mine, by_letter}


def test_the_page_of_a_school_says_what_became_of_each_with_a_link(client, hub, school, lead):
    need = a_need(
        hub, "Fractions", school=school, state="REFERRED_ON", answer="They know you.",
        passed_to="The authority", raiser_name="Ada Head",
    )  # fmt: skip
    other = a_need(hub, "Told by the trust", **DONE)
    other.places.create(school=school)
    client = sign_in(client, lead)

    page = client.get("/schools/123456/you-told-us/").text

    assert "We have passed it on. To whom: The authority." in page
    assert "They know you." in page
    assert f"/told/{told_key('need', need.pk)}/" in page
    assert told_key("need", other.pk) not in page
    file = client.get("/schools/123456/you-told-us/?as=csv").content.decode()
    assert "They know you." in file


def test_from_what_it_told_a_school_says_the_next(client, hub, school, lead):
    a_need(hub, school=school, raised_by=lead)
    there = sign_in(client, lead)

    for page in (f"/schools/{school.urn}/you-told-us/", f"/schools/{school.urn}/desk/"):
        assert f"/hubs/{hub.slug}/work-with-us/need/" in there.get(page).text


def test_another_school_s_page_is_not_there(client, hub, lead):
    other = a_school("Elm", urn="123457")
    a_need(hub, school=other)

    assert sign_in(client, lead).get(f"/schools/{other.urn}/you-told-us/").status_code == 404


def test_the_pages_ask_as_often_for_many_as_for_one(
    client, hub, school, lead, django_assert_max_num_queries
):
    client, asked = sign_in(client, lead), []
    for number in (1, 3):
        for _ in range(number):
            need = a_need(hub, school=school, **DONE)
            need.steps.create(from_state="TRIAGE", to_state="CLOSED", words="Done.", at=LATER)
            a_need(hub, **DONE)
        for address in ("/schools/123456/you-told-us/", "/hubs/salt-way/you-told-us/"):
            with django_assert_max_num_queries(10) as each:
                assert client.get(address).status_code == 200
            asked.append(len(each))

    assert asked[:2] == asked[2:]


def test_what_names_the_school_that_asked_is_not_for_everybody(hub, school):
    a_need(hub, "Help Oak Street with ratio", school=school, **DONE)
    a_need(hub, "Ratio", school=school, **DONE | {"answer": "We visit Oak Street in May."})
    chosen = a_need(hub, "Algebra", school=school, state="IN_PROVISION")
    chosen.steps.create(
        from_state="PROVISION_CHOSEN", to_state="IN_PROVISION", words="With Oak Street.", at=LATER
    )
    fractions = a_need(hub, "Fractions", school=school, **DONE)

    assert queries.you_told_us(hub) == [fractions]


def test_everybody_reads_how_many_became_what(client, hub):
    for state in ("CLOSED", "DECLINED", "REFERRED_ON"):
        a_need(hub, state=state, answer="Why.", passed_to="The authority")
    a_need(hub, confidential=True)

    page = client.get("/hubs/salt-way/you-told-us/").text

    said = (
        "was told of, or saw, 4 needs: "
        "1 met, 1 being looked into, 1 passed on, 1 declined with a reason."
    )
    assert said in " ".join(page.split())


def test_everybody_reads_the_words_of_an_answer_that_goes_on(client, hub):
    need = a_need(hub, state="PROVISION_CHOSEN")
    need.steps.create(
        from_state="PRIORITISED", to_state="PROVISION_CHOSEN", words="A course begins.", at=LATER
    )

    assert "A course begins." in client.get("/hubs/salt-way/you-told-us/").text


def test_the_page_is_reached_from_the_hub_before_anything_is_decided(client, hub):
    assert "/hubs/salt-way/you-told-us/" in client.get("/hubs/salt-way/work-with-us/").text


def test_who_is_joined_with_a_secret_does_not_read_it(client, hub):
    hugo = a_person("Hugo", "Hub")
    a_post(hugo, hub, Post.Kind.HUB_LEAD)
    secret = a_need(hub, "Staff of Elm leave", confidential=True)
    need = a_need(hub, raiser_email="head@example.org")
    actions.join(need=need, into=secret, by=hugo, at=LATER)
    Need.objects.filter(pk=secret.pk).update(state="CLOSED", answer="Elm has two new teachers.")

    page = client.get(f"/told/{told_key('need', need.pk)}/").text
    letter = Letter.objects.get(kind="needs.need_told").text

    assert "so we go on with all of it as one" in letter
    assert "It has been answered." in page
    for told in (page, letter):
        assert "Elm" not in told
