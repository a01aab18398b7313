"""Rich text: markdown that people write, as HTML that is safe to show."""

from __future__ import annotations

import re
from functools import lru_cache

import nh3
from markdown_it import MarkdownIt

TAGS = {"p", "br", "strong", "em", "ul", "ol", "li", "a", "blockquote", "code", "h3", "h4", "hr"}
_reader = MarkdownIt("commonmark", {"html": False})
# Lines that begin with a letter and hold no sign that markdown or HTML reads (nor _): most of what
# people write. Setting them by hand gives the same paragraphs, much faster.
_LINE = r"[^\W\d_][\w ,.;:'\"()?%£/’‘“”–—-]*(?<! )"
_PLAIN = re.compile(rf"{_LINE}(?:\n{{1,2}}{_LINE})*\n?")


def to_html(text: str) -> str:
    """Return clean HTML. Headings begin at h3, so that they lie below the headings of a page."""
    text = text.replace("\r\n", "\n")
    if "_" not in text and _PLAIN.fullmatch(text):
        paragraphs = text.removesuffix("\n").split("\n\n")
        return "".join([f"<p>{paragraph}</p>\n" for paragraph in paragraphs])
    return _read(text)


@lru_cache(maxsize=2048)
def _read(text: str) -> str:
    html = _reader.render(text)
    for level in (6, 5, 4, 3, 2, 1):
        ours = 3 if level == 1 else 4
        html = html.replace(f"<h{level}>", f"<h{ours}>").replace(f"</h{level}>", f"</h{ours}>")
    return nh3.clean(
        html,
        tags=TAGS,
        attributes={"a": {"href"}},
        url_schemes={"http", "https", "mailto", "tel"},
        link_rel="noopener nofollow",
    )
