"""Who may open the papers of a hub's Strategic Board."""

from __future__ import annotations

from mathshubs.core.access import Page, page

_NOT_SENT_TO = "in 405 405 405 405 405 405 405 405"

# visitor teacher school_lead group_lead administrator hub_lead other_hub national evaluator board
PAGES: dict[str, Page] = {
    "insight:board_papers": page(get="in 404 404 404 ok ok 404 ok 404 ok", post=_NOT_SENT_TO)
}
