"""My letters, the ledger and the demo's mailbox."""

from __future__ import annotations

import pytest

from mathshubs.comms.models import Letter

from ..builders import SEPTEMBER, a_person, national
from ..people.signing_in import sign_in
from ..tables import table_of

pytestmark = pytest.mark.django_db


def a_letter(to, **fields) -> Letter:
    fields.setdefault("about", f"place:{Letter.objects.count()}")
    fields.setdefault("subject", "Your place is held")
    fields.setdefault("text", "Dear Tess\n\nSee https://hubs.example.org/ <script>")
    return Letter.objects.create(
        to_email=to.email, to_person=to, kind="k", written_at=SEPTEMBER, **fields
    )


def test_my_letters_are_mine_and_without_codes(client):
    me, other = a_person(), a_person()
    mine = a_letter(me)
    theirs, code = a_letter(other), a_letter(me, secret_until=SEPTEMBER, subject="Your code")
    sign_in(client, me)

    listed = client.get("/my/letters/")

    assert list(listed.context["page"].object_list) == [mine]
    assert client.get(f"/my/letters/{mine.pk}/").status_code == 200
    assert client.get(f"/my/letters/{theirs.pk}/").status_code == 404
    assert client.get(f"/my/letters/{code.pk}/").status_code == 404
    file = table_of(client.get("/my/letters/?as=csv"))
    assert [row[:2] for row in file] == [["To", "Subject"], [me.email, mine.subject]]


def test_the_ledger_says_who_got_what_and_why_not(client):
    tess = a_person("Tess", "Teacher", email="tess@example.org")
    a_letter(tess, state="BOUNCED", reason="The mail server answered 550: no such user")
    a_letter(a_person(), state="SENT", subject="Another letter")
    sign_in(client, national())

    page = client.get("/national/letters/?q=TESS&state=BOUNCED").content.decode()

    assert "1 letter whose address or subject holds “TESS”, came back, newest first." in page
    assert "The mail server answered 550: no such user" in page
    assert ("Came back" in page, "Another letter" in page) == (True, False)


def test_the_ledger_masks_who_was_written_to_unless_the_address_is_asked_for(client):
    tess = a_person("Tess", "Teacher", email="tess@example.org")
    a_letter(tess, state="BOUNCED", reason="550 <tess@example.org> is unknown")
    sign_in(client, national())

    pages = [
        client.get(f"/national/letters/?q={asked}").text for asked in ("tess", "Tess@example.org")
    ]

    kept = ("Tess Teacher", "550 &lt;tess@example.org&gt; is unknown")
    assert [[each in page for each in kept] for page in pages] == [[False] * 2, [True] * 2]
    assert "t•••@example.org" in pages[0]
    assert "tess@example.org" not in pages[0]


def test_an_empty_ledger_and_a_search_without_an_answer_say_different_things(client):
    sign_in(client, national())

    assert "No letters yet" in client.get("/national/letters/").text
    assert "No letter like that" in client.get("/national/letters/?q=nobody").text


def test_a_letter_that_failed_is_sent_again_from_the_ledger(client):
    letter = a_letter(a_person(), state="FAILED", attempts=10)
    sign_in(client, national())

    client.post(f"/national/letters/{letter.pk}/send-again/")

    letter.refresh_from_db()
    assert (letter.state, letter.attempts) == ("QUEUED", 0)


@pytest.mark.parametrize("path", ["/my/letters/", "/national/letters/", "/demo/mailbox/"])
def test_lists_ask_as_often_for_one_as_for_three(client, settings, path):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    settings.DEMO = True
    me = national()
    sign_in(client, me)
    asked = []
    for rows in (1, 2):
        for _ in range(rows):
            a_letter(me, state="FAILED")
        with CaptureQueriesContext(connection) as queries:
            client.get(path)
        asked.append(len(queries))

    assert asked[0] == asked[1]


def test_the_mailbox_is_for_the_demo_only(client, settings):
    letter = a_letter(a_person(email="tess@example.org"), calendar="BEGIN:VCALENDAR")
    paths = [f"/demo/mailbox/{end}" for end in ("", f"{letter.pk}/", f"{letter.pk}/html/")]
    paths.append(f"/demo/mailbox/{letter.pk}/calendar.ics")
    absent = [client.get(path).status_code for path in paths]

    settings.DEMO = True
    there = [client.get(path) for path in paths]

    assert absent == [404] * 4
    assert [answer.status_code for answer in there] == [200] * 4
    assert "tess@example.org" in there[0].content.decode()
    assert "&lt;script&gt;" in there[1].content.decode()
    assert "&lt;script&gt;" in there[2].content.decode()
    assert "script-src" not in there[2]["Content-Security-Policy"]
    assert there[3]["Content-Type"] == "text/calendar; charset=utf-8"
    assert client.get("/demo/mailbox/?q=nobody").context["page"].paginator.count == 0
