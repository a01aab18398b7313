"""The public list: what it shows, in which words, and what it costs."""

from __future__ import annotations

import csv
from datetime import date, datetime, timedelta
from io import StringIO

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from mathshubs.schools.models import Postcode
from mathshubs.workgroups.models import WorkGroup
from mathshubs.workgroups.queries import search
from mathshubs.workgroups.queries.groups import state_shown
from mathshubs.workgroups.queries.lines import places_in_words, where_in_words

from ..builders import LONDON, SEPTEMBER, a_hub, a_project, a_work_group

pytestmark = pytest.mark.django_db
State = WorkGroup.State
TODAY = date(2025, 9, 10)


@pytest.fixture(autouse=True)
def _in_september():
    with time_machine.travel(SEPTEMBER + timedelta(days=2), tick=False):
        yield


def shown(client, **query) -> list[str]:
    """Return the titles on the page, in their order."""
    return [row.title for row in client.get("/work-groups/", query_params=query).context["rows"]]


def said(client, **query) -> str:
    return client.get("/work-groups/", query_params=query).context["sentence"]


def refusals(client, **query) -> list[str]:
    response = client.get("/work-groups/", query_params=query)
    assert response.status_code == 200
    assert "There is a problem" in response.text
    return [sentence for sentence, _ in response.context["problems"]]


@pytest.fixture
def telford():
    return Postcode.objects.create(
        postcode="TF3 4JG", easting=370_700, northing=308_600, district_code="E06000020"
    )


@pytest.mark.parametrize(
    ("fields", "word"),
    [
        ({"state": State.IDEA}, "Idea"),
        ({"state": State.PUBLISHED}, "Opening soon"),
        ({}, "Open"),
        ({"places_taken": 27}, "Few places"),
        ({"places_taken": 30}, "Waiting list"),
        ({"places_taken": 29, "waiting": 1}, "Waiting list"),
        ({"places_taken": 30, "apply_by": TODAY - timedelta(days=1)}, "Full"),
        ({"apply_by": TODAY - timedelta(days=1)}, "Closed"),
        ({"apply_by": TODAY}, "Open"),
        ({"state": State.CONFIRMED, "places_taken": 8}, "Open"),
        ({"first_on": TODAY - timedelta(days=1)}, "Running"),
        ({"state": State.RUNNING}, "Running"),
        ({"last_on": TODAY - timedelta(days=1)}, "Finished"),
        ({"state": State.CLOSED}, "Finished"),
        ({"state": State.POSTPONED}, "Postponed"),
        ({"state": State.CANCELLED}, "Cancelled"),
    ],
)
def test_each_state_has_its_word(fields, word):
    fields = {"state": State.RECRUITING, "places": 30} | fields

    assert state_shown(WorkGroup(title="A group", **fields), TODAY).word == word


def test_drafts_and_what_is_over_stay_out(client):
    a_work_group(title="Coming")
    a_work_group(title="An idea", state=State.IDEA)
    a_work_group(title="Cancelled", state=State.CANCELLED)
    a_work_group(title="Last year", last_on=date(2025, 7, 1), first_on=date(2024, 11, 1))

    assert shown(client) == ["Coming"]


def test_a_year_shows_what_is_over_too(client):
    a_work_group(title="Coming")
    old = a_work_group(title="Long over", last_on=date(2024, 7, 1), first_on=date(2023, 11, 1))
    WorkGroup.objects.filter(pk=old.pk).update(year="2023/24")

    assert shown(client, year="2023/24") == ["Long over"]


def test_every_filter_narrows_the_list(client, telford):
    hub, project = a_hub("Salt Way", slug="salt-way"), a_project(code="NCP25-14")
    near = {"easting": 375_000, "northing": 308_000}
    a_work_group(title="This one", hub=hub, project=project, modes=["IN_PERSON"], **near)
    a_work_group(
        title="Another", phases=["PRIMARY"], places_taken=30, kind="EVENT",
        easting=530_000, northing=180_000, first_on=date(2026, 3, 1), last_on=date(2026, 3, 1),
    )  # fmt: skip

    assert shown(client) == ["This one", "Another"]
    for query in (
        {"hub": "salt-way"}, {"project": "NCP25-14"}, {"phase": "SECONDARY"}, {"places": "1"},
        {"near": "tf34jg"}, {"near": "TF3 4JG", "within": "5"}, {"mode": "IN_PERSON"},
        {"to": "2025-12-31"}, {"kind": "WORK_GROUP"}, {"q": "this one"},
    ):  # fmt: skip
        assert shown(client, **query) == ["This one"], query
    for day in ("2026-01-01", "1 1 2026", "1/1/26", "1 January 2026"):
        assert shown(client, **{"from": day}) == ["Another"], day
    assert shown(client, near="TF3 4JG", within="4") == []
    assert len(shown(client, phase=["PRIMARY", "SECONDARY"])) == 2


def test_half_a_postcode_is_near_enough(client, telford):
    a_work_group(title="Near", easting=375_000, northing=308_000)
    a_work_group(title="Far", easting=530_000, northing=180_000)

    assert shown(client, near=" tf3 ") == ["Near"]
    assert "within 40 km of TF3" in said(client, near="tf3")
    assert shown(client, near="TF3", within="4") == []
    assert len(refusals(client, near="TF9")) == 1


@pytest.mark.parametrize(
    ("modes", "words"),
    [
        (["IN_PERSON", "ONLINE"], "Telford, then online"),
        (["BLENDED", "IN_PERSON"], "Telford or online, then in person"),
        (["IN_PERSON", "BLENDED"], "Telford, then in person or online"),
        (["ONLINE", "BLENDED"], "online, then Telford or online"),
    ],
)
def test_the_town_is_said_once(modes, words):
    assert where_in_words(WorkGroup(town="Telford", modes=modes)) == words


def test_the_sentence_says_what_the_list_shows(client, telford):
    hub = a_hub("Salt Way", slug="salt-way")
    for _ in range(2):
        a_work_group(hub=hub, easting=375_000, northing=308_000)

    assert said(client) == "2 Work Groups and events still to come or running"
    assert said(client, kind="WORK_GROUP", phase="SECONDARY", near="TF3 4JG", places="1") == (
        "2 Work Groups for secondary schools within 40 km of TF3 4JG with places"
    )
    assert said(client, hub="salt-way", mode="ONLINE", q="leadership", year="2025/26") == (
        "2 Work Groups and events about “leadership” of Salt Way Maths Hub meeting online in "
        "2025/26"
    )
    assert said(client, phase="PRIMARY") == (
        "No Work Groups and events for primary schools still to come or running"
    )


def test_a_filter_in_force_can_be_taken_away(client, telford):
    a_work_group()
    response = client.get("/work-groups/?near=TF3+4JG&within=20&phase=SECONDARY&page=2")

    assert response.context["chips"] == [
        ("for secondary schools", "?near=TF3+4JG&within=20"),
        ("within 20 km of TF3 4JG", "?phase=SECONDARY"),
    ]


def test_what_cannot_be_read_is_a_sentence_and_no_filter(client):
    a_work_group(title="Still here")

    assert refusals(client, near="nowhere") == [
        "That is not a full postcode. Type one such as TF3 4JG."
    ]
    assert refusals(client, near="ZZ1 1ZZ") == [
        "ZZ1 1ZZ is not an English postcode we know. Check it, or try another."
    ]
    assert refusals(client, within="-3") == ["Give the distance in whole kilometres, up to 700."]
    assert refusals(client, phase="NURSERY") == [
        "We do not know that phase. Tick one or more from the list."
    ]
    assert refusals(client, hub="x") == ["We do not know that hub. Choose one from the list."]
    assert refusals(client, project="x") == [
        "We do not know that project. Choose one from the list."
    ]
    assert refusals(client, mode="x") == ["Choose in person, online, or both at once."]
    assert refusals(client, year="2025") == ["Give an academic year such as 2026/27."]
    assert refusals(client, sort="x") == ["Choose an order from the list."]
    assert refusals(client, q="x" * 201) == ["Search for fewer words: no more than 200 characters."]
    assert refusals(client, **{"from": "2025-02-30"}) == [
        "Give a real date as day, month and year, such as 7 11 2026."
    ]
    assert refusals(client, **{"from": "2025-10-02", "to": "2025-10-01"}) == [
        "The last day is before the first. Change one of them."
    ]
    assert shown(client, near="nowhere") == ["Still here"]


def test_each_order(client, telford):
    far = {"easting": 530_000, "northing": 180_000}
    near = {"easting": 371_000, "northing": 308_000}
    a_work_group(title="Far and first", **far)
    later = date(2026, 1, 12)
    a_work_group(title="Near and later: far and wide", first_on=later, last_on=later, **near)

    first_is_soonest = ["Far and first", "Near and later: far and wide"]
    assert shown(client) == first_is_soonest
    assert shown(client, sort="nearest") == first_is_soonest
    assert shown(client, sort="nearest", near="TF3 4JG", within="700") == first_is_soonest[::-1]
    assert shown(client, sort="newest") == first_is_soonest[::-1]


def test_what_has_begun_comes_after_what_can_still_be_joined(client):
    a_work_group(title="Begun", first_on=TODAY - timedelta(days=1), state=State.RUNNING)
    a_work_group(title="Today", first_on=TODAY)
    a_work_group(title="To come")

    assert shown(client) == ["Today", "To come", "Begun"]


def test_words_in_the_title_come_before_words_in_the_reasons(client):
    a_work_group(title="Algebra", rationale="Pupils find fractions hard.")
    a_work_group(title="Fractions")

    assert shown(client, q="fraction") == ["Fractions", "Algebra"]
    assert shown(client, q="fraction", sort="soonest") == ["Algebra", "Fractions"]
    assert shown(client, q='"fractions hard" -title') == ["Algebra"]


def test_a_misspelt_word_finds_titles_that_look_like_it(client):
    a_work_group(title="Secondary maths leadership")
    a_work_group(title="Fractions")

    response = client.get("/work-groups/?q=leadrship")

    assert [row.title for row in response.context["rows"]] == ["Secondary maths leadership"]
    assert "looks like “leadrship”" in response.text
    assert shown(client, q="xylophone") == []


@pytest.mark.parametrize("words", ["'", '"', "\\", "a & | ! (", "%", "né", "-", ":*", "<b>"])
def test_no_words_break_the_search(client, words):
    a_work_group()

    assert client.get("/work-groups/", query_params={"q": words}).status_code == 200


def test_a_row_says_where_it_meets_and_how_many_places_are_left(client, telford):
    a_work_group(
        title="Leadership", modes=["IN_PERSON", "ONLINE"], town="Telford", places_taken=24,
        hub=a_hub("Salt Way"), easting=382_700, northing=308_600,
    )  # fmt: skip

    (row,) = client.get("/work-groups/?near=TF3+4JG").context["rows"]

    assert (row.who, row.when) == ("Secondary", "Starts Mon 3 Nov 2025, Telford, then online")
    assert (row.hub, row.distance) == ("Salt Way Maths Hub", "12 km away")
    assert (row.state.word, row.places) == ("Open", "6 of 30 places left")


def test_thirty_fit_on_a_page(client):
    for number in range(31):
        day = date(2025, 11, 3) + timedelta(days=number)
        a_work_group(title=f"Group {number}", first_on=day, last_on=day, workshops=0)

    assert len(shown(client)) == 30
    assert shown(client, page="2") == ["Group 30"]
    assert shown(client, page="99") == ["Group 30"]
    assert len(shown(client, page="x")) == 30


@pytest.mark.parametrize("query", [{}, {"q": "leadrship", "near": "TF3 4JG", "places": "1"}])
def test_the_list_asks_the_database_as_often_for_one_as_for_thirty(client, telford, query):
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            client.get("/work-groups/", query_params=query)
        return len(queries)

    where = {"easting": 371_000, "northing": 308_000, "project": a_project()}
    a_work_group(**where)
    for_one = asked()
    for _ in range(2):
        a_work_group(**where)
    for_three = asked()
    for _ in range(27):
        a_work_group(**where)

    assert for_one == for_three == asked()
    assert for_one <= 6


def test_the_list_as_a_file_keeps_its_filters_and_runs_no_formula(client):
    a_work_group(title="=HYPERLINK(1)", phases=["PRIMARY"])
    a_work_group(title="Not this")

    response = client.get("/work-groups/export.csv?phase=PRIMARY")

    rows = list(csv.DictReader(StringIO(response.text.removeprefix("\ufeff"))))
    assert [row["Title"] for row in rows] == ["'=HYPERLINK(1)"]
    assert rows[0]["First day"] == "2025-11-03"
    assert rows[0]["State"] == "Open"


def test_an_empty_list_says_what_to_do(client):
    assert "Take a filter away" in client.get("/work-groups/?kind=EVENT").text
    assert "No Work Group or event is open yet" in client.get("/work-groups/").text


def test_the_clock_of_the_page_is_the_clock_of_london(client):
    a_work_group(title="Today", first_on=date(2025, 9, 11), last_on=date(2025, 9, 11))

    with time_machine.travel(datetime(2025, 9, 11, 0, 30, tzinfo=LONDON), tick=False):
        (row,) = client.get("/work-groups/").context["rows"]

    assert row.state.word == "Open"


def test_a_row_writes_its_words_as_text(client):
    a_work_group(title="<b>Bold</b> & more")

    page = client.get("/work-groups/").text

    assert "&lt;b&gt;Bold&lt;/b&gt; &amp; more</a>" in page
    assert "<b>Bold" not in page
    assert "Row(" not in page


def test_sql_that_is_kept_finds_what_sql_written_anew_finds(telford):
    """Each set of filters is asked twice with other values: the second time with the SQL kept."""
    here, there = (
        {"easting": 370_700, "northing": 308_600},
        {"easting": 380_700, "northing": 318_600},
    )
    projects = [a_project(code=code) for code in ("NCP25-01", "NCP25-02")]
    hubs = [a_hub(slug=f"area-{number}") for number in range(3)]
    for number in range(12):
        a_work_group(
            hub=hubs[number % 3], project=projects[number % 2], places=30,
            title=f"{('Fractions', 'Algebra')[number % 2]} {number}", places_taken=number * 3,
            kind=("WORK_GROUP", "EVENT")[number % 5 == 0],
            phases=[("PRIMARY", "SECONDARY")[number % 2]],
            first_on=TODAY + timedelta(days=number * 9 - 20), modes=["IN_PERSON"],
            **(here if number % 3 else there),
        )  # fmt: skip
    sets: list[list[dict]] = [
        [{}, {}],
        [{"words": "fractions"}, {"words": "algebra"}],
        [{"hub": "area-0"}, {"hub": "area-2", "sort": "newest"}],
        [{"project": "NCP25-01", "year": "2025/26"}, {"project": "NCP25-02", "year": "2024/25"}],
        [{"near": "here", **here, "within_km": 10}, {"near": "there", **there, "within_km": 20}],
        [{"from_on": TODAY}, {"from_on": TODAY + timedelta(days=30)}],
        [{"from_on": TODAY, "to_on": TODAY + timedelta(days=days)} for days in (20, 60)],
        [{"phases": ("PRIMARY",)}, {"phases": ("PRIMARY", "SECONDARY")}],
        [{"mode": "IN_PERSON", "kind": "EVENT"}, {"mode": "ONLINE", "kind": "WORK_GROUP"}],
        [
            {"words": words, "with_places": True, "near": "here", **here, "sort": "nearest"}
            for words in ("fractions", "algebra")
        ],
    ]  # fmt: skip
    for filters in [search.Filters(**asked) for both in sets for asked in both]:
        anew = list(search.found(filters, TODAY).values_list("pk", flat=True))
        kept = search.Matches(filters, TODAY)

        assert [line.pk for line in kept[0:50]] == anew, filters
        assert [line.pk for line in kept[2:5]] == anew[2:5], filters
        assert kept.count() == len(anew), filters
        assert [line.distance for line in kept[0:1]] != [None] or not filters.near


def test_what_can_be_joined_comes_before_what_is_closed_and_what_has_begun(client):
    begun, closed, later = (TODAY + timedelta(days=days) for days in (-1, 1, 30))
    a_work_group(title="Begun", first_on=begun, last_on=later)
    a_work_group(title="Closed", first_on=closed, apply_by=begun)
    a_work_group(title="Open", first_on=later)

    assert shown(client) == ["Open", "Closed", "Begun"]


@pytest.mark.parametrize(
    ("places", "taken", "counted", "words"),
    [
        (30, 24, "PERSON", "6 of 30 places left"),
        (30, 30, "SCHOOL", "All 30 places for schools taken, nobody waits yet"),
        (1, 0, "PERSON", "1 place left"),
        (1, 1, "PERSON", "The only place taken, nobody waits yet"),
        (1, 1, "SCHOOL", "The only place for a school taken, nobody waits yet"),
    ],
)
def test_places_are_said_in_words_that_fit_their_number(places, taken, counted, words):
    group = a_work_group(places=places, counted=counted, places_taken=taken)

    assert places_in_words(group) == words
