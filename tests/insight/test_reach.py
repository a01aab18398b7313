"""Schools to reach: which, in what order, by which way; and where nobody takes part."""

from __future__ import annotations

from datetime import date

import pytest
from django.utils.timezone import localdate

from mathshubs.core.years import academic_year_of
from mathshubs.hubs.models import Post
from mathshubs.insight.queries.engagement import year_before
from mathshubs.needs.models import Message, NeedPlace, PartnerOffer, Proposal, ProposalRun
from mathshubs.schools.models import Employment, Trust
from mathshubs.workgroups.models import WorkGroup
from tests.builders import (
    SEPTEMBER,
    a_district,
    a_hub,
    a_person,
    a_post,
    a_school,
    a_work_group,
    an_employment,
    national,
)
from tests.hubs.builders import a_shape, an_area
from tests.needs.builders import a_need
from tests.people.signing_in import sign_in
from tests.tables import table_of
from tests.workgroups.builders import a_standing_place

pytestmark = pytest.mark.django_db
PAGE = "/hubs/salt-way/reach/"
COLD = "/hubs/salt-way/cold-spots/"
THIS_YEAR = academic_year_of(localdate())
LAST_YEAR = year_before(THIS_YEAR)


@pytest.fixture
def hub():
    return a_hub("Salt Way", slug="salt-way")


@pytest.fixture
def telford(hub):
    district = a_district("Telford")
    an_area(hub, district=district)
    return district


@pytest.fixture
def lead(client, hub):
    person = a_person("Hugo", "Hub")
    a_post(person, hub, Post.Kind.HUB_LEAD)
    return sign_in(client, person)


def took_part(school, year=THIS_YEAR, hub=None, *, person=None, **fields):
    group = a_work_group(hub=hub or a_hub(), workshops=0, **fields)
    WorkGroup.objects.filter(pk=group.pk).update(year=year)
    return a_standing_place(group, school, person=person)


def listed(browser, query=""):
    """The rows of the list as a file: name, then what stands under a heading."""
    return table_of(browser.get(f"{PAGE}?{query}&as=csv"))[1:]


def names(browser, query=""):
    return [row[0] for row in listed(browser, query)]


def ways(browser, query=""):
    return {row[0]: [way for way in row[10:] if way] for row in listed(browser, query)}


def test_a_school_is_to_be_reached_until_somebody_from_it_holds_a_place(hub, telford, lead):
    here, before, never = (a_school(name, district=telford) for name in ("Here", "Before", "Never"))
    took_part(here)
    took_part(before, LAST_YEAR)
    took_part(never, state="CANCELLED")
    a_standing_place(a_work_group(hub=hub, workshops=0), never, state="WAITING")

    assert names(lead, "show=year") == ["Before", "Never"]
    assert names(lead) == ["Never"]
    assert names(lead, "show=never") == ["Never"]
    assert "1 of 3 open state-funded schools." in lead.get(PAGE).text


def test_who_took_part_years_ago_is_to_be_reached_though_not_new(telford, lead):
    took_part(a_school("Long ago", district=telford), "2019/20")

    assert listed(lead)[0][9] == "2019/20"
    assert names(lead, "show=never") == []


def test_only_open_state_funded_schools_of_the_hub_are_listed(telford, lead):
    a_school("Paid for", district=telford, kind_group="Independent schools")
    a_school("Closed", district=telford, status="CLOSED")
    a_school("Elsewhere", district=a_district("Elsewhere"))
    a_school("Ours", district=telford, kind_group="Academies")

    assert names(lead) == ["Ours"]


def test_most_in_need_come_first_needs_then_results_then_free_meals(hub, telford, lead):
    rich = a_school("Rich", district=telford, fsm_percent="3.0")
    poor = a_school("Poor", district=telford, fsm_percent="48.0")
    seen = a_school("Seen in results", district=telford)
    asked = a_school("Asked about", district=telford, fsm_percent="1.0")
    run = ProposalRun.objects.create(at=SEPTEMBER)
    Proposal.objects.create(
        run=run, hub=hub, school=seen, kind="ATTAINMENT", measure="KS2", last_year="2024/25",
        standing=-3,
    )  # fmt: skip
    NeedPlace.objects.create(need=a_need(hub), school=asked)
    NeedPlace.objects.create(need=a_need(hub, state="CLOSED", answer="Met."), school=rich)

    assert names(lead) == ["Asked about", "Seen in results", "Poor", "Rich"]
    assert [row[7:9] for row in listed(lead)][:2] == [["1", "0"], ["0", "1"]]
    assert poor.name in lead.get(PAGE).text


def test_filters_narrow_by_district_and_phase(hub, telford, lead):
    other = a_district("Shropshire")
    an_area(hub, district=other)
    a_school("Here", district=telford, phase="SECONDARY")
    a_school("There", district=other)

    assert names(lead, f"district={telford.pk}") == ["Here"]
    assert names(lead, "phase=PRIMARY") == ["There"]


def test_the_way_in_is_a_letter_a_person_a_trust_or_a_neighbour_the_warmest_first(
    hub, telford, lead
):
    trust = Trust.objects.create(uid=1, name="Marches Trust")
    point = {"easting": 370_000, "northing": 310_000}
    school = a_school("Cold", district=telford, trust=trust, **point)
    a_school("Alone", district=telford, easting=400_000, northing=310_000)
    took_part(a_school("Same trust", trust=trust, easting=1, northing=1))
    took_part(a_school("Far", easting=370_000, northing=314_000))
    took_part(a_school("Next door", easting=373_000, northing=310_000))
    teacher = a_person("Tess", "Moved")
    took_part(a_school("Her first school", easting=1, northing=1), "2021/22", person=teacher)
    an_employment(teacher, school)
    Message.objects.create(
        hub=hub, school=school, kind="CONTACT", subject="Can we join", words="?", name="A",
        email="a@example.org", at=SEPTEMBER,
    )  # fmt: skip

    assert ways(lead)["Cold"] == [
        "They wrote to the hub: Sent a message on 8 September 2025 (“Can we join”)",
        "Somebody who took part works there now: Took part from another school; now there as "
        "teacher (Tess Moved); Its trust takes part: Marches Trust: Same trust; "
        "A neighbour takes part: Next door, 3.0 km away",
    ]
    assert ways(lead)["Alone"] == []
    assert "Next door" not in str(ways(lead, "km=2"))
    assert names(lead, "way=trust") == ["Cold"]


def test_who_left_the_school_again_is_no_way_in(telford, lead):
    school, person = a_school("Cold", district=telford), a_person()
    took_part(a_school(), person=person)
    an_employment(person, school)
    Employment.objects.filter(school=school).update(to_on=date(2024, 7, 31))

    assert ways(lead) == {"Cold": []}


def test_a_partner_is_known_by_the_name_of_the_school_or_its_trust(hub, telford, lead):
    trust = Trust.objects.create(uid=1, name="Marches Trust")
    a_school("Oak School", district=telford)
    a_school("Of the trust", district=telford, trust=trust)
    for of, organisation in (("SCHOOL", "oak school"), ("TRUST", "Marches Trust")):
        PartnerOffer.objects.create(
            hub=hub, of=of, organisation=organisation, title="A hall", kind="SYSTEM",
            name="A", email="a@example.org", at=SEPTEMBER, state="LISTED",
        )  # fmt: skip

    assert {name: len(found) for name, found in ways(lead).items()} == {
        "Oak School": 1,
        "Of the trust": 1,
    }


def test_national_staff_see_the_ways_without_names_and_no_need_told_in_confidence(
    client, hub, telford
):
    school, person = a_school("Cold", district=telford), a_person("Tess", "Moved")
    took_part(a_school(), person=person)
    an_employment(person, school)
    NeedPlace.objects.create(need=a_need(hub, confidential=True), school=school)
    browser = sign_in(client, national())

    assert listed(browser)[0][7] == "0"
    assert "Moved" not in browser.get(PAGE).text
    assert "Moved" not in str(listed(browser))


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_asks_as_often_for_one_as_for_three(
    hub, telford, lead, rows, django_assert_num_queries
):
    trust = Trust.objects.create(uid=1, name="Marches Trust")
    for number in range(rows):
        school = a_school(f"Cold {number}", district=telford, trust=trust, easting=number + 1,
                          northing=1)  # fmt: skip
        person = a_person()
        took_part(a_school(trust=trust, easting=2, northing=2), person=person)
        an_employment(person, school)
        NeedPlace.objects.create(need=a_need(hub), school=school)
    lead.get(PAGE)
    with django_assert_num_queries(10):
        lead.get(PAGE)


def test_the_nation_sees_each_hub_the_one_that_reaches_least_first(client, hub, telford):
    other, district = a_hub("Three Rivers"), a_district("Stoke")
    an_area(other, district=district)
    chose = a_school("Chose the other", district=telford)
    other.chosen_by.create(school=chose, from_on="2020-09-01")
    took_part(chose)
    took_part(a_school("Last year", district=telford), LAST_YEAR)
    a_school("Never", district=telford)
    browser = sign_in(client, national())

    assert table_of(browser.get("/national/reach/?as=csv"))[1:] == [
        [str(hub), "2", "0", "1", "1"],
        [str(other), "1", "1", "1", "0"],
    ]
    assert (
        "1 of 3 open state-funded schools take part this year, or hold a place for the next."
        in browser.get("/national/reach/").text
    )


def test_the_nation_asks_as_often_for_one_hub_as_for_three(
    client, hub, telford, django_assert_max_num_queries
):
    browser, asked = sign_in(client, national()), []
    for number in range(3):
        district = a_district(f"District {number}")
        an_area(a_hub(), district=district)
        took_part(a_school(district=district))
        browser.get("/national/reach/")
        with django_assert_max_num_queries(10) as counted:
            browser.get("/national/reach/")
        asked.append(len(counted))

    assert len(set(asked)) == 1


def test_cold_spots_count_by_district_and_phase_and_give_no_share_of_few(hub, telford, lead):
    few = a_district("Shropshire")
    an_area(hub, district=few)
    for number in range(6):
        school = a_school(f"Here {number}", district=telford, low_age=5, high_age=11)
        if number == 0:
            took_part(school)
    took_part(a_school("There", district=few, phase="SECONDARY", high_age=16), LAST_YEAR)

    now, then = (table_of(lead.get(f"{COLD}?as=csv&year={year}"))[1:]
                 for year in (THIS_YEAR, LAST_YEAR))  # fmt: skip

    assert ["Telford", "All", "6", "1", "17"] in now
    assert ["Telford", "Primary", "6", "1", "17"] in now
    assert ["Shropshire", "Secondary", "1", "0", ""] in now
    assert ["Shropshire", "Secondary", "1", "1", ""] in then
    assert ["All districts", "All", "7", "1", "14"] in now


def test_the_map_of_cold_spots_says_in_words_and_figures_what_it_colours(hub, telford, lead):
    a_shape(hub)
    for number in range(5):
        a_school(f"Here {number}", district=telford, easting=369_900, northing=308_700)

    page = lead.get(COLD).text

    assert 'aria-label="Telford: 0 of 5 take part, nobody"' in page
    assert "0 of 5, 0%" in page
    assert "Nobody" in page


def test_districts_that_are_drawn_have_their_shape_hatched_where_nobody_takes_part(
    hub, telford, lead
):
    shape = a_shape(hub)
    shape.districts = {str(telford.pk): "M1 1l9 0 0 9z", str(a_district().pk): "M2 2l9 0 0 9z"}
    shape.save()
    for number in range(5):
        a_school(f"Here {number}", district=telford, easting=369_900, northing=308_700)

    page = lead.get(COLD).text

    assert '<path class="reach-area reach-area--none" d="M1 1l9 0 0 9z"' in page
    assert '<path fill="url(#hatch-none)" d="M1 1l9 0 0 9z"' in page
    assert '<path class="reach-area" d="M2 2l9 0 0 9z"' in page
    assert "Close hatching: nobody" in page


@pytest.mark.parametrize("rows", [1, 3])
def test_cold_spots_ask_as_often_for_one_district_as_for_three(
    hub, lead, rows, django_assert_num_queries
):
    a_shape(hub)
    for number in range(rows):
        district = a_district(f"District {number}")
        an_area(hub, district=district)
        took_part(a_school(district=district, easting=369_900, northing=308_700))
    lead.get(COLD)
    with django_assert_num_queries(7):
        lead.get(COLD)
