"""Search from any page: who finds what, and who does not."""

from __future__ import annotations

from datetime import date

import pytest
from django.contrib.auth.models import AnonymousUser

from mathshubs.hubs.models import Post
from mathshubs.insight.queries.searching import search
from mathshubs.people.models import PreviousName
from mathshubs.schools.models import Employment
from mathshubs.workgroups.models import Leader
from tests.builders import (
    LONG_AGO,
    a_district,
    a_hub,
    a_person,
    a_post,
    a_school,
    a_work_group,
    an_employment,
    national,
)
from tests.community.builders import a_reply, a_resource, a_space, a_topic
from tests.hubs.builders import an_area
from tests.people.signing_in import sign_in
from tests.workgroups.builders import a_standing_place

pytestmark = pytest.mark.django_db
AUTUMN = date(2025, 10, 1)


def found(text: str, person=None) -> dict[str, list[str]]:
    """Return the titles of what is found, by heading."""
    sections = search(text, person or AnonymousUser(), AUTUMN)
    return {section.heading: [title for title, *_ in section.rows] for section in sections}


@pytest.fixture
def hub():
    hub = a_hub("Salt Way", slug="salt-way")
    an_area(hub, district=a_district("Telford and Wrekin"))
    return hub


@pytest.fixture
def tess(hub):
    """Tess Okafer has a place in a group of Salt Way, and works at Wrekin Vale."""
    tess, school = a_person("Tess", "Okafer", email="tess@example.org"), a_school("Wrekin Vale")
    an_employment(tess, school)
    a_standing_place(a_work_group(hub=hub, title="Core maths"), school, person=tess)
    return tess


def staff_of(hub, kind=Post.Kind.ADMINISTRATOR, name=("Ada", "Min")):
    person = a_person(*name)
    a_post(person, hub, kind)
    return person


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("wrekin", {"Schools": ["Wrekin Vale"], "Hubs": ["Salt Way"]}),
        ("wreckin vael", {"Schools": ["Wrekin Vale"]}),
        ("core maths", {"Work Groups and events": ["Core maths"]}),
        ("coer maths", {"Work Groups and events": ["Core maths"]}),
        ("salt way", {"Work Groups and events": ["Core maths"], "Hubs": ["Salt Way"]}),
        ("tess okafer", {}),
        ("tess@example.org", {}),
    ],
)
def test_a_visitor_finds_what_is_public_and_nobody(hub, tess, text, expected):
    assert found(text) == expected


def _who(name: str, hub, tess):
    school = tess.employments.get().school
    if name == "herself":
        return tess
    if name == "a teacher of her school":
        person = a_person()
        an_employment(person, school)
    elif name == "her head":
        person = a_person()
        an_employment(person, school, Employment.Role.HEAD)
    elif name == "somebody who says they are her head":
        person = a_person()
        Employment.objects.create(
            person=person, school=school, role="HEAD", from_on=LONG_AGO, confirmed=False
        )
    elif name == "the head of another school":
        person = a_person()
        an_employment(person, a_school("Oak School"), Employment.Role.HEAD)
    elif name == "her group's leader":
        person = a_person()
        Leader.objects.create(work_group=hub.work_groups.get(), person=person)
    elif name == "the leader of another group":
        person = a_person()
        Leader.objects.create(work_group=a_work_group(hub=hub), person=person)
    elif name == "a Work Group Lead of the hub":
        person = staff_of(hub, Post.Kind.WORK_GROUP_LEAD)
    elif name == "her hub's administrator":
        person = staff_of(hub)
    elif name == "another hub's administrator":
        person = staff_of(a_hub("Three Rivers"))
    elif name == "national staff":
        person = national()
    else:
        person = national("EVALUATOR")
    return person


@pytest.mark.parametrize(
    ("who", "finds"),
    [
        ("herself", False),
        ("a teacher of her school", False),
        ("her head", True),
        ("somebody who says they are her head", False),
        ("the head of another school", False),
        ("her group's leader", True),
        ("the leader of another group", False),
        ("a Work Group Lead of the hub", False),
        ("her hub's administrator", True),
        ("another hub's administrator", False),
        ("national staff", False),
        ("an evaluator", False),
    ],
)
@pytest.mark.parametrize("text", ["Tess Okafer", "okafor", "TESS@example.org"])
def test_who_finds_a_teacher(hub, tess, who, finds, text):
    assert ("Tess Okafer" in found(text, _who(who, hub, tess)).get("People", [])) == finds


def test_each_leads_to_where_they_may_look(client, hub, tess):
    place, school = tess.places.get(), tess.employments.get().school

    def page(who: str) -> str:
        return sign_in(client, _who(who, hub, tess)).get("/search/?q=okafer").text

    assert f'href="/places/{place.pk}/">Tess Okafer' in page("her hub's administrator")
    assert "Wrekin Vale · Core maths" in page("her group's leader")
    assert f'href="/schools/{school.urn}/">Tess Okafer' in page("her head")


def test_an_earlier_name_finds_somebody(hub, tess):
    PreviousName.objects.create(person=tess, given_name="Tess", family_name="Mbeki")

    assert found("mbeki", staff_of(hub)) == {"People": ["Tess Okafer"]}


def test_a_record_that_was_joined_with_another_is_not_found(hub, tess):
    tess.merged_into = a_person("Tess", "Kept")
    tess.save()

    assert found("okafer", staff_of(hub)) == {}


def test_the_staff_of_a_hub_are_found_by_it_and_by_national_staff(hub):
    ada = staff_of(hub, name=("Ada", "Lovell"))

    assert found("lovell", ada) == {"People": ["Ada Lovell"]}
    assert found("lovell", national()) == {"People": ["Ada Lovell"]}
    assert found("lovell", staff_of(a_hub("Three Rivers"))) == {}


def test_a_draft_is_found_by_those_who_work_on_it(hub):
    a_work_group(hub=hub, title="Fractions", state="IDEA")

    expected = {"Work Groups and events": ["Fractions"]}
    assert found("fractions", staff_of(hub)) == expected
    assert found("fractions", national()) == expected
    assert found("fractions", staff_of(a_hub("Three Rivers"))) == {}
    assert found("fractions") == {}


def test_a_group_that_is_own_and_public_is_found_once(hub, tess):
    assert found("core maths", staff_of(hub))["Work Groups and events"] == ["Core maths"]


def test_groups_of_one_title_are_told_apart_by_their_first_day(hub):
    for first_on in (date(2024, 11, 5), None):
        a_work_group(hub=hub, title="Fractions", first_on=first_on)

    (section,) = search("fractions", staff_of(hub), AUTUMN)
    expected = ["Salt Way Maths Hub · 2025/26", "Salt Way Maths Hub · Tue 5 Nov 2024"]
    assert sorted(note for *_, note in section.rows) == expected


def test_of_groups_that_fit_as_well_the_newest_stands_first_and_what_is_over_says_so(hub):
    for year, state in ((2022, "CLOSED"), (2025, "PUBLISHED"), (2024, "CANCELLED")):
        a_work_group(hub=hub, title="Fractions", first_on=date(year, 11, 5), state=state)

    (section,) = search("fractions", staff_of(hub), AUTUMN)

    assert [note.partition(" · ")[2] for *_, note in section.rows] == [
        "Wed 5 Nov 2025", "Tue 5 Nov 2024 · cancelled", "Sat 5 Nov 2022 · over",
    ]  # fmt: skip


def test_a_resource_of_the_library_is_found_once_it_is_published(hub):
    resource = a_resource(title="Bar models")

    assert found("bar models") == {"Resources": ["Bar models"]}
    resource.seen_by = "SIGNED_IN"
    resource.save()
    assert found("bar models") == {}
    assert found("bar models", a_person()) == {"Resources": ["Bar models"]}
    a_resource(title="Fraction strips", state="PROPOSED")
    assert found("fraction strips", a_person()) == {}


def test_a_few_of_each_are_shown_with_a_way_to_all(client, hub):
    for number in range(7):
        person = a_person("Tess", f"Okafer {number}")
        a_standing_place(a_work_group(hub=hub, title="Tess maths"), person=person)
        a_school(f"Tess School {number}")
    sign_in(client, staff_of(hub))

    page = client.get("/search/?q=tess").text

    for link in (
        'href="/search/?q=tess&amp;in=people">All 7 people',
        'href="/schools/?q=tess">All 7 schools',
        'href="/work-groups/?q=tess">All 7 groups',
    ):
        assert link in page
    people = client.get("/search/?q=tess&in=people").text
    assert people.count(">Tess Okafer") == 7
    assert "Tess School" not in people


def test_nothing_found_says_what_to_do(client):
    assert "Nothing found" in client.get("/search/", {"q": "zzzzzz"}).text
    assert "Type part of a name" in client.get("/search/").text


def test_every_page_has_the_box(client):
    assert 'action="/search/"' in client.get("/").text


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(("who", "queries"), [("visitor", 2), ("teacher", 4), ("staff", 6)])
def test_a_search_asks_as_often_for_one_as_for_three(
    client, hub, rows, who, queries, django_assert_num_queries
):
    for number in range(rows):
        person = a_person("Tess", f"Okafer {number}")
        a_standing_place(
            a_work_group(hub=hub, title="Tess"), a_school(f"Tess {number}"), person=person
        )
    if who != "visitor":
        sign_in(client, staff_of(hub) if who == "staff" else person)

    with django_assert_num_queries(queries):
        client.get("/search/?q=tess")


@pytest.mark.parametrize("width", [1280, 375])
def test_a_key_leads_to_the_box_but_where_somebody_types(open_page, width):
    a_school("Wrekin Vale")
    page = open_page("/hubs/", width=width)

    page.keyboard.press("/")
    page.keyboard.type("wrekin")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search/?q=wrekin")
    page.get_by_label("What are you looking for?").press("/")

    assert page.get_by_role("link", name="Wrekin Vale").is_visible()
    assert page.get_by_label("What are you looking for?").input_value() == "/wrekin"


# Posts in communities


@pytest.fixture
def talk(hub, tess):
    """The community of Core maths, where Tess takes part, with one topic."""
    group = tess.places.get().work_group
    return a_topic(a_space(group), tess, "Bar models", text="We draw fractions on paper.")


def test_a_post_is_found_by_who_belongs_to_its_community_in_its_words_and_replies(talk, tess):
    a_reply(talk, a_person(), "Counters worked too.")

    for text in ("bar models", "drawing fractions", "counters"):
        assert found(text, tess)["Posts in your communities"] == ["Bar models"]


def test_a_post_is_found_by_nobody_outside_its_community(talk):
    for person in (a_person(), None, staff_of(a_hub("Elsewhere", slug="elsewhere"))):
        assert "Posts in your communities" not in found("bar models", person)


@pytest.mark.parametrize("gone", ["deleted_at", "hidden_at"])
def test_what_was_taken_back_or_hidden_is_found_by_nobody(hub, talk, tess, gone):
    secret = a_reply(talk, a_person(), "Zebra.", **{gone: talk.posted_at})

    for person in (tess, secret.by, staff_of(hub)):
        assert "Posts in your communities" not in found("zebra", person)


@pytest.mark.parametrize("gone", ["deleted_at", "hidden_at"])
def test_the_title_of_a_topic_that_is_gone_is_not_told_with_its_replies(talk, tess, gone):
    a_reply(talk, tess, "Zebra.")
    setattr(talk, gone, talk.posted_at)
    talk.save()

    assert found("zebra", tess)["Posts in your communities"] == ["Topic"]
    assert "Posts in your communities" not in found("bar models", tess)
