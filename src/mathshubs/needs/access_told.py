"""Who may open what became of what a school told hubs: those who lead it."""

from __future__ import annotations

from mathshubs.core.access import Page, page

# visitor teacher school_lead group_lead administrator hub_lead other_hub national evaluator
PAGES: dict[str, Page] = {
    "needs:told_by_school": page(
        get="in 404 ok 404 404 404 404 404 404", post="in 405 405 405 405 405 405 405 405"
    ),
}
