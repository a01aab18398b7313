"""Pages of what published results suggest: who sees what, and decides."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from mathshubs.hubs.models import Post
from mathshubs.needs.models import Need, Proposal, ProposalRun
from mathshubs.schools.models import Trust

from ..builders import SEPTEMBER, a_district, a_hub, a_person, a_post, a_school, national
from ..people.signing_in import sign_in
from .proposal_builders import a_proposal

pytestmark = pytest.mark.django_db
LATER = SEPTEMBER + timedelta(days=3)
State = Proposal.State


@pytest.fixture
def hub():
    return a_hub("Salt Way", slug="salt-way")


@pytest.fixture
def hugo(hub):
    person = a_person("Hugo", "Hub", email="hugo@example.org")
    a_post(person, hub, Post.Kind.HUB_LEAD)
    return person


def test_a_dismissal_says_why_and_can_be_taken_back(client, hub, hugo):
    proposal = a_proposal(hub)
    sign_in(client, hugo)
    at = f"/results-suggest/{proposal.pk}/"

    page = client.post(at, {"do": "dismiss", "dismiss-reason": ""})
    assert "Say why it is no need." in page.content.decode()
    client.post(at, {"do": "dismiss", "dismiss-reason": "A new intake."})
    proposal.refresh_from_db()
    assert (proposal.state, proposal.reason, proposal.by) == (
        State.DISMISSED, "A new intake.", hugo,
    )  # fmt: skip
    assert "A new intake." in client.get(at).content.decode()

    client.post(at, {"do": "again"})
    proposal.refresh_from_db()
    assert proposal.state == State.PROPOSED


def test_a_hub_accepts_on_the_page(client, hub, hugo):
    proposal = a_proposal(hub)
    sign_in(client, hugo)

    typed = {"accept-title": "Number sense", "accept-what": "Seen.", "accept-urgency": "YEAR"}
    response = client.post(f"/results-suggest/{proposal.pk}/", {"do": "accept"} | typed)

    need = Need.objects.get()
    assert (response.status_code, response.url) == (302, need.get_absolute_url())
    assert f"/results-suggest/{proposal.pk}/" in client.get(response.url).content.decode()


def test_national_staff_see_all_and_decide_only_what_is_no_hub_s(client, hub):
    ours, nobodys = a_proposal(hub), a_proposal(None, trust=Trust.objects.create(uid=7, name="T"))
    sign_in(client, national())

    page = client.get("/national/results-suggest/").content.decode()
    assert ours.school.name in page
    assert "in several hubs, or none" in page
    said = {"do": "dismiss", "dismiss-reason": "Known."}
    assert client.post(f"/results-suggest/{ours.pk}/", said).status_code == 403
    assert client.post(f"/results-suggest/{nobodys.pk}/", said).status_code == 302


def test_another_hub_does_not_see_it(client, hub, hugo):
    proposal = a_proposal(a_hub("Three Rivers", slug="three-rivers"))
    sign_in(client, hugo)

    assert client.get(f"/results-suggest/{proposal.pk}/").status_code == 404
    assert client.get("/hubs/three-rivers/results-suggest/?as=csv").status_code == 404
    assert (
        proposal.school.name not in client.get("/hubs/salt-way/results-suggest/").content.decode()
    )


def test_the_list_is_filtered_by_kind_phase_and_kind_of_place(client, hub, hugo):
    a_proposal(hub, school=a_school("Elm Primary"))
    a_proposal(
        hub, district=a_district("Stafford"), measure="KS4_ATT8_MATHS.SEX", kind="SEX_GAP",
    )  # fmt: skip
    sign_in(client, hugo)

    def places(query: str) -> tuple[bool, bool]:
        page = client.get(f"/hubs/salt-way/results-suggest/?{query}").content.decode()
        return "Elm Primary" in page, "Stafford" in page

    assert places("") == (True, True)
    assert places("kind=SEX_GAP") == (False, True)
    assert places("phase=PRIMARY") == (True, False)
    assert places("place=district") == (False, True)
    assert places("q=elm") == (True, False)
    assert places("show=dismissed") == (False, False)


def test_the_export_has_a_line_for_each_year(client, hub, hugo):
    a_proposal(hub, school=a_school("Elm Primary"))
    sign_in(client, hugo)

    lines = client.get("/hubs/salt-way/results-suggest/?as=csv").content.decode().splitlines()

    assert len(lines) == 4
    assert lines[1].startswith("Elm Primary,School,Salt Way Maths Hub,Attainment,")
    assert ",2016/17,50,40,60,75,90," in lines[1]


def test_pages_ask_as_much_for_many_as_for_one(client, hub, hugo):
    a_proposal(hub)
    sign_in(client, hugo)

    def asked() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            client.get("/hubs/salt-way/results-suggest/")
        return len(queries)

    asked()
    one = asked()
    for _ in range(3):
        a_proposal(hub)
    assert asked() == one <= 10


def test_national_staff_have_results_read_by_a_job_and_one_at_a_time(client):
    sign_in(client, national())
    for _ in range(2):
        client.post("/national/results-suggest/")

    assert ProposalRun.objects.count() == 1
    page = client.get("/national/results-suggest/").content.decode()
    assert "The results are being read" in page
