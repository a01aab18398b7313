"""Published results suggest needs; people accept or dismiss them."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from procrastinate.contrib.django.models import ProcrastinateJob

from mathshubs.hubs.models import HubArea, Post
from mathshubs.needs.actions import proposals as actions
from mathshubs.needs.actions.proposals import ProposalRefused
from mathshubs.needs.methods.proposal_words import ASKED, earlier_numbers, how_counted, in_words
from mathshubs.needs.models import Need, Proposal, ProposalRun
from mathshubs.schools.actions.imports import note
from mathshubs.schools.models import Result, SchoolLink, Trust
from mathshubs.schools.register.run import RegisterFiles

from ..builders import LONG_AGO, SEPTEMBER, a_district, a_hub, a_person, a_post, a_school
from ..schools.builders import a_file, a_link, a_row, load, yes
from ..schools.results_builders import a_results_file, ks2, take
from .proposal_builders import YEARS, a_proposal, alike, published

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


def read(at=LATER, years=()) -> ProposalRun:
    run = ProposalRun.objects.create(at=at, years=list(years))
    return actions.propose(run_id=run.pk, at=at)


def test_a_school_far_below_those_like_it_is_proposed_to_its_hub_with_its_figures(hub):
    district = a_district("Stafford")
    HubArea.objects.create(hub=hub, district=district, from_on=LONG_AGO)
    schools = alike(district=district)
    published(schools, {schools[7]: 45})

    run = read()

    (proposal,) = Proposal.objects.all()
    assert (proposal.school, proposal.hub, proposal.kind) == (schools[7], hub, "ATTAINMENT")
    assert (proposal.measure, proposal.last_year) == ("KS2_EXPECTED", "2018/19")
    assert proposal.standing < -4
    assert list(proposal.figures["years"]) == list(YEARS)
    one = proposal.figures["years"]["2018/19"]
    assert one["low"] < one["value"] < one["high"] < one["expected"]
    assert (one["pupils"], one["like"]) == (60, 40)
    (reading,) = run.summary["readings"]
    assert (reading["years"], reading["proposed"]) == (list(YEARS), 1)
    assert reading["places"][0]["read"] == 40


def test_the_same_is_proposed_once(hub):
    schools = alike()
    published(schools, {schools[7]: 45})

    for _ in range(2):
        read()
    run = ProposalRun.objects.first()
    actions.propose(run_id=run.pk, at=LATER)

    assert Proposal.objects.count() == 1
    assert (run.summary["proposed"], run.summary["again"]) == (0, 1)


@pytest.mark.parametrize("state", [State.ACCEPTED, State.DISMISSED])
def test_what_was_decided_stays_decided(hugo, state):
    schools = alike()
    published(schools, {schools[7]: 45})
    read()
    Proposal.objects.update(state=state, reason="Known.")

    run = read()

    assert Proposal.objects.get().state == state
    assert run.summary["decided"] == 1


def test_later_results_overtake_what_nobody_decided():
    schools = alike()
    published(schools, {schools[7]: 45, schools[8]: 45, schools[9]: 45}, years=YEARS[:2])
    read()
    Proposal.objects.filter(school=schools[9]).update(state=State.DISMISSED, reason="Known.")
    published(schools, {schools[7]: 45}, years=YEARS[2:])
    published(schools, {schools[7]: 45}, years=["2021/22", "2022/23"])

    read()

    assert list(
        Proposal.objects.order_by("last_year", "pk").values_list("school", "last_year", "state")
    ) == [
        *sorted([
            (schools[7].pk, "2017/18", State.OVERTAKEN),
            (schools[8].pk, "2017/18", State.OVERTAKEN),
            (schools[9].pk, "2017/18", State.DISMISSED),
        ], key=lambda row: Proposal.objects.get(school=row[0], last_year=row[1]).pk),
        (schools[7].pk, "2022/23", State.PROPOSED),
    ]  # fmt: skip


def test_what_no_longer_stands_out_is_withdrawn_on_a_day_and_can_come_back():
    schools = alike()
    published(schools, {schools[7]: 45})
    read()
    Result.objects.filter(school=schools[7]).update(value=75)
    read(at=LATER + timedelta(days=1))

    proposal = Proposal.objects.get()
    assert (proposal.state, proposal.at) == (State.OVERTAKEN, LATER + timedelta(days=1))

    Result.objects.filter(school=schools[7]).update(value=30)
    read(at=LATER + timedelta(days=2))
    proposal.refresh_from_db()
    assert (proposal.state, proposal.at) == (State.PROPOSED, LATER + timedelta(days=2))


def test_new_results_are_read_by_a_job_and_the_same_file_twice_is_read_once(tmp_path):
    a_school(urn="100001")
    file = a_results_file(tmp_path, [ks2()])

    take(file)
    take(file)

    run = ProposalRun.objects.get()
    assert (run.by, run.at) == (None, SEPTEMBER)
    assert ProcrastinateJob.objects.filter(task_name="needs.propose").count() == 1


def test_links_that_change_in_the_register_have_the_results_read_again(tmp_path):
    def imported(*linked) -> None:
        rows = [a_row(100001, status="Closed", closed="31-08-2025"), a_row(100002), a_row(100003)]
        links = a_file(tmp_path, [*linked], "links_edubasealldata.csv")
        files = (a_file(tmp_path, rows), links)
        note(RegisterFiles(*files), load(*files, agrees=yes), at=LATER)

    imported(a_link(100001, 100002))
    assert not ProposalRun.objects.exists()  # no results are published yet
    take(a_results_file(tmp_path, [ks2()]))
    ProposalRun.objects.update(done_at=SEPTEMBER)

    imported(a_link(100001, 100002))
    assert ProposalRun.objects.count() == 1

    imported(a_link(100001, 100002), a_link(100001, 100003))
    waits = ProposalRun.objects.get(done_at=None)
    assert (waits.by, waits.at) == (None, LATER)


def test_a_run_that_has_begun_does_not_stand_for_results_that_came_after():
    begun = ProposalRun.objects.create(at=LATER, summary={"step": "Reading", "of": 8})
    waits = actions.ask(by=None, at=LATER)

    assert waits != begun
    assert actions.ask(by=None, at=LATER) == waits


def test_an_older_reading_that_ends_last_keeps_nothing():
    schools = alike()
    published(schools, {schools[7]: 45})
    old = ProposalRun.objects.create(at=SEPTEMBER)
    read()
    Proposal.objects.update(state=State.OVERTAKEN)

    actions.propose(run_id=old.pk, at=LATER)

    old.refresh_from_db()
    assert (old.done_at, old.refusal[:32]) == (None, "The results were read again mean")
    assert Proposal.objects.get().state == State.OVERTAKEN


def test_an_academy_is_proposed_by_years_under_both_its_numbers_and_says_so():
    schools = alike()
    academy, before = schools[7], a_school("Old Oak", urn="100777", status="CLOSED")
    SchoolLink.objects.create(predecessor=before, successor=academy, kind="CONVERSION")
    published([*schools[:7], *schools[8:], before], {before: 45}, years=YEARS[:2])
    published(schools, {academy: 45}, years=YEARS[2:])

    read()

    proposal = Proposal.objects.get()
    assert proposal.school == academy
    assert [each.get("urn") for each in proposal.figures["years"].values()] == [
        "100777", "100777", None,
    ]  # fmt: skip
    (told,) = earlier_numbers(proposal.figures)
    assert told.startswith("2016/17 and 2017/18: published of Old Oak, URN 100777, which")


def test_figures_without_numbers_of_pupils_are_proposed_with_an_estimate_that_is_called_so():
    schools = alike()
    published(schools, {schools[7]: 45}, years=YEARS[:2])
    published(schools, {schools[7]: 45}, years=YEARS[2:], pupils=None)

    read()

    proposal = Proposal.objects.get()
    last = proposal.figures["years"]["2018/19"]
    assert (last["pupils"], last["estimated"], last["of_year"]) == (60, 1, "2017/18")
    (told,) = how_counted(proposal.figures)
    assert "About 60 is an estimate, from the school's year group in 2017/18" in told
    assert "about 60 pupils" in in_words(ASKED["KS2_EXPECTED"], proposal.figures)


def test_a_figure_whose_pupils_nobody_published_is_left_out():
    schools = alike()
    published(schools, {schools[7]: 45}, pupils=None)

    run = read()

    assert run.refusal.startswith("There are no published results")
    assert (run.done_at, Proposal.objects.count()) == (None, 0)


def test_a_wide_gap_of_disadvantaged_pupils_is_proposed():
    schools = alike()
    published(schools, {schools[7]: 40}, group="DISADVANTAGED", usual=65)
    published(schools, {}, group="OTHER", usual=80)

    read()

    (proposal,) = Proposal.objects.all()
    assert (proposal.school, proposal.kind) == (schools[7], "DISADVANTAGE_GAP")
    assert proposal.figures["years"]["2018/19"]["value"] < -30


def test_a_trust_is_read_by_all_its_pupils_together():
    trust = Trust.objects.create(uid=1, name="Slow Rivers")
    schools = alike(160)
    own = schools[:4]
    for number, school in enumerate(schools):
        school.trust = trust if school in own else Trust.objects.get_or_create(
            uid=2 + number % 39, name=f"Trust {number % 39}"
        )[0]  # fmt: skip
        school.save()
    published(schools, dict.fromkeys(own, 30))

    read()

    (found,) = Proposal.objects.filter(trust__isnull=False)
    assert found.trust == trust
    assert found.figures["years"]["2018/19"]["pupils"] == 240


def test_whoever_accepts_makes_a_need_with_the_figures_as_evidence(hub, hugo):
    proposal = a_proposal(hub)

    need = actions.accept(
        proposal=proposal, title="Fractions", what="We saw it too.", urgency="SOON", by=hugo,
        at=LATER,
    )  # fmt: skip

    assert (need.hub, need.source, need.phases, need.key_stages) == (
        hub, Need.Source.NATIONAL, ["PRIMARY"], ["KS2"],
    )  # fmt: skip
    assert need.places.get().school == proposal.school
    evidence = need.evidence.get()
    assert evidence.proposal == proposal
    assert evidence.of_on == SEPTEMBER.date()
    assert evidence.source == ("Key stage 2 results, 2016/17 to 2018/19, Department for Education")
    assert "About 25 percentage points below what similar schools reach" in evidence.words
    assert "2018/19: 50% (40% to 60%; 90 pupils). Expected from similar schools: 75%." in (
        evidence.words
    )
    assert "not a verdict" in evidence.words
    proposal.refresh_from_db()
    assert (proposal.state, proposal.by) == (State.ACCEPTED, hugo)
    with pytest.raises(ProposalRefused, match="It is accepted now"):
        actions.accept(proposal=proposal, title="A", what="B", urgency="SOON", by=hugo, at=LATER)
    assert Need.objects.count() == 1


def test_the_command_reads_and_says_what_it_proposed(capsys):
    schools = alike()
    published(schools, {schools[7]: 45})

    call_command("propose_needs", "--json")

    said = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert (said["proposed"], said["readings"][0]["measure"]) == (1, "KS2_EXPECTED")


def test_the_command_refuses_when_there_is_nothing_to_read():
    with pytest.raises(CommandError, match="There are no published results"):
        call_command("propose_needs")
    with pytest.raises(CommandError, match="such as 2017/18"):
        call_command("propose_needs", "--years", "2017")
