"""The papers of the three meetings of a Strategic Board."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse
from django.utils.timezone import localdate

from mathshubs.core.years import next_year
from mathshubs.hubs.models import Advice
from mathshubs.insight.queries.board import board_year, papers
from mathshubs.needs.models import PriorityRound
from mathshubs.programmes.models import Plan
from mathshubs.workgroups.models import WorkGroup
from tests.builders import SEPTEMBER, a_hub, a_person, a_seat, a_work_group
from tests.people.signing_in import sign_in

pytestmark = pytest.mark.django_db
YEAR = "2025/26"


@pytest.fixture
def hub():
    return a_hub("Salt Way", slug="salt-way")


@pytest.fixture
def bola(hub):
    bola = a_person("Bola", "Board")
    a_seat(bola, hub, "BOARD_CHAIR")
    return bola


def next_of(hub, on: date) -> list[str]:
    found = papers(hub, board_year(on), on)
    return [found.year, *(each.half_term for each in found.meetings if each.is_next)]


@pytest.mark.parametrize(
    ("on", "what"),
    [
        (date(2025, 9, 1), [YEAR, "Autumn 1"]),
        (date(2025, 10, 31), [YEAR, "Autumn 1"]),
        (date(2025, 11, 1), [YEAR, "Spring 1"]),
        (date(2026, 3, 1), [YEAR, "Summer 1"]),
        (date(2026, 5, 31), [YEAR, "Summer 1"]),
        (date(2026, 6, 1), ["2026/27", "Autumn 1"]),
    ],
)
def test_the_next_meeting_is_the_first_that_is_not_over(hub, on, what):
    assert next_of(hub, on) == what


def test_each_meeting_has_the_papers_of_its_year(hub, bola):
    last = Plan.objects.create(hub=hub, year="2024/25", state="APPROVED")
    draft = Plan.objects.create(hub=hub, year="2026/27")
    this = Plan.objects.create(hub=hub, year=YEAR)
    Plan.objects.create(hub=a_hub(), year="2026/27")
    for half_term in ("SPRING_1", "AUTUMN_1"):
        last.returns.create(half_term=half_term, sent_at=SEPTEMBER, by=bola)
    last.returns.create(half_term="SUMMER_2")  # begun, not sent
    rounds = [
        PriorityRound.objects.create(
            hub=hub, year=year, consult_until=date(2025, 9, 30), by=bola, at=SEPTEMBER
        )
        for year in (YEAR, "2026/27")
    ]
    said = [
        Advice.objects.create(
            hub=hub, subject=subject, year=year, kind="ADVICE", words="Hm.", by=bola, at=SEPTEMBER
        )
        for subject, year in (("PLAN", "2026/27"), ("REPORTS", "2024/25"), ("PLAN", "2024/25"))
    ]

    reports, priorities, plan = papers(hub, YEAR, date(2025, 9, 8)).meetings

    assert reports.plan == last
    assert reports.sent == [(each, SEPTEMBER.date()) for each in ("AUTUMN_1", "SPRING_1")]
    assert (priorities.plan, priorities.rounds) == (this, [rounds[1]])
    assert plan.plan == draft
    assert (reports.advice, priorities.advice, plan.advice) == ([said[1]], [], [said[0]])


def test_groups_of_the_year_before_are_counts(hub):
    for state in ("RUNNING", "EVIDENCE", "REPORTED", "CLOSED", "CANCELLED", "IDEA"):
        group = a_work_group(hub=hub, state=state)
        group.year = "2024/25"
        group.save()
    a_work_group(hub=hub, state="RUNNING")  # of the year that is on

    assert papers(hub, YEAR, date(2025, 9, 8)).groups == {"all": 4, "over": 3, "reported": 2}
    WorkGroup.objects.filter(state="RUNNING").update(last_on=date(2025, 7, 9))
    assert papers(hub, YEAR, date(2025, 9, 8)).groups["over"] == 4


def test_a_chair_is_led_to_the_plan_on_which_the_review_is_recorded(client, hub, bola):
    draft = Plan.objects.create(hub=hub, year="2026/27")
    sign_in(client, bola)

    text = client.get(f"/hubs/salt-way/board/?year={YEAR}").text

    assert "You chair the board: record what it said" in text
    assert f'href="/year-plans/{draft.pk}/#next"' in text


def test_the_chair_records_what_the_board_said_and_takes_no_other_step(client, hub, bola):
    draft = Plan.objects.create(hub=hub, year="2026/27")
    draft.lines.create(title="Fractions", phases=["PRIMARY"], rationale="R", outcomes="O")
    member = a_person()
    a_seat(member, hub)
    sent = {
        "do": "step", "to": "BOARD_REVIEWED", "words": "Good, but look at post-16.",
        "met_on_day": "8", "met_on_month": "9", "met_on_year": "2025",
    }  # fmt: skip

    sign_in(client, member)
    assert client.post(draft.get_absolute_url(), sent).status_code == 403

    sign_in(client, bola)
    answer = client.post(draft.get_absolute_url(), sent, follow=True)
    draft.refresh_from_db()
    assert draft.state == "BOARD_REVIEWED"
    assert "Good, but look at post-16." in answer.text
    assert (
        client.post(draft.get_absolute_url(), {"do": "step", "to": "SUBMITTED"}).status_code == 403
    )
    assert client.post(draft.get_absolute_url(), {"do": "asked"}).status_code == 403


def test_without_papers_the_page_says_so(client, hub, bola):
    sign_in(client, bola)

    text = client.get(f"/hubs/salt-way/board/?year={YEAR}").text

    assert "The hub kept no plan for 2024/25 here." in text
    assert "The hub has opened no round of priorities for 2026/27 yet." in text
    assert "The hub has not begun its plan for 2026/27 yet." in text


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_asks_as_often_for_one_row_as_for_three(
    client, hub, bola, rows, django_assert_num_queries
):
    plan = Plan.objects.create(hub=hub, year="2024/25")
    for half_term in ("AUTUMN_1", "AUTUMN_2", "SPRING_1")[:rows]:
        plan.returns.create(half_term=half_term, sent_at=SEPTEMBER, by=bola)
        a_seat(a_person(), hub)
        Advice.objects.create(
            hub=hub, subject="REPORTS", year="2024/25", kind="ADVICE", words="Hm.",
            by=a_person(), at=SEPTEMBER, answer="Yes.", answered_by=bola, answered_at=SEPTEMBER,
        )  # fmt: skip
    sign_in(client, bola)

    with django_assert_num_queries(10):
        client.get(f"/hubs/salt-way/board/?year={YEAR}")


def test_what_is_over_comes_after_what_is_to_come(hub):
    found = papers(hub, YEAR, date(2026, 3, 1))
    assert [each.half_term for each in found.meetings] == ["Summer 1", "Autumn 1", "Spring 1"]


def test_a_return_that_is_still_written_is_not_read_by_the_board(client, hub, bola):
    plan = Plan.objects.create(hub=hub, year="2024/25")
    begun = plan.returns.create(half_term="AUTUMN_1", words={"0": "We are not sure yet."})
    sign_in(client, bola)
    at = f"/year-plans/{plan.pk}/returns/AUTUMN_1/"
    assert "We are not sure yet." not in client.get(at).text

    begun.sent_at, begun.by, begun.figures = SEPTEMBER, bola, {"lines": []}
    begun.save()
    assert "We are not sure yet." in client.get(at).text


def test_groups_on_the_way_are_counts_without_a_link_to_their_people(client, hub, bola):
    group = a_work_group(hub=hub, state="RUNNING")
    sign_in(client, bola)

    assert "Work Groups on the way" in client.get(f"/hubs/salt-way/board/?year={YEAR}").text
    text = client.get(reverse("workgroups:hub_progress", args=["salt-way"])).text

    assert group.title in text
    assert f"/work-groups/{group.pk}/" not in text
    assert client.get(reverse("workgroups:progress", args=[group.pk])).status_code == 404


def test_what_the_nation_chose_is_among_the_papers_once_it_is_published(client, hub, bola):
    year = next_year(board_year(localdate()))
    at = {"year": year, "consult_until": date(2026, 1, 1), "at": SEPTEMBER, "by": bola}
    Plan.objects.create(hub=hub, year=year)
    met = {"met_on": date(2026, 1, 9), "present": "All", "decision": "One."}
    round_ = PriorityRound.objects.create(state="DECIDED", **at, **met)
    board = sign_in(client, bola)
    says = f"What the nation chose for {year}"
    assert says not in board.get("/hubs/salt-way/board/").text

    PriorityRound.objects.filter(pk=round_.pk).update(state="PUBLISHED", published_at=SEPTEMBER)
    page = board.get("/hubs/salt-way/board/").text
    assert page.count(says) == 2
    assert board.get(f"/priorities/of/{round_.pk}/").status_code == 200
