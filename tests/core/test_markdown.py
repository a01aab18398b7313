"""Plain paragraphs are set without the markdown reader, and nobody can tell."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mathshubs.core import markdown

SIGNS = "aZé7 _*.,-–’\"'()&<>#=+`~[]!\\|:/£%\n\t\u00a0\u2028"


@given(st.text(SIGNS) | st.text())
@example("Year 8 asks why.\nThen it tries.\n\nWe plan; we “teach”.\n")
@example("A heading\n---")
@example("A break  \nhere")
@example("One\n1. two")
def test_it_looks_the_same_set_by_hand_as_read(text):
    text = text.replace("\r", "")

    assert markdown.to_html(text) == markdown._read(text)


@pytest.mark.parametrize("text", ["Plain words, 12 of them.", "One.\n\nTwo.\nThree."])
def test_plain_paragraphs_are_set_by_hand(text, monkeypatch):
    monkeypatch.setattr(markdown, "_read", None)

    assert markdown.to_html(text).startswith("<p>")
