"""A letter's HTML says what its text says."""

from __future__ import annotations

from mathshubs.comms.writing import letter_html


def test_an_address_at_the_end_of_a_paragraph_becomes_a_button_and_stays_readable():
    html = letter_html("Dear Tess\n\nAccept it:\nhttps://hubs.example.org/a/?b=1&c=2", title="Hi")

    assert html.count("<p ") == 4
    assert 'href="https://hubs.example.org/a/?b=1&amp;c=2"' in html
    assert "or copy its address: https://hubs.example.org/a/?b=1&amp;c=2</p>" in html


def test_what_people_typed_cannot_become_markup():
    html = letter_html('<img src=x>\n\nSee:\nhttps://x.example/"><script>', title="<b>")

    assert ("<img" in html, "<script>" in html, "<b>" in html) == (False, False, False)
