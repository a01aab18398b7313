"""How the text of a letter is set. The words come from the rooms that write."""

from __future__ import annotations

import re

from django.template.loader import render_to_string
from django.utils.html import conditional_escape, urlize
from django.utils.safestring import SafeString, mark_safe

_ENDS_IN_A_LINK = re.compile(r"^(?P<words>.+):\n(?P<link>https?://\S+)$", re.DOTALL)


def letter_html(text: str, *, title: str) -> str:
    """
    Set plain text as HTML under `title`, so that both twins say the same.

    Paragraphs end at empty lines. An address at the end of one ("Accept it:\\nhttps://...") becomes
    a button as well; other addresses become links.
    """
    parts = [_paragraph(part) for part in re.split(r"\n\s*\n", text.strip())]
    return render_to_string("comms/letter.html", {"title": title, "parts": parts})


def _paragraph(text: str) -> tuple[SafeString, str]:
    """Return a paragraph as HTML, and the address of its button or ""."""
    found = _ENDS_IN_A_LINK.match(text)
    words = f"{found['words']}:" if found else text
    html = mark_safe(urlize(conditional_escape(words)).replace("\n", "<br>"))
    return html, found["link"] if found else ""
