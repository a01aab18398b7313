"""Finding a school by what people type."""

from __future__ import annotations

import pytest

from mathshubs.schools.models import Authority, PastName, Postcode, School
from mathshubs.schools.queries import where_is
from mathshubs.schools.search import label, search_schools
from tests.builders import a_school, an_authority

pytestmark = pytest.mark.django_db


@pytest.fixture
def schools():
    telford = an_authority("Telford and Wrekin", code="894")
    leeds = an_authority("Leeds", code="383")
    name = "St Joseph's Catholic Primary School"
    return {
        "telford": a_school(name, town="Telford", authority=telford, urn="123001",
                            establishment_number="3361", postcode="TF3 4JG"),
        "leeds": a_school(name, town="Leeds", authority=leeds, urn="123002",
                          establishment_number="3361", postcode="LS1 2AB"),
        "closed": a_school(name, town="Telford", authority=telford, urn="123003",
                           status=School.Status.CLOSED, postcode="TF3 4JG"),
        "becket": a_school("St Thomas à Becket Academy", town="Wakefield", urn="123004"),
        "wrekin": a_school("Wrekin College", town="Telford", authority=telford, urn="123005"),
        "oak": a_school("Oak Street Primary School", town="Hull", urn="123006"),
    }  # fmt: skip


def urns(text: str, **how) -> list[str]:
    return [school.urn for school in search_schools(text, **how)]


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("st josefs catholic telford", "123001"),
        ("ST JOSEPHS TELFORD", "123001"),
        ("saint joseph leeds", "123002"),
        ("josehp leeds", "123002"),
        ("thomas a becket", "123004"),
        ("St Thomas à Becket", "123004"),
        ("wrekin colege", "123005"),
        ("wrek", "123005"),
        ("oak st hull", "123006"),
        ("123005", "123005"),
        ("URN 123002", "123002"),
        ("383/3361", "123002"),
        ("3833361", "123002"),
        ("ls12ab", "123002"),
        ("LS1", "123002"),
        ("joseph tf3 4jg", "123001"),
    ],
)
def test_the_school_meant_comes_first(schools, text, first):
    assert urns(text)[0] == first


def test_an_open_school_comes_before_a_closed_one(schools):
    assert urns("st josephs telford") == ["123001", "123003"]
    assert urns("TF3 4JG") == ["123001", "123003"]


def test_only_open_ones_or_one_phase_when_asked(schools):
    assert urns("st josephs telford", open_only=True) == ["123001"]
    assert urns("st josephs telford", phase="SECONDARY") == []


def test_a_name_the_school_had_before_finds_it(schools):
    PastName.objects.create(
        school=schools["oak"], name="Marfleet Lane Infants", until_on="2020-01-01"
    )

    assert urns("marflete lane") == ["123006"]
    assert urns("marfleet hull") == ["123006"]
    assert search_schools("marfleet")[0].by_old_name


@pytest.mark.parametrize(
    "text", ["", " ", "xqzzy", "999999", "ZZ1 1ZZ", "%", "'", "\x00", "_" * 300]
)
def test_what_matches_nothing_finds_nothing(schools, text):
    assert urns(text) == []


def test_words_that_thousands_have_still_find_some(schools):
    assert set(urns("primary school")) == {"123001", "123002", "123003", "123006"}


def test_one_query_however_many_are_found(schools, django_assert_num_queries):
    for text in ("st josephs", "wrekin", "123001", "TF3 4JG", "primary"):
        with django_assert_num_queries(1):
            assert all(label(school) for school in search_schools(text))


def test_a_label_tells_namesakes_apart(schools):
    found = [label(school) for school in search_schools("st josephs")]

    assert found == [
        "St Joseph's Catholic Primary School, Leeds, URN 123002",
        "St Joseph's Catholic Primary School, Telford, Telford and Wrekin, URN 123001",
        "St Joseph's Catholic Primary School, Telford, Telford and Wrekin, URN 123003 (closed)",
    ]


@pytest.mark.parametrize(
    ("town", "authority", "words"),
    [
        ("Bristol", "Bristol, City of", "Bristol"),
        ("Leeds", "Leeds", "Leeds"),
        ("Telford", "Telford and Wrekin", "Telford, Telford and Wrekin"),
        ("Hereford", "Herefordshire, County of", "Hereford, Herefordshire, County of"),
        ("", "Bristol, City of", "Bristol, City of"),
        ("Leeds", "", "Leeds"),
    ],
)
def test_a_place_is_not_said_twice(town, authority, words):
    assert School(town=town, authority=Authority(name=authority)).where == words


def test_a_label_finds_its_school(schools):
    school = search_schools("wrekin")[0]

    assert search_schools(label(school)) == [school]


def test_the_search_page_finds_filters_and_pages(client, schools, django_assert_num_queries):
    with django_assert_num_queries(1):
        page = client.get("/schools/", {"q": "st josephs", "open": "on"})

    text = page.content.decode()
    assert "2 schools like “st josephs”" in text
    assert "/schools/123001/" in text
    assert "/schools/123003/" not in text


def test_the_search_page_asks_as_often_for_one_school_as_for_many(client, schools):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    asked = []
    for text in ("wrekin", "st josephs"):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            client.get("/schools/", {"q": text})
        asked.append(len(queries))

    assert asked == [1, 1]


def test_suggestions_are_few_public_and_short(client, schools):
    answer = client.get("/schools/suggest/", {"q": "josephs telf"})

    assert answer.json() == {
        "schools": [
            {
                "urn": urn,
                "label": f"St Joseph's Catholic Primary School, Telford, Telford and Wrekin, {end}",
                "name": "St Joseph's Catholic Primary School",
                "where": "Telford, Telford and Wrekin",
                "open": is_open,
            }
            for urn, end, is_open in (
                ("123001", "URN 123001", True),
                ("123003", "URN 123003 (closed)", False),
            )
        ]
    }
    assert "max-age=300" in answer["Cache-Control"]
    assert client.get("/schools/suggest/", {"q": "s"}).json() == {"schools": []}


def test_where_a_postcode_is_however_it_is_typed():
    place = Postcode.objects.create(
        postcode="TF3 4JG", easting=370000, northing=309000, district_code="E06000020"
    )

    assert where_is(" tf34jg ") == place
    assert where_is("TF3 4JH") is None
    assert where_is("Telford") is None
