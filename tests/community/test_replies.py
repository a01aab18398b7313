"""A letter goes out through a mail server, the reply comes in through one, and is a post once."""

from __future__ import annotations

import io
import smtplib
from datetime import timedelta
from email.message import EmailMessage
from email.utils import make_msgid

import pytest
from django.core.management import call_command

from mathshubs.comms.actions import send
from mathshubs.comms.models import Letter
from mathshubs.community.actions import posts, replies
from mathshubs.community.addresses import Answer, read_address, reply_address
from mathshubs.community.models import Membership, SpacePost
from mathshubs.people import merging
from mathshubs.people.models import Person

from ..builders import SEPTEMBER, a_hub, a_person, a_work_group, national
from ..comms.conftest import sink  # noqa: F401  a real mail server
from ..comms.smtp_sink import smtp_sink
from ..workgroups.builders import a_standing_place
from .builders import a_space, a_topic

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def replies_are_taken(settings):
    settings.REPLY_DOMAIN = "reply.example.org"


@pytest.fixture
def topic() -> SpacePost:
    space = a_space(a_work_group(title="Leading maths", hub=a_hub("Salt Way")))
    writer = a_person("Greta", "Group")
    a_standing_place(space.work_group, person=writer)
    return a_topic(space, writer, "Bars")


@pytest.fixture
def tess(topic) -> Person:
    person = a_person("Tess", "Teacher", email="tess@example.org")
    a_standing_place(topic.space.work_group, person=person)
    return person


def a_letter(topic: SpacePost, to: Person, text: str = "So did I.", **headers) -> EmailMessage:
    """What `to` sends back, as a mail program writes it."""
    letter = EmailMessage()
    letter["From"] = headers.pop("sender", f"Tess Teacher <{to.email}>")
    letter["To"] = headers.pop("sent_to", reply_address(Answer(topic.pk, to.pk, SEPTEMBER.date())))
    letter["Subject"] = headers.pop("subject", "Re: Bars (Leading maths)")
    letter["Message-ID"] = headers.pop("message_id", make_msgid(domain="example.org"))
    for name, value in headers.items():
        letter[name.replace("_", "-")] = value
    letter.set_content(text)
    return letter


def receive(letter: EmailMessage, at=SEPTEMBER + DAY) -> str:
    return replies.receive(letter.as_bytes(), at=at).said


def written_in(topic: SpacePost) -> list[str]:
    return list(topic.replies.order_by("pk").values_list("text", flat=True))


def test_a_reply_to_the_letter_is_a_post_once(topic, tess, sink, monkeypatch):  # noqa: F811
    Membership.objects.create(space=topic.space, person=tess, notices="AT_ONCE")
    posts.write(
        space=topic.space, topic=topic, by=topic.by, text="Who else tried it?", at=SEPTEMBER
    )
    send(letter_id=Letter.objects.get(to_person=tess).pk, at=SEPTEMBER)
    ours = sink.kept[0]
    answer = EmailMessage()
    answer["From"], answer["To"] = "Tess <tess@example.org>", ours["Reply-To"].lower()
    answer["Subject"], answer["Message-ID"] = f"Re: {ours['Subject']}", "<abc@example.org>"
    quoted = "\n".join(f"> {line}" for line in ours.get_body(("plain",)).get_content().split("\n"))
    answer.set_content(
        f"I did, in Year 4.\n\nTess\n\nOn Mon, 8 Sep 2025 at 09:00, Greta Group, Salt Way Maths "
        f"Hub\n<hubs@example.org> wrote:\n\n{quoted}"
    )

    with smtp_sink() as ours_in:  # the mail server that takes mail for the reply domain
        with smtplib.SMTP("127.0.0.1", ours_in.port) as out:
            out.send_message(answer)
            out.send_message(answer)
        said = [pipe(each, monkeypatch) for each in ours_in.kept]

    assert said[0].startswith("Posted as ")
    assert said[1] == "Left alone: it is posted already."
    reply = topic.replies.get(by=tess)
    assert reply.text == "I did, in Year 4.\n\nTess"
    assert reply.message_id == "<abc@example.org>"


def pipe(letter: EmailMessage, monkeypatch) -> str:
    """Hand a letter to the command, as a mail server's alias does."""
    said = io.StringIO()
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(letter.as_bytes())))
    monkeypatch.setattr(
        "mathshubs.community.management.commands.receive_letter.now", lambda: SEPTEMBER + DAY
    )
    call_command("receive_letter", stdout=said)
    return said.getvalue().strip()


def test_only_whom_we_wrote_to_may_answer(topic, tess):
    other = a_person("Otto", "Other", email="otto@example.org")
    a_standing_place(topic.space.work_group, person=other)

    said = receive(a_letter(topic, tess, sender="otto@example.org"))

    assert said == "Left alone: it is not from the person we wrote to."
    assert (written_in(topic), Letter.objects.count()) == ([], 0)


@pytest.mark.parametrize("changed", [0, 10, 44])
def test_a_changed_address_is_nobodys(topic, tess, changed):
    address = reply_address(Answer(topic.pk, tess.pk, SEPTEMBER.date()))
    token = list(address.removeprefix("reply+").partition("@")[0])
    token[changed] = "a" if token[changed] != "a" else "b"
    forged = f"reply+{''.join(token)}@reply.example.org"

    assert read_address(address.upper()) == Answer(topic.pk, tess.pk, SEPTEMBER.date())
    said = receive(a_letter(topic, tess, sent_to=forged))

    assert said == "Left alone: it was not sent to an address of ours."
    assert written_in(topic) == []


def test_no_other_spelling_of_the_last_letter_is_an_address(topic, tess):
    address = reply_address(Answer(topic.pk, tess.pk, SEPTEMBER.date()))
    before, at, domain = address.partition("@")
    spelt = {f"{before[:-1]}{letter}{at}{domain}" for letter in "abcdefghijklmnopqrstuvwxyz234567"}

    assert {one for one in spelt if read_address(one)} == {address}


def test_the_address_fits_what_mail_servers_take():
    address = reply_address(Answer(2**32 - 1, 2**32 - 1, SEPTEMBER.date()))

    assert len(address.partition("@")[0]) <= 64


def test_an_old_letter_is_not_answered_and_whoever_wrote_is_told(topic, tess):
    said = receive(a_letter(topic, tess), at=SEPTEMBER + 121 * DAY)

    assert said.startswith("Not posted: The letter it answers is more than four months old.")
    letter = Letter.objects.get()
    assert (letter.to_email, letter.subject) == ("tess@example.org", "Your reply was not posted")
    assert "So did I." in letter.text


def test_an_archived_space_takes_no_replies(topic, tess):
    type(topic.space.work_group).objects.update(state="CLOSED")

    said = receive(a_letter(topic, tess))

    assert said == (
        "Not posted: Leading maths is archived. You can read it, and no longer write in it."
    )
    assert Letter.objects.get().kind == "community.not_posted"


def test_whoever_left_takes_no_part(topic, tess):
    tess.places.update(state="WITHDRAWN", withdrawn_at=SEPTEMBER, withdrawal="OTHER")

    assert receive(a_letter(topic, tess)) == "Not posted: You no longer belong to Leading maths."


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto_Submitted": "auto-replied"},
        {"Precedence": "bulk"},
        {"X_Autoreply": "yes"},
        {"subject": "Automatic reply: Bars"},
        {"subject": "Out of office"},
    ],
)
def test_what_a_machine_wrote_is_left_alone(topic, tess, headers):
    assert receive(a_letter(topic, tess, **headers)) == "Left alone: a machine wrote it."
    assert (written_in(topic), Letter.objects.count()) == ([], 0)


def test_whoever_was_joined_with_another_record_may_still_answer(topic, tess):
    letter = a_letter(topic, tess)
    kept = a_person("Tess", "Teacher", email="tess@home.example")
    merging.merge(kept=kept, merged=tess, by=national(), at=SEPTEMBER)

    assert receive(letter).startswith("Posted as ")
    assert topic.replies.get().by == kept


def test_files_come_with_the_reply_and_those_we_do_not_keep_are_named(topic, tess):
    letter = a_letter(topic, tess)
    letter.add_attachment("Bars.", filename="bars.txt")
    letter.add_attachment(b"MZ", "application", "octet-stream", filename="virus.exe")

    receive(letter)

    assert [file.name for file in topic.replies.get().files.all()] == ["bars.txt"]
    assert "virus.exe is not of a kind we keep" in Letter.objects.get().text


def test_a_letter_without_words_is_not_posted(topic, tess):
    said = receive(a_letter(topic, tess, "\n> I tried it.\n"))

    assert said.startswith("Not posted: We found no words of yours in it.")
