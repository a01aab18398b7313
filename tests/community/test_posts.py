"""What members write, change and take back; who is mentioned; which files come with it."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile

from mathshubs.community.actions import posts as actions
from mathshubs.community.mentions import marked, people_in
from mathshubs.community.models import Membership, Space, SpacePost
from mathshubs.hubs.models import Post
from mathshubs.people.models import Person
from mathshubs.workgroups.models import Leader

from ..builders import SEPTEMBER, a_hub, a_person, a_post, a_school, a_work_group
from ..people.signing_in import sign_in
from ..workgroups.builders import a_standing_place
from .builders import a_file, a_reply, a_space, a_topic

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def space() -> Space:
    return a_space(a_work_group(title="Leading maths", hub=a_hub("Salt Way")))


@pytest.fixture
def tess(space) -> Person:
    person = a_person("Tess", "Teacher", email="tess@example.org")
    a_standing_place(space.work_group, a_school("Wrekin Vale Academy"), person=person)
    return person


def test_a_topic_is_begun_with_files_and_stands_in_the_space(client, space, tess):
    upload = SimpleUploadedFile("bars.pdf", b"%PDF-1.7 bars")

    client = sign_in(client, tess)
    written = client.post(
        f"/communities/{space.pk}/write/",
        {"title": "Bars", "text": "I **tried** it.", "files": [upload]},
        follow=True,
    )

    post = SpacePost.objects.get()
    assert written.redirect_chain[-1][0] == f"/communities/posts/{post.pk}/"
    assert "<strong>tried</strong>" in written.text
    assert "Wrekin Vale Academy" in written.text
    assert "tess@example.org" not in written.text
    served = client.get(post.files.get().get_absolute_url())
    assert served.content == b"%PDF-1.7 bars"
    assert served["Content-Disposition"] == 'attachment; filename="bars.pdf"'
    assert served["X-Content-Type-Options"] == "nosniff"


def test_what_is_wrong_with_a_post_is_said_beside_it(client, space, tess):
    upload = SimpleUploadedFile("bars.pdf", b"MZ not a pdf")

    page = sign_in(client, tess).post(
        f"/communities/{space.pk}/write/", {"title": "", "text": " ", "files": [upload]}
    )

    assert page.context["form"].errors == {
        "title": ["Give it a title."],
        "text": ["Write something first."],
        "files": [
            "bars.pdf does not hold what its name says. Open it, save it again, then choose it."
        ],
    }
    assert not SpacePost.objects.exists()


def test_somebody_without_a_name_is_not_shown_by_their_address(client, space, tess):
    nameless = a_person("", "", email="secret@example.org")
    a_standing_place(space.work_group, person=nameless)
    topic = a_topic(space, nameless)
    sign_in(client, tess)

    for page in (topic.get_absolute_url(), space.get_absolute_url(), "members/"):
        address = page if page.startswith("/") else f"/communities/{space.pk}/{page}"
        shown = client.get(address).text
        assert ("secret@example.org" in shown, "A member" in shown) == (False, True)


def test_an_address_is_shown_only_after_its_owner_agreed(client, space, tess):
    shy, open_ = a_person("Shy", "One"), a_person("Open", "One")
    for person in (shy, open_):
        a_standing_place(space.work_group, person=person)
    page = f"/communities/{space.pk}/members/"
    sign_in(client, open_).post(
        f"/communities/{space.pk}/choices/", {"notices": "NONE", "shown": "ADDRESS"}
    )

    listed = sign_in(client, tess).get(page)

    assert [(one.name, one.email) for one in listed.context["members"]] == [
        ("Open One", open_.email)
    ]
    assert "3 people belong to Leading maths" in listed.text
    assert Membership.objects.get().agreed_at
    sign_in(client, open_).post(
        f"/communities/{space.pk}/choices/", {"notices": "NONE", "shown": "NOTHING"}
    )
    assert sign_in(client, tess).get(page).context["members"] == []


def test_ones_own_post_is_changed_taken_back_and_put_back(client, space, tess):
    topic = a_topic(space, tess)
    other = a_person("Other")
    a_standing_place(space.work_group, person=other)
    address = topic.get_absolute_url()
    sign_in(client, tess)

    client.post(f"{address}change/", {"title": "Bars again", "text": "Twice."})
    topic.refresh_from_db()
    assert (topic.title, topic.text, bool(topic.edited_at)) == ("Bars again", "Twice.", True)
    client.post(f"{address}take-back/")
    assert "You took this back." in client.get(address).text
    assert "Twice." not in sign_in(client, other).get(address).text
    assert "Bars again" not in client.get(space.get_absolute_url()).text
    sign_in(client, tess).post(f"{address}put-back/")

    assert "Twice." in sign_in(client, other).get(address).text


def test_a_week_after_it_was_taken_back_its_words_and_files_are_gone(space, tess):
    topic = a_topic(space, tess)
    a_file(topic)
    actions.take_back(post=topic, by=tess, at=SEPTEMBER)
    topic.refresh_from_db()
    assert actions.forget_taken_back(at=SEPTEMBER + 7 * DAY) == 0

    assert actions.forget_taken_back(at=SEPTEMBER + 8 * DAY) == 1

    assert (SpacePost.objects.get().text, topic.files.count()) == ("", 0)
    with pytest.raises(actions.PostRefused, match="Its words are gone"):
        actions.put_back(post=topic, by=tess, at=SEPTEMBER + 8 * DAY)


def test_a_file_of_a_post_that_is_gone_is_not_served(client, space, tess):
    topic = a_topic(space, tess, deleted_at=SEPTEMBER)
    file = a_file(topic)

    assert sign_in(client, tess).get(file.get_absolute_url()).status_code == 404


def test_a_file_is_served_to_members_only(client, space, tess):
    file = a_file(a_topic(space, tess))

    assert sign_in(client, a_person()).get(file.get_absolute_url()).status_code == 404


def test_an_archived_space_is_there_to_read_only(client, space, tess):
    topic = a_topic(space, tess)
    type(space.work_group).objects.update(state="CLOSED")
    sign_in(client, tess)

    page = client.get(topic.get_absolute_url())
    client.post(topic.get_absolute_url(), {"text": "One more."})
    client.post(f"/communities/{space.pk}/write/", {"title": "One", "text": "More."})

    assert "This community is archived." in page.text
    assert SpacePost.objects.count() == 1
    assert client.post(f"{topic.get_absolute_url()}take-back/").status_code == 403


def test_a_reply_is_marked_as_new_until_it_is_read(client, space, tess):
    other = a_person("Other")
    a_standing_place(space.work_group, person=other)
    topic = a_topic(space, tess)
    with time_machine.travel(SEPTEMBER + DAY):
        sign_in(client, other).post(topic.get_absolute_url(), {"text": "So did I."})
        sign_in(client, tess)
        listed = client.get(space.get_absolute_url())
        first, again = (client.get(topic.get_absolute_url()) for _ in range(2))

    assert [topic.new for topic in listed.context["page"]] == [1]
    assert [shown.is_new for shown in first.context["posts"]] == [False, True]
    assert [shown.is_new for shown in again.context["posts"]] == [False, False]


def test_pinned_topics_come_first_then_what_was_written_last(client, space, tess):
    old = a_topic(space, tess, "Old", at=SEPTEMBER)
    a_topic(space, tess, "New", at=SEPTEMBER + DAY)
    a_topic(space, None, "Welcome", at=SEPTEMBER - DAY, pinned_at=SEPTEMBER)
    a_reply(old, tess, at=SEPTEMBER + 2 * DAY)
    sign_in(client, tess)

    def titles():
        return [topic.title for topic in client.get(space.get_absolute_url()).context["page"]]

    assert titles() == ["Welcome", "Old", "New"]
    leader = a_person("Greta")
    Leader.objects.create(work_group=space.work_group, person=leader)
    assert client.post(f"{old.get_absolute_url()}pin/").status_code == 403
    sign_in(client, leader).post(f"{old.get_absolute_url()}pin/")
    assert titles() == ["Welcome", "Old", "New"]
    assert SpacePost.objects.get(pk=old.pk).pinned_at


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("@Tess Teacher", ["Tess"]),
        ("Ask @tess teacher's class", ["Tess"]),
        ("@Tess, look", []),  # two of them
        ("@Tess Teacher-Ray", []),
        ("@Ann-Marie", ["Ann-Marie"]),
        ("tess@Tess Teacher", []),
        ("@\nTess Teacher", []),
        ("@Tess  O'Neil and @Ann-Marie", ["Ann-Marie", "Tess"]),
    ],
)
def test_a_name_after_an_at_is_a_mention(text, meant):
    people = [a_person("Tess", "Teacher"), a_person("Tess", "O'Neil"), a_person("Ann-Marie", "Li")]

    assert sorted(person.given_name for person in people_in(text, people)) == meant


def test_a_mention_stands_out_and_nothing_gets_in_by_it():
    person = a_person("Tess", "<b>Teacher</b>")

    assert "<strong>@Tess</strong>" in marked("Ask @Tess.", [person])
    assert "<b>" not in marked("Ask @Tess <b>Teacher</b>.", [person])


def test_somebody_is_mentioned_by_a_box_as_well(client, space, tess):
    leader = a_person("Greta", "Group")
    Leader.objects.create(work_group=space.work_group, person=leader)
    topic = a_topic(space, tess)

    page = sign_in(client, tess).get(topic.get_absolute_url())
    client.post(topic.get_absolute_url(), {"text": "What do you think?", "mentioned": [leader.pk]})

    assert page.context["form"].fields["mentioned"].choices == [(leader.pk, "Greta Group")]
    assert list(topic.replies.get().mentions.all()) == [leader]


@pytest.mark.parametrize("who", ["a member", "an administrator"])
def test_a_thread_asks_as_much_for_many_replies_as_for_one(
    client, space, tess, who, django_assert_max_num_queries
):
    reader = tess if who == "a member" else a_person()
    if reader != tess:
        a_post(reader, space.work_group.hub, Post.Kind.ADMINISTRATOR)
    sign_in(client, reader)
    counts = []
    for number in (1, 4):
        topic = a_topic(space, tess)
        for _ in range(number):
            writer = a_person()
            a_standing_place(space.work_group, person=writer)
            a_file(a_reply(topic, writer))
        client.get(topic.get_absolute_url())
        with django_assert_max_num_queries(10) as asked:
            assert client.get(topic.get_absolute_url()).status_code == 200
        counts.append(len(asked))

    assert counts[0] == counts[1]
