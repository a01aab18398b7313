"""How the text of a letter is set. The words come from the rooms that write."""

from __future__ import annotations

import re

from django.template.loader import render_to_string
from django.utils.html import conditional_escape, urlize
from django.utils.safestring import mark_safe


def letter_html(text: str, link: str = "", link_text: str = "") -> str:
    """
    Set plain text as HTML: paragraphs at empty lines, addresses of pages as links.

    `link` becomes a button after the text; give the text twin with `with_link`.
    """
    paragraphs = [
        mark_safe(urlize(conditional_escape(part)).replace("\n", "<br>"))
        for part in re.split(r"\n\s*\n", text.strip())
    ]
    page = {"paragraphs": paragraphs, "link": link, "link_text": link_text or link}
    return render_to_string("comms/letter.html", page)


def with_link(text: str, link: str, link_text: str) -> str:
    """Return the plain text with its link at the end, as a reader without HTML needs it."""
    return f"{text.rstrip()}\n\n{link_text}:\n{link}\n"
