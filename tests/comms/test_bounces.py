"""A returned message, as a mail server pipes it in, marks the letter it belongs to."""

from __future__ import annotations

import io
from email.message import EmailMessage

import pytest
from django.core.management import call_command

from mathshubs.comms import sending
from mathshubs.comms.models import Letter

from ..builders import SEPTEMBER

pytestmark = pytest.mark.django_db


@pytest.fixture
def letter() -> Letter:
    return Letter.objects.create(
        to_email="gone@example.org", kind="k", about="a", subject="Your place", text="Hello",
        state="SENT", written_at=SEPTEMBER, sent_at=SEPTEMBER,
    )  # fmt: skip


def returned(letter: Letter, action: str = "failed", headers_only: bool = False) -> bytes:
    """A delivery status notification (RFC 3464) as a mail server writes it."""
    headers = f"From: hubs@example.org\r\nMessage-ID: {sending.message_id(letter)}\r\n"
    kind = "text/rfc822-headers" if headers_only else "message/rfc822"
    return (
        "From: MAILER-DAEMON@mx.example.org\r\nTo: hubs@example.org\r\n"
        "Subject: Undelivered Mail Returned to Sender\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
        "--b\r\nContent-Type: text/plain\r\n\r\nSorry.\r\n"
        "--b\r\nContent-Type: message/delivery-status\r\n\r\n"
        "Reporting-MTA: dns; mx.example.org\r\n\r\n"
        f"Final-Recipient: rfc822; gone@example.org\r\nAction: {action}\r\nStatus: 5.1.1\r\n"
        "Diagnostic-Code: smtp; 550 5.1.1 <gone@example.org>:\r\n user unknown\r\n\r\n"
        f"--b\r\nContent-Type: {kind}\r\n\r\n{headers}\r\nHello\r\n--b--\r\n"
    ).encode()


def read(message: bytes, monkeypatch) -> str:
    said = io.StringIO()
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(message)))
    call_command("read_bounce", stdout=said)
    return said.getvalue().strip()


@pytest.mark.parametrize("headers_only", [True, False])
def test_a_returned_letter_is_marked_with_what_the_mail_server_said(
    letter, headers_only, monkeypatch
):
    said = read(returned(letter, headers_only=headers_only), monkeypatch)
    read(returned(letter, headers_only=headers_only), monkeypatch)

    letter.refresh_from_db()
    assert letter.state == "BOUNCED"
    assert letter.reason == "550 5.1.1 <gone@example.org>: user unknown"
    assert said == "The letter to gone@example.org came back."


@pytest.mark.parametrize("action", ["delayed", "delivered", "relayed"])
def test_what_is_not_a_failure_changes_nothing(letter, action, monkeypatch):
    said = read(returned(letter, action), monkeypatch)

    letter.refresh_from_db()
    assert (letter.state, said) == ("SENT", "Nothing to note: no letter of ours came back.")


def test_an_answer_out_of_office_changes_nothing(letter, monkeypatch):
    answer = EmailMessage()
    answer["Subject"], answer["In-Reply-To"] = "Away", sending.message_id(letter)
    answer.set_content("I am away until Monday.")

    read(answer.as_bytes(), monkeypatch)

    letter.refresh_from_db()
    assert letter.state == "SENT"


@pytest.mark.parametrize(
    "junk", [b"", b"\x00\xff\xfe", b"hello", b"Content-Type: multipart/report"]
)
def test_junk_is_read_without_complaint(letter, junk, monkeypatch):
    assert read(junk, monkeypatch) == "Nothing to note: no letter of ours came back."
