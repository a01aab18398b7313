"""Rich text: markdown that people write, as HTML that is safe to show."""

from __future__ import annotations

from functools import lru_cache

import nh3
from markdown_it import MarkdownIt

TAGS = {"p", "br", "strong", "em", "ul", "ol", "li", "a", "blockquote", "code", "h3", "h4", "hr"}
_reader = MarkdownIt("commonmark", {"html": False})


@lru_cache(maxsize=2048)
def to_html(text: str) -> str:
    """Return clean HTML. Headings begin at h3, so that they lie below the headings of a page."""
    html = _reader.render(text.replace("\r\n", "\n"))
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
