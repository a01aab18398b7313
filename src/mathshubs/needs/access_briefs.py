"""Who may open a brief that is open for offers, and one's own offer: whoever has the link."""

from __future__ import annotations

from mathshubs.core.access import Page, page

PAGES: dict[str, Page] = {
    "needs:brief": page(get="ok", post="ok"),
    "needs:my_tender": page(get="ok"),
}
