"""What is written, for a line of a list."""

from __future__ import annotations

from html import unescape

from django import template
from django.utils.html import strip_tags

from mathshubs.core.markdown import to_html

register = template.Library()


@register.filter
def plain(text: str) -> str:
    """Return the words of the first paragraph of a markdown text, in one line."""
    first = text.replace("\r\n", "\n").strip().partition("\n\n")[0]
    return " ".join(unescape(strip_tags(to_html(first))).split())
