"""Letters about what is new: at once, once a day, none."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
import time_machine

from mathshubs.comms.models import Letter
from mathshubs.community import jobs
from mathshubs.community.actions import digests, posts
from mathshubs.community.models import Digest, Membership, Space

from ..builders import LONDON, SEPTEMBER, a_hub, a_person, a_work_group
from ..workgroups.builders import a_standing_place
from .builders import a_reply, a_space, a_topic

pytestmark = pytest.mark.django_db
FIVE = datetime(2025, 9, 8, 17, 0, tzinfo=LONDON)
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def replies_are_taken(settings):
    settings.REPLY_DOMAIN = "reply.example.org"


@pytest.fixture
def space() -> Space:
    return a_space(a_work_group(title="Leading maths", hub=a_hub("Salt Way")))


def a_member(space: Space, given_name: str = "Sam", notices: str = "", **fields):
    person = a_person(given_name, "Okafor")
    a_standing_place(space.work_group, person=person)
    if notices:
        Membership.objects.create(space=space, person=person, notices=notices, **fields)
    return person


def to_whom(kind: str) -> list[str]:
    letters = Letter.objects.filter(kind=f"community.{kind}").order_by("to_person__given_name")
    return [letter.to_person.given_name for letter in letters]


def test_a_post_is_told_at_once_to_those_who_chose_so_and_to_nobody_else(space):
    writer = a_member(space, "Writer", "AT_ONCE")
    a_member(space, "Once", "AT_ONCE")
    a_member(space, "Daily", "DAILY")
    a_member(space, "Silent", "NONE")
    a_member(space, "Default")
    Membership.objects.create(space=space, person=a_person("Gone"), notices="AT_ONCE")

    posts.write(space=space, by=writer, title="Bars", text="I **tried** it.", at=SEPTEMBER)

    assert to_whom("post") == ["Once"]
    letter = Letter.objects.get()
    assert letter.subject == "Bars (Leading maths)"
    assert letter.from_name == "Writer Okafor, Salt Way Maths Hub"
    assert letter.reply_to.startswith("reply+")
    assert letter.text.startswith("--- Write your reply above this line ---\n\nWriter Okafor wrote")
    assert writer.email not in letter.text


def test_whoever_is_mentioned_is_told_at_once_unless_they_want_nothing(space):
    writer = a_member(space)
    a_member(space, "Tess", "DAILY", shown="NAME", agreed_at=SEPTEMBER)
    a_member(space, "Silent", "NONE", shown="NAME", agreed_at=SEPTEMBER)
    a_member(space, "Unnamed")

    post = posts.write(
        space=space, by=writer, title="Bars", at=SEPTEMBER,
        text="@tess okafor, @Silent and @Unnamed: look.",
    )  # fmt: skip

    assert to_whom("post") == ["Tess"]
    assert "mentions you in “Bars”" in Letter.objects.get().text
    assert {person.given_name for person in post.mentions.all()} == {"Tess", "Silent"}
    digests.write_digests(at=FIVE)
    assert to_whom("digest") == ["Unnamed"], "Tess was told already"


def test_the_letter_of_the_day_tells_what_is_not_read_and_once(space):
    writer, reader = a_member(space, "Writer"), a_member(space, "Reader")
    a_member(space, "Default")
    topic = a_topic(space, writer, "Bars", at=FIVE - 2 * timedelta(hours=1))
    a_reply(topic, writer, "And again.", at=FIVE - timedelta(hours=1))
    a_topic(space, writer, "Later", at=FIVE + timedelta(minutes=1))
    a_topic(space, writer, "Long ago", at=FIVE - 2 * DAY)
    a_topic(space, writer, "Taken back", at=FIVE - timedelta(hours=1), deleted_at=FIVE)
    posts.mark_read(topic=topic, by=reader, at=FIVE)

    first = digests.write_digests(at=FIVE + timedelta(minutes=15))
    again = digests.write_digests(at=FIVE + timedelta(hours=2))

    assert (first, again) == (1, 0)
    assert to_whom("digest") == ["Default"]
    letter = Letter.objects.get()
    assert letter.subject == "2 new posts in Leading maths"
    assert "“Bars”\n- Writer Okafor: I tried it.\n- Writer Okafor: And again." in letter.text
    assert ("Later" in letter.text, "Long ago" in letter.text) == (False, False)
    assert letter.reply_to.startswith("reply+"), "one topic only: a reply knows where it belongs"


def test_after_an_outage_one_letter_tells_of_all_days(space):
    writer = a_member(space, "Writer")
    a_member(space, "Reader")
    digests.write_digests(at=FIVE)
    for days in (1, 2, 3):
        a_topic(space, writer, f"Day {days}", at=FIVE + days * DAY - timedelta(hours=1))

    assert digests.write_digests(at=FIVE + 3 * DAY) == 1

    letter = Letter.objects.get()
    assert letter.subject == "3 new posts in Leading maths"
    assert letter.reply_to == "", "three topics: a reply would not know where it belongs"
    assert Digest.objects.count() == 2


def test_a_letter_of_the_day_holds_all_of_somebodys_communities(space):
    other = a_space(a_work_group(title="Mastery"))
    writer, reader = a_member(space, "Writer"), a_member(space, "Reader")
    a_standing_place(other.work_group, person=reader)
    for each in (space, other):
        a_topic(each, writer, at=FIVE - timedelta(hours=1))

    digests.write_digests(at=FIVE)

    assert Letter.objects.get().subject == "2 new posts in 2 communities"


def test_the_day_closes_at_five_by_the_clock_on_the_wall():
    winter = datetime(2025, 12, 1, 16, 59, tzinfo=LONDON)

    assert digests.last_close(FIVE) == FIVE
    assert digests.last_close(winter) == datetime(2025, 11, 30, 17, 0, tzinfo=LONDON)


def test_letters_of_a_day_ask_as_much_for_many_readers_as_for_one(
    space, django_assert_max_num_queries
):
    counts = []
    for number in (1, 4):
        writer = a_member(space)
        for each in range(number):
            a_member(space, f"Reader {each}")
            a_topic(space, writer, at=FIVE + number * DAY - timedelta(hours=1))
        with django_assert_max_num_queries(20) as asked:
            digests.write_digests(at=FIVE + number * DAY)
        counts.append(len(asked))

    assert counts[0] == counts[1]


def test_the_job_writes_in_waking_hours_and_once(space):
    writer = a_member(space, "Writer")
    a_member(space, "Reader")
    a_topic(space, writer, at=FIVE - timedelta(hours=1))

    for at in (FIVE + timedelta(hours=5), FIVE + timedelta(hours=15), FIVE + timedelta(hours=16)):
        with time_machine.travel(at, tick=False):
            jobs.write_digests()
            counts = Letter.objects.count()
        assert counts == (0 if at == FIVE + timedelta(hours=5) else 1), at
