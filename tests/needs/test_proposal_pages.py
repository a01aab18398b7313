"""Pages of what published results suggest: who sees what, and decides."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import now

from mathshubs.hubs.models import Post
from mathshubs.needs.models import Need, Proposal, ProposalRun
from mathshubs.schools.models import Trust

from ..builders import SEPTEMBER, a_district, a_hub, a_person, a_post, a_school, national
from ..people.signing_in import sign_in
from .proposal_builders import FIGURES, a_proposal

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


def test_the_list_says_when_it_was_worked_out_from_what_and_what_was_withdrawn(client, hub, hugo):
    gone = a_proposal(hub, school=a_school("Elm"), state=State.OVERTAKEN, at=SEPTEMBER)
    run = ProposalRun.objects.get()
    run.summary = {
        "readings": [
            {"measure": "KS2_EXPECTED", "years": ["2022/23", "2023/24"], "places": []},
            {"measure": "A_LEVEL_MATHS", "years": ["2023/24"], "places": []},
        ]
    }
    run.save()
    sign_in(client, hugo)

    page = client.get("/hubs/salt-way/results-suggest/").content.decode()

    assert "from key stage 2 of 2022/23 and 2023/24; A level mathematics of 2023/24" in page
    assert "1 is no longer suggested since then" in page
    assert "Elm" in client.get("/hubs/salt-way/results-suggest/?show=overtaken").content.decode()
    page = client.get(f"/results-suggest/{gone.pk}/").content.decode()
    assert "Results of 2023/24 were read then, and this rests on older ones." in page


def test_what_is_an_estimate_and_what_stood_under_another_number_is_said(client, hub, hugo):
    years = {year: dict(each) for year, each in FIGURES["years"].items()}
    years["2018/19"] |= {"least": 61, "estimated": 1, "basis": 2, "of_year": "2017/18"}
    years["2016/17"] |= {"urn": "100777", "school": "Old Oak"}
    a_school("Old Oak", urn="100777", status="CLOSED")
    proposal = a_proposal(hub, figures=FIGURES | {"years": years})
    sign_in(client, hugo)

    page = client.get(f"/results-suggest/{proposal.pk}/").content.decode()

    assert "About 90 is an estimate, from its roll in the census of 2017/18" in page
    assert "intervals are as wide as with 61 pupils, as few as there may well have been" in page
    assert "2016/17: published of Old Oak, URN 100777, which this school was before" in page
    assert ">about 90<" in page
    assert "/schools/100777/results/" in page


def test_a_proposal_s_page_asks_as_much_for_many_others_as_for_one(client, hub, hugo):
    school = a_school()
    chosen = a_proposal(hub, school=school)
    sign_in(client, hugo)

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            client.get(f"/results-suggest/{chosen.pk}/")
        return len(queries)

    a_proposal(hub, school=school, last_year="2010/11")
    asked()
    one = asked()
    for year in ("2011/12", "2012/13"):
        a_proposal(hub, school=school, last_year=year)
    assert asked() == one <= 10


def test_the_nation_s_list_asks_as_much_for_many_as_for_one(client, hub):
    a_proposal(hub)
    sign_in(client, national())

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            client.get("/national/results-suggest/")
        return len(queries)

    asked()
    one = asked()
    for number in range(2):
        a_proposal(a_hub(f"Hub {number}", slug=f"hub-{number}"))
    assert asked() == one <= 10


def test_today_tells_a_hub_of_what_is_newly_suggested_and_not_of_what_is_old(client, hub, hugo):
    a_proposal(hub, at=now() - timedelta(days=3))
    a_proposal(hub, at=now() - timedelta(days=300))
    a_proposal(a_hub("Three Rivers", slug="three-rivers"), at=now())
    sign_in(client, hugo)

    page = client.get("/my/").content.decode()

    assert "1 question from published results is new" in page
    assert "/hubs/salt-way/results-suggest/" in page


def test_today_tells_national_staff_of_what_is_newly_suggested_and_no_hub_s(client, hub):
    trusts = [Trust.objects.create(uid=uid, name=f"Trust {uid}") for uid in (7, 8, 9)]
    for trust, days in zip(trusts, (3, 5, 300), strict=True):
        a_proposal(None, trust=trust, at=now() - timedelta(days=days))
    ours = a_proposal(hub, at=now())
    sign_in(client, national())

    page = client.get("/my/").content.decode()
    there = "/national/results-suggest/?hub=none"
    listed = client.get(there).content.decode()

    assert "2 questions from published results are new, and no hub’s" in page
    assert f'href="{there}"' in page
    assert "Trust 7" in listed
    assert ours.school.name not in listed
    Proposal.objects.filter(hub=None).update(state=State.ACCEPTED)
    assert "from published results" not in client.get("/my/").content.decode()
