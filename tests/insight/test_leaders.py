"""Whether a hub has the leaders its groups need."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils.timezone import localdate

from mathshubs.core.years import academic_year_of, ends_on, next_year
from mathshubs.hubs.models import Post
from mathshubs.insight.queries import leaders as queries
from mathshubs.workgroups.models import Leader, LeadersWanted, LeadInvitation, WorkGroup
from tests.builders import (
    LONG_AGO,
    SEPTEMBER,
    a_district,
    a_hub,
    a_person,
    a_post,
    a_school,
    a_work_group,
    national,
)
from tests.hubs.builders import an_area
from tests.people.signing_in import sign_in
from tests.tables import table_of
from tests.workgroups.leading_builders import a_leader, an_accreditation

pytestmark = pytest.mark.django_db
TODAY = localdate()
YEAR = next_year(academic_year_of(TODAY))


@pytest.fixture
def hub():
    return a_hub("Salt Way", slug="salt-way")


@pytest.fixture
def ada(hub):
    ada = a_person("Ada", "Moss")
    a_post(ada, hub, Post.Kind.ADMINISTRATOR)
    return ada


def planned(hub, workshops=4, **fields):
    group = a_work_group(hub=hub, workshops=workshops, state="DESIGNED", **fields)
    WorkGroup.objects.filter(pk=group.pk).update(year=YEAR)
    return group


def capacity(hub):
    return queries.capacity(hub, YEAR, TODAY)


@pytest.mark.parametrize("days", [-11, 11])
def test_todays_line_on_an_accreditation_is_true_before_and_after_its_last_day(
    client, hub, ada, days
):
    last = TODAY + timedelta(days=days)
    an_accreditation(a_leader(hub, a_person("Acc", "Ends")), expires_on=last)

    page = sign_in(client, ada).get("/my/").text

    assert "An accreditation to renew: Acc Ends" in page
    assert f"Its last day is {last:%a %-d %b %Y}. Renew it, or plan who follows." in page


def test_a_workshop_needs_a_day_and_a_half_of_each_who_leads_it(hub):
    one = planned(hub, workshops=4)
    Leader.objects.create(work_group=one, person=a_person())
    two = planned(hub, workshops=2)
    LeadersWanted.objects.create(
        work_group=two, number=2, answer_by=TODAY, asked_by=a_person(), asked_at=SEPTEMBER
    )
    planned(hub, workshops=0)
    WorkGroup.objects.filter(pk=planned(hub).pk).update(state="CANCELLED")
    a_work_group(hub=hub)
    planned(a_hub())

    found = capacity(hub)

    days = [each.days for each in found.planned]
    assert sorted(days) == [Decimal("6"), Decimal("6"), Decimal("6")]
    assert found.needed == 18
    assert [each.named for each in found.planned].count(1) == 1
    assert len(found.without_leader) == 2


def test_days_available_are_what_leaders_said_of_that_year(hub):
    a_leader(hub).years.create(year=YEAR, available=10, contracted=12)
    a_leader(hub).years.create(year=academic_year_of(TODAY), available=99)
    a_leader(hub, to_on=TODAY - timedelta(days=1)).years.create(year=YEAR, available=99)

    found = capacity(hub)

    assert (found.available, found.not_said) == (10, 1)


def test_a_group_for_two_phases_needs_half_its_days_in_each(hub):
    planned(hub, workshops=2, phases=["PRIMARY", "SECONDARY"])
    a_leader(hub, phases=["PRIMARY"]).years.create(year=YEAR, available=1)

    by_phase = {row.phase: row for row in capacity(hub).by_phase}

    assert by_phase["PRIMARY"].needed == by_phase["SECONDARY"].needed == Decimal("1.5")
    assert (by_phase["PRIMARY"].short, by_phase["SECONDARY"].short) == (Decimal("0.5"), 1.5)
    assert (by_phase["PRIMARY"].leaders, by_phase["SECONDARY"].leaders) == (1, 0)


def test_a_gap_is_a_district_with_schools_to_which_nobody_of_that_phase_travels(hub):
    dover, swale = a_district("Dover"), a_district("Swale")
    for district in (dover, swale):
        an_area(hub, district=district)
        a_school(district=district, phase="SECONDARY", low_age=11, high_age=16)
    a_school(district=dover, phase="SECONDARY", status="CLOSED", high_age=16)
    lena = a_leader(hub, phases=["SECONDARY"])
    lena.districts.add(dover)
    a_leader(hub, phases=["PRIMARY"]).districts.add(swale)

    found = capacity(hub)

    rows = {
        district.name: {gap.phase: (gap.leaders, gap.schools) for gap in row}
        for district, row in found.districts
    }
    assert rows["Dover"]["SECONDARY"] == (1, 1)
    assert rows["Swale"]["SECONDARY"] == (0, 1)
    assert rows["Swale"]["PRIMARY"] == (1, 0)
    assert [(place.name, gap.phase) for place, gap in found.empty] == [("Swale", "SECONDARY")]


def test_succession_tells_what_ends_in_the_year_and_who_is_ready(hub):
    last = ends_on(YEAR)
    an_accreditation(a_leader(hub, a_person("Acc", "Ends")), expires_on=last)
    an_accreditation(a_leader(hub, a_person("Acc", "Lasts")), expires_on=last + timedelta(days=1))
    lead = a_leader(hub, a_person("Post", "Ends"))
    Post.objects.create(
        person=lead.person, hub=hub, kind="WORK_GROUP_LEAD", from_on=LONG_AGO, to_on=last
    )
    past = a_leader(hub, a_person("Post", "Went"))
    Post.objects.create(
        person=past.person, hub=hub, kind="WORK_GROUP_LEAD", from_on=LONG_AGO,
        to_on=date(2021, 8, 31),
    )  # fmt: skip
    ready = a_leader(hub, a_person("Co", "Led"))
    Leader.objects.create(
        work_group=a_work_group(hub=hub, state="CLOSED"), person=ready.person, kind="CO_LEAD"
    )
    yes = a_leader(hub, a_person("Said", "Yes"))
    LeadInvitation.objects.create(
        hub=hub, person=yes.person, kind="LEAD", because="Co-led", state="YES", sent_by=a_person(),
        sent_at=SEPTEMBER, answered_at=SEPTEMBER,
    )  # fmt: skip

    found = capacity(hub)

    leaving = {each.record.person.name: [what for what, _ in each.ends] for each in found.leaving}
    assert leaving == {
        "Acc Ends": ["Accreditation expires"],
        "Post Ends": ["Post ends"],
    }
    assert [each.record.person.name for each in found.ready] == ["Co Led", "Said Yes"]


def test_who_leads_a_group_is_not_free(hub):
    busy = a_leader(hub, a_person("Busy", "Bee"))
    Leader.objects.create(work_group=a_work_group(hub=hub), person=busy.person)
    a_leader(hub, a_person("Free", "Day"))

    assert [each.record.person.name for each in capacity(hub).free] == ["Free Day"]


def test_the_page_says_its_rule_and_links_to_the_rows(client, hub, ada):
    an_area(hub, district=a_district("Dover"))
    group = planned(hub, title="Fractions")
    lena = a_leader(hub, a_person("Lena", "Holt"), phases=["SECONDARY"])
    sign_in(client, ada)

    page = client.get("/hubs/salt-way/leaders/capacity/").text

    assert "a workshop takes each of its leaders 1.5 days" in page
    assert "The groups planned need more days than leaders have said they can give." in page
    assert f"/work-groups/{group.pk}/leaders-wanted/" in page
    assert f"/hubs/salt-way/leaders/{lena.pk}/" in page
    assert "Lena Holt" in page
    this = client.get(f"/hubs/salt-way/leaders/capacity/?year={academic_year_of(TODAY)}").text
    assert "No group is planned" in this


def test_national_staff_see_numbers_and_no_names(client, hub):
    a_leader(hub, a_person("Lena", "Holt")).years.create(year=YEAR, available=Decimal("12.5"))
    planned(hub)
    sign_in(client, national())

    one, every = "/hubs/salt-way/leaders/capacity/", "/national/leaders/"

    assert "Lena Holt" not in client.get(one).text
    assert "1 of 1 leaders. Their names stay with the hub." in client.get(one).text
    page = client.get(every).text
    assert "Salt Way" in page
    assert "12.5" in page
    [header, row] = table_of(client.get(f"{every}?as=csv"))
    assert (header[4], row[:2], Decimal(row[4])) == (
        "Days available", ["Salt Way Maths Hub", "1"], Decimal("12.5"),
    )  # fmt: skip


@pytest.mark.parametrize("rows", [1, 3])
def test_pages_ask_as_often_for_one_row_as_for_three(
    client, hub, ada, rows, django_assert_num_queries
):
    for _ in range(rows):
        district = a_district()
        an_area(hub, district=district)
        a_school(district=district)
        record = a_leader(hub)
        record.districts.add(district)
        an_accreditation(record, expires_on=TODAY)
        Leader.objects.create(work_group=planned(hub), person=record.person)
        a_hub()
    sign_in(client, ada)
    with django_assert_num_queries(9):
        client.get("/hubs/salt-way/leaders/capacity/")
    sign_in(client, national())
    with django_assert_num_queries(7):
        client.get("/national/leaders/")
