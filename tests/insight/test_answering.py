"""How needs are answered: the figures of a hub and the nation, by phase, district and theme."""

from __future__ import annotations

from datetime import timedelta

import pytest

from mathshubs.hubs.models import Post
from mathshubs.insight.queries.answering import Filters, answering
from mathshubs.needs.models import NeedPlace, Theme
from mathshubs.programmes.models import Plan
from mathshubs.workgroups.models import RunAgainRequest

from ..builders import (
    SEPTEMBER,
    a_district,
    a_hub,
    a_person,
    a_post,
    a_school,
    a_work_group,
    national,
)
from ..needs.builders import a_need, a_priority, a_round, an_answer
from ..people.signing_in import sign_in
from ..tables import table_of
from .test_thread import a_place

pytestmark = pytest.mark.django_db
YEAR = "2025/26"


@pytest.fixture
def hub():
    return a_hub("Salt Way", slug="salt-way")


@pytest.fixture
def hugo(hub):
    person = a_person("Hugo", "Hub")
    a_post(person, hub, Post.Kind.HUB_LEAD)
    return person


def answered(hub, days, **changes):
    return a_need(hub, state="PRIORITISED", answered_at=SEPTEMBER + timedelta(days=days), **changes)


def test_figures_count_what_was_told_how_fast_it_was_answered_and_what_is_not_met(hub, hugo):
    for days in (1, 3, 8, 9, 10, 30):
        answered(hub, days)
    for _ in range(2):
        other = a_need(hub)
    a_need(hub, state="MERGED", merged_into=other)
    a_need(hub, raised_at=SEPTEMBER - timedelta(days=30))
    priority = a_priority(a_round(hub, hugo, year=YEAR), state="CHOSEN")
    an_answer(a_priority(a_round(hub, hugo), state="CHOSEN"), hugo, mode="DEVELOP")
    for mode in ("EXTEND", "EXTEND", "EXTEND", "SIGNPOST"):
        an_answer(priority, hugo, mode=mode)
    group = a_work_group(hub=hub)
    for arrival in range(4):
        a_place(group, a_school(), state="WAITING", arrival=arrival)
    a_place(group, a_school(), arrival=5)
    a_place(a_work_group(hub=hub, state="CANCELLED"), a_school(), state="WAITING")
    RunAgainRequest.objects.create(work_group=group, email="a@example.org", asked_at=SEPTEMBER)
    a_need(None, state="CLOSED", answer="Met.", answered_at=SEPTEMBER + timedelta(days=20))

    found = answering([hub, None], YEAR, Filters(), "hub")
    own, nation = found.rows

    assert (own.told, own.answered, own.percent, own.median_days) == (8, 6, 75, 8.5)
    assert own.mix[:2] == [("Point to what exists", 1, 25), ("Extend what exists", 3, 75)]
    assert (own.waiting, own.asked_again, own.unmet, own.chosen) == (4, 1, 5, 4)
    assert (nation.told, nation.answered, nation.percent) == (1, 1, None)
    assert (found.all.told, found.all.median_days) == (9, 9)


def test_each_need_counts_in_its_phases_districts_and_theme(hub, hugo):
    telford, shropshire = a_district("Telford"), a_district("Shropshire")
    theme = Theme.objects.create(hub=hub, name="Fractions")
    both = a_need(hub, phases=["PRIMARY", "SECONDARY"], theme=theme)
    NeedPlace.objects.create(need=both, district=telford)
    NeedPlace.objects.create(need=both, school=a_school(district=shropshire))
    a_need(hub, phases=["PRIMARY"], school=a_school(district=telford))
    a_need(hub, phases=[])

    def told(by, **filters):
        rows = answering([hub], YEAR, Filters(**filters), by).rows
        return {row.name: row.told for row in rows if row.told}

    assert told("phase") == {"Primary": 2, "Secondary": 1, "No phase named": 1}
    assert told("district") == {"Shropshire": 1, "Telford": 2, "No district named": 1}
    assert told("theme") == {"Fractions": 1, "No theme yet": 2}
    assert told("theme", phase="PRIMARY", district="Telford") == {
        "Fractions": 1, "No theme yet": 1
    }  # fmt: skip


def test_unmet_demand_is_where_people_work_and_what_their_group_answers(hub, hugo):
    telford = a_district("Telford")
    theme = Theme.objects.create(hub=hub, name="Fractions")
    line = Plan.objects.create(hub=hub, year=YEAR).lines.create(title="A course")
    priority = a_priority(a_round(hub, hugo, year=YEAR), state="CHOSEN", theme=theme)
    an_answer(priority, hugo, plan_line=line)
    an_answer(priority, hugo, plan_line=line)
    group = a_work_group(hub=hub, plan_line=line, phases=["PRIMARY"])
    for arrival in range(2):
        a_place(group, a_school(district=telford), state="WAITING", arrival=arrival)
    RunAgainRequest.objects.create(work_group=group, email="a@example.org", asked_at=SEPTEMBER)

    def unmet(by):
        rows = answering([hub], YEAR, Filters(), by).rows
        return {row.name: (row.waiting, row.asked_again) for row in rows if row.unmet}

    assert unmet("phase") == {"Primary": (2, 1)}
    assert unmet("district") == {"Telford": (2, 0), "No district named": (0, 1)}
    assert unmet("theme") == {"Fractions": (2, 1)}


def test_fewer_than_five_have_no_share_and_others_do_not_count_them_out(client, hub, hugo):
    for days in (1, 2, 3):
        answered(hub, days, phases=["PRIMARY"])
    address = f"/hubs/salt-way/answering/?year={YEAR}&as=csv"

    own = table_of(sign_in(client, hugo).get(address))
    nation = table_of(sign_in(type(client)(), national()).get(address))

    (primary,) = (row for row in own if row[0] == "Primary")
    assert primary[1:5] == ["3", "3", "", ""]
    (primary,) = (row for row in nation if row[0] == "Primary")
    assert primary[1:5] == ["under 5", "", "", ""]
    page = sign_in(type(client)(), national()).get(f"/hubs/salt-way/answering/?year={YEAR}").text
    assert "under 5" in page


def test_filters_stand_in_the_address_and_go_with_the_file(client, hub, hugo):
    for phase in ("PRIMARY", "PRIMARY", "SECONDARY"):
        a_need(hub, phases=[phase])
    lead = sign_in(client, hugo)

    page = lead.get(f"/hubs/salt-way/answering/?year={YEAR}&phase=PRIMARY&by=theme")

    assert page.context["all"].told == 2
    assert f"?year={YEAR.replace('/', '%2F')}&amp;by=theme" in page.text  # the chip takes it away
    rows = table_of(lead.get(f"/hubs/salt-way/answering/?{page.context['query']}&as=csv"))
    assert [row[:2] for row in rows] == [
        ["Theme", "Needs told"],
        ["No theme yet", "2"],
        ["All", "2"],
    ]
    assert lead.get("/hubs/salt-way/answering/?phase=NONSENSE&by=hub&year=x").status_code == 200


@pytest.mark.parametrize("address", ["/hubs/salt-way/answering/", "/national/answering/"])
def test_figures_ask_as_often_for_one_as_for_three(
    client, hub, hugo, address, django_assert_max_num_queries
):
    person = national() if "national" in address else hugo
    counts = []
    for _ in range(2):
        for number in range(3):
            a_need(a_hub() if "national" in address else hub)
            a_place(a_work_group(hub=hub), a_school(), state="WAITING", arrival=number)
        browser = sign_in(type(client)(), person)
        for by in ("hub", "phase", "district", "theme"):
            with django_assert_max_num_queries(10) as asked:
                page = browser.get(f"{address}?year={YEAR}&by={by}")
            assert page.status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_figures_of_the_nation_have_a_row_for_each_hub(client, hub):
    for _ in range(3):
        a_need(a_hub())
    nation = sign_in(client, national())

    page = nation.get(f"/national/answering/?year={YEAR}")

    assert [row.told for row in page.context["found"].rows].count(1) == 3
    assert "Half of the answered needs" in page.text
    assert "The national team" in nation.get("/national/answering/?as=csv").content.decode()
