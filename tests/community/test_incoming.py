"""What mail programs send: only what is new in it is kept."""

from __future__ import annotations

import pytest

from mathshubs.community.incoming import new_words, read

QUOTED = {
    "gmail": "On Mon, 8 Sept 2025 at 09:00, Greta <reply+x@y.org> wrote:\n\n> Hello\n> there",
    "gmail, over three lines": (
        "On Mon, 8 Sept 2025 at 09:00, Greta Group, Salt Way\nMaths Hub <\n"
        "hubs@example.org> wrote:\n> Hello"
    ),
    "our own line": "> --- Write your reply above this line ---\n>\n> Greta wrote",
    "both": "On Mon, Greta <a@b.org> wrote:\n\n> --- Write your reply above this line ---\n> Hi",
    "outlook": "________________________________\nFrom: Greta\nSent: Monday\nTo: Tess\n\nHello",
    "outlook for Windows": (
        "From: Greta <hubs@example.org>\nSent: 08 September 2025 09:00\nTo: Tess\n"
        "Subject: Bars\n\nHello"
    ),
    "outlook, long ago": "-----Original Message-----\nFrom: Greta\n\nHello",
    "only signs": "> Hello\n> there",
    "phone": "Sent from my iPhone\n\nOn 8 Sep 2025, at 09:00, Greta <a@b.org> wrote:\n\n> Hello",
    "signature": "-- \nTess Teacher\nWrekin Vale Academy",
    "nothing": "",
}


@pytest.mark.parametrize("quoted", QUOTED.values(), ids=QUOTED.keys())
def test_what_is_quoted_below_goes(quoted):
    assert new_words(f"So did I.\n\nWith bars.\n\n{quoted}\n") == "So did I.\n\nWith bars."


def test_answers_between_the_lines_stay_with_what_they_answer():
    text = "> Who tried it?\nI did.\n> In which year?\nYear 4.\n"

    assert new_words(text) == text.strip()


def test_words_that_only_look_like_a_mail_program_stay():
    text = "On Monday I wrote:\nbars.\n\nFrom: my notes, two ideas"

    assert new_words(text) == text


def test_a_letter_in_html_only_is_read_without_its_tags():
    raw = (
        b"From: tess@example.org\r\nContent-Type: text/html; charset=utf-8\r\n\r\n"
        b"<style>p{}</style><p>So did I.</p><p>A &lt; B<br>and C</p>"
        b'<div class="gmail_quote">On Monday Greta wrote: <blockquote>Hello</blockquote></div>'
    )

    assert read(raw).text == "So did I.\n\nA < B\nand C"


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\xff\xfe\x00",
        b"From: \xff\r\nTo: =?x?\r\n\r\n\xff",
        b"Content-Type: text/plain; charset=nonsense\r\n\r\nHello",
        b"Content-Type: multipart/mixed\r\n\r\nno boundary",
        b"Message-ID: <<>\r\nFrom: <\r\n\r\n",
    ],
)
def test_a_broken_letter_is_read_without_an_error(raw):
    assert read(raw).message_id
