"""A letter to many: to whom, a look, a test, sent once to each."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils.timezone import now

from mathshubs.comms.models import Letter
from mathshubs.hubs.models import Post
from mathshubs.people.models import Disclosure
from mathshubs.workgroups.actions import bulk_letters
from mathshubs.workgroups.models import BulkLetter, Leader
from tests.builders import a_hub, a_person, a_post, a_school, a_work_group, national
from tests.people.signing_in import sign_in
from tests.tables import table_of
from tests.workgroups.builders import a_standing_place

pytestmark = pytest.mark.django_db
PAGE = "/hubs/salt-way/letters/write/"
WORDS = {"subject": "Bring a pen", "text": "Please **bring** a pen.\n\n- blue\n- black"}


@pytest.fixture
def hub():
    return a_hub("Salt Way", slug="salt-way", email="salt@example.org")


@pytest.fixture
def group(hub):
    return a_group(hub)


def a_group(hub, title="Core maths", **fields):
    """A group that is still to come."""
    fields.setdefault("first_on", now().date() + timedelta(days=20))
    return a_work_group(hub=hub, title=title, workshops=0, last_on=fields["first_on"], **fields)


@pytest.fixture
def ada(hub):
    ada = a_person("Ada", "Min", email="ada@example.org")
    a_post(ada, hub, Post.Kind.ADMINISTRATOR)
    return ada


@pytest.fixture
def desk(client, ada):
    return sign_in(client, ada)


def somebody(group, family_name: str, *, state="HELD", school=None, **fields):
    person = a_person("Tess", family_name, **fields)
    return a_standing_place(group, school or a_school("Oak School"), state=state, person=person)


def who(client, query="") -> list[str]:
    """Return the family names of those who would be written to."""
    return [row[0] for row in table_of(client.get(f"{PAGE}?{query}&as=csv"))[1:]]


def send(client, query="", *, expected: int, do="send", **more):
    posted = {**WORDS, "do": do, "expected": expected, "token": str(uuid4()), **more}
    return client.post(f"{PAGE}?{query}", posted)


def run_the_job() -> int:
    return bulk_letters.put_in_the_letterbox(bulk_letter_id=BulkLetter.objects.get().pk, at=now())


def written_to() -> list[str]:
    letters = Letter.objects.filter(kind="workgroups.bulk").order_by("to_person__family_name")
    return list(letters.values_list("to_person__family_name", flat=True))


def test_filters_choose_who_is_written_to(hub, group, desk):
    other = a_group(hub, "Fractions", phases=["PRIMARY"])
    somebody(group, "Adams")
    somebody(group, "Baker", state="WAITING")
    somebody(other, "Clark", school=a_school("Elm School", urn="123456"), trn="1234567")
    head = somebody(other, "Davies", trn_absence="OVERSEAS")
    head.role = "HEAD"
    head.save()
    somebody(a_group(a_hub()), "Elsewhere")
    somebody(other, "Ex", state="DECLINED")

    assert who(desk) == ["Adams", "Clark", "Davies"]
    assert who(desk, f"group={other.pk}") == ["Clark", "Davies"]
    assert who(desk, f"group={group.pk}&group={other.pk}") == ["Adams", "Clark", "Davies"]
    assert who(desk, "state=WAITING") == ["Baker"]
    assert who(desk, "state=LIVE") == ["Adams", "Baker", "Clark", "Davies"]
    assert who(desk, "phase=PRIMARY") == ["Clark", "Davies"]
    assert who(desk, "role=HEAD") == ["Davies"]
    assert who(desk, "school=elm") == who(desk, "school=123456") == ["Clark"]
    assert who(desk, "trn=on") == ["Adams"]
    page = desk.get(f"{PAGE}?group={other.pk}&role=TEACHER").text
    assert "1 person who hold a place in Fractions as teacher" in page


def test_taking_the_list_away_is_noted(group, desk, ada):
    somebody(group, "Adams")

    who(desk)

    export = Disclosure.objects.get()
    assert (export.by, export.rows, export.kind) == (ada, 1, "EXPORT")


def test_a_letter_is_looked_at_then_sent_once_to_each(hub, group, desk, ada):
    other = a_group(hub, "Fractions")
    adams = somebody(group, "Adams")
    a_standing_place(other, person=adams.person)
    somebody(group, "Baker")

    look = send(desk, expected="", do="preview").text
    assert "To 2 people who hold a place." in look
    assert "<strong>bring</strong>" in look
    assert "Send to 2 people" in look
    assert (BulkLetter.objects.count(), Letter.objects.count()) == (0, 0)

    token = str(uuid4())
    for _ in range(2):
        answer = send(desk, expected=2, token=token)
    letter = BulkLetter.objects.get()
    assert answer["Location"] == f"/hubs/salt-way/letters/{letter.pk}/"
    assert (letter.by, letter.to_whom) == (ada, "who hold a place")
    assert "Still to be written" in desk.get(answer["Location"]).text
    assert [run_the_job(), run_the_job()] == [2, 0]
    assert written_to() == ["Adams", "Baker"]
    page = desk.get(answer["Location"]).text
    assert "Still to be written" not in page
    assert "Ada Min wrote this" in page


def test_groups_of_one_title_are_told_apart_by_their_first_day(group, desk):
    a_group(group.hub, title=group.title, first_on=group.first_on + timedelta(days=7))

    page = desk.get(PAGE).text

    for day in (group.first_on, group.first_on + timedelta(days=7)):
        assert f"Core maths from {day:%-d %b %Y}" in page


def test_each_reads_who_wrote_and_why_and_answers_reach_the_hub(group, desk, ada):
    somebody(group, "Adams")
    send(desk, expected=1)
    run_the_job()

    letter = Letter.objects.get()

    assert letter.text == (
        "Dear Tess,\n\nPlease **bring** a pen.\n\n- blue\n- black\n\nAda Min\n"
        "Salt Way Maths Hub\n\n"
        "You read this because you take part in Core maths, or asked to. An answer to this letter "
        "reaches Salt Way Maths Hub.\n"
    )
    assert "<strong>bring</strong>" in letter.html
    assert "<li>blue</li>" in letter.html
    assert (letter.from_name, letter.reply_to) == ("Salt Way Maths Hub", "salt@example.org")


def test_a_test_goes_to_who_writes_and_to_nobody_else(group, desk, ada):
    somebody(group, "Adams")

    for _ in range(2):
        page = send(desk, expected=1, do="test").text

    assert "A test is on its way to ada@example.org." in page
    assert (
        list(Letter.objects.values_list("to_email", "subject"))
        == [("ada@example.org", "Test: Bring a pen")] * 2
    )
    assert not BulkLetter.objects.exists()


def test_nothing_is_sent_when_more_would_get_it_than_were_shown(group, desk):
    somebody(group, "Adams")
    somebody(group, "Baker")

    page = send(desk, expected=1).text

    assert "It would now go to 2 instead of 1" in page
    assert not BulkLetter.objects.exists()


def test_words_that_are_missing_are_asked_for(group, desk):
    somebody(group, "Adams")

    page = send(desk, expected=1, subject="", text="").text

    assert "Write what the letter is about" in page
    assert "Write the letter." in page


@pytest.mark.parametrize(("leave_out", "expected"), [("on", ["Baker"]), ("", ["Adams", "Baker"])])
def test_who_had_many_letters_this_week_is_shown_and_can_be_left_out(
    group, desk, leave_out, expected
):
    often, seldom = somebody(group, "Adams").person, somebody(group, "Baker").person
    for number in range(5):
        for person, days in ((often, 1), (seldom, 8)):
            Letter.objects.create(
                to_email=person.email, to_person=person, kind="test", about=f"{number}",
                subject="A letter", text="Words.", written_at=now() - timedelta(days=days),
            )  # fmt: skip

    page = desk.get(PAGE).text
    assert "1 person had 5 letters or more this week: Tess Adams (5)." in page
    send(desk, expected=len(expected), leave_out=leave_out)
    run_the_job()

    assert written_to() == expected


def _writer(name: str, hub, group):
    person = a_person("Wendy", "Writer")
    if name == "its leader":
        Leader.objects.create(work_group=group, person=person)
    elif name == "a leader elsewhere":
        Leader.objects.create(work_group=a_group(a_hub()), person=person)
    elif name == "its hub lead":
        a_post(person, hub, Post.Kind.HUB_LEAD)
    elif name == "a Work Group Lead of the hub":
        a_post(person, hub, Post.Kind.WORK_GROUP_LEAD)
    elif name == "another hub's administrator":
        a_post(person, a_hub(), Post.Kind.ADMINISTRATOR)
    elif name == "national staff":
        person = national()
    elif name == "one of its people":
        person = group.bookings.first().person
    return person


@pytest.mark.parametrize(
    ("writer", "writes_to"),
    [
        ("its hub lead", ["Adams", "Baker"]),
        ("its leader", ["Adams"]),
        ("a leader elsewhere", None),
        ("a Work Group Lead of the hub", None),
        ("another hub's administrator", None),
        ("national staff", None),
        ("one of its people", None),
    ],
)
def test_who_may_write_and_to_whom(client, hub, group, writer, writes_to):
    somebody(group, "Adams")
    other = a_group(hub, "Fractions")
    somebody(other, "Baker")
    sign_in(client, _writer(writer, hub, group))

    if writes_to is None:
        assert client.get(PAGE).status_code == 404
        assert send(client, f"group={group.pk}", expected=1).status_code == 404
    else:
        assert who(client) == writes_to
        send(client, expected=len(writes_to))
        run_the_job()
        assert written_to() == writes_to


def test_a_leader_who_names_another_group_chooses_nobody_of_it(client, hub, group):
    somebody(group, "Adams")
    other = a_group(hub, "Fractions")
    somebody(other, "Baker")
    sign_in(client, _writer("its leader", hub, group))

    assert "Baker" not in who(client, f"group={other.pk}")


def test_a_leader_sees_their_own_letters_and_the_hub_all(client, hub, group, ada):
    leader = _writer("its leader", hub, group)
    somebody(group, "Adams")
    for person in (ada, leader):
        sign_in(client, person)
        send(client, expected=1, subject=f"From {person.given_name}")

    def subjects(person) -> list[str]:
        sign_in(client, person)
        return [row[2] for row in table_of(client.get("/hubs/salt-way/letters/?as=csv"))[1:]]

    assert subjects(leader) == ["From Wendy"]
    assert subjects(ada) == ["From Wendy", "From Ada"]


@pytest.mark.parametrize("rows", [1, 3])
def test_the_pages_ask_as_often_for_one_as_for_three(
    hub, group, desk, ada, rows, django_assert_num_queries
):
    for number in range(rows):
        place = somebody(a_group(hub, f"Group {number}"), f"Adams {number}")
        letter = BulkLetter.objects.create(
            hub=hub, by=ada, subject="A letter", text="Words.", places=[place.pk],
            to_whom="who hold a place", written_at=now(),
        )  # fmt: skip

    with django_assert_num_queries(7):
        desk.get(PAGE)
    with django_assert_num_queries(8):
        desk.get("/hubs/salt-way/letters/")
    with django_assert_num_queries(8):
        desk.get(f"/hubs/salt-way/letters/{letter.pk}/")
